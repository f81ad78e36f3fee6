"""Resync: a mailbox is read anew from end to end because a person asks; nothing is captured or made twice."""

from flows.ports.remembrance import Remembrance
from flows.running import Done, Run
from sync_core.work import Task, WorkItem


async def resync(run: Run) -> Done:
    """Forget where the sweep's folders got to, and ask for everything of the mailbox once.

    A forgotten cursor is a first run: what was seen is known by its decision, pairs by their rows.
    Calendars and contacts compare both sides whole, which asks for no forgotten cursor.
    """
    forgotten = {name: "" for name, text in run.lease.cursors.items() if text}
    await run.remember(Remembrance(cursors=forgotten))
    run.counts["cursors_forgotten"] += len(forgotten)
    now = run.parts.surroundings.now()
    tasks = [Task.SUBSCRIBE, Task.MAIL_SWEEP, Task.MAIL_RETRY_ALL]
    tasks += [Task.CALENDAR_NOW] if run.record.calendar_enabled else []
    tasks += [Task.CONTACTS_NOW] if run.record.contacts_enabled else []
    return Done(
        go_on=tuple(WorkItem(task=t, mailbox=run.record.id, woken_at=now) for t in tasks),
    )
