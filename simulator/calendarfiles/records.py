"""One event as a calendar file holds it, before any tenant has it."""

from dataclasses import dataclass
from datetime import datetime

from sync_core.calendar.event import Content
from sync_core.mail import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedOccurrence:
    """One occurrence of a series that differs from it."""

    original_start: datetime
    """The slot (UTC) it stands for; of an all-day series midnight of its day as if in UTC."""
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFileEvent:
    """One single event or one series."""

    uid: str
    """As written; of an additional date of a series (RDATE) with that date behind it."""
    content: Content
    organiser: Address | None = None
    organiser_name: str = ""
    changed: tuple[ChangedOccurrence, ...] = ()
    cancelled: tuple[datetime, ...] = ()
    """Slots (UTC) whose occurrence is cancelled: EXDATE, or a changed occurrence with STATUS:CANCELLED."""
