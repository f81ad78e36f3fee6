"""What any CRM can keep of an event, and how its fields are written one by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sync_core import limits
from sync_core.calendar.event import Answer, Attendee, Content, CrmAttendee, CrmEvent
from sync_core.calendar.fields import EventField, evened
from sync_core.calendar.window import Window
from sync_core.mail import Address
from sync_core.storable import ADDRESS_CHARACTERS_MAX, storable

_NAMES = frozenset(name.value for name in EventField)


def problem_with_event(content: Content, attendees: Sequence[CrmAttendee]) -> str:
    """Return which field no CRM can take and what was expected there; empty where all is well.

    Args:
        content: the event; its own attendees are not looked at.
        attendees: who attends, as matched.
    """
    span = content.span
    for name, value in (("start", span.start), ("end", span.end)):
        if not is_instant(value):
            return f"span.{name}: expected a time with its offset, in the years 2 to 9998"
    if not span.is_sound:
        return "span.end: expected a time not before the start"
    for one in attendees:
        if not 0 < len(one.attendee.address) <= ADDRESS_CHARACTERS_MAX:
            return f"attendees.address: expected 1 to {ADDRESS_CHARACTERS_MAX} characters"
    return ""


def is_instant(value: datetime) -> bool:
    """Return whether a time names an instant in any zone: at the edges of years some zones end."""
    return value.utcoffset() is not None and 1 < value.year < 9999


def unknown_fields(fields: frozenset[str]) -> frozenset[str]:
    """Return the names that are no field of an event."""
    return fields - _NAMES


def in_calendar(event: CrmEvent, window: Window) -> bool:
    """Return whether an event belongs to a window: it lies there, or reaches into it as a series or slot.

    A series counts from its first occurrence on, because only expanding it tells where it ends.
    """
    if event.content.recurrence is not None:
        return event.content.span.start < window.until
    slot = event.original_start
    has_slot_there = slot is not None and window.since <= slot < window.until
    return has_slot_there or window.holds(event.content.span)


def place_key(name: str) -> str:
    """Return the form in which names of places are compared."""
    return evened(name).casefold()


def fit_to_keep(content: Content) -> Content:
    """Return the same content with its times in UTC and its texts made fit to store."""
    span = content.span
    return replace(
        content,
        subject=storable(content.subject),
        span=replace(span, start=span.start.astimezone(UTC), end=span.end.astimezone(UTC)),
        places=tuple(storable(place) for place in content.places),
        attendees=tuple(fit_attendee(attendee) for attendee in content.attendees),
        body=storable(content.body),
    )


def fit_attendee(attendee: Attendee) -> Attendee:
    """Return an attendee whose texts are fit to store."""
    return replace(
        attendee,
        address=Address(storable(attendee.address)),
        name=storable(attendee.name[: limits.PERSON_NAME_CHARACTERS_MAX]),
    )


def merged(held: Content, told: Content, fields: frozenset[str]) -> Content:
    """Return an event's content with the named fields taken from another; attendees stay as held."""
    takes = fields.__contains__
    return replace(
        held,
        subject=told.subject if takes(EventField.SUBJECT) else held.subject,
        span=told.span if takes(EventField.SPAN) else held.span,
        places=told.places if takes(EventField.PLACES) else held.places,
        body=told.body if takes(EventField.BODY) else held.body,
        privacy=told.privacy if takes(EventField.PRIVACY) else held.privacy,
        show_as=told.show_as if takes(EventField.SHOW_AS) else held.show_as,
        is_cancelled=told.is_cancelled if takes(EventField.CANCELLED) else held.is_cancelled,
        recurrence=told.recurrence if takes(EventField.RECURRENCE) else held.recurrence,
    )


def merged_attendees(
    held: Sequence[CrmAttendee],
    told: Sequence[CrmAttendee],
    answered: Sequence[Attendee],
    fields: frozenset[str],
) -> tuple[CrmAttendee, ...]:
    """Return who attends after a write: who, and what they answered, are two fields.

    Args:
        held: the attendees so far; they keep their answers where only who attends is written.
        told: the new attendees, looked at with the field `attendees`.
        answered: the new answers, looked at with the field `answers`.
        fields: the fields written.
    """
    people = told if EventField.ATTENDEES in fields else held
    source = answered if EventField.ANSWERS in fields else [one.attendee for one in held]
    answers = {attendee.address: attendee.answer for attendee in source}
    return tuple(
        replace(
            one,
            attendee=replace(one.attendee, answer=answers.get(one.attendee.address, Answer.NONE)),
        )
        for one in people
    )
