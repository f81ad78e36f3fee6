"""What wakes us, named as work: notifications and timers only enqueue, the work items do the rest."""

from flows.ports.parts import Parts
from flows.wake_rate import Pace, later
from sync_core import limits
from sync_core.notifications import Heard, hear
from sync_core.timetable import due
from sync_core.work import FIRM, Task, WorkItem


async def accept_notifications(parts: Parts, body: bytes, tenant_id: str) -> Heard:
    """Store one work item for each mailbox a post of Graph tells of, or let one stored before stand for it.

    When this returns, everything genuine in the post is stored, and Graph may be told so.

    Raises:
        UnreadablePost: nothing of the post could be used.
        Unavailable: something was not stored; Graph has to send the post again.
    """
    heard = hear(body, tenant_id, parts.digester, parts.surroundings.now())
    for item in heard.items:
        await _send_paced(parts, item)
    return heard


async def sweep_due(parts: Parts) -> int:
    """Enqueue what is due for each mailbox; return how many items."""
    now = parts.surroundings.now()
    rules = await parts.rulebook.rules(parts.policies, parts.memory, parts.digester, now)
    records = await parts.memory.mailboxes()
    items = due(records, await parts.memory.firm(), rules.policy, now)
    await _send(parts, items)
    return len(items)


async def tend_subscriptions(parts: Parts) -> None:
    """Enqueue the comparison of all subscriptions with what is needed."""
    await _firm(parts, Task.SUBSCRIBE)


async def refresh_directory_due(parts: Parts) -> None:
    """Enqueue a reading of the directory."""
    await _firm(parts, Task.DIRECTORY)


async def rematch_due(parts: Parts) -> None:
    """Enqueue a look for addresses newly known to the CRM."""
    await _firm(parts, Task.REMATCH)


async def crm_feed_due(parts: Parts) -> None:
    """Enqueue a look at whose events and contact lists changed in the CRM."""
    await _firm(parts, Task.CRM_FEED)


async def prune_due(parts: Parts) -> None:
    """Enqueue the removal of old run records."""
    await _firm(parts, Task.PRUNE)


async def _firm(parts: Parts, task: Task) -> None:
    await _send(parts, [WorkItem(task=task, mailbox=FIRM, woken_at=parts.surroundings.now())])


async def _send(parts: Parts, items: tuple[WorkItem, ...] | list[WorkItem]) -> None:
    """Store items, each under a trace of its own: with it begins what can be followed to the CRM's rows."""
    for item in items:
        await parts.queue.send(item.traced(parts.surroundings.new_id()))


async def _send_paced(parts: Parts, item: WorkItem) -> None:
    """Enqueue a look that a notification asks for, unless this process lately enqueued many of it."""
    now = parts.surroundings.now()
    pace = parts.wake_rate.pace(item, now)
    if pace is Pace.COVERED:
        return
    if pace is Pace.LATER:
        await parts.queue.send(later(item, now), limits.WAKES_WINDOW_SECONDS)
    else:
        await parts.queue.send(item)
    parts.wake_rate.note(item, pace, now)
