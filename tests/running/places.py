"""Every place where the engine keeps or tells something, read as bytes."""

import base64
import binascii
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from azure.data.tables.aio import TableServiceClient
from azure.storage.queue.aio import QueueServiceClient

_PEEKED_MAX = 32


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that is kept: a row, a message, a file."""

    name: str
    data: bytes


async def rows(connection: str) -> AsyncIterator[Place]:
    """Yield every row of every table, system properties too."""
    async with TableServiceClient.from_connection_string(connection) as tables:
        async for table in tables.list_tables():
            client = tables.get_table_client(table.name)
            async for row in client.list_entities():
                told = json.dumps([dict(row), row.metadata], default=_told, ensure_ascii=False)
                yield Place(f"table {table.name}", told.encode("utf-8", "surrogatepass"))


async def messages(connection: str) -> AsyncIterator[Place]:
    """Yield every message of every queue, as stored and decoded; poison queues too."""
    async with QueueServiceClient.from_connection_string(connection) as queues:
        async for queue in queues.list_queues(include_metadata=True):
            yield Place(f"queue {queue.name}", json.dumps(queue.metadata or {}).encode())
            client = queues.get_queue_client(queue.name or "")
            for message in await client.peek_messages(max_messages=_PEEKED_MAX):
                yield Place(f"queue {queue.name}", message.content.encode())
                yield Place(f"queue {queue.name}, decoded", _decoded(message.content))


def files(folder: Path, *, but: frozenset[str] = frozenset()) -> list[Place]:
    """Return every file below a folder, its name included, without those of the names given."""
    return [
        Place(
            f"file {path.relative_to(folder)}", str(path.name).encode() + b"\n" + path.read_bytes()
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in but
    ]


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _told(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
