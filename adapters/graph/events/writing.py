"""What is asked of Graph when an event is made or changed: request bodies, of the fields named alone.

What is not the engine's is written back as it was: the address of a place that keeps its name, what
attendees answered, and entries that no address can be read of.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from adapters.graph.events.reading import is_of_organiser, name_of, usable_address
from adapters.graph.events.repeating import pattern_of
from adapters.graph.events.spans import all_day_moments, timed_moments
from sync_core.calendar.event import (
    Attendee,
    AttendeeKind,
    Content,
    OutlookEvent,
    Privacy,
    Recurrence,
    Shape,
    Span,
)
from sync_core.calendar.fields import EventField
from sync_core.mail import Address

_OURS = UUID("6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10")
STAMP = f"String {{{_OURS}}} Name RapportStamp"
"""The named MAPI property that carries the stamp: one constant name, since each new one eats a mailbox's
quota of them (facts: graph §2.3)."""
READ_FIRST = frozenset((EventField.PLACES, EventField.ATTENDEES))
"""Fields that Graph replaces as a whole: what stands there is read before they are written."""
WRITABLE = frozenset(
    (
        EventField.SUBJECT,
        EventField.SPAN,
        EventField.PLACES,
        EventField.ATTENDEES,
        EventField.BODY,
        EventField.PRIVACY,
        EventField.SHOW_AS,
        EventField.RECURRENCE,
    )
)
"""What a PATCH can say of an event; answers are given and a cancellation is sent by calls of their own."""


def transaction_of(stamp: str) -> str:
    """Return the transactionId under which an event is made once."""
    return str(uuid5(_OURS, stamp))


def with_stamp(stamp: str) -> str:
    """Return the filter that finds what carries a stamp."""
    value = stamp.replace("'", "''")
    return f"singleValueExtendedProperties/any(ep: ep/id eq '{STAMP}' and ep/value eq '{value}')"


def new_event(content: Content, stamp: str, days_zone: str) -> dict[str, Any]:
    """Return the body that makes an event; days are midnights of `days_zone` (IANA).

    Raises:
        SkipItem: its recurrence cannot be expressed.
    """
    return {
        "subject": content.subject,
        **_when(content, days_zone),
        **_places(content.places, {}),
        "body": _text(content.body),
        "attendees": [_invited(attendee) for attendee in content.attendees],
        "sensitivity": _sensitivity(content.privacy),
        "showAs": content.show_as.value,
        "transactionId": transaction_of(stamp),
        "singleValueExtendedProperties": [{"id": STAMP, "value": stamp}],
    }


def changes(
    event: OutlookEvent,
    content: Content,
    fields: frozenset[EventField],
    current: Mapping[str, Any],
    days_zone: str,
) -> dict[str, Any]:
    """Return the body that writes some fields of an event.

    Args:
        event: as it was decided on.
        content: the values.
        fields: of WRITABLE.
        current: the event as Graph sends it, where one of READ_FIRST is written; else empty.
        days_zone: whose midnights an all-day event's are (IANA).

    Raises:
        SkipItem: its recurrence cannot be expressed.
    """
    told: dict[str, Any] = {}
    if EventField.SUBJECT in fields:
        told["subject"] = content.subject
    if fields & {EventField.SPAN, EventField.RECURRENCE}:
        told |= _moved(event, content, fields, days_zone)
    if EventField.PLACES in fields:
        told |= _places(content.places, current)
    if EventField.ATTENDEES in fields:
        told["attendees"] = _attendees(content.attendees, current, event.organiser)
    if EventField.BODY in fields:
        told["body"] = _text(content.body)
    if EventField.PRIVACY in fields:
        told["sensitivity"] = _sensitivity(content.privacy)
    if EventField.SHOW_AS in fields:
        told["showAs"] = content.show_as.value
    return told


def _when(content: Content, days_zone: str) -> dict[str, Any]:
    """Return the time, and how it repeats."""
    span = content.span
    moments = all_day_moments(span, days_zone) if span.is_all_day else timed_moments(span)
    if content.recurrence is None:
        return moments
    zone = days_zone if span.is_all_day else span.zone
    return {**moments, "recurrence": pattern_of(content.recurrence, span, zone)}


def _moved(
    event: OutlookEvent, content: Content, fields: frozenset[EventField], days_zone: str
) -> dict[str, Any]:
    """Return the time of an event; of a series with its rule, whose first day is the event's own.

    An occurrence has no rule of its own, and a single event has none to lose.
    """
    if event.shape in (Shape.OCCURRENCE, Shape.EXCEPTION) or EventField.RECURRENCE not in fields:
        kept = event.content.recurrence if event.shape is Shape.SERIES else None
        return _when(_repeating(content, kept), days_zone)
    span = content.span if EventField.SPAN in fields else event.content.span
    told = _when(_repeating(content, content.recurrence, span), days_zone)
    return {"recurrence": None, **told}


def _repeating(content: Content, rule: Recurrence | None, span: Span | None = None) -> Content:
    return Content(subject="", span=span or content.span, recurrence=rule)


def _places(names: Sequence[str], current: Mapping[str, Any]) -> dict[str, Any]:
    """Return the places: one as `location`, which replaces all, several as `locations`, never both."""
    only = current.get("location")
    told: list[Any] = current.get("locations") or ([only] if only else [])
    known = {name_of(place): place for place in told}
    places = [known.get(name) or {"displayName": name} for name in names]
    if len(places) > 1:
        return {"locations": places}
    return {"location": places[0] if places else {"displayName": ""}}


def _attendees(
    wanted: Sequence[Attendee], current: Mapping[str, Any], organiser: Address | None
) -> list[dict[str, Any]]:
    """Return the whole list: who stays with their answers, who is new, and what is not ours to remove.

    The organiser's own entry, rooms that are not told of and entries without an address stay.
    """
    by_address = {attendee.address: attendee for attendee in wanted}
    listed: list[dict[str, Any]] = []
    for entry in current.get("attendees") or ():
        attendee = by_address.pop(usable_address(entry) or Address(""), None)
        if attendee is not None:
            listed.append({**_kept(entry), "type": attendee.kind.value})
        elif _stays(entry, organiser):
            listed.append(_kept(entry))
    return listed + [_invited(attendee) for attendee in by_address.values()]


def _stays(entry: Any, organiser: Address | None) -> bool:
    """Return whether an entry is not the engine's to remove."""
    is_room = str(entry.get("type") or "").lower() == AttendeeKind.RESOURCE.value
    return usable_address(entry) is None or is_room or is_of_organiser(entry, organiser)


def _kept(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry as it is written back."""
    return {name: entry[name] for name in ("type", "status", "emailAddress") if name in entry}


def _invited(attendee: Attendee) -> dict[str, Any]:
    """Return the entry of one who is new."""
    mailbox = {"address": attendee.address, "name": attendee.name or attendee.address}
    return {"emailAddress": mailbox, "type": attendee.kind.value}


def _text(body: str) -> dict[str, str]:
    return {"contentType": "text", "content": body}


def _sensitivity(privacy: Privacy) -> str:
    return "normal" if privacy is Privacy.NORMAL else "private"
