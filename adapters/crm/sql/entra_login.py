"""PostgreSQL in Azure without a password: every new connection logs in with a token of Entra ID.

A token lives about an hour and is asked for when a connection is opened only; the server keeps an open connection
beyond it (Learn, "Microsoft Entra authentication with Azure Database for PostgreSQL").
"""

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.util import await_only

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential

_AUDIENCES = {
    "database.azure.com": "https://ossrdbms-aad.database.windows.net/.default",
    "database.usgovcloudapi.net": "https://ossrdbms-aad.database.usgovcloudapi.net/.default",
    "database.chinacloudapi.cn": "https://ossrdbms-aad.database.chinacloudapi.cn/.default",
}
"""What a token is for, by the domain of the server: one a cloud."""


def scope_of(host: str) -> str:
    """Return what to ask a token for: the audience of the cloud a server is in, Azure's public one if it is in none."""
    for domain, scope in _AUDIENCES.items():
        if host.endswith(f".{domain}"):
            return scope
    return _AUDIENCES["database.azure.com"]


def log_in_with(engine: sa.Engine, credential: "AsyncTokenCredential", host: str) -> None:
    """Let every new connection of an engine log in with a token as its password."""
    scope = scope_of(host)

    async def token() -> str:
        return (await credential.get_token(scope)).token

    def hand_over(_: object, __: object, ___: object, told: dict[str, Any]) -> None:
        told["password"] = await_only(token())

    event.listen(engine, "do_connect", hand_over)
