"""Run: one work item from the queue to its end, whatever happens on the way.

    look up -> is there anything to do? -> rules -> lease -> does a newer one wait? -> flow -> remember, enqueue, release -> record

Everything that can go wrong outside comes back as a Failure value and is answered in one place
(flows.answering); only a fault of our own leaves as an exception, and the queue then delivers again.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.answering import answer, send_back
from flows.backfill import backfill
from flows.calendar.keeping import keep_calendar
from flows.contacts.keeping import keep_contacts
from flows.directory import refresh_directory
from flows.feeding import wake_changed
from flows.outcomes import Outcome
from flows.ports.leases import Busy, Lease
from flows.ports.parts import Parts
from flows.ports.run_records import RunRecord
from flows.pruning import prune
from flows.rematch import rematch
from flows.resync import resync
from flows.retry import retry
from flows.running import Done, Run
from flows.sharing.keeping import keep_sharing
from flows.subscribing import subscribe
from flows.sweep import sweep
from flows.wake import wake
from sync_core import limits
from sync_core.failures import Failure
from sync_core.mailboxes import MailboxRecord
from sync_core.rules import FirmRules
from sync_core.timetable import is_resting
from sync_core.waiting import Waiting, is_covered, paused, slowed, with_mark
from sync_core.work import FIRM, RunId, Stream, Task, WorkItem

_FLOWS: Mapping[Task, Callable[[Run], Awaitable[Done]]] = {
    Task.MAIL_WAKE: wake,
    Task.MAIL_SWEEP: sweep,
    Task.MAIL_BACKFILL: backfill,
    Task.MAIL_RETRY: retry,
    Task.MAIL_RETRY_ALL: retry,
    Task.MAIL_RESYNC: resync,
    Task.CALENDAR_WAKE: keep_calendar,
    Task.CALENDAR_SWEEP: keep_calendar,
    Task.CALENDAR_NOW: keep_calendar,
    Task.CRM_FEED: wake_changed,
    Task.CONTACTS_WAKE: keep_contacts,
    Task.CONTACTS_SWEEP: keep_contacts,
    Task.CONTACTS_NOW: keep_contacts,
    Task.CONTACTS_SHARE: keep_sharing,
    Task.SUBSCRIBE: subscribe,
    Task.DIRECTORY: refresh_directory,
    Task.REMATCH: rematch,
    Task.PRUNE: prune,
}
_SETTLED_BY_A_READ = (
    Task.MAIL_WAKE,
    Task.MAIL_SWEEP,
    Task.MAIL_BACKFILL,
    Task.CALENDAR_WAKE,
    Task.CALENDAR_SWEEP,
    Task.CONTACTS_WAKE,
    Task.CONTACTS_SWEEP,
)
"""Tasks for which a finished read of their stream settles every earlier wish for one."""
_BY_THE_NEWEST_RULES = (Task.DIRECTORY,)
"""Tasks that read the policy anew: who is captured by a former one stays so until the next tick, hours later."""
_WAKE_OF = {
    Stream.MAIL_LIVE: Task.MAIL_WAKE,
    Stream.CALENDAR: Task.CALENDAR_WAKE,
    Stream.CONTACTS: Task.CONTACTS_WAKE,
}
"""Streams that a notification wakes, and what it asks for."""


@dataclass(frozen=True, slots=True)
class _Ended:
    """How a run ended, for its record."""

    outcome: Outcome
    detail: str = ""
    counts: Mapping[str, int] | None = None
    is_quiet: bool = False
    """Nothing had happened: the mailbox's record says when it was looked at."""


async def run_work_item(parts: Parts, item: WorkItem) -> str:
    """Execute one work item and return its outcome, as `execute` does."""
    return (await execute(parts, item, RunId(parts.surroundings.new_id()))).outcome


