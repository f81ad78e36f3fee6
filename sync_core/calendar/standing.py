"""How a mailbox's calendar stands: one state, the first that holds."""

from datetime import datetime

from sync_core.mailboxes import MailboxRecord
from sync_core.standing import StreamState, state_by_age, unseen_seconds


def calendar_state_of(record: MailboxRecord, now: datetime, late_after: int) -> StreamState:
    """Return how a mailbox's calendar stands; late_after is in seconds (health.late_after_seconds)."""
    if not record.calendar_enabled:
        return StreamState.OFF
    if record.calendar_held:
        has_run = record.calendar_started_at is not None
        return StreamState.SUSPENDED if has_run else StreamState.PREVIEW
    return state_by_age(calendar_behind_seconds(record, now), late_after)


def calendar_behind_seconds(record: MailboxRecord, now: datetime) -> int | None:
    """Return how old a change not yet seen could be at most; None before the first run finished."""
    looked_at = (record.calendar_read_at, record.calendar_swept_at)
    return unseen_seconds(record.calendar_started_at, looked_at, now)
