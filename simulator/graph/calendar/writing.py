"""What an event says after a write, what the server refuses, and how it is put down."""

from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulator.graph.calendar.appointment import ORGANISERS_ALONE, Appointment, Invitee
from simulator.graph.calendar.events import EventItem, EventView
from simulator.graph.calendar.firm import Firm
from simulator.graph.calendar.slots import beside
from simulator.graph.calendar.store import CalendarStore
from simulator.graph.calendar.wording import as_online, normalised, without_lost_link
from simulator.graph.refusals import (
    bad_request,
    crossing_boundary,
    ends_before_it_begins,
    organisers_alone,
)
from sync_core.calendar.event import Answer, Recurrence, Shape, Span
from sync_core.calendar.graph_pattern import Inexpressible, Obstacle
from sync_core.calendar.recurrence import settled, to_graph

_FIELDS = tuple(f.name for f in fields_of(Appointment))


def kept(says: Appointment, firm: Firm, *, becomes_online: bool) -> Appointment:
    """Return what the server keeps of what was written.

    Raises:
        Refusal: it ends before it begins, or would leave out short months, as no pattern of Outlook's does (400).
    """
    if not says.span.is_sound:
        raise ends_before_it_begins()
    if says.recurrence is not None:
        says = replace(says, recurrence=_repeating(says.recurrence, says.span))
    if becomes_online and not says.join_url:
        says = as_online(says, f"https://teams.test/l/meetup-join/{firm.surroundings.new_id()}")
    return normalised(says) if firm.rules.text_normalised else says


def _repeating(rule: Recurrence, span: Span) -> Recurrence:
    """Return a rule as Outlook holds it: "the 31st" of short months is none, as they have its last day."""
    graph = to_graph(rule, span)
    if isinstance(graph, Inexpressible) and graph.obstacle is Obstacle.MISSING_DAY:
        told = f"The recurrence is invalid: {graph.part}."
        raise bad_request(told, "ErrorPropertyValidationFailure")
    return settled(rule, span)


def after_write(view: EventView, fields: dict[str, Any], firm: Firm) -> Appointment:
    """Return what an event says once some fields are written.

    A new list of attendees keeps the answers known of them; a new time asks all of them anew.

    Raises:
        Refusal: the event does not take it (400).
    """
    before = view.says
    after = replace(before, **fields)
    after = without_lost_link(after) if "body" in fields else after
    after = kept(after, firm, becomes_online=after.is_online and not before.is_online)
    attendees = _with_answers(after.attendees, before.attendees)
    is_moved = (before.span, before.recurrence) != (after.span, after.recurrence)
    if is_moved and view.item.is_organiser:
        attendees = tuple(replace(a, answer=Answer.NONE) for a in attendees)
    after = replace(after, attendees=attendees)
    _check(view, after, firm)
    return after


def put_down(store: CalendarStore, view: EventView, after: Appointment, now: datetime) -> EventView:
    """Write an event, or one occurrence of a series, and return it as it is then.

    Raises:
        Refusal: an occurrence would cross its neighbour's day (400).
    """
    if view.series is None or view.original_start is None:
        store.write(view.item, now, after)
        return store.view(view.number)
    master, before = store.items[view.series], view.says
    if after.span != before.span:
        _check_neighbours(store, master, view.original_start, after.span)
    changed = {n: getattr(after, n) for n in _FIELDS if getattr(after, n) != getattr(before, n)}
    if changed or view.shape is Shape.EXCEPTION:
        store.override(master, view.original_start, now, changed)
    return store.occurrence(master, view.original_start)


def _check(view: EventView, after: Appointment, firm: Firm) -> None:
    changed = {n for n in ORGANISERS_ALONE if getattr(view.says, n) != getattr(after, n)}
    if changed and not view.item.is_organiser and not firm.rules.attendee_edits_taken:
        raise organisers_alone()
    if view.series is not None and after.recurrence is not None:
        raise bad_request("An occurrence cannot recur.", "ErrorPropertyValidationFailure")


def _check_neighbours(store: CalendarStore, master: EventItem, slot: datetime, span: Span) -> None:
    """Check that an occurrence stays between the days of the ones before and after it."""
    before, after = beside(master, slot)
    day = _day(span, master)
    if before is not None:
        former = store.occurrence(master, before.start).says.span
        if day <= _day(former, master):
            raise crossing_boundary()
    if after is not None:
        following = store.occurrence(master, after.start).says.span
        if day >= _day(following, master):
            raise crossing_boundary()


def _day(span: Span, master: EventItem) -> date:
    if span.is_all_day:
        return span.start.date()
    return span.start.astimezone(ZoneInfo(master.says.span.zone)).date()


def _with_answers(
    attendees: tuple[Invitee, ...], former: tuple[Invitee, ...]
) -> tuple[Invitee, ...]:
    known = {invitee.address: invitee.answer for invitee in former}
    return tuple(replace(a, answer=known.get(a.address, Answer.NONE)) for a in attendees)
