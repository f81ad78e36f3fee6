"""Work a person asks for: look at a mailbox or its calendar now, or try its failed messages again."""

from admin.console import Console
from admin.refusals import Refused, not_found
from sync_core.mailboxes import MailboxRecord
from sync_core.work import MailboxId, Task, WorkItem


async def enqueue(console: Console, mailbox: str, task: Task) -> MailboxRecord:
    """Enqueue one task for a mailbox and return the mailbox.

    Raises:
        Refused: there is no such mailbox, or it is not captured.
    """
    record = await console.memory.mailbox(MailboxId(mailbox.lower()))
    if record is None:
        raise not_found("There is no such mailbox.")
    _refuse_off(record, task)
    await console.queue.send(
        WorkItem(task=task, mailbox=record.id, woken_at=console.surroundings.now())
    )
    return record


def _refuse_off(record: MailboxRecord, task: Task) -> None:
    if task is Task.CALENDAR_NOW:
        if record.calendar_enabled:
            return
        told = "The calendar of this mailbox is not kept in step: the policy does not choose it."
        raise Refused(409, "calendar_off", told)
    if not record.enabled:
        told = "This mailbox is not captured: the policy does not choose it."
        raise Refused(409, "mailbox_off", told)
