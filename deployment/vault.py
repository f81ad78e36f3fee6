"""Secrets that no template can make: the key of all digests, once; and the address of a database of the firm's own.

Through Key Vault's REST interface (Learn, "Set Secret"). A key that is there is never written over: it is what
everything the engine remembers is found by.
"""

import base64
import secrets

from deployment.authorized import Authorized

DIGEST_KEY = "rapport-digest-key"
CRM_URL = "rapport-crm-url"
_KEY_BYTES = 32


class Vault(Authorized):
    """A Key Vault, for the token of who may set secrets."""

    api_version = "7.4"
    tells_why = False  # nothing of an answer about a secret is shown

    def has(self, name: str) -> bool:
        """Return whether the vault holds a secret. 1 request; its value is not kept.

        Raises:
            Refused: the vault does not tell.
        """
        answer = self._asked(f"reading {name}", "GET", f"/secrets/{name}", done=(200, 404))
        return answer.status_code == 200

    def put(self, name: str, value: str, content_type: str) -> None:
        """Store a secret. 1 request.

        Raises:
            Refused: it was not stored; a deleted secret of that name has to be recovered first (409).
        """
        body = {"value": value, "contentType": content_type}
        self._asked(f"storing {name}", "PUT", f"/secrets/{name}", body=body, done=(200,))


def database_address(told: str) -> str:
    """Return a database's address as it is stored.

    Raises:
        ValueError: it is none that instances could share; the address itself is not told.
    """
    address = told.strip()
    if not address.startswith(("postgresql://", "postgresql+psycopg://")):
        raise ValueError("the CRM's address: expected postgresql+psycopg://USER:PASSWORD@HOST/NAME")
    return address


def new_key() -> str:
    """Return a new key of digests, as RAPPORT_DIGEST_KEY takes it."""
    return base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
