"""Tokens and their signatures, by PyJWT. Only the signature is judged here; the claims are the core's matter.

PyJWT is imported by the first token, not by importing this module: the webhook must start fast.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from adapters.entra.documents import SigningKey
from adapters.entra.keys import SigningKeys
from sync_core import limits
from sync_core.tokens import ALGORITHM, BadToken, Registration, Why, key_id_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from jwt.types import Options

_SIGNATURE_ONLY: "Options" = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


class EntraTokens:
    """Tokens of one tenant's Entra ID, as flows.ports.identity.Tokens sees them."""

    def __init__(self, of: Registration, now: Callable[[], datetime]) -> None:
        self._keys = SigningKeys(of, now)

    async def claims(self, token: str) -> Mapping[str, Any]:
        """See the port."""
        import jwt

        if not 0 < len(token) <= limits.TOKEN_CHARACTERS_MAX:
            raise BadToken(Why.NOT_A_TOKEN)
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, UnicodeError):
            raise BadToken(Why.NOT_A_TOKEN) from None
        key = _public(await self._keys.key(key_id_of(header)))
        try:
            told: dict[str, Any] = jwt.decode(
                token, key=key, algorithms=[ALGORITHM], options=_SIGNATURE_ONLY
            )
        except (jwt.PyJWTError, UnicodeError):
            raise BadToken(Why.SIGNATURE) from None
        return told


def _public(key: SigningKey) -> "RSAPublicKey":
    """Return a key as PyJWT takes it.

    Raises:
        BadToken: it is too short to prove anything, or no key.
    """
    import jwt
    from jwt.algorithms import RSAAlgorithm

    try:
        made = RSAAlgorithm.from_jwk(key.model_dump(include={"kty", "n", "e"}))
    except (jwt.PyJWTError, ValueError):
        raise BadToken(Why.UNKNOWN_KEY) from None
    if made.key_size < limits.SIGNING_KEY_BITS_MIN:
        raise BadToken(Why.UNKNOWN_KEY)
    return made  # type: ignore[return-value] # a JWK without a private part is a public key
