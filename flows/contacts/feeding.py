"""The CRM's feed: whose contact lists changed there, so that their mailboxes are woken at once."""

from flows.running import Done, Run
from sync_core import limits
from sync_core.mail import CrmUserId
from sync_core.work import Task, WorkItem


async def wake_changed_lists(run: Run) -> Done:
    """Wake the mailboxes of users whose lists changed in the CRM since the feed was last read."""
    if not run.rules.policy.contacts.enabled:
        return Done()
    cursor, owners = (await run.firm()).crm_lists_cursor, set[CrmUserId]()
    has_more, pages = True, 0
    while has_more and pages < limits.PAGES_PER_ITEM:
        page = await run.parts.crm_contacts.changed_lists(cursor, limits.CRM_CONTACTS_PER_CALL_MAX)
        owners.update(page.owners)
        cursor, has_more, pages = page.cursor, page.has_more, pages + 1
    items = [
        WorkItem(task=Task.CONTACTS_WAKE, mailbox=record.id, woken_at=run.started_at)
        for record in await run.parts.memory.mailboxes()
        if record.owner in owners and record.is_active and record.contacts_enabled
    ]
    for item in items:
        await run.parts.queue.send(item)
    await run.parts.memory.change_firm(crm_lists_cursor=cursor)
    run.counts["woken"] += len(items)
    return Done(go_on=(run.item.continued(),) if has_more else (), is_partial=has_more)
