"""Events of a file put together: a series with its changed, cancelled and additional occurrences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Event

from simulator.calendarfiles.contents import content_of, is_cancelled, organiser_of, text_of
from simulator.calendarfiles.leftout import LeftOut, Unusable, Why
from simulator.calendarfiles.records import CalendarFileEvent, ChangedOccurrence
from simulator.calendarfiles.times import (
    dates_of,
    has_named_zone,
    midnight,
    period_of,
    slots_of,
    span_of,
)
from sync_core.calendar.event import Recurrence, Span
from sync_core.calendar.expansion import expand
from sync_core.calendar.graph_pattern import Inexpressible, Obstacle
from sync_core.calendar.recurrence import canonical_rule, to_graph
from sync_core.calendar.window import Window

_DAY = timedelta(days=1)
_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Numbered:
    """One VEVENT and where it stands."""

    place: str
    event: Event


@dataclass(slots=True)
class _Gathered:
    """What is known of one UID so far."""

    whole: CalendarFileEvent | None = None
    is_left_out: bool = False
    changed: dict[datetime, ChangedOccurrence] = field(default_factory=dict)
    cancelled: set[datetime] = field(default_factory=set)


def gather(found: Sequence[Numbered]) -> tuple[tuple[CalendarFileEvent, ...], tuple[LeftOut, ...]]:
    """Return the events of one file, series with their occurrences, and what was left out."""
    by_uid: dict[str, _Gathered] = {}
    singles: list[CalendarFileEvent] = []
    left_out: list[LeftOut] = []
    masters_first = sorted(found, key=lambda one: one.event.get("RECURRENCE-ID") is not None)
    for one in masters_first:
        uid = text_of(one.event, "UID") or one.place
        known = by_uid.setdefault(uid, _Gathered())
        try:
            if one.event.get("RECURRENCE-ID") is not None:
                singles += _changed(known, one.event, uid)
            else:
                singles += _whole(known, one.event, uid)
        except Unusable as unusable:
            known.is_left_out |= known.whole is None
            left_out.append(LeftOut(one.place, unusable.why, unusable.part))
    series = (_finished(known) for known in by_uid.values())
    return (*(s for s in series if s is not None), *singles), tuple(left_out)


def _finished(known: _Gathered) -> CalendarFileEvent | None:
    if known.whole is None:
        return None
    changed = [c for slot, c in sorted(known.changed.items()) if slot not in known.cancelled]
    return replace(known.whole, changed=tuple(changed), cancelled=tuple(sorted(known.cancelled)))


def _whole(known: _Gathered, event: Event, uid: str) -> Iterator[CalendarFileEvent]:
    """Take a single event or a series; its additional dates come back as events of their own."""
    if known.whole is not None:
        raise Unusable(Why.DOUBLE, "UID")
    span = span_of(event)
    recurrence = _recurrence(event, span)
    cancelled = set(_cancelled(event, span, recurrence)) if recurrence else set()
    content = content_of(event, span, recurrence)
    organiser, name = organiser_of(event)
    whole = CalendarFileEvent(uid=uid, content=content, organiser=organiser, organiser_name=name)
    extra = list(_additional(event, whole))
    known.whole, known.cancelled = whole, cancelled
    return iter(extra)


def _recurrence(event: Event, span: Span) -> Recurrence | None:
    """Return how an event repeats, in canonical form.

    Raises:
        Unusable: by no rule, by several, by one that Outlook cannot express, or in a zone without a name.
    """
    told = event.get("RRULE")
    if event.get("EXRULE") is not None:
        raise Unusable(Why.INEXPRESSIBLE, "EXRULE")
    if told is None:
        return None
    if isinstance(told, list):
        raise Unusable(Why.INEXPRESSIBLE, "RRULE")
    if not has_named_zone(event):
        raise Unusable(Why.UNKNOWN_ZONE, "TZID")
    rule = Recurrence(rule=_rule_text(told))
    graph = to_graph(rule, span)
    if isinstance(graph, Inexpressible):
        is_bad = graph.obstacle is Obstacle.UNREADABLE
        raise Unusable(Why.BAD_RULE if is_bad else Why.INEXPRESSIBLE, graph.part)
    return Recurrence(rule=canonical_rule(rule.rule))


def _rule_text(told: object) -> str:
    written = told.to_ical() if hasattr(told, "to_ical") else str(told)
    return written.decode("utf-8", "replace") if isinstance(written, bytes) else str(written)


def _cancelled(event: Event, span: Span, recurrence: Recurrence) -> Iterator[datetime]:
    """Yield the slots that EXDATE takes out; dates that are no slot of the series say nothing."""
    told = event.get("EXDATE")
    for prop in told if isinstance(told, list) else [told] if told is not None else []:
        for slot in slots_of(prop, Why.BAD_SLOT, "EXDATE"):
            yield from (s.start for s in _slots(span, recurrence, slot))


def _slots(span: Span, recurrence: Recurrence, slot: date | datetime) -> Iterable[Span]:
    """Return the occurrence that begins at a moment, or those of a day."""
    if isinstance(slot, datetime) and span.is_all_day:
        slot = slot.date()
    begin = slot if isinstance(slot, datetime) else midnight(slot)
    is_moment = isinstance(slot, datetime)
    near = Window(since=begin - _DAY, until=begin + (_MOMENT if is_moment else 2 * _DAY))
    for found in expand(span, recurrence, near):
        if found.start == slot if is_moment else _day(found) == slot:
            yield found


def _day(span: Span) -> date:
    """Return the day on which an occurrence begins in its zone."""
    return span.start.astimezone(ZoneInfo(span.zone)).date()


def _additional(event: Event, whole: CalendarFileEvent) -> Iterator[CalendarFileEvent]:
    """Yield the additional dates of an event (RDATE): Outlook's series have none, so each is an event."""
    told = event.get("RDATE")
    taken = {whole.content.span.start}
    for prop in told if isinstance(told, list) else [told] if told is not None else []:
        for one in dates_of(prop, Why.BAD_SLOT, "RDATE"):
            span = period_of(one, whole.content.span)
            if span.start in taken or _is_slot(whole, span):
                continue
            taken.add(span.start)
            if not span.is_sound:
                raise Unusable(Why.ENDS_BEFORE_START, "RDATE")
            content = replace(whole.content, span=span, recurrence=None)
            yield replace(whole, uid=f"{whole.uid}/{span.start:%Y%m%dT%H%M%SZ}", content=content)


