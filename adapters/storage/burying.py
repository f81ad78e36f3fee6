"""Work items that their queue gave up: one partition beside the run records', oldest first, until exhumed."""

from collections.abc import Collection

from adapters.storage import runs
from adapters.storage.keys import escaped
from adapters.storage.mailboxes import remove
from adapters.storage.tables import Table, Verb, Write
from flows.ports.run_records import RunRecord

_BURIED = "buried"
"""Sorts after every day, so that pruning the days' runs never meets it."""


async def bury(table: Table, run: RunRecord) -> None:
    """Keep one; the same one again takes its place. 1 transaction."""
    await table.write(Write(Verb.PUT, _BURIED, _key(run), runs.RUNS.encode(run)))


async def buried(table: Table, limit: int) -> tuple[RunRecord, ...]:
    """Return those kept, oldest first. 1 transaction for each 1,000."""
    return await runs.first(table, _BURIED, limit)


async def exhume(table: Table, some: Collection[RunRecord]) -> None:
    """Forget some; one that is gone already is passed over. 1 transaction for each 100."""
    await remove(table, [Write(Verb.DELETE, _BURIED, _key(run)) for run in some])


def _key(run: RunRecord) -> str:
    """Return a key that sorts oldest first."""
    return f"{runs.microseconds_of(run):016d}.{escaped(run.run)}"
