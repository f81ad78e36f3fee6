"""Subscribing: every captured mailbox has one subscription, renewed in time, duplicates ended."""

from flows.running import Done, Run
from sync_core.mailboxes import MailboxRecord
from sync_core.subscriptions import new_expiry, tend
from sync_core.work import FIRM, Task, WorkItem


async def subscribe(run: Run) -> Done:
    """Tend all subscriptions (item of the firm), or create and renew one mailbox's."""
    return await _tend_all(run) if run.item.mailbox == FIRM else await _one(run)


async def _tend_all(run: Run) -> Done:
    """Compare what the tenant holds with what is needed; each mailbox's own work is enqueued."""
    parts, now = run.parts, run.started_at
    held = await parts.subscriptions.existing()
    todo = tend(held, await parts.memory.mailboxes(), parts.subscriptions.notification_url, now)
    for mailbox, subscription, until in todo.adopt:
        await parts.memory.change_mailbox(
            mailbox, subscription_id=subscription, subscription_until=until
        )
    for subscription in todo.delete:
        await parts.subscriptions.delete(subscription)
    run.counts.update(adopted=len(todo.adopt), ended=len(todo.delete), due=len(todo.ask))
    items = (WorkItem(task=Task.SUBSCRIBE, mailbox=m, woken_at=now) for m in todo.ask)
    return Done(go_on=tuple(items))


async def _one(run: Run) -> Done:
    """Renew this mailbox's subscription, or create one where there is none (any more)."""
    parts, record, until = run.parts, run.record, new_expiry(run.started_at)
    if record.subscription_id and await parts.subscriptions.renew(record.subscription_id, until):
        run.progress |= {"subscription_until": until}
        return Done()
    state = parts.digester.client_state(record.id, parts.surroundings.new_id())
    made = await parts.subscriptions.create(record.id, state, until)
    run.progress |= {"subscription_id": made.id, "subscription_until": made.expires_at}
    return Done(go_on=(_look(run, record),))


def _look(run: Run, record: MailboxRecord) -> WorkItem:
    """Return the wake-up that finds what came while nothing was listening."""
    return WorkItem(task=Task.MAIL_WAKE, mailbox=record.id, woken_at=run.parts.surroundings.now())
