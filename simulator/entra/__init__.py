"""A pretend Entra ID: metadata, keys that roll over, tokens, and a page on which one signs in by choosing a name."""

from simulator.entra.authority import Authority, Somebody
from simulator.entra.web import served

__all__ = ["Authority", "Somebody", "served"]
