"""What is remembered of a calendar, as far as a run needs it: all its pairs, or those a small change concerns."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flows.calendar.listing import CrmListed, OutlookListed
from flows.running import Run
from sync_core import limits
from sync_core.calendar.event import CrmEvent, OutlookEvent, Shape, UnreadableEvent
from sync_core.calendar.fields import EventField
from sync_core.reconcile.pairs import Pair, PairKey
from sync_core.work import Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A mailbox's pairs."""

    pairs: tuple[Pair, ...]
    is_all: bool
    """Every pair; else those that what was listed can concern, and all that are unfinished."""
    crm: CrmListed | None
    """What the CRM told, with what was read of it to find that out."""


async def remembered(
    run: Run, outlook: OutlookListed | None, crm: CrmListed | None, *, is_whole: bool
) -> Remembered:
    """Return the pairs that a run needs: where single events changed, few of a large calendar's."""
    if not is_whole and _is_small(outlook, crm):
        crm = await _with_events(run, crm)
        some = await _about(run, outlook, crm)
        if some is not None:
            return Remembered(pairs=some, is_all=False, crm=crm)
    pairs = await run.parts.memory.pairs(run.record.id, Stream.CALENDAR)
    return Remembered(pairs=pairs, is_all=True, crm=crm)


def _is_small(outlook: OutlookListed | None, crm: CrmListed | None) -> bool:
    """Return whether only single events changed, and so few that one question tells their pairs."""
    if outlook is not None and (
        outlook.series or not all(map(_is_single, outlook.events.values()))
    ):
        return False
    ids, keys = _ids(outlook, crm), outlook.events if outlook is not None else ()
    return 3 * len(ids) + len(keys) <= limits.PAIRS_ASKED_MAX


def _is_single(event: OutlookEvent | UnreadableEvent) -> bool:
    return isinstance(event, OutlookEvent) and event.shape is Shape.SINGLE


def _ids(outlook: OutlookListed | None, crm: CrmListed | None) -> set[str]:
    """Return what was told of, by its id on its side."""
    in_outlook = {*outlook.events, *outlook.removed} if outlook is not None else set()
    return {*in_outlook, *crm.changed, *crm.deleted} if crm is not None else {*in_outlook}


async def _with_events(run: Run, crm: CrmListed | None) -> CrmListed | None:
    """Return what the CRM told with the events that changed there."""
    if crm is None or not crm.changed:
        return crm
    return replace(crm, events=await run.parts.crm_calendar.events(sorted(crm.changed)))


async def _about(
    run: Run, outlook: OutlookListed | None, crm: CrmListed | None
) -> tuple[Pair, ...] | None:
    """Return the pairs concerned; None where a series is among them, whose pairs hang together."""
    if crm is not None and any(map(_recurs, crm.events.values())):
        return None
    events = outlook.events.values() if outlook is not None else ()
    keys = [PairKey(run.parts.digester.event_key(uid)) for uid in _identities(events)]
    ids = sorted(_ids(outlook, crm))
    pairs = await run.parts.memory.pairs_about(run.record.id, Stream.CALENDAR, ids, keys)
    return None if any(map(_is_of_series, pairs)) else pairs


def _identities(events: Iterable[OutlookEvent | UnreadableEvent]) -> list[str]:
    return sorted({e.ical_uid for e in events if isinstance(e, OutlookEvent)})


def _recurs(event: CrmEvent) -> bool:
    return event.series is not None or event.content.recurrence is not None


def _is_of_series(pair: Pair) -> bool:
    name = EventField.RECURRENCE.value
    is_slot = bool(pair.series) or pair.original_start is not None
    return is_slot or bool(pair.crm_base.get(name) or pair.outlook_base.get(name))
