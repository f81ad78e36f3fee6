"""What people do with the CRM's calendar: the pages' side of it.

Writes state the version they were decided on. Every method may raise Unavailable, Throttled or CrmStopped
(sync_core.failures). A write raises VersionConflict when the event was changed since, ItemGone when it no
longer exists, and SkipItem, whose detail begins with the field's name, when a value cannot be taken: then
nothing was written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sync_core.calendar.event import (
    Answer,
    AttendeeKind,
    CrmEvent,
    CrmEventId,
    Origin,
    Privacy,
    ShowAs,
    Span,
)
from sync_core.calendar.window import Window
from sync_core.mail import Address, CrmUserId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """One who attends, with whom the CRM knows them as."""

    address: Address
    name: str
    """The name in the invitation; may be empty."""
    kind: AttendeeKind
    answer: Answer
    person: PersonId | None = None
    person_name: str = ""
    user: CrmUserId | None = None
    user_name: str = ""
    resource: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One event as it takes place, once: a single event, or one occurrence of a series."""

    event: CrmEvent
    """The record it stands in: the event, the changed occurrence, or the series of an unchanged one."""
    span: Span
    """When this one takes place."""
    slot: datetime | None = None
    """Of an unchanged occurrence of a series made in the CRM: which one, by its original start (UTC).
    Of everything else None: a changed occurrence is a record of its own."""
    guests: tuple[Guest, ...] = ()
    people: tuple[tuple[PersonId, str], ...] = ()
    """People related to it, by attending or by hand, with their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFilter:
    """Which meetings a list shows; None and empty leave a filter out."""

    user: CrmUserId | None = None
    """Whose calendar: meetings the user owns or attends."""
    person: PersonId | None = None
    """Meetings this person is related to, by attending or by hand."""
    client: str = ""
    """Meetings with anybody of this client (company), whatever its case."""
    with_cancelled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingList:
    """Meetings by start."""

    rows: tuple[Meeting, ...]
    has_more: bool = False
    """There are more than were asked for; those furthest along are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMeetings:
    """A person's meetings, seen from now; limits.MEETINGS_BACK_DAYS back, MEETINGS_AHEAD_DAYS ahead."""

    past: tuple[Meeting, ...]
    """Newest first; those that have begun."""
    ahead: tuple[Meeting, ...]
    """Soonest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGuest:
    """One to invite: told by exactly one of person, user and address.

    An address that the CRM knows becomes that person or user; a person is invited at the main address.
    """

    person: PersonId | None = None
    user: CrmUserId | None = None
    address: str = ""
    name: str = ""
    kind: AttendeeKind = AttendeeKind.REQUIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event to be made by a user, an import or the API."""

    owner: CrmUserId
    subject: str
    span: Span
    places: tuple[str, ...] = ()
    """Names; a room is told by the name of its resource."""
    guests: tuple[NewGuest, ...] = ()
    """Without the owner, who organises it."""
    people: tuple[PersonId, ...] = ()
    """People it concerns who do not attend."""
    body: str = ""
    privacy: Privacy = Privacy.NORMAL
    show_as: ShowAs = ShowAs.BUSY
    rule: str = ""
    """How it repeats (RFC 5545 RRULE value); empty: once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEdit:
    """What a user changes of an event; None leaves a field as it is. When it takes place is moved, not edited."""

    subject: str | None = None
    places: tuple[str, ...] | None = None
    guests: tuple[NewGuest, ...] | None = None
    """In place of the former ones; who stays keeps the answer given."""
    body: str | None = None
    privacy: Privacy | None = None
    show_as: ShowAs | None = None
    rule: str | None = None
    """Of a series or a single event; empty makes a series a single event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounters:
    """How often one user meets whom was asked about."""

    user: CrmUserId
    name: str
    meetings: int
    """Each occurrence counts; cancelled ones, and those the user declined, do not."""
    first: datetime
    """Start of the first one in the window (UTC)."""
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A resource of the CRM."""

    id: str
    name: str
    is_clash: bool
    """Another resource has the same name (compared case-folded): no location becomes either of them."""


class CalendarDesk(Protocol):
    """The CRM's calendar, for pages."""

    async def meetings(self, which: MeetingFilter, window: Window, limit: int) -> MeetingList:
        """Return meetings in a window by start, series made in the CRM as their occurrences."""
        ...

    async def meetings_of(self, person: PersonId, now: datetime, limit: int) -> PersonMeetings:
        """Return a person's past and next meetings, at most `limit` of each, cancelled ones left out."""
        ...

    async def meeting(self, event: CrmEventId, slot: datetime | None = None) -> Meeting | None:
        """Return one event, or one occurrence of a series by its slot; None where there is none."""
        ...

    async def add_events(
        self, events: Sequence[NewEvent], origin: Origin = Origin.PAGE
    ) -> tuple[CrmEventId, ...]:
        """Make events; all or none. Imports say Origin.IMPORT, so that nothing of them leaves the CRM."""
        ...

    async def move(
        self, event: CrmEventId, version: int, span: Span, slot: datetime | None = None
    ) -> CrmEventId:
        """Let an event take place at another time; with a slot, that occurrence of a series alone.

        Of a series moved whole, the changed occurrences stand for the moved slots; they take place when
        they did. Returns the record that now stands for it: a changed occurrence becomes a record of its own.
        """
        ...

    async def edit(
        self, event: CrmEventId, version: int, change: EventEdit, slot: datetime | None = None
    ) -> CrmEventId:
        """Change an event; with a slot, that occurrence of a series alone.

        By a new rule, changed occurrences whose slots it no longer has go, as in Outlook. Guests of an
        event of which the CRM holds a part (CrmEvent.is_partial) are not to be edited: SkipItem.
        Returns the record that now stands for it.
        """
        ...

    async def cancel(
        self, event: CrmEventId, version: int, slot: datetime | None = None
    ) -> CrmEventId:
        """Mark an event, or one occurrence of a series, as cancelled; it stays."""
        ...

    async def delete(self, event: CrmEventId, version: int) -> None:
        """Delete an event; a series with its changed occurrences. One occurrence is cancelled instead."""
        ...

    async def answer(
        self, event: CrmEventId, version: int, user: CrmUserId, answer: Answer
    ) -> None:
        """Set what a user answers to somebody else's invitation; of a series for all of it.

        Accepted, tentative or declined; the same once more changes nothing. The organiser of an event,
        who does not attend it, and anybody to a cancelled one do not answer: SkipItem.
        """
        ...

    async def relate_event(self, event: CrmEventId, version: int, person: PersonId) -> None:
        """Relate an event to a person who does not attend; one already related changes nothing."""
        ...

    async def who_meets(
        self, window: Window, person: PersonId | None = None, client: str = ""
    ) -> tuple[Encounters, ...]:
        """Return which colleagues meet this person or client in a window, most meetings first."""
        ...

    async def busiest(self, window: Window, limit: int) -> tuple[Encounters, ...]:
        """Return who has the most meetings in a window, most first; meetings with nobody count not."""
        ...

    async def rooms(self) -> tuple[Room, ...]:
        """Return all resources by name."""
        ...

    async def add_room(self, name: str) -> str:
        """Add a resource and return its id; raises SkipItem when its name is taken (case-folded)."""
        ...
