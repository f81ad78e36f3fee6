"""Pairing: a twin for every event and record found, each with the row that is remembered of it."""

from collections.abc import Iterable, Mapping

from flows.calendar.found import Gathering, may_recur
from flows.ports.tenant import Gone
from sync_core.calendar.event import (
    CrmEvent,
    CrmEventId,
    EventId,
    EventKey,
    OutlookEvent,
    Shape,
    UnreadableEvent,
)
from sync_core.calendar.fields import EventField
from sync_core.calendar.twins import ASIDE, NEW, Twin
from sync_core.reconcile.pairs import Pair, PairKey, PairState


def twins_of_outlook(found: Gathering, keys: Mapping[EventId, PairKey]) -> None:
    """Make a twin of every Outlook event; an Outlook-made series stands for nothing itself."""
    for id_, key in sorted(keys.items()):
        event = found.outlook[id_]
        assert isinstance(event, OutlookEvent)  # noqa: S101  keys were given to readable events only
        pair, crm = found.pairs.get(key), found.crm_by_key.get(EventKey(key))
        if pair is not None and pair.crm and found.crm.get(CrmEventId(pair.crm)) is not None:
            crm = found.crm[CrmEventId(pair.crm)]
        if event.shape is Shape.SERIES and (crm is None or not may_recur(crm)):
            continue
        if _belongs_to_crm_series(found, event):
            continue
        if _is_anothers(found, key, id_):
            found.doubles.add(id_)
            continue
        found.twins[key] = Twin(
            key=key,
            pair=pair,
            outlook=event,
            crm=crm,
            deleted_at=found.deleted.get(EventKey(key)),
        )


def _is_anothers(found: Gathering, key: PairKey, event: EventId) -> bool:
    """Return whether another event of the mailbox has this key, and is still there."""
    pair, other = found.pairs.get(key), found.twins.get(key)
    ids = {EventId(pair.outlook)} if pair is not None and pair.outlook else set()
    if other is not None and other.outlook is not None:
        ids.add(other.outlook.id)
    return any(isinstance(found.outlook.get(i), OutlookEvent) for i in ids - {event})


def _is_series(event: OutlookEvent | UnreadableEvent | Gone | None) -> bool:
    return isinstance(event, OutlookEvent) and event.shape is Shape.SERIES


def _was_series(pair: Pair) -> bool:
    """Return whether the CRM's record, deleted by now, stood for a whole series."""
    return bool(pair.crm_base.get(EventField.RECURRENCE.value))


def _belongs_to_crm_series(found: Gathering, event: OutlookEvent) -> bool:
    """Return whether an occurrence is of a series that was made in the CRM: one pair stands for all."""
    if event.series is None:
        return False
    was_one = event.series in found.recurring  # though the CRM's may be deleted
    return was_one or found.crm_series_of(event.series) is not None


def twins_of_pairs(found: Gathering, keys: Iterable[PairKey]) -> None:
    """Make a twin of every remembered pair that neither listing has led to."""
    for key in keys:
        pair = found.pairs.get(key)
        if pair is None or key.startswith((NEW, ASIDE)):
            continue
        event = found.outlook.get(EventId(pair.outlook)) if pair.outlook else None
        crm = found.crm.get(CrmEventId(pair.crm)) if pair.crm else None
        if _is_series(event) and not (_was_series(pair) if crm is None else may_recur(crm)):
            event = Gone.GONE  # its occurrences, each with its own twin, stand in its place
            crm = crm or found.crm_by_key.get(EventKey(key))
        found.twins[key] = Twin(
            key=key,
            pair=pair,
            outlook=event if isinstance(event, OutlookEvent) else None,
            crm=crm,
            crm_series=(crm.series or "") if crm is not None else "",
            is_broken=isinstance(event, UnreadableEvent) or key in found.unreadable,
        )


def twins_new_in_crm(found: Gathering, begun: Mapping[CrmEventId, OutlookEvent]) -> None:
    """Make a twin of every CRM event that has not been in Outlook yet, and whose user's mailbox this is.

    One whose making was begun and that was deleted in the CRM meanwhile is such a twin too.
    """
    digester = found.run.parts.digester
    waiting = {CrmEventId(p.crm) for k, p in found.pairs.items() if k.startswith(NEW)}
    fresh = {e.id for e in found.crm.values() if e is not None and _is_new(found, e)}
    for id_ in sorted(waiting & set(found.crm) | fresh):
        key = PairKey(NEW + digester.stamp(id_))
        made = begun.get(id_) or _met_before(found, key) or _known_by_name(found, id_)
        is_double = made is not None and _has_record(found, made, id_)
        if made is not None and not is_double:
            found.twins.pop(PairKey(digester.event_key(made.ical_uid)), None)
        pair = found.pairs.get(key)
        found.twins[key] = Twin(
            key=key,
            pair=pair.as_made() if pair is not None and made is not None else pair,
            outlook=made,
            crm=found.crm[id_],
            is_broken=key in found.unreadable,
            is_double=is_double,
        )


def _has_record(found: Gathering, event: OutlookEvent, but: CrmEventId) -> bool:
    """Return whether another record of the CRM stands for an event already: two cannot have one identity."""
    record = found.crm_by_key.get(found.run.parts.digester.event_key(event.ical_uid))
    return record is not None and record.id != but


def twins_aside(found: Gathering) -> None:
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


def _known_by_name(found: Gathering, record: CrmEventId) -> OutlookEvent | None:
    """Return the Outlook event whose identity a record carries, and of which there is no row yet.

    The record was named before anybody heard so, and the search for the event's stamp may lag behind.
    """
    crm = found.crm[record]
    twin = found.twins.get(PairKey(crm.key)) if crm is not None and crm.key is not None else None
    return twin.outlook if twin is not None and twin.pair is None else None


def _is_new(found: Gathering, event: CrmEvent) -> bool:
    """Return whether a CRM event waits to be made in this mailbox."""
    is_ours = found.rules.is_primary and event.owner == found.rules.owner
    return is_ours and event.key is None and event.series is None
