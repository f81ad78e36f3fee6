"""What is due when the timer ticks, from each mailbox's record."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sync_core import limits
from sync_core.calendar.opening import looked_at_every
from sync_core.history import goal, lacking
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.policy import Policy
from sync_core.subscriptions import remembered, watched_of
from sync_core.ticking import is_round
from sync_core.work import Task, WorkItem


def due(
    records: Iterable[MailboxRecord], firm: FirmRecord, policy: Policy, now: datetime
) -> list[WorkItem]:
    """Return the work due now: what notifications missed, what failed, what is not yet complete."""
    return [
        WorkItem(task=task, mailbox=record.id, woken_at=now)
        for record in records
        for task in _tasks(record, firm, policy, now)
    ]


def _tasks(record: MailboxRecord, firm: FirmRecord, policy: Policy, now: datetime) -> list[Task]:
    if not record.enabled or is_resting(record, now):
        return []
    wanted = goal(policy.mail.history, firm)
    lacks = wanted is not None and lacking(record, wanted) is not None
    tasks = [Task.MAIL_BACKFILL] if lacks else []
    if any(remembered(record, watched)[0] is None for watched in watched_of(record)):
        tasks.append(Task.SUBSCRIBE)
    every = timedelta(minutes=policy.schedule.sweep_minutes)
    if record.history_from is not None and is_round(record.swept_at, every, now):
        tasks += [Task.MAIL_WAKE, Task.MAIL_SWEEP]
    if record.retry_due_at is not None and record.retry_due_at <= now:
        tasks.append(Task.MAIL_RETRY)
    if policy.calendar.enabled and record.calendar_enabled:
        tasks += _of_calendar(record, policy, now)
    if policy.contacts.enabled and record.contacts_enabled:
        tasks += _of_contacts(record, now)
    return list(dict.fromkeys(tasks))


def _of_calendar(record: MailboxRecord, policy: Policy, now: datetime) -> list[Task]:
    """Return what a calendar is due for: compared whole, or read once more for what was missed."""
    tasks = [Task.SUBSCRIBE] if record.calendar_subscription_id is None else []
    swept, read = record.calendar_swept_at, record.calendar_read_at
    if is_round(swept, timedelta(seconds=limits.CALENDAR_SWEEP_SECONDS), now):
        return [*tasks, Task.CALENDAR_SWEEP]
    has_failed = record.calendar_due_at is not None and record.calendar_due_at <= now
    if has_failed or is_round(read, looked_at_every(policy.calendar.schedule), now):
        tasks.append(Task.CALENDAR_WAKE)
    return tasks


def _of_contacts(record: MailboxRecord, now: datetime) -> list[Task]:
    """Return what contacts are due for: compared whole, read once more for what was missed, or shared again."""
    swept, read = record.contacts_swept_at, record.contacts_read_at
    if is_round(swept, timedelta(seconds=limits.CONTACTS_SWEEP_SECONDS), now):
        return [Task.CONTACTS_SWEEP]
    has_failed = record.contacts_due_at is not None and record.contacts_due_at <= now
    is_old = is_round(read, timedelta(seconds=limits.LOOK_SECONDS), now)
    tasks = [Task.CONTACTS_WAKE] if has_failed or is_old else []
    was_refused = record.sharing_due_at is not None and record.sharing_due_at <= now
    return [*tasks, Task.CONTACTS_SHARE] if was_refused and not record.sharing_held else tasks


def is_resting(record: MailboxRecord, now: datetime) -> bool:
    """Return whether a mailbox is parked and not yet to be looked at again."""
    return record.parked is not None and (record.recheck_at is None or now < record.recheck_at)
