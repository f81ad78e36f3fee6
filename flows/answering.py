"""Answering failures: each kind of failure has its one answer here, and nowhere else."""

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
from sync_core.work import FIRM, WorkItem


async def answer(
    parts: Parts, item: WorkItem, failure: Failure, record: MailboxRecord | None = None
) -> Outcome:
    """Do what a failure asks for and return the outcome; nothing is lost by any of them."""
    match failure:
        case StopMailbox():
            return await _park(parts, item, failure)
        case StopConnector():
            return await _stop(parts, item, failure)
        case LeaseLost():
            return await _step_aside(parts, item)
        case SkipItem():  # the policy asks for what is not there: a person mends it, the timer tries again
            return Outcome.DROPPED
        case Throttled() if record is not None and item.mailbox != FIRM:
            return await _pause(parts, item, failure)
        case _:
            asked = failure.seconds if isinstance(failure, RetryAfter) else None
            return await _later(parts, item, asked)


async def _park(parts: Parts, item: WorkItem, failure: StopMailbox) -> Outcome:
    """Park the mailbox; the timer looks at it again when its time has come."""
    until = parts.surroundings.now() + timedelta(seconds=limits.PARKED_RECHECK_SECONDS)
    await parts.memory.change_mailbox(item.mailbox, parked=failure.reason, recheck_at=until)
    return Outcome.PARKED


async def _stop(parts: Parts, item: WorkItem, failure: StopConnector) -> Outcome:
    """Say that the connector is stopped, and try again later: the first success clears it."""
    told = type(failure).__doc__ or type(failure).__name__
    if isinstance(failure, ConsentNeeded):
        await parts.memory.change_firm(graph_stopped=told)
    elif isinstance(failure, CrmStopped):
        await parts.memory.change_firm(crm_stopped=told)
    spread = 1 + 0.25 * parts.surroundings.chance()
    await parts.queue.send(item.again(), int(limits.CONNECTOR_RECHECK_SECONDS * spread))
    return Outcome.STOPPED


async def _step_aside(parts: Parts, item: WorkItem) -> Outcome:
    """Another run took over; the item comes back in case that run has other work."""
    await parts.queue.send(item.again(), limits.BUSY_RETRY_SECONDS)
    return Outcome.LOST


async def _pause(parts: Parts, item: WorkItem, failure: Throttled) -> Outcome:
    """Leave the mailbox alone until the outside allows; others go on."""
    delay = requeue(item.attempt, failure.seconds, parts.surroundings.chance()).delay_seconds
    until = parts.surroundings.now() + timedelta(seconds=delay)
    await parts.queue.send(item.again(), delay)
    await parts.memory.change_mailbox(item.mailbox, paused_until=until)
    return Outcome.RETRY


async def _later(parts: Parts, item: WorkItem, asked_seconds: float | None) -> Outcome:
    """Put the item back with a growing delay."""
    delay = requeue(item.attempt, asked_seconds, parts.surroundings.chance()).delay_seconds
    await parts.queue.send(item.again(), delay)
    return Outcome.RETRY
