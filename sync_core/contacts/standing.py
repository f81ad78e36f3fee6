"""How a mailbox's contacts stand: one state, the first that holds."""

from datetime import datetime
from enum import StrEnum

from sync_core.mailboxes import MailboxRecord


class ContactsState(StrEnum):
    """How the contacts of a mailbox stand."""

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
    ContactsState.OFF: "Off",
    ContactsState.PREVIEW: "Waiting for its preview",
    ContactsState.SUSPENDED: "Suspended",
    ContactsState.LATE: "Late",
    ContactsState.STARTING: "Waiting for its first run",
    ContactsState.IN_STEP: "In step",
}


def contacts_state_of(record: MailboxRecord, now: datetime, late_after: int) -> ContactsState:
    """Return how a mailbox's contacts stand; late_after is in seconds (health.late_after_seconds).

    A plan that waits between the user's list and the firm's people suspends them as one with Outlook does.
    """
    if not record.contacts_enabled:
        return ContactsState.OFF
    if record.contacts_held and record.contacts_started_at is None:
        return ContactsState.PREVIEW
    if record.contacts_held or record.sharing_held:
        return ContactsState.SUSPENDED
    behind = contacts_behind_seconds(record, now)
    if behind is None:
        return ContactsState.STARTING
    return ContactsState.LATE if behind > late_after else ContactsState.IN_STEP


def contacts_behind_seconds(record: MailboxRecord, now: datetime) -> int | None:
    """Return how old a change not yet seen could be at most; None before the first run finished."""
    if record.contacts_started_at is None:
        return None
    read = max(
        (at for at in (record.contacts_read_at, record.contacts_swept_at) if at),
        default=record.contacts_started_at,
    )
    return max(int((now - read).total_seconds()), 0)


def waits_for_a_person(record: MailboxRecord) -> bool:
    """Return whether a plan of its contacts, with Outlook or with the firm, waits for an answer."""
    return record.contacts_enabled and (record.contacts_held or record.sharing_held)


def open_questions(record: MailboxRecord) -> int:
    """Return about how many contacts a person is asked, with Outlook and with the firm."""
    return record.contacts_open + record.sharing_open if record.contacts_enabled else 0