def _is_slot(whole: CalendarFileEvent, span: Span) -> bool:
    rule = whole.content.recurrence
    return rule is not None and any(True for _ in _slots(whole.content.span, rule, span.start))


def _changed(known: _Gathered, event: Event, uid: str) -> Iterator[CalendarFileEvent]:
    """Take a changed or cancelled occurrence; one without a series in the file is an event of its own."""
    told = event["RECURRENCE-ID"]
    if isinstance(told, list):
        raise Unusable(Why.BAD_SLOT, "RECURRENCE-ID")
    slot = slots_of(told, Why.BAD_SLOT, "RECURRENCE-ID")[0]
    if str(told.params.get("RANGE", "")).upper() == "THISANDFUTURE":
        raise Unusable(Why.THIS_AND_FUTURE, "RANGE")
    if known.whole is None:
        if known.is_left_out:
            raise Unusable(Why.NO_SERIES, "RECURRENCE-ID")
        organiser, name = organiser_of(event)
        alone = CalendarFileEvent(
            uid=f"{uid}/{slot:%Y%m%d}",
            content=content_of(event, span_of(event)),
            organiser=organiser,
            organiser_name=name,
        )
        return iter((alone,))
    rule = known.whole.content.recurrence
    slots = list(_slots(known.whole.content.span, rule, slot)) if rule else []
    if not slots:
        raise Unusable(Why.BAD_SLOT, "RECURRENCE-ID")
    start = slots[0].start
    if start in known.changed:
        raise Unusable(Why.DOUBLE, "RECURRENCE-ID")
    if is_cancelled(event):
        known.cancelled.add(start)
    else:
        content = content_of(event, span_of(event))
        known.changed[start] = ChangedOccurrence(original_start=start, content=content)
    return iter(())
