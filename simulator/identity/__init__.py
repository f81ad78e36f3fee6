"""A pretend managed identity: the endpoint that App Service gives an app, and the tokens it hands out."""

from simulator.identity.issuing import PretendIdentity
from simulator.identity.web import served

__all__ = ["PretendIdentity", "served"]
