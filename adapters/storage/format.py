"""The format of what lies in the tables: one number, kept beside the rows, that a program must be able to read.

It is raised where rows come to hold what a program before would misread: another key, a code it does not know, a
property of another meaning. New tables, new kinds of rows and new properties do not raise it: nobody reads what
they do not know. A raised number takes two versions, so that going back by one is always possible: the first
reads it, the next one writes it.
"""

from adapters.storage.tables import Refused, Row, Table, Verb, Write
from sync_core import limits
from sync_core.failures import StorageTooNew, Unavailable

FORMAT_WRITTEN = 1
"""The number of what this program writes. 1 holds for everything since the first version."""
FORMAT_READ_MAX = 1
"""The highest number that this program reads."""
_PARTITION, _KEY, _NUMBER = "format", "format", "number"


async def agree(table: Table) -> None:
    """Find the tables readable, and note the format that is about to be written. 1 transaction; 2 the first time.

    Raises:
        StorageTooNew: they hold what this program would misread; nothing was written.
    """
    for _ in range(limits.CONTENTION_ATTEMPTS_MAX):
        row = await table.get(_PARTITION, _KEY)
        there = int(row.values[_NUMBER]) if row else 0
        if there > FORMAT_READ_MAX:
            raise StorageTooNew(f"tables of format {there}, program up to {FORMAT_READ_MAX}")
        if there >= FORMAT_WRITTEN or await _note(table, row):
            return
    raise Unavailable("format contended")


async def _note(table: Table, row: Row | None) -> bool:
    """Write the number; False when somebody was faster."""
    verb, etag = (Verb.MERGE, row.etag) if row else (Verb.CREATE, None)
    noted = Write(verb, _PARTITION, _KEY, {_NUMBER: FORMAT_WRITTEN}, etag)
    return not isinstance(await table.write(noted), Refused)
