"""The port to the firm's directory as the prover of who somebody is."""

from collections.abc import Mapping
from typing import Any, Protocol


class Tokens(Protocol):
    """Proves that tokens were signed by the firm's Entra ID. What they say is judged by sync_core.tokens."""

    async def claims(self, token: str) -> Mapping[str, Any]:
        """Return what a token says, once its signature is proved.

        Raises:
            BadToken: it is none, or is not signed by a key of this Entra ID.
            Unavailable: the signing keys could not be read.
        """
        ...
