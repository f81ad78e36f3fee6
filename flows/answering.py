"""Answering failures: each kind of failure has its one answer here, and nowhere else."""

from dataclasses import dataclass
from datetime import timedelta

from flows.outcomes import Outcome
from flows.ports.parts import Parts
from sync_core import limits
from sync_core.failures import (
    ConsentNeeded,
    CrmStopped,
    Failure,
    LeaseLost,
    RetryAfter,
    SkipItem,
    StopConnector,
    StopMailbox,
    Throttled,
)
from sync_core.mailboxes import MailboxRecord
from sync_core.retrying import requeue
from sync_core.waiting import Waiting, put_back
from sync_core.work import FIRM, WorkItem


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an item that failed."""

    outcome: Outcome
    waits: Waiting | None = None
    """The item as it waits in the queue for another attempt."""


async def answer(
    parts: Parts, item: WorkItem, failure: Failure, record: MailboxRecord | None = None
) -> Answer:
    """Do what a failure asks for and return what became of the item; nothing is lost by any of them."""
    match failure:
        case StopMailbox():
            return await _park(parts, item, failure)
        case StopConnector():
            return await _stop(parts, item, failure)
        case LeaseLost():
            return await _step_aside(parts, item)
        case SkipItem():  # the policy asks for what is not there: a person mends it, the timer tries again
            return Answer(Outcome.DROPPED)
        case Throttled() if record is not None and item.mailbox != FIRM:
            return await _pause(parts, item, failure)
        case _:
            asked = failure.seconds if isinstance(failure, RetryAfter) else None
            return await _later(parts, item, asked)


async def _park(parts: Parts, item: WorkItem, failure: StopMailbox) -> Answer:
    """Park the mailbox; the timer looks at it again when its time has come."""
    until = parts.surroundings.now() + timedelta(seconds=limits.PARKED_RECHECK_SECONDS)
    await parts.memory.change_mailbox(item.mailbox, parked=failure.reason, recheck_at=until)
    return Answer(Outcome.PARKED)


async def _stop(parts: Parts, item: WorkItem, failure: StopConnector) -> Answer:
    """Say that the connector is stopped, and try again later: the first success clears it."""
    told = type(failure).__doc__ or type(failure).__name__
    if isinstance(failure, ConsentNeeded):
        await parts.memory.change_firm(graph_stopped=told)
    elif isinstance(failure, CrmStopped):
        await parts.memory.change_firm(crm_stopped=told)
    spread = 1 + 0.25 * parts.surroundings.chance()
    delay = int(limits.CONNECTOR_RECHECK_SECONDS * spread)
    return Answer(Outcome.STOPPED, await send_back(parts, item.again(), delay))


async def _step_aside(parts: Parts, item: WorkItem) -> Answer:
    """Another run took over, and its lease is not ours to mark; the item comes back in case that run has other work."""
    await parts.queue.send(item.again(), limits.BUSY_RETRY_SECONDS)
    return Answer(Outcome.LOST)


async def _pause(parts: Parts, item: WorkItem, failure: Throttled) -> Answer:
    """Leave the mailbox alone until the outside allows; others go on."""
    delay = requeue(item.attempt, failure.seconds, parts.surroundings.chance()).delay_seconds
    until = parts.surroundings.now() + timedelta(seconds=delay)
    waits = await send_back(parts, item.again(), delay)
    await parts.memory.change_mailbox(item.mailbox, paused_until=until)
    return Answer(Outcome.RETRY, waits)


async def _later(parts: Parts, item: WorkItem, asked_seconds: float | None) -> Answer:
    """Put the item back with a growing delay."""
    delay = requeue(item.attempt, asked_seconds, parts.surroundings.chance()).delay_seconds
    return Answer(Outcome.RETRY, await send_back(parts, item.again(), delay))


async def send_back(parts: Parts, item: WorkItem, delay_seconds: int) -> Waiting:
    """Put an item back and return the mark of it: it is in the queue before anything tells so."""
    until = parts.surroundings.now() + timedelta(seconds=delay_seconds)
    await parts.queue.send(item, delay_seconds)
    return put_back(item, until)
