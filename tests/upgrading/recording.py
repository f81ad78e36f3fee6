"""Writes down what a version of the project leaves in its tables, its CRM and its queues.

Run once for a version, in a checkout of it: `python .../recording.py FOLDER`. The firm is that version's own
story of a running system (tests/running/story.py), so that its own code wrote every row; all words are made up.
Recorded so: mail (aba3a17, the first version), calendar (19d1da5) and contacts (1953b81).
"""

import asyncio
import base64
import json
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from azure.data.tables import EntityProperty
from azure.data.tables.aio import TableServiceClient

SEED = 7
SPOILED = "no_such_reason"
"""What the story puts into a row of its own, so that a run fails: no version ever wrote it."""
MAILBOX, WOKEN_AT = (
    "19759ecb-358b-fa80-4760-a30b850a0999",
    datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
)


def main() -> None:
    """Live the story and write tables.jsonl, crm.sql and workitems.jsonl."""
    sys.path.insert(0, str(Path.cwd()))
    from sync_core.work import MailboxId, Task, WorkItem
    from tests.running import places, story

    out, scan = Path(sys.argv[1]), places.rows
    out.mkdir(parents=True, exist_ok=True)

    async def rows(connection: str) -> AsyncIterator[places.Place]:
        (out / "tables.jsonl").write_text("".join([r async for r in _rows(connection)]))
        async for place in scan(connection):
            yield place

    places.rows = rows
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(story.live(Path(folder), SEED))
        with closing(sqlite3.connect(Path(folder) / "crm" / "crm.db")) as crm:
            (out / "crm.sql").write_text("\n".join(crm.iterdump()) + "\n")
    items = (
        WorkItem(task=task, mailbox=MailboxId(MAILBOX), woken_at=WOKEN_AT, attempt=2)
        for task in Task
    )
    (out / "workitems.jsonl").write_text("".join(f"{item.encode()}\n" for item in items))


async def _rows(connection: str) -> AsyncIterator[str]:
    async with TableServiceClient.from_connection_string(connection) as tables:
        async for table in tables.list_tables():
            async for row in tables.get_table_client(table.name).list_entities():
                keys = row.pop("PartitionKey"), row.pop("RowKey")
                if SPOILED not in row:
                    values = {name: _value(value) for name, value in row.items()}
                    yield json.dumps([table.name, *keys, values]) + "\n"


def _value(value: Any) -> Any:
    """Return a property as JSON: bytes as an object, all else as it is."""
    told = value.value if isinstance(value, EntityProperty) else value
    return {"base64": base64.b64encode(told).decode()} if isinstance(told, bytes) else told


if __name__ == "__main__":
    main()
