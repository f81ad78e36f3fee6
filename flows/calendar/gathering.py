"""Gathering: every twin that something happened to, with both its sides as they are now."""

from collections.abc import Sequence
from datetime import datetime

from flows.calendar.bearings import OutlookPlace
from flows.calendar.found import Gathering
from flows.calendar.listing import CrmListed, OutlookListed
from flows.calendar.pairing import twins_aside, twins_new_in_crm, twins_of_outlook, twins_of_pairs
from flows.calendar.reading import complete, know_by_key, read_crm, read_series, resolve_begun
from flows.ports.tenant import Gone
from flows.running import Run
from sync_core.calendar.event import (
    CrmEventId,
    EventId,
    EventKey,
    OutlookEvent,
    Shape,
    UnreadableEvent,
)
from sync_core.calendar.rules import CalendarRules
from sync_core.calendar.twins import ASIDE, NEW
from sync_core.reconcile.pairs import Pair, PairKey


async def gather(
    run: Run,
    rules: CalendarRules,
    outlook: OutlookListed | None,
    crm: CrmListed | None,
    pairs: Sequence[Pair],
) -> Gathering:
    """Return the twins concerned, each complete; changed slots of CRM-made series are not among them."""
    found = Gathering(run=run, rules=rules, pairs={p.key: p for p in pairs})
    outlook, crm = outlook or _silent(rules), crm or CrmListed()
    found.outlook.update(outlook.events)
    found.crm.update(crm.events)
    begun = await resolve_begun(found)
    told = {*crm.changed, *crm.deleted, *begun, *_unnamed(found)}
    await read_crm(found, told - set(found.crm))
    await read_series(found, outlook, _series_of_cancelled(found, outlook, crm))
    keys = _outlook_keys(found)
    concerned = set(keys.values()) | _concerned(found, outlook, crm)
    await complete(found, concerned)
    await know_by_key(found, [EventKey(k) for k in keys.values()])
    twins_of_outlook(found, keys)
    twins_of_pairs(found, concerned - set(found.twins))
    twins_new_in_crm(found, begun)
    twins_aside(found)
    return found


def _silent(rules: CalendarRules) -> OutlookListed:
    """Return the listing of a side that is not read now."""
    place = OutlookPlace(window=rules.window, token="")
    nothing = frozenset[EventId]()
    return OutlookListed(events={}, series=nothing, removed=nothing, place=place, is_whole=False)


def _outlook_keys(found: Gathering) -> dict[EventId, PairKey]:
    """Return the key of every Outlook event found; a series is known by its occurrences, or by itself.

    One that was made again has another identity than the CRM's record carries: its pair knows it by its id.
    """
    digester = found.run.parts.digester
    known = {EventId(p.outlook): p.key for p in found.pairs.values() if _is_whole(p)} | found.again
    keys: dict[EventId, PairKey] = {}
    for event in list(found.outlook.values()):
        if isinstance(event, OutlookEvent) and event.shape is not Shape.OCCURRENCE:
            own = PairKey(digester.event_key(event.ical_uid))
            keys[event.id] = known.get(event.id, own)
    for series in found.series.values():
        for event in series.occurrences:
            found.outlook[event.id] = event
            keys[event.id] = PairKey(digester.event_key(event.ical_uid))
    return keys


def _unnamed(found: Gathering) -> set[CrmEventId]:
    """Return the records whose events were found in Outlook before either twin knew the other's name.

    Without its record such an event would look like one of Outlook's own and be made in the CRM once more.
    """
    first = (p for k, p in found.pairs.items() if k.startswith(NEW) and p.outlook in found.outlook)
    return {CrmEventId(pair.crm) for pair in first if pair.crm}


def _is_whole(pair: Pair) -> bool:
    """Return whether a pair stands for a whole event that has been in Outlook, not for a slot of a series."""
    is_slot = bool(pair.series) or pair.original_start is not None
    return bool(pair.outlook) and not is_slot and not pair.key.startswith((NEW, ASIDE))


def _concerned(found: Gathering, outlook: OutlookListed, crm: CrmListed) -> set[PairKey]:
    """Return the pairs that a listing, a retry, or a write left unfinished calls for."""
    now = found.run.started_at
    removed = {*outlook.removed, *(i for i, e in found.outlook.items() if not _is_there(e))}
    concerned = set()
    for pair in found.pairs.values():
        in_window = pair.starts_at is None or _lies_in(found.rules, pair.starts_at)
        of_series = bool(pair.series) and (pair.series in removed or pair.series in found.series)
        told = pair.outlook in removed or _is_told(found, crm, pair)
        if told or pair.is_due(now) or (in_window and (of_series or outlook.is_whole)):
            concerned.add(pair.key)
    return concerned


def _series_of_cancelled(found: Gathering, outlook: OutlookListed, crm: CrmListed) -> set[EventId]:
    """Return the series whose cancelled slots may be looked at: of such a slot Outlook has nothing else.

    A listing that tells of no occurrence of a series any more, since all were cancelled, proves nothing gone.
    """
    told, now = crm.changed | crm.deleted, found.run.started_at
    asked = set[EventId]()
    for pair in found.pairs.values():
        is_slot = bool(pair.series) and not pair.outlook
        series = EventId(pair.series if is_slot else pair.outlook)
        if not is_slot and series not in found.recurring:
            continue
        in_window = pair.starts_at is None or _lies_in(found.rules, pair.starts_at)
        is_called_for = is_slot and (pair.crm in told or pair.is_due(now))
        if is_called_for or series in outlook.removed or (outlook.is_whole and in_window):
            asked.add(series)
    return asked


def _is_told(found: Gathering, crm: CrmListed, pair: Pair) -> bool:
    """Return whether the CRM's feed tells something new of a pair; our own writes come back in it too."""
    id_ = CrmEventId(pair.crm)
    if id_ not in crm.changed:
        return id_ in crm.deleted
    event = found.crm.get(id_)
    return event is None or not pair.holds(event.version)


def _is_there(event: OutlookEvent | UnreadableEvent | Gone) -> bool:
    return not isinstance(event, Gone)


def _lies_in(rules: CalendarRules, at: datetime) -> bool:
    return rules.window.since <= at < rules.window.until
