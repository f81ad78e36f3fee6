"""The identity's tokens: made for one resource, and recognised where they are shown.

Claims as Entra gives them to an application in its own name (Learn, "Access token claims reference", version 1.0,
which Azure Storage and Microsoft Graph ask for).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

LASTS_SECONDS = 24 * 60 * 60
"""As long as tokens of managed identities last."""


@dataclass(slots=True, kw_only=True)
class PretendIdentity:
    """One user-assigned managed identity of one tenant."""

    client_id: str
    tenant_id: str
    now: Callable[[], datetime]
    given: list[str] = field(default_factory=list)
    """The resource of each token handed out."""
    _key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(65_537, 2_048), repr=False
    )

    def token(self, resource: str) -> dict[str, Any]:
        """Return a token for a resource, as the endpoint answers (Learn, "Managed identities for App Service")."""
        moment = int(self.now().timestamp())
        claims = {
            "aud": resource,
            "iss": f"https://sts.windows.net/{self.tenant_id}/",
            "iat": moment,
            "nbf": moment,
            "exp": moment + LASTS_SECONDS,
            "appid": self.client_id,
            "idtyp": "app",
            "tid": self.tenant_id,
            "ver": "1.0",
        }
        self.given.append(resource)
        return {
            "access_token": jwt.encode(claims, self._key, algorithm="RS256"),
            "expires_on": str(claims["exp"]),
            "resource": resource,
            "token_type": "Bearer",
            "client_id": self.client_id,
        }

    def recognises(self, token: str, resource: str) -> bool:
        """Return whether a token is one of this identity's for that resource, and still holds."""
        try:
            claims = jwt.decode(
                token,
                self._key.public_key(),
                algorithms=["RS256"],
                audience=resource,
                issuer=f"https://sts.windows.net/{self.tenant_id}/",
            )
        except jwt.InvalidTokenError:
            return False
        return bool(claims["appid"] == self.client_id)
