"""Runs as pages and API show them, and everything that one trace came to: its runs and the CRM's rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from admin.console import Console
from admin.names import mailbox_names
from admin.refusals import Refused, bad_fields, not_found
from admin.waking import enqueue, send
from flows.ports.desk import TracedRow
from flows.ports.run_records import RunRecord
from sync_core import limits
from sync_core.mailboxes import MailboxRecord
from sync_core.work import FIRM, MailboxId, Task, WorkItem

_TRACE_CHARACTERS = 32
_DAYS_OF_A_TRACE = 2
"""What follows from a notification follows within the day, past midnight perhaps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """What one trace came to."""

    trace: str
    runs: tuple[RunRecord, ...]
    """Oldest first; those among the newest limits.LATELY_RUNS_MAX of a day."""
    rows: tuple[TracedRow, ...]


async def follow(console: Console, trace: str, day: date) -> Traced:
    """Return what a trace came to, from its day on.

    Raises:
        Refused: it is no trace.
    """
    if len(trace) != _TRACE_CHARACTERS or set(trace) - set("0123456789abcdef"):
        raise bad_fields(("trace", "expected 32 hex digits, as a log line tells them"))
    days = [day + timedelta(days=n) for n in range(_DAYS_OF_A_TRACE)]
    runs = [r for d in days for r in await console.memory.runs(d, limits.LATELY_RUNS_MAX)]
    return Traced(
        trace=trace,
        runs=tuple(sorted((r for r in runs if r.trace == trace), key=lambda r: r.started_at)),
        rows=await console.desk.traced(trace, limits.TRACED_ROWS_MAX),
    )


async def run_names(console: Console) -> Mapping[MailboxId, str]:
    """Return how mailboxes are called beside their runs."""
    return await mailbox_names(console)


async def named(console: Console, told: str) -> MailboxRecord:
    """Return a mailbox by its id, or by its tag in a log line.

    Raises:
        Refused: there is none.
    """
    found = await console.memory.mailbox(MailboxId(told.lower()))
    if found is not None:
        return found
    records = await console.memory.mailboxes()
    tagged = (r for r in records if console.digester.tag(r.id) == told.lower())
    record = next(tagged, None)
    if record is None:
        raise not_found("There is no such mailbox.")
    return record


async def resync(console: Console, told: str) -> MailboxRecord:
    """Have a mailbox, named by id or tag, read anew from end to end.

    Raises:
        Refused: there is none, it is not captured, or it is parked: nothing would run.
    """
    record = await named(console, told)
    if record.parked is not None:
        raise Refused(409, "mailbox_parked", f"This mailbox is parked. {record.parked.text}")
    return await enqueue(console, record.id, Task.MAIL_RESYNC)


async def forget(console: Console, told: str) -> MailboxRecord:
    """Forget everything remembered of a mailbox, and have the directory enrol it as a new one.

    For a CRM that was restored from a backup: what came in since then is remembered as captured, and the CRM
    lacks it. A mailbox that nothing is remembered of is read whole, and nothing that is there is made twice.

    Raises:
        Refused: there is no such mailbox.
    """
    record = await named(console, told)
    await console.memory.forget_mailbox(record.id)
    await run_firm(console, Task.DIRECTORY)
    return record


async def run_firm(console: Console, task: Task) -> None:
    """Enqueue work of the whole firm now, instead of when its timer ticks."""
    await send(console, WorkItem(task=task, mailbox=FIRM, woken_at=console.surroundings.now()))
