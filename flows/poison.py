"""Poison: an item its queue gave up on is recorded and let go; the truth is in the mailbox, not in it."""

from flows.outcomes import Outcome
from flows.ports.memory import RunRecord
from flows.ports.parts import Parts
from sync_core.work import FIRM, QueueName, RunId, UnreadableWorkItem, WorkItem


async def bury(parts: Parts, queue: QueueName, text: bytes | str) -> bool:
    """Record a poisoned message and return whether it was an item of ours.

    Nothing of a foreign message is kept. The timers enqueue again whatever still matters.
    """
    now = parts.surroundings.now()
    try:
        item = WorkItem.decode(text)
    except UnreadableWorkItem:
        item = None
    await parts.memory.record_run(
        RunRecord(
            run=RunId(parts.surroundings.new_id()),
            task=item.task if item else "unreadable",
            mailbox=item.mailbox if item else FIRM,
            started_at=now,
            ended_at=now,
            outcome=Outcome.POISONED,
            detail=queue.value,
        )
    )
    return item is not None
