"""Tokens for what an administrator does: their own by the Azure CLI, and the app's where its identity is at hand."""

import asyncio
from urllib.parse import urlsplit

from wiring.setting_shapes import is_loopback


def audience(url: str) -> str:
    """Return what to ask a token for: the service an address belongs to, in any cloud.

    A vault has a name of its own before its service's (https://NAME.vault.azure.net).
    """
    host = urlsplit(url).hostname or ""
    service = host.partition(".")[2] if ".vault." in host else host
    return f"https://{service}/.default"


def administrators(url: str) -> str:
    """Return the token of who is signed in (`az login`, else `azd auth login`); a made-up one for this machine.

    Raises:
        azure.core.exceptions.ClientAuthenticationError: nobody is signed in there.
    """
    if is_loopback(url):
        return "local-pretend-token"
    from azure.identity import (
        AzureCliCredential,
        AzureDeveloperCliCredential,
        ChainedTokenCredential,
    )

    with ChainedTokenCredential(AzureCliCredential(), AzureDeveloperCliCredential()) as credential:
        return str(credential.get_token(audience(url)).token)


def apps(
    url: str, kind: str, client_id: str | None, tenant_id: str, certificate: str | None
) -> str:
    """Return the app's own token, as the engine gets it.

    Raises:
        ValueError: the credential lacks what it needs, or a made-up one is meant for another machine.
        azure.core.exceptions.ClientAuthenticationError: the identity is not at hand here.
    """
    if kind == "local" and not is_loopback(url):
        raise ValueError("--credential local goes with a tenant on this machine")

    from adapters.graph.credentials import credential_for

    async def token() -> str:
        async with credential_for(kind, client_id, tenant_id, certificate) as credential:
            return (await credential.get_token(audience(url))).token

    return asyncio.run(token())
