"""What a table is to this adapter: rows read and written under Azure's rules, without its SDK.

A refused write is an answer, not an error: the row was there already, is gone, or has changed.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Protocol

Value = str | int | bool | bytes
"""What a property holds here. None cannot be stored: see adapters.storage.records."""


class TableName(StrEnum):
    """The tables of one firm."""

    MAILBOXES = "mailboxes"
    """Mailbox records, the firm's record and the directory's aliases."""
    MEMORY = "memory"
    """One partition a mailbox: leases, cursors, seen, retries, tallies."""
    RUNS = "runs"
    """One partition a day."""
    POLICY = "policy"


class Verb(Enum):
    """What a write does, and what it needs of the row that is there."""

    CREATE = "create"
    """Refused (ALREADY_THERE) where the row exists."""
    MERGE = "merge"
    """Sets the properties named, leaves the others; refused (MISSING) where there is no row."""
    REPLACE = "replace"
    """Sets the whole row; refused (MISSING) where there is none."""
    PUT = "put"
    """Sets the whole row, whether it is there or not."""
    PUT_MERGE = "put_merge"
    """Sets the properties named, in a new row where there is none."""
    DELETE = "delete"
    """In a transaction refused (MISSING) where there is no row; alone, a missing row is done."""


class Refusal(Enum):
    """Why a write was not done; its value is the HTTP status that says so."""

    MISSING = 404
    ALREADY_THERE = 409
    CHANGED = 412
    """The row is no longer the one whose etag was shown."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read."""

    partition: str
    key: str
    values: Mapping[str, Value]
    etag: str


@dataclass(frozen=True, slots=True)
class Write:
    """One row to be written. An etag makes it conditional (If-Match)."""

    verb: Verb
    partition: str
    key: str
    values: Mapping[str, Value] = field(default_factory=dict)
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was written, because of the write at this place."""

    index: int
    why: Refusal


@dataclass(frozen=True, slots=True)
class Page:
    """One answer to a query."""

    rows: tuple[Row, ...]
    next: str | None
    """Shown again to go on; None at the end."""


class Table(Protocol):
    """One table. Every method is one storage transaction, save `rows`: one a page.

    All raise Unavailable or Throttled (sync_core.failures), and ValueError for what Azure would
    refuse as malformed (adapters.storage.limits).
    """

    async def get(self, partition: str, key: str) -> Row | None:
        """Return one row."""
        ...

    async def page(
        self, partition: str, low: str, high: str, top: int, token: str | None = None
    ) -> Page:
        """Return up to `top` rows of one partition with low <= key <= high, in the order of keys."""
        ...

    def rows(self, partition: str, low: str, high: str, where: str = "") -> AsyncIterator[Row]:
        """Yield all rows of one partition with low <= key < high; `where` is an OData filter."""
        ...

    def before(self, partition: str) -> AsyncIterator[Row]:
        """Yield all rows of partitions whose key comes before this one."""
        ...

    async def write(self, write: Write) -> str | Refused:
        """Write one row and return its new etag."""
        ...

    async def transact(self, writes: Sequence[Write]) -> tuple[str, ...] | Refused:
        """Write rows of one partition, all or none, and return their new etags in order."""
        ...


class Tables(Protocol):
    """The tables of one storage account."""

    def table(self, name: TableName) -> Table:
        """Return a table; the connection is made on first use."""
        ...


def quoted(text: str) -> str:
    """Return a text as it stands between the quotes of an OData filter."""
    return text.replace("'", "''")


def end_of(prefix: str) -> str:
    """Return the first key after all keys that begin with a prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
