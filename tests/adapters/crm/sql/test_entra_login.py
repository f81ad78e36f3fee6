"""PostgreSQL by tokens: what a connection logs in with."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

import pytest
from azure.core.credentials import AccessToken

from adapters.crm.sql.database import Database
from adapters.crm.sql.entra_login import scope_of
from flows.meter import Meter
from sync_core.failures import Failure


class _Tokens:
    """Gives another token each time it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def get_token(self, *scopes: str, **_: object) -> AccessToken:
        self.asked.extend(scopes)
        return AccessToken(f"token-{len(self.asked)}", 0)

    async def close(self) -> None:
        self.asked.append("closed")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


@asynccontextmanager
async def _server(passwords: list[str]) -> AsyncIterator[int]:
    """Speak PostgreSQL's protocol up to the password, note it, and refuse it."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (length,) = struct.unpack("!I", await reader.readexactly(4))
        await reader.readexactly(length - 4)  # the start-up message
        writer.write(b"R" + struct.pack("!II", 8, 3))  # asks for the password
        kind, length = struct.unpack("!cI", await reader.readexactly(5))
        assert kind == b"p"
        passwords.append((await reader.readexactly(length - 4)).rstrip(b"\0").decode())
        told = b"SFATAL\0C28P01\0Mrefused\0\0"
        writer.write(b"E" + struct.pack("!I", len(told) + 4) + told)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_every_new_connection_logs_in_with_a_token_asked_for_it() -> None:
    passwords: list[str] = []
    tokens = _Tokens()
    async with _server(passwords) as port:
        url = f"postgresql+psycopg://app@127.0.0.1:{port}/rapport?sslmode=disable"
        database = Database(url, Meter(), tokens)
        for _ in range(2):
            with pytest.raises(Failure):
                async with database.reading():
                    pass
        await database.close()

    assert passwords == ["token-1", "token-2"]
    assert tokens.asked == ["https://ossrdbms-aad.database.windows.net/.default"] * 2 + ["closed"]


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("psql.postgres.database.azure.com", "database.windows.net"),
        ("psql.postgres.database.usgovcloudapi.net", "database.usgovcloudapi.net"),
        ("psql.postgres.database.chinacloudapi.cn", "database.chinacloudapi.cn"),
    ],
)
def test_a_token_is_asked_for_in_the_server_s_own_cloud(host: str, domain: str) -> None:
    assert scope_of(host) == f"https://ossrdbms-aad.{domain}/.default"
