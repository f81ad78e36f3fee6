"""The lease of one stream of one mailbox: a row whose etag is the fence.

The row holds who runs (`run`, empty when free), until when, whether somebody came by meanwhile (`dirty`),
when the last finished read began, and which items were put back (`waiting`). Every write shows the etag it
was decided on, so of two that decide on the same row one is refused and looks again: no wake-up is lost
between a holder that lets go and a comer that marks the row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.storage.keys import cursor_key, lease_key
from adapters.storage.rows import cursor_values, cursors_of, waiting_of, waiting_text
from adapters.storage.tables import Refused, Row, Table, Value, Verb, Write, end_of
from flows.ports.leases import Busy, Lease, Released
from sync_core import limits
from sync_core.failures import LeaseLost, Unavailable
from sync_core.waiting import Waiting
from sync_core.work import MailboxId, RunId, Stream

_DIRTY, _CLEAN = "dirty ", "clean "


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A lease's row as read."""

    run: str
    expires_at: datetime | None
    is_dirty: bool
    read_at: datetime | None
    waiting: tuple[Waiting, ...]
    etag: str

    @property
    def fence(self) -> str:
        """The etag, and whether the row was dirty: what a holder knows of its row."""
        return f"{_DIRTY if self.is_dirty else _CLEAN}{self.etag}"


async def acquire(
    table: Table, mailbox: MailboxId, stream: Stream, run: RunId, now: datetime
) -> Lease | Busy:
    """Take the lease, or mark it dirty when another run holds it.

    2 transactions (read, and the stream's cursors with it; write), one more for each 1,000 cursors; 1 when it is held and dirty already: the run that its holder's
    release brings about begins after this, and sees what this one came for. A lost race costs 2 more.
    """
    for _ in range(limits.CONTENTION_ATTEMPTS_MAX):
        row, cursors = await _read_with_cursors(table, mailbox, stream)
        if row is not None and _is_held(row, run, now):
            busy = Busy(until=row.expires_at or now, was_dirty=row.is_dirty)
            if row.is_dirty or await _mark(table, mailbox, stream, row):
                return busy
            continue
        lease = await _take(table, mailbox, stream, run, now, row)
        if lease is not None:
            return replace(lease, cursors=cursors)
    raise Unavailable("lease contended")


async def release(
    table: Table,
    lease: Lease,
    read_at: datetime | None,
    cursors: Mapping[str, str],
    waiting: tuple[Waiting, ...],
) -> Released:
    """Give the lease back and tell whether somebody came by. 1 transaction; 3 when somebody did.

    The cursors and what waits are written in that same transaction: fenced by the lease, and not at all where
    it was lost.
    """
    fence = lease.fence
    for _ in range(limits.CONTENTION_ATTEMPTS_MAX):
        was_dirty = fence.startswith(_DIRTY)
        done = await table.transact(
            [_free(lease, fence, read_at, waiting), *_moved(lease, cursors)]
        )
        if not isinstance(done, Refused):
            return Released(is_dirty=was_dirty)
        row = await read(table, lease.mailbox, lease.stream)
        if row is None or row.run != lease.run:
            return Released(is_dirty=False)
        fence = row.fence
    raise Unavailable("lease contended")


def renewal(lease: Lease, fence: str, now: datetime) -> Write:
    """Return the write that renews the lease; whatever stands in its transaction is fenced by it."""
    until = now + timedelta(seconds=limits.LEASE_SECONDS)
    key = lease_key(lease.stream)
    return Write(Verb.MERGE, lease.mailbox, key, {"expires_at": until.isoformat()}, _etag(fence))


def proof(lease: Lease, fence: str) -> Write:
    """Return a write that changes nothing: whatever stands in its transaction is fenced by the lease."""
    return Write(
        Verb.MERGE, lease.mailbox, lease_key(lease.stream), {"run": lease.run}, _etag(fence)
    )


