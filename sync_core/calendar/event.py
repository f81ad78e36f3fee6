"""An event as the engine sees it, the same for both sides. Held in memory during a run only."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NewType

from sync_core.mail import Address, CrmUserId, PersonRef

EventId = NewType("EventId", str)
"""An Outlook event's immutable id, in one mailbox."""
CrmEventId = NewType("CrmEventId", str)
CalendarId = NewType("CalendarId", str)
"""One calendar of a mailbox; empty: its default one."""
DEFAULT_CALENDAR = CalendarId("")
EventKey = NewType("EventKey", str)
"""Digest of an event's iCalUId, by which copies in several mailboxes and the CRM record are one meeting."""


class Privacy(StrEnum):
    """How private its owner marked an event."""

    NORMAL = "normal"
    PRIVATE = "private"
    """Private, personal or confidential."""


class ShowAs(StrEnum):
    """How the time is shown to others."""

    FREE = "free"
    TENTATIVE = "tentative"
    BUSY = "busy"
    OUT_OF_OFFICE = "oof"
    ELSEWHERE = "workingElsewhere"


class Answer(StrEnum):
    """What an attendee answered."""

    NONE = "none"
    ORGANISER = "organizer"
    ACCEPTED = "accepted"
    TENTATIVE = "tentativelyAccepted"
    DECLINED = "declined"


class AttendeeKind(StrEnum):
    """In what role somebody attends."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """One who attends."""

    address: Address
    """In normal form (sync_core.addresses); entries without a usable address are not attendees."""
    name: str = ""
    kind: AttendeeKind = AttendeeKind.REQUIRED
    answer: Answer = Answer.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When an event takes place: instants for a timed one, days for an all-day one; the end is excluded."""

    start: datetime
    """UTC. Of an all-day event: midnight of its first day, written as if in UTC, whatever the zone."""
    end: datetime
    """UTC; of an all-day event midnight after its last day, likewise."""
    zone: str = "UTC"
    """IANA name of the zone it was made in; of all-day events UTC, since days have no zone."""
    is_all_day: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether it ends no earlier than it begins."""
        return self.end >= self.start

    @staticmethod
    def of_days(first: date, after: date) -> "Span":
        """Return the span of an all-day event from its first day to the day after its last."""
        return Span(start=_midnight(first), end=_midnight(after), is_all_day=True)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """How a series repeats: an RFC 5545 rule, in the zone of the series' span."""

    rule: str
    """The RRULE value without its name, parts in canonical order (recurrence.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What both sides may hold of an event."""

    subject: str
    span: Span
    places: tuple[str, ...] = ()
    """Display names of its locations, the first one first; rooms too."""
    attendees: tuple[Attendee, ...] = ()
    """Without the organiser."""
    body: str = ""
    """Plain text."""
    privacy: Privacy = Privacy.NORMAL
    show_as: ShowAs = ShowAs.BUSY
    is_cancelled: bool = False
    recurrence: Recurrence | None = None
    """Of a series; None for a single event and for one occurrence."""


class Shape(StrEnum):
    """What kind of item an Outlook event is."""

    SINGLE = "singleInstance"
    OCCURRENCE = "occurrence"
    EXCEPTION = "exception"
    """An occurrence that was changed."""
    SERIES = "seriesMaster"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookEvent:
    """One event in one mailbox."""

    id: EventId
    version: str
    """The etag to write on."""
    ical_uid: str
    """The same in every copy of the meeting; of each occurrence another."""
    shape: Shape
    series: EventId | None = None
    """Of an occurrence or exception: its master's id."""
    original_start: datetime | None = None
    """Of an occurrence or exception: the slot it stands for (UTC)."""
    content: Content
    organiser: Address | None = None
    organiser_name: str = ""
    is_organiser: bool = True
    """Whether this mailbox organises it: a copy that was invited is written by answering only."""
    answer: Answer = Answer.NONE
    """What this mailbox answered."""
    is_draft: bool = False
    body_is_rich: bool = False
    """The body in Outlook has formatting, images or an online meeting's blob."""
    is_online: bool = False
    join_url: str = ""
    categories: tuple[str, ...] = ()
    unusable_entries: int = 0
    """Attendees without a usable address (distribution lists of former servers, X.500 names)."""
    created_at: datetime | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableEvent:
    """An event that Microsoft 365 returned in a form that cannot be read, or that contradicts itself."""

    id: EventId
    problem: str
    """A code and a field's path, never content."""


class Origin(StrEnum):
    """How an event came into the CRM."""

    PAGE = "page"
    IMPORT = "import"
    """Made by a data import: it never leaves the CRM, since invitations would go out (facts: features 30-31)."""
    API = "api"
    SYNC = "sync"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmAttendee:
    """One who attends, as the CRM knows them."""

    attendee: Attendee
    person: PersonRef | None = None
    user: CrmUserId | None = None
    resource: str | None = None
    """The CRM resource (room) of this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmEvent:
    """One event in the CRM."""

    id: CrmEventId
    version: int
    """Counts every write; to write on."""
    key: EventKey | None
    """Known once it has been in Outlook; unique in the CRM."""
    owner: CrmUserId | None
    """Whose calendar it is in: the organiser where a colleague organises, else who brought it in."""
    origin: Origin
    content: Content
    """Attendees as the CRM holds them."""
    attendees_total: int
    """How many the meeting has in Outlook; more than content.attendees where the list was cut."""
    organiser: Address | None = None
    series: CrmEventId | None = None
    """Of a changed occurrence of a series made in the CRM: that series."""
    original_start: datetime | None = None
    is_related: bool = False
    """Whether a person of the CRM is related to it."""
    modified_at: datetime | None = None

    @property
    def is_partial(self) -> bool:
        """Whether the CRM holds only a part of the attendees."""
        return self.attendees_total > len(self.content.attendees)
