"""How events are asked for: whose, and in which form."""

from adapters.graph.http import AS_HTML, IN_UTC
from adapters.graph.queries import user_path
from sync_core.calendar.event import CalendarId, EventId
from sync_core.work import MailboxId

AS_EVENTS = (IN_UTC, AS_HTML)
"""Preferences told on each request, page and part of a batch: they are in no token."""


def event_path(mailbox: MailboxId, id_: EventId, *steps: str) -> str:
    """Return the path of an event, or of something of it."""
    return user_path(mailbox, "events", id_, *steps)


def calendar_path(mailbox: MailboxId, calendar: CalendarId, *steps: str) -> str:
    """Return the path of something in a calendar; of the default one, in the mailbox itself."""
    within = ("calendars", calendar, *steps) if calendar else steps
    return user_path(mailbox, *within)
