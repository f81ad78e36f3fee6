"""A tenant's calendars as the flows see them.

Every method may raise Throttled, Unavailable, ConsentNeeded or StopMailbox (sync_core.failures).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flows.ports.tenant import DeltaToken, Gone
from sync_core.calendar.event import (
    Answer,
    CalendarId,
    Content,
    EventId,
    OutlookEvent,
    UnreadableEvent,
)
from sync_core.calendar.window import Window
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """One page of what changed in a calendar's window."""

    events: tuple[OutlookEvent | UnreadableEvent, ...]
    """Single events whole; a series as its master, whole. Its occurrences are told by `series` alone."""
    series: tuple[EventId, ...]
    """Masters something of whose occurrences was listed: each is to be read with MailboxCalendar.series.
    The feed tells nothing of an occurrence that was deleted (facts: graph §2.1)."""
    removed: tuple[EventId, ...]
    """Ids removed from the window, by deletion or otherwise; ids never listed too. No proof of anything."""
    next: DeltaToken
    is_complete: bool
    """True: `next` starts the next round; False: it goes on with this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series and what became of its slots in a window."""

    master: OutlookEvent
    occurrences: tuple[OutlookEvent, ...]
    """Occurrences and exceptions whose time lies in the window, whole."""
    cancelled: tuple[datetime, ...]
    """Original starts (UTC) of occurrences that were deleted, of the whole series: proof of their deletion."""
    unreadable: tuple[UnreadableEvent, ...] = ()
    """Occurrences in the window that cannot be read: they are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """An event to be made in Outlook."""

    content: Content
    stamp: str
    """Finds it again after a lost answer: the CRM record's id as a keyed digest (hex)."""


class MailboxCalendar(Protocol):
    """The tenant's calendars, to read and to write."""

    async def changed(
        self,
        mailbox: MailboxId,
        calendar: CalendarId,
        window: Window,
        token: DeltaToken | None,
    ) -> EventPage:
        """Return what changed in a window since `token`; None lists the whole window.

        The window is fixed in the token: with a token it is not asked again. One outside request.
        Raises CursorLost when the token is no longer known.
        """
        ...

    async def read(
        self, mailbox: MailboxId, ids: Sequence[EventId]
    ) -> Mapping[EventId, OutlookEvent | UnreadableEvent | Gone]:
        """Return events by id, at most limits.READ_BATCH_EVENTS, in one request.

        Every id asked for is in the answer. Gone is proof that the item no longer exists.
        """
        ...

    async def series(
        self, mailbox: MailboxId, master: EventId, window: Window
    ) -> Series | UnreadableEvent | Gone:
        """Return a series with its occurrences in the window and its deleted ones."""
        ...

    async def find(self, mailbox: MailboxId, stamp: str) -> OutlookEvent | None:
        """Return the event that was made with this stamp, or None.

        Raises SkipItem when it is there in a form that cannot be read: that proves no absence.
        """
        ...

    async def create(
        self, mailbox: MailboxId, calendar: CalendarId, draft: EventDraft
    ) -> OutlookEvent:
        """Make an event and return it as Outlook holds it; attendees are invited at once.

        Made twice with one stamp, the first is returned. Raises SkipItem when Outlook refuses it.
        """
        ...

    async def update(
        self, mailbox: MailboxId, event: OutlookEvent, content: Content, fields: frozenset[str]
    ) -> OutlookEvent:
        """Write some fields (sync_core.calendar.fields) of an event and return it as it is then.

        `event` is the one decided on: raises VersionConflict when it was changed since, SkipItem when
        Outlook refuses the value, and ItemGone when it no longer exists.
        """
        ...

    async def answer(self, mailbox: MailboxId, event: OutlookEvent, answer: Answer) -> None:
        """Accept, decline or tentatively accept an invitation; the organiser is told."""
        ...

    async def delete(self, mailbox: MailboxId, event: OutlookEvent) -> None:
        """Delete an event; one already gone is no error. An organiser's attendees get a cancellation.

        Raises VersionConflict when it was changed since it was read.
        """
        ...

    async def calendars(self, mailbox: MailboxId) -> Mapping[CalendarId, str]:
        """Return the mailbox's calendars with their names, the default one first."""
        ...

    async def zone(self, mailbox: MailboxId) -> str:
        """Return the IANA name of the mailbox's time zone; UTC where it has none of a known name."""
        ...
