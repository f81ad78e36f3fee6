"""The window of time in which events are kept in step: half-open, and moving every day."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sync_core.calendar.event import Span

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of time, half-open: an event lies in it when it begins before `until` and ends after `since`.

    An event without length lies in it when since <= start < until. Half-open on both sides of the sync,
    so that an event that ends just where the window begins is in neither (facts: graph §9 no. 28).
    """

    since: datetime
    until: datetime

    def holds(self, span: Span) -> bool:
        """Return whether an event of this span lies in the window."""
        if span.start == span.end:
            return self.since <= span.start < self.until
        return span.start < self.until and span.end > self.since

    @staticmethod
    def around(now: datetime, past_days: int, future_days: int) -> "Window":
        """Return the window of a day (UTC): it moves at midnight, not with every run."""
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return Window(since=today - past_days * _DAY, until=today + (future_days + 1) * _DAY)
