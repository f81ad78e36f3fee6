"""Subscribing: what is watched of a mailbox has one subscription, renewed in time, duplicates ended."""

from flows.running import Done, Run
from sync_core.subscriptions import Watched, new_expiry, noted, remembered, tend, watched_of
from sync_core.work import FIRM, Task, WorkItem

_LOOK = {
    Watched.MESSAGES: Task.MAIL_WAKE,
    Watched.EVENTS: Task.CALENDAR_WAKE,
    Watched.CONTACTS: Task.CONTACTS_WAKE,
}
"""What finds whatever came while nothing was listening."""


async def subscribe(run: Run) -> Done:
    """Tend all subscriptions (item of the firm), or create and renew one mailbox's."""
    return await _tend_all(run) if run.item.mailbox == FIRM else await _one(run)


async def _tend_all(run: Run) -> Done:
    """Compare what the tenant holds with what is needed; each mailbox's own work is enqueued."""
    parts, now = run.parts, run.started_at
    held = await parts.subscriptions.existing()
    todo = tend(held, await parts.memory.mailboxes(), parts.subscriptions.notification_url, now)
    for found in todo.adopt:
        fields = noted(found.watched, found.subscription, found.until)
        await parts.memory.change_mailbox(found.mailbox, **fields)
    for subscription in todo.delete:
        await parts.subscriptions.delete(subscription)
    run.counts.update(adopted=len(todo.adopt), ended=len(todo.delete), due=len(todo.ask))
    items = (WorkItem(task=Task.SUBSCRIBE, mailbox=m, woken_at=now) for m in todo.ask)
    return Done(go_on=tuple(items))


async def _one(run: Run) -> Done:
    """Renew this mailbox's subscriptions, or create those that are not there (any more)."""
    made = [watched for watched in watched_of(run.record) if not await _is_renewed(run, watched)]
    for watched in made:
        await _create(run, watched)
    return Done(go_on=tuple(_look(run, watched) for watched in made))


async def _is_renewed(run: Run, watched: Watched) -> bool:
    """Renew the remembered subscription; return whether it is still there."""
    known, until = remembered(run.record, watched)[0], new_expiry(run.started_at)
    if not known or not await run.parts.subscriptions.renew(known, until):
        return False
    await run.parts.memory.change_mailbox(run.record.id, **noted(watched, known, until))
    return True


async def _create(run: Run, watched: Watched) -> None:
    """Create a subscription and remember it at once: the next one may fail, and then it stands."""
    parts, mailbox = run.parts, run.record.id
    state = parts.digester.client_state(mailbox, parts.surroundings.new_id())
    made = await parts.subscriptions.create(mailbox, state, new_expiry(run.started_at), watched)
    await parts.memory.change_mailbox(mailbox, **noted(watched, made.id, made.expires_at))


def _look(run: Run, watched: Watched) -> WorkItem:
    """Return the wake-up that finds what came while nothing was listening."""
    now = run.parts.surroundings.now()
    return WorkItem(task=_LOOK[watched], mailbox=run.record.id, woken_at=now)
