"""A pretend firm for the contract of MailboxCalendar: people act in Outlook, the port under test looks and writes."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flows.ports.calendar import EventDraft, EventPage, MailboxCalendar, Series
from flows.ports.tenant import DeltaToken, Gone
from simulator.graph import Appointment, Invitee, MeetingMail, Recipient, Tenant
from simulator.graph.calendar.invitations import Author
from simulator.memory import ManualSurroundings
from sync_core.calendar.event import (
    DEFAULT_CALENDAR,
    CalendarId,
    Content,
    EventId,
    OutlookEvent,
    Recurrence,
    Span,
    UnreadableEvent,
)
from sync_core.calendar.window import Window
from sync_core.work import MailboxId

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
WINDOW = Window.around(NOW, 30, 365)
ANA = Invitee(who=Recipient("ana@client.test", "Ana Client"))
CY = Invitee(who=Recipient("cy@client.test", "Cy Client"))
BERLIN = "Europe/Berlin"


def at(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    """Return an instant of the year's end (UTC)."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def hour_from(start: datetime, zone: str = "UTC") -> Span:
    """Return an hour."""
    return Span(start=start, end=start + timedelta(hours=1), zone=zone)


def days(first: int, after: int, month: int = 11) -> Span:
    """Return whole days, the last one excluded."""
    return Span.of_days(date(2026, month, first), date(2026, month, after))


MONDAY = hour_from(at(23, 9), BERLIN)
WEEKLY = Recurrence(rule="FREQ=WEEKLY;COUNT=5;BYDAY=MO")
SLOTS = tuple(at(23, 9) + timedelta(weeks=n) for n in range(5))


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFirm:
    """A tenant with a mailbox or two, and the port under test."""

    tenant: Tenant
    surroundings: ManualSurroundings
    calendar: MailboxCalendar
    box: MailboxId
    colleague: MailboxId

    def made(
        self, calendar: CalendarId = DEFAULT_CALENDAR, by: MailboxId | None = None, **says: Any
    ) -> EventId:
        """Let somebody make an event in Outlook."""
        told = {"subject": "Review", "span": MONDAY, **says}
        return self.tenant.outlook.create(by or self.box, Appointment(**told), calendar)

    def series(self, **says: Any) -> EventId:
        """Let somebody make a series of five Mondays in Outlook."""
        return self.made(**{"recurrence": WEEKLY, **says})

    async def read(self, id_: EventId, by: MailboxId | None = None) -> OutlookEvent:
        """Return one event, which is there and readable."""
        found = (await self.calendar.read(by or self.box, [id_]))[id_]
        assert isinstance(found, OutlookEvent), found
        return found

    async def is_gone(self, id_: EventId) -> bool:
        """Return whether an event is proved gone."""
        return (await self.calendar.read(self.box, [id_]))[id_] is Gone.GONE

    async def read_series(self, master: EventId, window: Window = WINDOW) -> Series:
        """Return a series, which is there and readable."""
        found = await self.calendar.series(self.box, master, window)
        assert isinstance(found, Series), found
        return found

    async def round(
        self,
        token: DeltaToken | None = None,
        calendar: CalendarId = DEFAULT_CALENDAR,
        window: Window = WINDOW,
    ) -> EventPage:
        """Return one whole round of a window's changes as one page."""
        page = await self.calendar.changed(self.box, calendar, window, token)
        found = page
        while not page.is_complete:
            page = await self.calendar.changed(self.box, calendar, window, page.next)
            found = EventPage(
                events=found.events + page.events,
                series=found.series + page.series,
                removed=found.removed + page.removed,
                next=page.next,
                is_complete=page.is_complete,
            )
        return found

    async def create(self, stamp: str = "5ta3p", **content: Any) -> OutlookEvent:
        """Make an event through the port."""
        told = {"subject": "Offer", "span": MONDAY, **content}
        draft = EventDraft(content=Content(**told), stamp=stamp)
        return await self.calendar.create(self.box, DEFAULT_CALENDAR, draft)

    async def update(self, id_: EventId, *fields: str, **content: Any) -> OutlookEvent:
        """Write some fields through the port on the version that is there now."""
        event = await self.read(id_)
        told = replace(event.content, **content)
        return await self.calendar.update(self.box, event, told, frozenset(fields))

    def mailed(self, author: Author = Author.APPLICATION) -> list[MeetingMail]:
        """Return the meeting mail that somebody's writes caused."""
        return self.tenant.outlook.invitations.by(author)


def ids(events: tuple[OutlookEvent | UnreadableEvent, ...]) -> list[EventId]:
    """Return the ids of events, sorted."""
    return sorted(event.id for event in events)
