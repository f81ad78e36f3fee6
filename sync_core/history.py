"""How far back: the firm's start date, and the span of the past a mailbox still lacks."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime

from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.policy import History


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the past, both ends included."""

    since: datetime
    until: datetime | None
    """None: without end, so that mail dated in the future is there too."""


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same time some months earlier, on the last day where the month is shorter."""
    index = moment.year * 12 + moment.month - 1 - months
    year, month = index // 12, index % 12 + 1
    day = min(moment.day, monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)


def start_for(history: History, started_at: datetime) -> datetime:
    """Return the date the policy goes back to, counted from when capture first began."""
    if history.start is not None:
        return datetime(history.start.year, history.start.month, history.start.day, tzinfo=UTC)
    return months_before(started_at, history.months)


def goal(history: History, firm: FirmRecord) -> datetime | None:
    """Return how far back every mailbox goes: the start once fixed, or earlier where policy widened it."""
    if firm.started_at is None or firm.history_start is None:
        return None
    return min(firm.history_start, start_for(history, firm.started_at))


def lacking(record: MailboxRecord, wanted: datetime) -> Span | None:
    """Return the span a mailbox still lacks; None when its past is complete.

    A mailbox never back-filled lacks everything; one that went less far back lacks only the rest.
    """
    if record.history_from is None:
        return Span(wanted, None)
    return Span(wanted, record.history_from) if wanted < record.history_from else None


def under_way(record: MailboxRecord, span: Span) -> Span:
    """Return what is left of the span where a back-fill already did its newer part."""
    if record.history_goal != span.since or record.history_until is None:
        return span
    return Span(span.since, record.history_until)