async def execute(parts: Parts, item: WorkItem, run_id: RunId) -> RunRecord:
    """Execute one work item and return the record of it, kept where the run did or learnt anything.

    What happens outside is answered here. An exception is a fault of ours, or storage itself being away
    while a failure is answered: then the queue delivers the item again. What follows from an item keeps its
    trace; an item without one, of an older version, is traced by its run.
    """
    started_at, item = parts.surroundings.now(), item.traced(run_id)
    ended = await _guarded(parts, item, run_id, started_at)
    record = RunRecord(
        run=run_id,
        task=item.task,
        mailbox=item.mailbox,
        started_at=started_at,
        ended_at=parts.surroundings.now(),
        outcome=ended.outcome.value,
        detail=ended.detail,
        counts=ended.counts or {},
        trace=item.trace,
    )
    if ended.outcome.is_worth_recording and not ended.is_quiet:
        await _record(parts, record)
    return record


async def _guarded(parts: Parts, item: WorkItem, run_id: RunId, started_at: datetime) -> _Ended:
    """Return how the item ended; a failure before the lease is answered like one under it."""
    try:
        return await _leased(parts, item, run_id, started_at)
    except Failure as caught:
        failure = caught
    return _Ended((await answer(parts, item, failure)).outcome, _code(failure))


async def _leased(parts: Parts, item: WorkItem, run_id: RunId, started_at: datetime) -> _Ended:
    """Take the lease and run the flow under it, where there is anything to do."""
    record = await _record_of(parts, item)
    if early := _no_need(record, started_at):
        return _Ended(early)
    rules = await _rules(parts, item, started_at)
    lease = await parts.memory.acquire(item.mailbox, item.stream, run_id, started_at)
    if isinstance(lease, Busy):
        await _after_busy(parts, item, lease)
        return _Ended(Outcome.BUSY)
    if _is_settled(item, lease) or is_covered(item, lease.waiting, started_at):
        await _give_back(parts, item, lease, None, waiting=lease.waiting)
        return _Ended(Outcome.COALESCED)
    if record.paused_until is not None and started_at < record.paused_until:
        waits = await _come_back(parts, paused(item, lease.waiting), record.paused_until)
        await _give_back(parts, item, lease, None, waiting=with_mark(lease.waiting, waits))
        return _Ended(Outcome.PAUSED)
    run = Run(
        parts=parts,
        item=item,
        id=run_id,
        started_at=started_at,
        rules=rules,
        record=record,
        lease=lease,
    )
    return await _flow(run)


async def _rules(parts: Parts, item: WorkItem, now: datetime) -> FirmRules:
    """Return the rules the item runs by.

    They are read before the lease is taken: should they not be there, no lease stands in the way of the next.
    """
    if item.task in _BY_THE_NEWEST_RULES:
        parts.rulebook.forget()
    return await parts.rulebook.rules(parts.policies, parts.memory, parts.digester, now)


async def _flow(run: Run) -> _Ended:
    """Run the item's flow; enqueue what follows before the lease is given back."""
    parts, item = run.parts, run.item
    done = await _attempt(run)
    if isinstance(done, Failure):
        # one that got further need not slow down
        tried = item.continued() if run.counts["pages"] else slowed(item, run.lease.waiting)
        answered = await answer(parts, tried, done, run.record)
        waiting = with_mark(run.lease.waiting, answered.waits)
        await _give_back(parts, item, run.lease, None, waiting=waiting)
        return _Ended(answered.outcome, _code(done), dict(run.counts))
    await _progress(run)
    if not done.is_quiet or item.attempt:
        await _is_well(run)
    for following in done.go_on:
        await parts.queue.send(following.traced(item.trace))
    await _give_back(parts, item, run.lease, done.read_at, done.cursors)
    outcome = Outcome.CONTINUED if done.is_partial else Outcome.DONE
    return _Ended(outcome, "", dict(run.counts), done.is_quiet)


async def _attempt(run: Run) -> Done | Failure:
    """Return what the flow gave back, or why it could not; the lease is freed for a fault of ours."""
    try:
        return await _FLOWS[run.item.task](run)
    except Failure as failure:
        return failure
    except Exception:
        await run.parts.memory.release(run.lease, None)
        raise


