"""Gathering: every twin that something happened to, with both its sides as they are now.

A side that is not there is proved absent here, by asking for that very item: never because a listing was
silent, a window moved, or a request failed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flows.calendar.bearings import OutlookPlace
from flows.calendar.listing import CrmListed, OutlookListed
from flows.ports.calendar import Series
from flows.ports.tenant import Gone
from flows.running import Run
from sync_core import limits
from sync_core.calendar.event import (
    CrmEvent,
    CrmEventId,
    EventId,
    EventKey,
    Origin,
    OutlookEvent,
    Shape,
    UnreadableEvent,
)
from sync_core.calendar.fields import EventField
from sync_core.calendar.rules import CalendarRules
from sync_core.calendar.twins import ASIDE, NEW, Twin
from sync_core.failures import SkipItem
from sync_core.reconcile.pairs import Pair, PairKey, PairState, Writing
from sync_core.reconcile.sides import Side


@dataclass(slots=True, kw_only=True)
class Gathering:
    """What has been found so far; grows step by step."""

    run: Run
    rules: CalendarRules
    pairs: Mapping[PairKey, Pair]
    outlook: dict[EventId, OutlookEvent | UnreadableEvent | Gone] = field(default_factory=dict)
    crm: dict[CrmEventId, CrmEvent | None] = field(default_factory=dict)
    """None: proved absent."""
    crm_by_key: dict[EventKey, CrmEvent] = field(default_factory=dict)
    series: dict[EventId, Series] = field(default_factory=dict)
    twins: dict[PairKey, Twin] = field(default_factory=dict)
    again: dict[EventId, PairKey] = field(default_factory=dict)
    """Events made again in place of one that was deleted: of another identity, and the same pair."""
    doubles: set[EventId] = field(default_factory=set)
    """Events whose identity another event of the mailbox has too."""
    unnamed: dict[EventId, CrmEventId] = field(default_factory=dict)
    """Events made from one of the CRM that does not carry their identity yet: the write was cut short."""
    unreadable: set[PairKey] = field(default_factory=set)
    """Pairs whose event was begun to be made, and is there in a form that cannot be read."""

    def crm_series_of(self, master: EventId) -> CrmEvent | None:
        """Return the CRM event that an Outlook series was made from, or None: it may have been a single one."""
        series = self.series.get(master)
        if series is None:
            return None
        key = self.run.parts.digester.event_key(series.master.ical_uid)
        event = self.crm_by_key.get(key) or self.crm.get(self.unnamed.get(master, CrmEventId("")))
        return event if event is not None and _may_recur(event) else None


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
    begun = await _resolve_begun(found)
    await _read_crm(found, {*crm.changed, *crm.deleted} - set(found.crm))
    await _read_series(found, outlook)
    keys = _outlook_keys(found)
    concerned = set(keys.values()) | _concerned(found, outlook, crm)
    await _complete(found, concerned)
    await know_by_key(found, [EventKey(k) for k in keys.values()])
    _twins_of_outlook(found, keys)
    _twins_of_pairs(found, concerned - set(found.twins))
    _twins_new_in_crm(found, begun)
    _twins_aside(found)
    return found


def _silent(rules: CalendarRules) -> OutlookListed:
    """Return the listing of a side that is not read now."""
    place = OutlookPlace(window=rules.window, token="")
    nothing = frozenset[EventId]()
    return OutlookListed(events={}, series=nothing, removed=nothing, place=place, is_whole=False)


async def _resolve_begun(found: Gathering) -> dict[CrmEventId, OutlookEvent]:
    """Return events whose making in Outlook was begun and whose answer was lost: found by their stamp."""
    made: dict[CrmEventId, OutlookEvent] = {}
    for pair in found.pairs.values():
        begun = any(i.side is Side.OUTLOOK and i.writing is Writing.CREATE for i in pair.intents)
        if not begun:
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


async def _read_crm(found: Gathering, ids: Iterable[CrmEventId]) -> None:
    """Read CRM events by id; one that is not answered does not exist."""
    asked = sorted(set(ids))
    for start in range(0, len(asked), limits.CRM_EVENTS_PER_CALL_MAX):
        some = asked[start : start + limits.CRM_EVENTS_PER_CALL_MAX]
        answers = await found.run.parts.crm_calendar.events(some)
        found.crm.update({id_: answers.get(id_) for id_ in some})


async def _read_outlook(found: Gathering, ids: Iterable[EventId]) -> None:
    """Read Outlook events by id; each is answered, as itself or as gone."""
    asked = sorted(set(ids))
    for start in range(0, len(asked), limits.READ_BATCH_EVENTS):
        some = asked[start : start + limits.READ_BATCH_EVENTS]
        await found.run.hold_lease()
        found.outlook.update(await found.run.parts.calendar.read(found.run.record.id, some))
        found.run.counts["read_batches"] += 1


async def _read_series(found: Gathering, outlook: OutlookListed) -> None:
    """Read every series something happened to: the feed does not tell of a deleted occurrence."""
    masters = set(outlook.series)
    masters |= {
        e.id
        for e in found.outlook.values()
        if isinstance(e, OutlookEvent) and e.shape is Shape.SERIES
    }
    slots = (c for c in found.crm.values() if c is not None and c.series is not None)
    parents = {s.series for s in slots}
    masters |= {EventId(p.outlook) for p in found.pairs.values() if p.crm in parents and p.outlook}
    for master in sorted(masters):
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
        is_due = bool(pair.intents) or (pair.due_at is not None and pair.due_at <= now)
        if told or is_due or (in_window and (of_series or outlook.is_whole)):
            concerned.add(pair.key)
    return concerned


def _is_told(found: Gathering, crm: CrmListed, pair: Pair) -> bool:
    """Return whether the CRM's feed tells something new of a pair; our own writes come back in it too."""
    id_ = CrmEventId(pair.crm)
    if id_ not in crm.changed:
        return id_ in crm.deleted
    event = found.crm.get(id_)
    is_known = event is not None and event.version == pair.crm_version
    return not (is_known and pair.state is PairState.LINKED)


