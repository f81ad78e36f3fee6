"""How a mailbox's calendar stands: one state, the first that holds."""

from datetime import datetime
from enum import StrEnum

from sync_core.mailboxes import MailboxRecord


class CalendarState(StrEnum):
    """How a calendar stands."""

    OFF = "off"
    PREVIEW = "preview"
    SUSPENDED = "suspended"
    LATE = "late"
    STARTING = "starting"
    IN_STEP = "in_step"

    @property
    def text(self) -> str:
        """The words shown beside the mailbox."""
        return _TEXTS[self]


_TEXTS = {
    CalendarState.OFF: "Off",
    CalendarState.PREVIEW: "Waiting for its preview",
    CalendarState.SUSPENDED: "Suspended",
    CalendarState.LATE: "Late",
    CalendarState.STARTING: "Waiting for its first run",
    CalendarState.IN_STEP: "In step",
}


def calendar_state_of(record: MailboxRecord, now: datetime, late_after: int) -> CalendarState:
    """Return how a mailbox's calendar stands; late_after is in seconds (health.late_after_seconds)."""
    if not record.calendar_enabled:
        return CalendarState.OFF
    if record.calendar_held:
        has_run = record.calendar_started_at is not None
        return CalendarState.SUSPENDED if has_run else CalendarState.PREVIEW
    behind = calendar_behind_seconds(record, now)
    if behind is None:
        return CalendarState.STARTING
    return CalendarState.LATE if behind > late_after else CalendarState.IN_STEP


def calendar_behind_seconds(record: MailboxRecord, now: datetime) -> int | None:
    """Return how old a change not yet seen could be at most; None before the first run finished."""
    if record.calendar_started_at is None:
        return None
    read = max(
        (at for at in (record.calendar_read_at, record.calendar_swept_at) if at),
        default=record.calendar_started_at,
    )
    return max(int((now - read).total_seconds()), 0)
