"""Poison: an item its queue gave up on is recorded and let go; the truth is in the mailbox, not in it."""

from flows.outcomes import Outcome
from flows.ports.parts import Parts
from flows.ports.run_records import RunRecord
from sync_core.work import FIRM, QueueName, RunId, UnreadableWorkItem, WorkItem

UNREADABLE = "unreadable"
"""Stands in a record for the task of a message that is no work item."""


async def bury(parts: Parts, queue: QueueName, text: bytes | str) -> RunRecord:
    """Record a poisoned message and return the record; `unreadable` is the task of what was none of ours.

    Nothing of a foreign message is kept. The timers enqueue again whatever still matters; until somebody has
    replayed it or let it go (flows.replaying), it stays on the list of what was given up.
    """
    now = parts.surroundings.now()
    try:
        item = WorkItem.decode(text)
    except UnreadableWorkItem:
        item = None
    record = RunRecord(
        run=RunId(parts.surroundings.new_id()),
        task=item.task if item else UNREADABLE,
        mailbox=item.mailbox if item else FIRM,
        started_at=now,
        ended_at=now,
        outcome=Outcome.POISONED,
        detail=queue.value,
        trace=item.trace if item else "",
    )
    await parts.memory.bury(record)
    await parts.memory.record_run(record)
    return record
