"""Fixtures that several parts' tests share."""

from tests.azurite import azurite

__all__ = ["azurite"]
