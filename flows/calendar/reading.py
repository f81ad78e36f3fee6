"""Reading what a run needs to know of either side, item by item and many at once.

A side that is not there is proved absent here, by asking for that very item: never because a listing was
silent, a window moved, or a request failed.
"""

from collections.abc import Collection, Iterable, Sequence

from flows.calendar.found import Gathering
from flows.calendar.listing import OutlookListed
from flows.portions import in_portions
from flows.ports.tenant import Gone
from sync_core import limits
from sync_core.calendar.event import (
    CrmEventId,
    EventId,
    EventKey,
    OutlookEvent,
    Shape,
    UnreadableEvent,
)
from sync_core.calendar.twins import NEW
from sync_core.failures import SkipItem, Unavailable
from sync_core.reconcile.pairs import Pair, PairKey
from sync_core.reconcile.sides import Side


async def resolve_begun(found: Gathering) -> dict[CrmEventId, OutlookEvent]:
    """Return events whose making in Outlook was begun and whose answer was lost: found by their stamp."""
    made: dict[CrmEventId, OutlookEvent] = {}
    for pair in found.pairs.values():
        if Side.OUTLOOK not in pair.made_on:
            continue
        event = await _find(found, pair)
        if isinstance(event, SkipItem):
            found.unreadable.add(pair.key)
        if event is None or isinstance(event, SkipItem):
            continue
        found.outlook[event.id] = event
        if pair.key.startswith(NEW):
            made[CrmEventId(pair.crm)] = event
            found.unnamed[event.id] = CrmEventId(pair.crm)
        else:
            found.again[event.id] = pair.key
    return made


async def _find(found: Gathering, pair: Pair) -> OutlookEvent | SkipItem | None:
    """Return the event that carries a pair's stamp; one that cannot be read holds up no other."""
    await found.run.hold_lease()
    stamp = found.run.parts.digester.stamp(pair.crm)
    try:
        return await found.run.parts.calendar.find(found.run.record.id, stamp)
    except SkipItem as unreadable:
        return unreadable


async def read_crm(found: Gathering, ids: Iterable[CrmEventId]) -> None:
    """Read CRM events by id; one that is not answered does not exist."""
    asked = sorted(set(ids))
    for some in in_portions(asked, limits.CRM_EVENTS_PER_CALL_MAX):
        answers = await found.run.parts.crm_calendar.events(some)
        found.crm.update({id_: answers.get(id_) for id_ in some})


async def _read_outlook(found: Gathering, ids: Iterable[EventId]) -> None:
    """Read Outlook events by id; each is answered, as itself or as gone."""
    asked = sorted(set(ids))
    for some in in_portions(asked, limits.READ_BATCH_EVENTS):
        await found.run.hold_lease()
        found.outlook.update(await found.run.parts.calendar.read(found.run.record.id, some))
        found.run.counts["read_batches"] += 1


async def read_series(found: Gathering, outlook: OutlookListed, asked: Collection[EventId]) -> None:
    """Read every series something happened to: the feed does not tell of a deleted occurrence.

    Args:
        found: so far; grows by what is read.
        outlook: what was listed.
        asked: others that are to be read.

    Raises:
        Unavailable: there are more than can be read before the function is cut off; the item comes back
            by itself, and the mailbox shows as late meanwhile.
    """
    masters = {*outlook.series, *asked}
    masters |= {
        e.id
        for e in found.outlook.values()
        if isinstance(e, OutlookEvent) and e.shape is Shape.SERIES
    }
    slots = (c for c in found.crm.values() if c is not None and c.series is not None)
    parents = {s.series for s in slots}
    masters |= {EventId(p.outlook) for p in found.pairs.values() if p.crm in parents and p.outlook}
    for master in sorted(masters):
        spent = found.run.parts.surroundings.now() - found.run.started_at
        if spent.total_seconds() >= limits.CALENDAR_READ_SECONDS:
            raise Unavailable("too_many_series")
        found.run.counts["series"] += 1
        await found.run.hold_lease()
        read = await found.run.parts.calendar.series(
            found.run.record.id, master, found.rules.window
        )
        if isinstance(read, UnreadableEvent | Gone):
            found.outlook[master] = read
            continue
        found.outlook[master] = read.master
        found.outlook.update({event.id: event for event in read.unreadable})
        found.series[master] = read


async def complete(found: Gathering, concerned: Iterable[PairKey]) -> None:
    """Read what is not known yet of either side of these pairs."""
    pairs = [found.pairs[key] for key in concerned if key in found.pairs]
    for pair in pairs:
        if pair.series and pair.outlook and _is_gone_with_series(found, pair):
            found.outlook[EventId(pair.outlook)] = Gone.GONE
    await _read_outlook(
        found, (EventId(p.outlook) for p in pairs if p.outlook and p.outlook not in found.outlook)
    )
    await read_crm(found, (CrmEventId(p.crm) for p in pairs if p.crm and p.crm not in found.crm))


def _is_gone_with_series(found: Gathering, pair: Pair) -> bool:
    """Return whether an occurrence is proved deleted: its slot is told so, or its whole series is gone."""
    master = EventId(pair.series)
    if isinstance(found.outlook.get(master), Gone):
        return True
    return master in found.series and pair.original_start in found.series[master].cancelled


async def know_by_key(found: Gathering, keys: Sequence[EventKey]) -> None:
    """Ask the CRM for the events of these keys that no pair has led to."""
    have = {e.key for e in found.crm.values() if e is not None and e.key}
    asked = sorted({k for k in keys if k not in have})
    found.crm_by_key.update({e.key: e for e in found.crm.values() if e is not None and e.key})
    for some in in_portions(asked, limits.CRM_EVENTS_PER_CALL_MAX):
        found.crm_by_key.update(await found.run.parts.crm_calendar.events_by_key(some))
    await _know_deleted(found, [k for k in asked if k not in found.crm_by_key])


async def _know_deleted(found: Gathering, keys: Sequence[EventKey]) -> None:
    """Ask the CRM which of these it had and somebody deleted: another mailbox's copy brings none back.

    What was agreed on in this mailbox is known to be deleted by its own pair.
    """
    rows = {key: found.pairs.get(PairKey(key)) for key in keys}
    asked = [key for key, pair in rows.items() if pair is None or not pair.outlook_base]
    for some in in_portions(asked, limits.CRM_EVENTS_PER_CALL_MAX):
        found.deleted.update(await found.run.parts.crm_calendar.deleted_by_key(some))
