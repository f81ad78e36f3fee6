"""How the app proves itself to Microsoft Graph: managed identity, certificate, or a made-up token locally.

azure-identity is imported by the first token asked for, not by importing this module.
"""

import asyncio
from collections.abc import Callable
from ipaddress import ip_address
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:  # loaded by the first token only: they are heavy
    from azure.core.credentials import AccessToken
    from azure.core.credentials_async import AsyncTokenCredential

_FAR_FUTURE = 253_402_300_799  # 9999-12-31, seconds since 1970


def credential_for(
    kind: str, client_id: str | None, tenant_id: str, certificate_path: str | None
) -> "AsyncTokenCredential":
    """Return the credential that settings name.

    Args:
        kind: managed_identity, certificate or local.
        client_id: the managed identity's client id (None: the system-assigned one), or the app registration's.
        tenant_id: the Microsoft 365 tenant.
        certificate_path: PEM or PFX file with the private key, for kind certificate.

    Raises:
        ValueError: the kind is none of these, or lacks what it needs.
    """
    if kind == "local":
        return LocalCredential()
    if kind == "managed_identity":
        return RenewableCredential(lambda: _managed_identity(client_id))
    if kind != "certificate":
        raise ValueError("kind: expected managed_identity, certificate or local")
    if not (client_id and certificate_path):
        raise ValueError("a certificate credential needs client_id and certificate_path")
    return RenewableCredential(lambda: _certificate(tenant_id, client_id, certificate_path))


class RenewableCredential:
    """An azure-identity credential that can be made anew: its cached token is then forgotten.

    It is also made anew in another event loop, since its connections belong to the loop they were opened in.
    """

    def __init__(self, make: Callable[[], "AsyncTokenCredential"]) -> None:
        self._make = make
        self._inner: AsyncTokenCredential | None = None
        self._retired: AsyncTokenCredential | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def get_token(
        self,
        *scopes: str,
        claims: str | None = None,
        tenant_id: str | None = None,
        enable_cae: bool = False,
        **options: Any,
    ) -> "AccessToken":
        """Return a token, cached by azure-identity until shortly before it expires."""
        return await self._current().get_token(
            *scopes, claims=claims, tenant_id=tenant_id, enable_cae=enable_cae, **options
        )

    async def renew(self) -> None:
        """Forget the token. A call under way may still use the former credential, so that one closes later."""
        before, self._retired, self._inner = self._retired, self._inner, None
        if before is not None:
            await before.close()

    async def close(self) -> None:
        """Close connections."""
        for credential in (self._inner, self._retired):
            if credential is not None:
                await credential.close()
        self._inner = self._retired = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        await self.close()

    def _current(self) -> "AsyncTokenCredential":
        """Return this event loop's credential."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._inner, self._retired = loop, None, None
        if self._inner is None:
            self._inner = self._make()
        return self._inner


class LocalCredential:
    """A made-up token for a pretend tenant on this machine; it proves nothing anywhere else."""

    async def get_token(
        self,
        *scopes: str,  # noqa: ARG002 - the signature is azure-core's
        claims: str | None = None,  # noqa: ARG002
        tenant_id: str | None = None,  # noqa: ARG002
        enable_cae: bool = False,  # noqa: ARG002
        **options: Any,  # noqa: ARG002
    ) -> "AccessToken":
        """Return the made-up token."""
        from azure.core.credentials import AccessToken

        return AccessToken("local-pretend-token", _FAR_FUTURE)

    async def close(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        """Nothing is open."""


def is_loopback(url: str) -> bool:
    """Return whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _managed_identity(client_id: str | None) -> "AsyncTokenCredential":
    from azure.identity.aio import ManagedIdentityCredential

    return ManagedIdentityCredential(client_id=client_id)


def _certificate(tenant_id: str, client_id: str, path: str) -> "AsyncTokenCredential":
    from azure.identity.aio import CertificateCredential

    return CertificateCredential(tenant_id, client_id, path)