async def _progress(run: Run) -> None:
    """Note in the mailbox's record how far it came, and that what stood in the way is over."""
    fields = dict(run.progress)
    if run.next_retry_at and (
        not run.record.retry_due_at or run.next_retry_at < run.record.retry_due_at
    ):
        fields.setdefault("retry_due_at", run.next_retry_at)
    if run.record.parked is not None and run.item.task is not Task.SUBSCRIBE:
        fields |= {"parked": None, "recheck_at": None}
    if run.record.paused_until is not None:
        fields["paused_until"] = None
    if fields and run.item.mailbox != FIRM:
        await run.parts.memory.change_mailbox(run.record.id, **fields)


async def _is_well(run: Run) -> None:
    """Clear what was said of connectors that had stopped.

    Not worth a read where nothing had happened: the item that a connector stopped comes back as another
    attempt, and clears it.
    """
    firm = await run.firm()
    if firm.graph_stopped or firm.crm_stopped:
        await run.parts.memory.change_firm(graph_stopped="", crm_stopped="")


async def _record_of(parts: Parts, item: WorkItem) -> MailboxRecord:
    """Return the mailbox's record; the firm's own work and unknown mailboxes get a blank one."""
    if item.mailbox == FIRM:
        return MailboxRecord(id=FIRM, enabled=True)
    return await parts.memory.mailbox(item.mailbox) or MailboxRecord(id=item.mailbox)


def _no_need(record: MailboxRecord, now: datetime) -> Outcome | None:
    """Return why nothing is to be done now, or None."""
    if not record.enabled:
        return Outcome.DROPPED
    return Outcome.PARKED if is_resting(record, now) else None


def _is_settled(item: WorkItem, lease: Lease) -> bool:
    """Return whether a finished read began after this wake-up came, so that it saw everything."""
    if lease.read_at is None or item.task not in _SETTLED_BY_A_READ:
        return False
    return (lease.read_at - item.woken_at).total_seconds() > limits.WAKE_SETTLED_SECONDS


async def _come_back(parts: Parts, item: WorkItem, at: datetime) -> Waiting:
    """Put the item back until the mailbox's pause is over."""
    wait = (at - parts.surroundings.now()).total_seconds() * (1 + 0.1 * parts.surroundings.chance())
    return await send_back(parts, item, min(max(int(wait) + 1, 1), limits.REQUEUE_SECONDS_MAX))


async def _after_busy(parts: Parts, item: WorkItem, busy: Busy) -> None:
    """See to it that the item's reason is not lost with a holder that crashed.

    The holder was told (dirty) and looks once more. Should it never end, the first who came by is there
    again shortly, and again until the lease is free or has expired; usually it is settled by then. Those
    who come by a lease that is dirty already have nothing to add.
    """
    is_told = item.task in _WAKE_OF.values() and busy.was_dirty and item.attempt == 0
    if not is_told:
        await parts.queue.send(item.again(), limits.BUSY_RETRY_SECONDS)


async def _give_back(
    parts: Parts,
    item: WorkItem,
    lease: Lease,
    read_at: datetime | None,
    cursors: Mapping[str, str] | None = None,
    waiting: tuple[Waiting, ...] = (),
) -> None:
    """Release the lease; whoever came by while it was held gets exactly one more look, under this trace.

    A run that ended well leaves no mark of an item that waits: it is looked at when it comes.
    """
    released = await parts.memory.release(lease, read_at, cursors, waiting)
    task = _WAKE_OF.get(lease.stream)
    if released.is_dirty and task is not None:
        now = parts.surroundings.now()
        again = WorkItem(task=task, mailbox=item.mailbox, woken_at=now, trace=item.trace)
        await parts.queue.send(again)


async def _record(parts: Parts, record: RunRecord) -> None:
    """Keep the run's record; that it could not be kept is no reason to run the item again."""
    try:
        await parts.memory.record_run(record)
    except Failure:
        return


def _code(failure: Failure) -> str:
    return (
        f"{type(failure).__name__}:{failure.detail}" if failure.detail else type(failure).__name__
    )