async def fence_still_ours(table: Table, lease: Lease) -> str:
    """Return the fence as it is now: somebody may have marked the row. 1 transaction.

    Raises:
        LeaseLost: the lease is no longer this run's.
    """
    row = await read(table, lease.mailbox, lease.stream)
    if row is None or row.run != lease.run:
        raise LeaseLost(lease.stream.value)
    return row.fence


def fence_after(fence: str, etag: str) -> str:
    """Return the fence after a write of ours: the mark stays as it was."""
    return f"{fence[: len(_CLEAN)]}{etag}"


async def read(table: Table, mailbox: MailboxId, stream: Stream) -> LeaseRow | None:
    """Return the lease's row. 1 transaction."""
    row = await table.get(mailbox, lease_key(stream))
    return None if row is None else _decoded(row)


async def _read_with_cursors(
    table: Table, mailbox: MailboxId, stream: Stream
) -> tuple[LeaseRow | None, Mapping[str, str]]:
    """Return the lease's row and the cursors named for its stream, which stand right behind it."""
    key = lease_key(stream)
    beyond = end_of(cursor_key(f"{stream.value}."))
    rows = [row async for row in table.rows(mailbox, key, beyond)]
    lease = next((row for row in rows if row.key == key), None)
    return (None if lease is None else _decoded(lease)), cursors_of(rows)


async def _take(
    table: Table,
    mailbox: MailboxId,
    stream: Stream,
    run: RunId,
    now: datetime,
    row: LeaseRow | None,
) -> Lease | None:
    """Write ourselves into the row; None when somebody was faster.

    A mark that a crashed holder leaves behind stays: the work it stands for may not have been done.
    """
    until = now + timedelta(seconds=limits.LEASE_SECONDS)
    values: dict[str, Value] = {"run": run, "expires_at": until.isoformat()}
    verb, etag = (Verb.MERGE, row.etag) if row else (Verb.CREATE, None)
    is_dirty = row is not None and row.is_dirty
    done = await table.write(Write(verb, mailbox, lease_key(stream), values, etag))
    if isinstance(done, Refused):
        return None
    return Lease(
        mailbox=mailbox,
        stream=stream,
        run=run,
        expires_at=until,
        read_at=row.read_at if row else None,
        waiting=row.waiting if row else (),
        fence=f"{_DIRTY if is_dirty else _CLEAN}{done}",
    )


async def _mark(table: Table, mailbox: MailboxId, stream: Stream, row: LeaseRow) -> bool:
    """Mark the row dirty; False when it has changed."""
    mark = Write(Verb.MERGE, mailbox, lease_key(stream), {"dirty": True}, row.etag)
    return not isinstance(await table.write(mark), Refused)


def _free(
    lease: Lease, fence: str, read_at: datetime | None, waiting: tuple[Waiting, ...]
) -> Write:
    values: dict[str, Value] = {"run": "", "dirty": False}
    if read_at is not None:
        values["read_at"] = max(read_at, lease.read_at or read_at).isoformat()
    if waiting != lease.waiting:
        values["waiting"] = waiting_text(waiting)
    return Write(Verb.MERGE, lease.mailbox, lease_key(lease.stream), values, _etag(fence))


def _moved(lease: Lease, cursors: Mapping[str, str]) -> Iterator[Write]:
    for name, text in cursors.items():
        yield Write(Verb.PUT, lease.mailbox, cursor_key(name), cursor_values(text))


def _is_held(row: LeaseRow, run: RunId, now: datetime) -> bool:
    return row.run not in ("", run) and row.expires_at is not None and row.expires_at > now


def _etag(fence: str) -> str:
    return fence[len(_CLEAN) :]


def _decoded(row: Row) -> LeaseRow:
    values = row.values
    return LeaseRow(
        run=str(values.get("run", "")),
        expires_at=_time(values, "expires_at"),
        is_dirty=bool(values.get("dirty", False)),
        read_at=_time(values, "read_at"),
        waiting=waiting_of(str(values.get("waiting", ""))),
        etag=row.etag,
    )


def _time(values: Mapping[str, Value], name: str) -> datetime | None:
    text = str(values.get(name, ""))
    return datetime.fromisoformat(text) if text else None
