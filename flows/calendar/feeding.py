"""The CRM's feed: whose events changed there, so that their mailboxes are woken at once."""

from flows.running import Done, Run
from sync_core import limits
from sync_core.mail import CrmUserId
from sync_core.work import Task, WorkItem


async def wake_changed(run: Run) -> Done:
    """Wake the mailboxes of users whose events changed in the CRM since the feed was last read."""
    if not run.rules.policy.calendar.enabled:
        return Done()
    cursor, owners = (await run.firm()).crm_events_cursor, set[CrmUserId]()
    has_more, pages = True, 0
    while has_more and pages < limits.PAGES_PER_ITEM:
        page = await run.parts.crm_calendar.changed_owners(cursor, limits.CRM_EVENTS_PER_CALL_MAX)
        owners.update(page.owners)
        cursor, has_more, pages = page.cursor, page.has_more, pages + 1
    items = [
        WorkItem(task=Task.CALENDAR_WAKE, mailbox=record.id, woken_at=run.started_at)
        for record in await run.parts.memory.mailboxes()
        if record.owner in owners and record.is_active and record.calendar_enabled
    ]
    for item in items:
        await run.parts.queue.send(item)
    await run.parts.memory.change_firm(crm_events_cursor=cursor)
    run.counts["woken"] += len(items)
    return Done(go_on=(run.item.continued(),) if has_more else (), is_partial=has_more)
