"""What former versions wrote, put into this version's stores."""

import base64
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from adapters.storage import StorageAccount
from adapters.storage.tables import TableName, Value, Verb, Write
from sync_core import limits
from sync_core.digests import Digester
from sync_core.work import MailboxId
from tests.upgrading.recording import SEED

VERSIONS = ("mail", "calendar", "contacts")
"""In their order; mail is the first."""
DIGESTER = Digester(Random(f"key {SEED}").randbytes(32))  # noqa: S311 - the story's own
_RECORDED = Path(__file__).parent / "recorded"


@dataclass(frozen=True, slots=True)
class RecordedRow:
    """One row as it was written."""

    table: str
    partition: str
    key: str
    values: dict[str, Value]


def rows(version: str) -> tuple[RecordedRow, ...]:
    """Return every row that a version left."""
    lines = (_RECORDED / version / "tables.jsonl").read_text().splitlines()
    return tuple(
        RecordedRow(table, partition, key, {n: _value(v) for n, v in values.items()})
        for table, partition, key, values in map(json.loads, lines)
    )


def mailboxes(version: str) -> list[MailboxId]:
    """Return the mailboxes that a version knew, in order."""
    return sorted(MailboxId(row.key) for row in rows(version) if row.partition == "mailbox")


def work_items(version: str) -> list[str]:
    """Return one queue message of each task that a version knew."""
    return (_RECORDED / version / "workitems.jsonl").read_text().splitlines()


def restore_crm(version: str, file: Path) -> None:
    """Write the CRM that a version left into a database file."""
    with closing(sqlite3.connect(file)) as database:
        database.executescript((_RECORDED / version / "crm.sql").read_text())


async def write_rows(account: StorageAccount, some: Iterable[RecordedRow]) -> None:
    """Write rows into an account whose tables exist."""
    parts: defaultdict[tuple[str, str], list[Write]] = defaultdict(list)
    for row in some:
        write = Write(Verb.PUT, row.partition, row.key, row.values)
        parts[row.table, row.partition].append(write)
    for (table, _), writes in parts.items():
        for cut in _cut(writes):
            await account.table(TableName(table)).transact(cut)


def _cut(writes: list[Write]) -> Iterator[list[Write]]:
    size = limits.TRANSACTION_OPERATIONS_MAX
    yield from (writes[at : at + size] for at in range(0, len(writes), size))


def _value(told: Any) -> Value:
    value: Value = base64.b64decode(told["base64"]) if isinstance(told, dict) else told
    return value
