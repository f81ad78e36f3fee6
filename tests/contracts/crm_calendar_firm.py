"""A firm to test a CRM's calendar in: users, people and rooms to add, events to make."""

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from flows.ports.crm_calendar import CrmCalendar, CrmEventChange, CrmEventDraft
from flows.ports.desk import NewPerson
from sync_core.calendar.event import (
    Attendee,
    Content,
    CrmAttendee,
    CrmEvent,
    CrmEventId,
    EventKey,
    Span,
)
from sync_core.calendar.fields import EventField
from sync_core.calendar.window import Window
from sync_core.mail import Address, CrmUserId, PersonId, PersonRef

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = Window(since=MONDAY, until=MONDAY + 7 * DAY)
NOBODY = CrmEventId("999999")


class CalendarFirm(Protocol):
    """A CRM's calendar under test with what the firm's people do to it."""

    @property
    def calendar(self) -> CrmCalendar:
        """The calendar."""
        ...

    async def add_person(self, person: NewPerson) -> PersonId:
        """Add a person."""
        ...

    async def add_staff(self, name: str, address: str) -> CrmUserId:
        """Add a user."""
        ...

    async def put_resource(self, name: str) -> str:
        """Add a resource behind the engine's back, of a name that may be taken."""
        ...

    async def attendees(self, event: CrmEventId) -> tuple[CrmAttendee, ...]:
        """Return who attends, as the CRM knows them."""
        ...


def key(number: int) -> EventKey:
    """Return an event's key."""
    return EventKey(f"{number:040x}")


def span(start: datetime = MONDAY + 9 * HOUR, hours: float = 1, **changes: Any) -> Span:
    """Return a timed span."""
    told: dict[str, Any] = {"start": start, "end": start + hours * HOUR, "zone": "Europe/Berlin"}
    return Span(**{**told, **changes})


def guest(address: str, person: PersonId | None = None, **changes: Any) -> CrmAttendee:
    """Return one who attends."""
    of_crm = {name: changes.pop(name) for name in ("user", "resource") if name in changes}
    return CrmAttendee(
        attendee=Attendee(address=Address(address), **changes),
        person=None if person is None else PersonRef(id=person, matched_by="email"),
        **of_crm,
    )


def content(**changes: Any) -> Content:
    """Return an hour's meeting on Monday at nine."""
    return Content(**{"subject": "Review", "span": span(), **changes})


def draft(
    number: int,
    owner: CrmUserId | None = None,
    guests: tuple[CrmAttendee, ...] = (),
    **changes: Any,
) -> CrmEventDraft:
    """Return an event to write; changes are its content's, except series, slot, total, origin, key."""
    own: dict[str, Any] = {
        name: changes.pop(name)
        for name in ("series", "original_start", "attendees_total", "origin", "key", "organiser")
        if name in changes
    }
    told: dict[str, Any] = {
        "key": key(number),
        "organiser": None,
        "attendees_total": len(guests),
        **own,
    }
    return CrmEventDraft(
        owner=owner,
        content=content(attendees=tuple(g.attendee for g in guests), **changes),
        attendees=guests,
        **told,
    )


def change(event: CrmEvent, *fields: EventField, **changes: Any) -> CrmEventChange:
    """Return a write of some fields of an event, on the version that it has."""
    own: dict[str, Any] = {
        name: changes.pop(name)
        for name in ("version", "key", "attendees", "attendees_total")
        if name in changes
    }
    people = own.get("attendees", ())
    return CrmEventChange(
        id=event.id,
        fields=frozenset(name.value for name in fields),
        content=content(attendees=tuple(g.attendee for g in people), **changes),
        **{"version": event.version, "attendees_total": len(people), **own},
    )
