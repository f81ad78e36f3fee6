"""Secrets that no template can make: the key of all digests, once; and the address of a database of the firm's own.

Through Key Vault's REST interface (Learn, "Set Secret"). A key that is there is never written over: it is what
everything the engine remembers is found by.
"""

import base64
import secrets
from types import TracebackType
from typing import Self

import httpx

DIGEST_KEY = "rapport-digest-key"
CRM_URL = "rapport-crm-url"
_API = {"api-version": "7.4"}
_KEY_BYTES = 32
_TIMEOUT_SECONDS = 30


class VaultRefused(Exception):
    """The vault did not do what was asked."""


class Vault:
    """A Key Vault, for the token of who may set secrets."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def has(self, name: str) -> bool:
        """Return whether the vault holds a secret. 1 request; its value is not kept.

        Raises:
            VaultRefused: the vault does not tell.
        """
        answer = self._http.get(f"/secrets/{name}", params=_API)
        if answer.status_code not in (200, 404):
            raise VaultRefused(f"reading {name}: {answer.status_code}")
        return answer.status_code == 200

    def put(self, name: str, value: str, content_type: str) -> None:
        """Store a secret. 1 request.

        Raises:
            VaultRefused: it was not stored; a deleted secret of that name has to be recovered first (409).
        """
        body = {"value": value, "contentType": content_type}
        answer = self._http.put(f"/secrets/{name}", params=_API, json=body)
        if answer.status_code != 200:
            raise VaultRefused(f"storing {name}: {answer.status_code}")


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
