"""The CRM's feeds: whose events and contact lists changed there, so that their mailboxes are woken at once."""

from collections.abc import Awaitable, Callable, Collection

from flows.ports.crm_feed import ChangedOwners
from flows.running import Done, Run
from sync_core import limits
from sync_core.mail import CrmUserId
from sync_core.mailboxes import MailboxRecord
from sync_core.work import Task, WorkItem

_Feed = Callable[[str, int], Awaitable[ChangedOwners]]


async def wake_changed(run: Run) -> Done:
    """Wake the mailboxes of users whose events or lists changed in the CRM since its feeds were last read."""
    firm, policy, crm = await run.firm(), run.rules.policy, run.parts
    cursors, items, has_more = dict[str, str](), list[WorkItem](), False
    records: tuple[MailboxRecord, ...] = ()
    if policy.calendar.enabled or policy.contacts.enabled:
        records = await run.parts.memory.mailboxes()
    if policy.calendar.enabled:
        owners, cursor, more = await _read(crm.crm_calendar.changed_owners, firm.crm_events_cursor)
        cursors["crm_events_cursor"], has_more = cursor, more
        those = [r for r in records if r.calendar_enabled]
        told = _told(those, owners, since=firm.crm_events_cursor)
        items += _wakes(run, Task.CALENDAR_WAKE, told)
    if policy.contacts.enabled:
        owners, cursor, more = await _read(crm.crm_contacts.changed_lists, firm.crm_lists_cursor)
        cursors["crm_lists_cursor"], has_more = cursor, has_more or more
        those = [r for r in records if r.contacts_enabled]
        told = _told(those, owners, since=firm.crm_lists_cursor)
        items += _wakes(run, Task.CONTACTS_WAKE, told)
    for item in items:
        await run.parts.queue.send(item.traced(run.item.trace))
    if cursors:
        await run.parts.memory.change_firm(**cursors)
    run.counts["woken"] += len(items)
    return Done(go_on=(run.item.continued(),) if has_more else (), is_partial=has_more)


async def _read(feed: _Feed, cursor: str) -> tuple[set[CrmUserId], str, bool]:
    """Return whom a feed tells of since the cursor, where it goes on, and whether there is more."""
    owners, has_more, pages = set[CrmUserId](), True, 0
    while has_more and pages < limits.PAGES_PER_ITEM:
        page = await feed(cursor, limits.CRM_EVENTS_PER_CALL_MAX)
        owners.update(page.owners)
        cursor, has_more, pages = page.cursor, page.has_more, pages + 1
    return owners, cursor, has_more


def _told(
    records: Collection[MailboxRecord], owners: Collection[CrmUserId], *, since: str
) -> list[MailboxRecord]:
    """Return the mailboxes that a feed tells of.

    A feed that begins tells nothing of what came before: whoever was in step by then looks for himself.
    """
    with_user = (r for r in records if r.owner is not None and r.is_active)
    return [r for r in with_user if r.owner in owners or not since]


def _wakes(run: Run, task: Task, records: Collection[MailboxRecord]) -> list[WorkItem]:
    return [WorkItem(task=task, mailbox=record.id, woken_at=run.started_at) for record in records]