def _is_there(event: OutlookEvent | UnreadableEvent | Gone) -> bool:
    return not isinstance(event, Gone)


def _lies_in(rules: CalendarRules, at: datetime) -> bool:
    return rules.window.since <= at < rules.window.until


async def _complete(found: Gathering, concerned: Iterable[PairKey]) -> None:
    """Read what is not known yet of either side of these pairs."""
    pairs = [found.pairs[key] for key in concerned if key in found.pairs]
    for pair in pairs:
        if pair.series and pair.outlook and _is_gone_with_series(found, pair):
            found.outlook[EventId(pair.outlook)] = Gone.GONE
    await _read_outlook(
        found, (EventId(p.outlook) for p in pairs if p.outlook and p.outlook not in found.outlook)
    )
    await _read_crm(found, (CrmEventId(p.crm) for p in pairs if p.crm and p.crm not in found.crm))


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
    for start in range(0, len(asked), limits.CRM_EVENTS_PER_CALL_MAX):
        some = asked[start : start + limits.CRM_EVENTS_PER_CALL_MAX]
        found.crm_by_key.update(await found.run.parts.crm_calendar.events_by_key(some))


def _twins_of_outlook(found: Gathering, keys: Mapping[EventId, PairKey]) -> None:
    """Make a twin of every Outlook event; an Outlook-made series stands for nothing itself."""
    for id_, key in sorted(keys.items()):
        event = found.outlook[id_]
        assert isinstance(event, OutlookEvent)  # noqa: S101  keys were given to readable events only
        pair, crm = found.pairs.get(key), found.crm_by_key.get(EventKey(key))
        if pair is not None and pair.crm and found.crm.get(CrmEventId(pair.crm)) is not None:
            crm = found.crm[CrmEventId(pair.crm)]
        if event.shape is Shape.SERIES and (crm is None or not _may_recur(crm)):
            continue
        if _belongs_to_crm_series(found, event):
            continue
        if _is_anothers(found, key, id_):
            found.doubles.add(id_)
            continue
        found.twins[key] = Twin(key=key, pair=pair, outlook=event, crm=crm)


def _is_anothers(found: Gathering, key: PairKey, event: EventId) -> bool:
    """Return whether another event of the mailbox has this key, and is still there."""
    pair, other = found.pairs.get(key), found.twins.get(key)
    ids = {EventId(pair.outlook)} if pair is not None and pair.outlook else set()
    if other is not None and other.outlook is not None:
        ids.add(other.outlook.id)
    return any(isinstance(found.outlook.get(i), OutlookEvent) for i in ids - {event})


def _may_recur(event: CrmEvent) -> bool:
    """Return whether a CRM event stands for a whole series: one that came from Outlook is one occurrence."""
    return event.content.recurrence is not None or event.origin is not Origin.SYNC


