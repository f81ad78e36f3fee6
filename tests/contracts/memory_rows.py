"""Made-up rows and times for the memory's contract."""

from datetime import UTC, datetime, timedelta

from flows.ports.leases import Busy, Lease
from flows.ports.memory import Memory
from flows.ports.remembrance import Remembrance
from sync_core.decisions import Reason
from sync_core.digests import Digester
from sync_core.mail import MessageId
from sync_core.seen import Retry, Seen, SeenKey
from sync_core.waiting import Waiting
from sync_core.work import MailboxId, RunId, Stream, Task, TraceId

DIGESTER = Digester(b"a key that tests use and no firm.")
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
ANNA = MailboxId("00000000-0000-0000-0000-00000000000a")
BOB = MailboxId("00000000-0000-0000-0000-00000000000b")
LIVE, SWEEP = Stream.MAIL_LIVE, Stream.MAIL_SWEEP


def after(seconds: float) -> datetime:
    """Return a time after NOW."""
    return NOW + timedelta(seconds=seconds)


def key(number: int) -> SeenKey:
    """Return the key of the made-up item with this number; they lie a second apart."""
    return SeenKey(f"seen.{63_000_000_000 + number:012d}.{DIGESTER.item(item(number))}")


def item(number: int) -> MessageId:
    """Return the id of the made-up item with this number."""
    return MessageId(f"AAMkAG{number:06d}=")


def seen(number: int, reason: Reason = Reason.MATCHED, at: datetime = NOW) -> Seen:
    """Return a decision about the made-up item with this number."""
    captured = reason in (Reason.MATCHED, Reason.UNMATCHED)
    return Seen(
        key=key(number), reason=reason, decided_at=at, activity_key="ab" * 20 if captured else ""
    )


def failed(number: int, due: datetime | None, attempts: int = 1) -> Retry:
    """Return the record of a made-up item that failed."""
    return Retry(
        message=item(number),
        seen=key(number),
        reason=Reason.UNREADABLE,
        attempts=attempts,
        due_at=due,
    )


def waits(task: Task, attempt: int = 3) -> Waiting:
    """Return the mark of a made-up item that was put back."""
    return Waiting(
        task=task,
        trace=TraceId("0f" * 16),
        woken_at=after(-0.000001),
        attempt=attempt,
        until=after(900),
    )


async def taken(
    memory: Memory,
    run: str = "run-1",
    mailbox: MailboxId = ANNA,
    stream: Stream = LIVE,
    now: datetime = NOW,
) -> Lease:
    """Return the lease that a run was given."""
    lease = await memory.acquire(mailbox, stream, RunId(run), now)
    assert isinstance(lease, Lease), lease
    return lease


async def refused(memory: Memory, run: str, now: datetime = NOW, stream: Stream = LIVE) -> Busy:
    """Return the answer to a run that found the lease held."""
    busy = await memory.acquire(ANNA, stream, RunId(run), now)
    assert isinstance(busy, Busy), busy
    return busy


async def remembered(memory: Memory, *rows: Seen, run: str = "run-0", now: datetime = NOW) -> None:
    """Write decisions about Anna's items under a lease of their own."""
    lease = await taken(memory, run, stream=Stream.MAIL_BACKFILL, now=now)
    lease = await memory.remember(lease, Remembrance(seen=rows), now)
    await memory.release(lease, None)
