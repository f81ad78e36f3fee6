"""Events, and questions about them, in one line each."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from simulator.graph import Appointment, Invitee, Recipient, Tenant
from simulator.graph.calendar.events import EventView
from sync_core.calendar.event import EventId, Recurrence, Span
from sync_core.calendar.window import Window
from sync_core.work import MailboxId

BERLIN = "Europe/Berlin"
WINDOW = Window(since=datetime(2026, 10, 22, tzinfo=UTC), until=datetime(2027, 11, 22, tzinfo=UTC))
WEEKLY = Recurrence(rule="FREQ=WEEKLY;BYDAY=MO")
DAILY = Recurrence(rule="FREQ=DAILY;COUNT=10")
CARLA = Recipient("carla@client.test", "Carla")


def at(day: int, hour: int = 10, *, hours: float = 1, month: int = 11, year: int = 2026) -> Span:
    """Return a span on a day of November 2026, by the clock of Berlin."""
    start = datetime(year, month, day, hour, tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)
    return Span(start=start, end=start + timedelta(hours=hours), zone=BERLIN)


def event(subject: str = "Review", span: Span | None = None, **fields: Any) -> Appointment:
    return Appointment(subject=subject, span=span or at(24), **fields)


def invited(*addresses: str) -> tuple[Invitee, ...]:
    return tuple(Invitee(who=Recipient(address)) for address in addresses)


def slots(tenant: Tenant, mailbox: MailboxId, series: EventId) -> list[datetime]:
    """Return the starts of the slots of a series that still have an occurrence, in the window."""
    return [o.original_start for o in seen(tenant, mailbox, series) if o.original_start]


def seen(tenant: Tenant, mailbox: MailboxId, series: EventId) -> list[EventView]:
    store = tenant.mailbox(mailbox).calendars
    return store.occurrences(store.find(series).item, WINDOW)


def mails(tenant: Tenant) -> list[tuple[str, str]]:
    """Return what was mailed since the log was cleared: (sort, to)."""
    return sorted((mail.sort.value, mail.to) for mail in tenant.invitations.mails)


def view_delta(mailbox: MailboxId, calendar: str = "") -> str:
    within = f"/calendars/{calendar}" if calendar else ""
    window = "startDateTime=2026-10-22T00:00:00Z&endDateTime=2027-11-22T00:00:00Z"
    return f"/users/{mailbox}{within}/calendarView/delta?{window}"


def event_json(subject: str = "Review", **fields: Any) -> dict[str, Any]:
    start = {"dateTime": "2026-11-24T10:00:00", "timeZone": "W. Europe Standard Time"}
    end = {"dateTime": "2026-11-24T11:00:00", "timeZone": "W. Europe Standard Time"}
    return {"subject": subject, "start": start, "end": end} | fields


async def made(graph: httpx.AsyncClient, mailbox: MailboxId, **fields: Any) -> dict[str, Any]:
    answered = await graph.post(
        f"/users/{mailbox}/events",
        json=event_json(**fields),
        headers={"prefer": 'IdType="ImmutableId"'},
    )
    assert answered.status_code == 201, answered.text
    found: dict[str, Any] = answered.json()
    return found
