"""When an event is past: it has ended. A series may go on for ever, and never is."""

from datetime import datetime

from sync_core.calendar.event import Content


def is_past(content: Content, now: datetime) -> bool:
    """Return whether an event has ended by an instant (UTC); one still going on is not past."""
    return content.recurrence is None and content.span.end <= now