def _is_series(event: OutlookEvent | UnreadableEvent | Gone | None) -> bool:
    return isinstance(event, OutlookEvent) and event.shape is Shape.SERIES


def _belongs_to_crm_series(found: Gathering, event: OutlookEvent) -> bool:
    """Return whether an occurrence is of a series that was made in the CRM: one pair stands for all."""
    if event.series is None:
        return False
    recurring = (p for p in found.pairs.values() if p.crm_base.get(EventField.RECURRENCE.value))
    was_one = any(p.outlook == event.series for p in recurring)  # though the CRM's may be deleted
    return was_one or found.crm_series_of(event.series) is not None


def _twins_of_pairs(found: Gathering, keys: Iterable[PairKey]) -> None:
    """Make a twin of every remembered pair that neither listing has led to."""
    for key in keys:
        pair = found.pairs.get(key)
        if pair is None or key.startswith((NEW, ASIDE)):
            continue
        event = found.outlook.get(EventId(pair.outlook)) if pair.outlook else None
        crm = found.crm.get(CrmEventId(pair.crm)) if pair.crm else None
        if crm is not None and not _may_recur(crm) and _is_series(event):
            event = Gone.GONE  # its occurrences, each with its own twin, stand in its place
        found.twins[key] = Twin(
            key=key,
            pair=pair,
            outlook=event if isinstance(event, OutlookEvent) else None,
            crm=crm,
            crm_series=(crm.series or "") if crm is not None else "",
            is_broken=isinstance(event, UnreadableEvent) or key in found.unreadable,
        )


def _twins_new_in_crm(found: Gathering, begun: Mapping[CrmEventId, OutlookEvent]) -> None:
    """Make a twin of every CRM event that has not been in Outlook yet, and whose user's mailbox this is.

    One whose making was begun and that was deleted in the CRM meanwhile is such a twin too.
    """
    digester = found.run.parts.digester
    waiting = {CrmEventId(p.crm) for k, p in found.pairs.items() if k.startswith(NEW)}
    fresh = {e.id for e in found.crm.values() if e is not None and _is_new(found, e)}
    for id_ in sorted(waiting & set(found.crm) | fresh):
        key = PairKey(NEW + digester.stamp(id_))
        made = begun.get(id_) or _met_before(found, key)
        is_double = made is not None and _has_record(found, made, id_)
        if made is not None and not is_double:
            found.twins.pop(PairKey(digester.event_key(made.ical_uid)), None)
        found.twins[key] = Twin(
            key=key,
            pair=found.pairs.get(key),
            outlook=made,
            crm=found.crm[id_],
            is_broken=key in found.unreadable,
            is_double=is_double,
        )


def _has_record(found: Gathering, event: OutlookEvent, but: CrmEventId) -> bool:
    """Return whether another record of the CRM stands for an event already: two cannot have one identity."""
    record = found.crm_by_key.get(found.run.parts.digester.event_key(event.ical_uid))
    return record is not None and record.id != but


def _twins_aside(found: Gathering) -> None:
    """Make a twin of every event that no pair can know: unreadable, or a double; it is left out with a reason.

    Its row goes by its id; once the event is like any other, or gone, the row is forgotten.
    """
    known = {p.outlook for k, p in found.pairs.items() if not k.startswith(ASIDE)}
    for id_, event in found.outlook.items():
        key = PairKey(ASIDE + found.run.parts.digester.stamp(id_))
        is_broken, is_double = isinstance(event, UnreadableEvent), id_ in found.doubles
        pair = found.pairs.get(key)
        if pair is None and id_ not in known and (is_broken or is_double):
            pair = Pair(key=key, state=PairState.LINKED, outlook=id_)
        if pair is not None:
            found.twins[key] = Twin(key=key, pair=pair, is_broken=is_broken, is_double=is_double)


def _met_before(found: Gathering, key: PairKey) -> OutlookEvent | None:
    """Return the Outlook event whose id a row took down before it got its name."""
    pair = found.pairs.get(key)
    event = found.outlook.get(EventId(pair.outlook)) if pair is not None else None
    return event if isinstance(event, OutlookEvent) else None


def _is_new(found: Gathering, event: CrmEvent) -> bool:
    """Return whether a CRM event waits to be made in this mailbox."""
    is_ours = found.rules.is_primary and event.owner == found.rules.owner
    return is_ours and event.key is None and event.series is None
