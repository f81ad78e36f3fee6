"""How a mailbox's contacts stand: one state, the first that holds."""

from datetime import datetime

from sync_core.mailboxes import MailboxRecord
from sync_core.standing import StreamState, state_by_age, unseen_seconds


def contacts_state_of(record: MailboxRecord, now: datetime, late_after: int) -> StreamState:
    """Return how a mailbox's contacts stand; late_after is in seconds (health.late_after_seconds).

    A plan that waits between the user's list and the firm's people suspends them as one with Outlook does.
    """
    if not record.contacts_enabled:
        return StreamState.OFF
    if record.contacts_held and record.contacts_started_at is None:
        return StreamState.PREVIEW
    if record.contacts_held or record.sharing_held:
        return StreamState.SUSPENDED
    return state_by_age(contacts_behind_seconds(record, now), late_after)


def contacts_behind_seconds(record: MailboxRecord, now: datetime) -> int | None:
    """Return how old a change not yet seen could be at most; None before the first run finished."""
    looked_at = (record.contacts_read_at, record.contacts_swept_at)
    return unseen_seconds(record.contacts_started_at, looked_at, now)


def waits_for_a_person(record: MailboxRecord) -> bool:
    """Return whether a plan of its contacts, with Outlook or with the firm, waits for an answer."""
    return record.contacts_enabled and (record.contacts_held or record.sharing_held)


def open_questions(record: MailboxRecord) -> int:
    """Return about how many contacts a person is asked, with Outlook and with the firm."""
    return record.contacts_open + record.sharing_open if record.contacts_enabled else 0
