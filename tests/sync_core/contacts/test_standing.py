"""How a mailbox's contacts stand, and what the health page says of what waits for a person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync_core.contacts.standing import (
    contacts_behind_seconds,
    contacts_state_of,
    open_questions,
)
from sync_core.health import Mood, Waiting, sentence
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.standing import StreamState
from sync_core.work import MailboxId

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATE_AFTER = 3_600
AN_HOUR_AND_MORE = NOW - timedelta(minutes=61)
STARTED = NOW - timedelta(days=9)


def mailbox(number: int = 1, **fields: Any) -> MailboxRecord:
    """Return a mailbox whose mail is in step and whose contacts are kept."""
    told: dict[str, Any] = {"enabled": True, "live_read_at": NOW, "contacts_enabled": True}
    return MailboxRecord(id=MailboxId(f"box-{number}"), **(told | fields))


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"contacts_enabled": False, "contacts_held": True}, StreamState.OFF),
        ({"contacts_held": True}, StreamState.PREVIEW),
        ({"contacts_held": True, "contacts_started_at": STARTED}, StreamState.SUSPENDED),
        ({"sharing_held": True, "contacts_started_at": STARTED}, StreamState.SUSPENDED),
        ({}, StreamState.STARTING),
        (
            {"contacts_started_at": STARTED, "contacts_read_at": AN_HOUR_AND_MORE},
            StreamState.LATE,
        ),
        (
            {
                "contacts_started_at": STARTED,
                "contacts_read_at": AN_HOUR_AND_MORE,
                "contacts_swept_at": NOW,
            },
            StreamState.IN_STEP,
        ),
        ({"contacts_started_at": STARTED, "contacts_read_at": NOW}, StreamState.IN_STEP),
    ],
)
def test_contacts_stand_as_the_first_that_holds(fields: dict[str, Any], state: StreamState) -> None:
    assert contacts_state_of(mailbox(**fields), NOW, LATE_AFTER) is state
    assert state.text


def test_contacts_are_behind_since_their_last_read_or_whole_comparison() -> None:
    assert contacts_behind_seconds(mailbox(), NOW) is None
    first = mailbox(contacts_started_at=NOW - timedelta(seconds=70))
    assert contacts_behind_seconds(first, NOW) == 70
    read = mailbox(contacts_started_at=STARTED, contacts_read_at=NOW - timedelta(seconds=5))
    assert contacts_behind_seconds(read, NOW) == 5
    assert contacts_behind_seconds(read, NOW - timedelta(days=1)) == 0


def said(*records: MailboxRecord) -> tuple[Mood, str]:
    """Return what the health page says."""
    told = sentence(FirmRecord(), records, Waiting(waiting={}, poisoned={}), NOW, LATE_AFTER)
    return told.mood, told.text


def test_plans_of_contacts_that_wait_are_said_before_questions() -> None:
    held = mailbox(1, contacts_held=True, contacts_open=4)
    shared = mailbox(2, contacts_started_at=STARTED, sharing_held=True)

    told = "wait for an answer to what would be written."
    assert said(held) == (Mood.WARNING, f"The contacts of 1 mailbox {told}")
    assert said(held, shared) == (Mood.WARNING, f"The contacts of 2 mailboxes {told}")


def test_questions_of_both_streams_are_said_together() -> None:
    asks = "for somebody to say who they are."
    assert said(mailbox(contacts_open=1)) == (Mood.NOTE, f"1 contact waits {asks}")
    both = mailbox(2, contacts_open=2, sharing_open=3)
    assert open_questions(both) == 5
    assert said(both) == (Mood.NOTE, f"5 contacts wait {asks}")


def test_nothing_is_said_of_contacts_that_are_not_kept() -> None:
    off = mailbox(contacts_enabled=False, contacts_held=True, sharing_held=True, contacts_open=3)
    assert said(off)[0] is Mood.GOOD
