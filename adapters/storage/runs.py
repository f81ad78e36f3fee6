"""Run records: a partition a day, newest first, removed a day at a time."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

from adapters.storage.keys import escaped
from adapters.storage.mailboxes import remove
from adapters.storage.records import Records
from adapters.storage.tables import Table, Verb, Write
from flows.ports.run_records import RunRecord
from sync_core import limits

RUNS = Records(RunRecord)
_LAST_MICROSECOND = (
    10**16
)  # in the year 2286: counted down from, so that the newest row comes first
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def record(table: Table, run: RunRecord) -> None:
    """Keep what a run did; the same run again takes its place. 1 transaction."""
    day = run.started_at.astimezone(UTC).date().isoformat()
    await table.write(Write(Verb.PUT, day, _key(run), RUNS.encode(run)))


async def newest(table: Table, day: date, limit: int) -> tuple[RunRecord, ...]:
    """Return the runs of one day, newest first. 1 transaction for each 1,000."""
    return await first(table, day.isoformat(), limit)


async def first(table: Table, partition: str, limit: int) -> tuple[RunRecord, ...]:
    """Return the first records of a partition. 1 transaction for each 1,000."""
    found: list[RunRecord] = []
    token: str | None = None
    while len(found) < limit:
        top = min(limit - len(found), limits.STORAGE_PAGE_ROWS)
        page = await table.page(partition, "0", "~", top, token)
        found.extend(RUNS.decode(row.values) for row in page.rows)
        token = page.next
        if token is None:
            break
    return tuple(found)


async def prune(table: Table, before: date) -> int:
    """Remove the runs of earlier days. 1 transaction for each 1,000 read and each 100 removed."""
    removed = 0
    async for batch in _batches(table, before):
        await remove(table, batch)
        removed += len(batch)
    return removed


async def _batches(table: Table, before: date) -> AsyncIterator[list[Write]]:
    """Yield what is to be removed, each batch of one day."""
    batch: list[Write] = []
    async for row in table.before(before.isoformat()):
        full = len(batch) == limits.TRANSACTION_OPERATIONS_MAX
        if batch and (full or batch[0].partition != row.partition):
            yield batch
            batch = []
        batch.append(Write(Verb.DELETE, row.partition, row.key))
    if batch:
        yield batch


def microseconds_of(run: RunRecord) -> int:
    """Return when a run began, counted from 1970 (UTC)."""
    since = run.started_at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _key(run: RunRecord) -> str:
    """Return a key that sorts newest first."""
    return f"{_LAST_MICROSECOND - microseconds_of(run):016d}.{escaped(run.run)}"
