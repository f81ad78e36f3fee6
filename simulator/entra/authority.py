"""The pretend Entra's state: who is in the directory, and the keys that tokens are signed with.

Claims as in Microsoft Learn, "ID token claims reference" and "Access token claims reference", version 2.0
unless a claim is overridden.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

_LASTS_SECONDS = 3_600
_SCRIPT = "5c5c5c5c-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A user of the directory."""

    object_id: str
    name: str
    roles: tuple[str, ...] = ()
    """Values of the registration's app roles."""


def new_key() -> rsa.RSAPrivateKey:
    """Return a key as long as Entra's."""
    return rsa.generate_private_key(65_537, 2_048)


@dataclass(frozen=True, slots=True)
class _Key:
    id: str
    private: rsa.RSAPrivateKey

    def document(self) -> dict[str, Any]:
        """Return the public part as JWKS tells it."""
        told = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**told, "kid": self.id, "use": "sig"}


@dataclass(slots=True, kw_only=True)
class Authority:
    """One tenant's Entra ID with one app registration."""

    tenant_id: str
    client_id: str
    now: Callable[[], datetime]
    people: tuple[Somebody, ...] = ()
    make_key: Callable[[], rsa.RSAPrivateKey] = new_key
    url: str = ""
    """Where it is served; known once it is."""
    jwks_url: str = ""
    """What the metadata tells in place of the true address, where not empty."""
    redirects_to: str = ""
    """Where requests for documents are sent on to, where not empty."""
    is_away: bool = False
    documents_read: int = 0
    _keys: list[_Key] = field(default_factory=list)
    _made: int = 0

    def __post_init__(self) -> None:
        """Make the first key."""
        self.roll_over()

    def roll_over(self) -> None:
        """Sign with a new key from now on; the former one is still told, the one before is not."""
        self._made += 1
        self._keys = [*self._keys[-1:], _Key(f"key-{self._made}", self.make_key())]

    def metadata(self) -> dict[str, Any]:
        """Return the OpenID metadata, as far as anybody reads it."""
        base = f"{self.url}/{self.tenant_id}"
        return {
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
            "jwks_uri": self.jwks_url or f"{base}/discovery/v2.0/keys",
            "response_types_supported": ["code", "id_token", "code id_token"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, Any]:
        """Return the JWKS document; a key for encryption and one of another kind are in it too."""
        others = [{"kty": "EC", "kid": "ec", "crv": "P-256", "x": "AA", "y": "AA"}, {"kid": "?"}]
        return {"keys": [*(key.document() for key in self._keys), *others]}

    def id_token(self, who: Somebody, nonce: str, **changed: Any) -> str:
        """Return what a browser brings back from signing in; a claim told as None is left out."""
        return self.signed(self._claims(who, nonce=nonce, name=who.name, **changed))

    def access_token(self, who: Somebody | None = None, **changed: Any) -> str:
        """Return what a script shows to the API: a person's by a command line, else an application's own."""
        caller = who or Somebody(_SCRIPT, "script", ("Rapport.Admin",))
        told = {"azp": _SCRIPT} | ({"scp": "user_impersonation"} if who else {"idtyp": "app"})
        return self.signed(self._claims(caller, **(told | changed)))

    def signed(self, claims: dict[str, Any], key_id: str | None = None) -> str:
        """Return claims as a token of this authority's newest key."""
        key = self._keys[-1]
        headers = {"kid": key.id if key_id is None else key_id}
        return jwt.encode(claims, key.private, algorithm="RS256", headers=headers)

    def _claims(self, who: Somebody, **changed: Any) -> dict[str, Any]:
        moment = int(self.now().timestamp())
        told = {
            "ver": "2.0",
            "iss": f"{self.url}/{self.tenant_id}/v2.0",
            "aud": self.client_id,
            "tid": self.tenant_id,
            "oid": who.object_id,
            "sub": f"sub-{who.object_id}",
            "iat": moment,
            "nbf": moment,
            "exp": moment + _LASTS_SECONDS,
            "roles": list(who.roles) or None,
        }
        return {name: value for name, value in (told | changed).items() if value is not None}
