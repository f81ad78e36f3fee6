"""The firm's Entra ID: the keys it signs with, and whether a token bears such a signature."""

from adapters.entra.tokens import EntraTokens

__all__ = ["EntraTokens"]
