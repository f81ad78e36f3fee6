"""An event of the tenant's as the flows are handed it, and what they write: as the real adapter does."""

from collections.abc import Iterable
from typing import Any

from simulator.graph.calendar.appointment import Appointment, Invitee, Place
from simulator.graph.calendar.events import Damage, EventView
from simulator.graph.calendar.outlook import event_id
from simulator.graph.mail import Recipient, Sensitivity
from simulator.graph.mailbox import Mailbox
from simulator.graph.text import is_formatted, text_of_html
from sync_core.addresses import NoAddress, normalise
from sync_core.calendar.event import (
    Answer,
    Attendee,
    AttendeeKind,
    Content,
    OutlookEvent,
    Privacy,
    UnreadableEvent,
)
from sync_core.calendar.fields import EventField
from sync_core.calendar.graph_pattern import Inexpressible
from sync_core.calendar.recurrence import to_graph
from sync_core.failures import SkipItem, SkipReason
from sync_core.mail import Address

_PROBLEMS = {
    Damage.UNREADABLE: "start: expected an object",
    Damage.BACKWARDS: "end: expected a time not before the start",
}


def event_of(box: Mailbox, view: EventView) -> OutlookEvent | UnreadableEvent:
    """Return an event as it is fetched."""
    item, says, name = view.item, view.says, event_id(box, view.number)
    if item.damage:
        return UnreadableEvent(id=name, problem=_PROBLEMS[item.damage])
    organiser = _address(item.organiser)
    return OutlookEvent(
        id=name,
        version=view.etag,
        ical_uid=view.uid,
        shape=view.shape,
        series=None if view.series is None else event_id(box, view.series),
        original_start=view.original_start,
        content=_content(view, organiser),
        organiser=organiser,
        organiser_name=item.organiser.name if item.organiser else "",
        is_organiser=item.is_organiser,
        answer=Answer.ORGANISER if item.is_organiser else item.answer,
        is_draft=item.is_draft,
        body_is_rich=says.is_online or (says.body_is_html and is_formatted(says.body)),
        is_online=says.is_online,
        join_url=says.join_url,
        categories=says.categories,
        unusable_entries=sum(_address(a.who) is None for a in says.attendees),
        created_at=item.created,
        modified_at=item.modified,
    )


def appointment_of(content: Content) -> Appointment:
    """Return what a new event says."""
    fields = written(content, frozenset(_WRITERS), None)
    return Appointment(**{"span": content.span, **fields})


def written(content: Content, names: Iterable[str], now: Appointment | None) -> dict[str, Any]:
    """Return fields of an event as an appointment holds them; `now` is what it says so far.

    Answers and a cancellation are no such fields: they have calls of their own.

    Raises:
        SkipItem: Graph cannot express how it repeats.
    """
    fields: dict[str, Any] = {}
    for name in names:
        if name in _WRITERS:
            fields |= _WRITERS[name](content, now)
    return fields


def _content(view: EventView, organiser: Address | None) -> Content:
    says = view.says
    return Content(
        subject=says.subject,
        span=says.span,
        places=tuple(place.name or place.uri for place in says.places),
        attendees=_attendees(says, organiser),
        body=text_of_html(says.body) if says.body_is_html else says.body,
        privacy=Privacy.NORMAL if says.sensitivity is Sensitivity.NORMAL else Privacy.PRIVATE,
        show_as=says.show_as,
        is_cancelled=view.item.is_cancelled,
        recurrence=says.recurrence,
    )


def _attendees(says: Appointment, organiser: Address | None) -> tuple[Attendee, ...]:
    found: dict[Address, Attendee] = {}
    for invitee in says.attendees:
        address = _address(invitee.who)
        if address is not None and address != organiser:
            attendee = Attendee(
                address=address, name=invitee.who.name, kind=invitee.kind, answer=invitee.answer
            )
            found.setdefault(address, attendee)
    return tuple(found.values())


def _address(who: Recipient | None) -> Address | None:
    found = normalise(who.address) if who else None
    return None if isinstance(found, NoAddress) else found


def _invited(content: Content, now: Appointment | None) -> dict[str, Any]:
    """Return the whole new list: rooms, and entries that nobody can use, stay as they are."""
    asked = {a.address: a for a in content.attendees}
    kept: list[Invitee] = []
    for invitee in now.attendees if now else ():
        address = _address(invitee.who)
        if address is None or (invitee.kind is AttendeeKind.RESOURCE and address not in asked):
            kept.append(invitee)
    listed = [Invitee(who=Recipient(a.address, a.name), kind=a.kind) for a in asked.values()]
    return {"attendees": (*listed, *kept)}


def _repeating(content: Content, _: Appointment | None) -> dict[str, Any]:
    """Return how it repeats, once Graph has words for it."""
    rule = content.recurrence
    graph = to_graph(rule, content.span) if rule else None
    if isinstance(graph, Inexpressible):
        detail = f"recurrence.{graph.part}: {graph.obstacle}"
        raise SkipItem(SkipReason.REFUSED_BY_OUTLOOK, detail)
    return {"recurrence": rule}


def _located(content: Content, now: Appointment | None) -> dict[str, Any]:
    """Return the new locations; one of a name already there keeps its address and link."""
    known = {place.name or place.uri: place for place in (now.places if now else ())}
    return {"places": tuple(known.get(name, Place(name=name)) for name in content.places)}


def _sensitivity(content: Content, now: Appointment | None) -> dict[str, Any]:
    held = now.sensitivity if now else Sensitivity.NORMAL
    if content.privacy is Privacy.NORMAL:
        return {"sensitivity": Sensitivity.NORMAL}
    return {"sensitivity": Sensitivity.PRIVATE if held is Sensitivity.NORMAL else held}


_WRITERS: dict[str, Any] = {
    EventField.SUBJECT: lambda c, _: {"subject": c.subject},
    EventField.SPAN: lambda c, _: {"span": c.span, "zone_name": ""},
    EventField.PLACES: _located,
    EventField.ATTENDEES: _invited,
    EventField.BODY: lambda c, _: {"body": c.body, "body_is_html": False},
    EventField.PRIVACY: _sensitivity,
    EventField.SHOW_AS: lambda c, _: {"show_as": c.show_as},
    EventField.RECURRENCE: _repeating,
}
