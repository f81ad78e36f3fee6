"""Work a person asks for: look at a mailbox, its calendar or its contacts now, or try failed messages again."""

from collections.abc import Collection, Iterable

from admin.console import Console
from admin.refusals import Refused, not_found
from sync_core import limits
from sync_core.failures import RetryAfter
from sync_core.mail import CrmUserId
from sync_core.mailboxes import MailboxRecord
from sync_core.work import FIRM, MailboxId, Task, WorkItem

_OF_CONTACTS = (Task.CONTACTS_NOW, Task.CONTACTS_SHARE)


async def enqueue(console: Console, mailbox: str, task: Task) -> MailboxRecord:
    """Enqueue one task for a mailbox and return the mailbox.

    Raises:
        Refused: there is no such mailbox, or it is not captured.
    """
    record = await console.memory.mailbox(MailboxId(mailbox.lower()))
    if record is None:
        raise not_found("There is no such mailbox.")
    _refuse_off(record, task)
    await send(console, WorkItem(task=task, mailbox=record.id, woken_at=console.surroundings.now()))
    return record


async def send(console: Console, item: WorkItem, delay_seconds: int = 0) -> None:
    """Enqueue work that a person caused, under a trace of its own."""
    await console.queue.send(item.traced(console.surroundings.new_id()), delay_seconds)


async def read_directory(console: Console) -> bool:
    """Have the directory read by a policy just changed, once every process holds it; return whether it will be.

    Where the queue is away, the next tick of the directory does it.
    """
    item = WorkItem(task=Task.DIRECTORY, mailbox=FIRM, woken_at=console.surroundings.now())
    try:
        await send(console, item, limits.POLICY_CACHE_SECONDS)
    except RetryAfter:
        return False
    return True


async def wake_contacts(
    console: Console, owners: Iterable[CrmUserId], task: Task = Task.CONTACTS_WAKE
) -> bool:
    """Wake the contacts of some users' mailboxes; return whether there is one that was woken.

    A queue that is away loses nothing: the CRM holds what was written, and its feed tells of it.
    """
    asked = frozenset(owners)
    records = await console.memory.mailboxes_of(asked) if asked else ()
    woken = [r.id for r in records if r.contacts_enabled]
    try:
        await _send(console, woken, task)
    except RetryAfter:
        return False
    return bool(woken)


async def _send(console: Console, mailboxes: Collection[MailboxId], task: Task) -> None:
    for mailbox in mailboxes:
        now = console.surroundings.now()
        await send(console, WorkItem(task=task, mailbox=mailbox, woken_at=now))


def _refuse_off(record: MailboxRecord, task: Task) -> None:
    if task is Task.CALENDAR_NOW:
        if record.calendar_enabled:
            return
        told = "The calendar of this mailbox is not kept in step: the policy does not choose it."
        raise Refused(409, "calendar_off", told)
    if task in _OF_CONTACTS:
        if record.contacts_enabled:
            return
        told = "The contacts of this mailbox are not kept in step: the policy does not choose them."
        raise Refused(409, "contacts_off", told)
    if not record.enabled:
        told = "This mailbox is not captured: the policy does not choose it."
        raise Refused(409, "mailbox_off", told)
