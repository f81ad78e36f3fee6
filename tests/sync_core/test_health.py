"""How mailboxes and firm stand, and the one sentence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync_core import limits
from sync_core.failures import ParkReason
from sync_core.health import (
    MailboxState,
    Mood,
    Progress,
    Waiting,
    ago,
    behind_seconds,
    late_after_seconds,
    progress_of,
    sentence,
    state_of,
)
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.policy import Schedule
from sync_core.work import MailboxId

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATE = 3 * 3_600
QUIET = Waiting(waiting={"work": 0}, poisoned={"work": 0})


def mailbox(minutes: float = 3, **fields: Any) -> MailboxRecord:
    """Return an enabled mailbox, read so many minutes ago, its history complete."""
    read = NOW - timedelta(minutes=minutes)
    told: dict[str, Any] = {
        "id": MailboxId("m"),
        "enabled": True,
        "live_read_at": read,
        "history_from": NOW,
    }
    return MailboxRecord(**(told | fields))


@pytest.mark.parametrize(
    ("record", "state"),
    [
        (mailbox(), MailboxState.IN_STEP),
        (mailbox(enabled=False, parked=ParkReason.NO_MAILBOX), MailboxState.OFF),
        (mailbox(900, parked=ParkReason.NO_MAILBOX), MailboxState.PARKED),
        (mailbox(900, paused_until=NOW + timedelta(seconds=1)), MailboxState.PAUSED),
        (mailbox(paused_until=NOW), MailboxState.IN_STEP),
        (mailbox(180), MailboxState.IN_STEP),
        (mailbox(181), MailboxState.LATE),
        (mailbox(181, swept_at=NOW), MailboxState.IN_STEP),
        (mailbox(181, history_goal=NOW), MailboxState.LATE),
        (mailbox(181, history_goal=NOW, history_from=None), MailboxState.BACK_FILLING),
        (mailbox(history_goal=NOW), MailboxState.BACK_FILLING),
        (mailbox(live_read_at=None), MailboxState.STARTING),
    ],
)
def test_a_mailbox_is_in_the_first_state_that_holds(
    record: MailboxRecord, state: MailboxState
) -> None:
    assert state_of(record, NOW, LATE) is state


def test_a_mailbox_is_late_after_three_missed_sweeps_and_never_sooner_than_the_timer_allows() -> (
    None
):
    assert late_after_seconds(Schedule(sweep_minutes=60)) == 3 * 3_600
    assert late_after_seconds(Schedule(sweep_minutes=0)) == limits.LATE_AFTER_SECONDS_MIN


def test_behind_is_counted_from_the_later_of_live_read_and_sweep_and_never_below_nought() -> None:
    assert behind_seconds(mailbox(10, swept_at=NOW - timedelta(seconds=90)), NOW) == 90
    assert behind_seconds(mailbox(-5), NOW) == 0
    assert behind_seconds(mailbox(live_read_at=None), NOW) is None


def test_progress_never_passes_one_though_folders_grow() -> None:
    grown = mailbox(history_goal=NOW, history_expected=10, history_done=12)

    assert progress_of([grown, mailbox()]) == Progress(12, 12)
    assert Progress(12, 10).fraction == 1.0
    assert Progress(0, 0).fraction == 0.0


@pytest.mark.parametrize(
    ("records", "firm", "poisoned", "mood", "text"),
    [
        ([mailbox(3)] * 214, {}, 0, Mood.GOOD, "All 214 mailboxes are in step; the slowest is at most 3 min behind."),
        ([mailbox(0)], {}, 0, Mood.GOOD, "The one mailbox is in step, at most 0 s behind."),
        ([], {}, 0, Mood.NOTE, "No mailbox is captured yet. Choose some in the policy."),
        ([mailbox(enabled=False)] * 2, {}, 0, Mood.NOTE, "No mailbox is captured yet. 2 mailboxes are known. Choose some in the policy."),
        ([mailbox(300), mailbox()], {}, 0, Mood.BAD, "1 of 2 mailboxes is late; the slowest is 5 h behind."),
        ([mailbox(parked=ParkReason.NO_MAILBOX), mailbox()], {}, 0, Mood.WARNING, "1 of 2 mailboxes is parked; the others go on."),
        ([mailbox(failed_items=1), mailbox()], {}, 0, Mood.WARNING, "1 message could not be captured yet."),
        ([mailbox(paused_until=NOW + timedelta(1)), mailbox()], {}, 0, Mood.NOTE, "Microsoft 365 asked for a pause in 1 mailbox; they go on by themselves."),
        ([mailbox(history_goal=NOW, history_expected=2_000, history_done=50)], {}, 0, Mood.NOTE, "Fetching history of 1 mailbox: 50 of about 2,000 messages."),
        ([mailbox(live_read_at=None)] * 2, {}, 0, Mood.NOTE, "2 mailboxes wait for the first read."),
        ([mailbox(300)], {}, 2, Mood.BAD, "2 work items were given up on. The sweep finds the mail; look at the runs."),
        ([mailbox(300)], {"crm_stopped": "The CRM refuses."}, 2, Mood.BAD, "The CRM refuses."),
        ([], {"graph_stopped": "Consent.", "crm_stopped": "The CRM."}, 0, Mood.BAD, "Consent."),
    ],
)  # fmt: skip
def test_the_sentence_says_the_single_worst_thing(
    records: list[MailboxRecord], firm: dict[str, str], poisoned: int, mood: Mood, text: str
) -> None:
    queues = replace(QUIET, poisoned={"work": poisoned})

    found = sentence(replace(FirmRecord(), **firm), records, queues, NOW, LATE)  # type: ignore[arg-type] # only texts are given

    assert (found.mood, found.text) == (mood, text)


def test_every_state_has_its_words() -> None:
    assert all(state.text for state in MailboxState)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (3_600, "1 h"), (172_799, "47 h"), (172_800, "2 days"), (10**9, "11,574 days")],
)  # fmt: skip
def test_a_length_of_time_is_told_in_its_largest_whole_unit(seconds: int, text: str) -> None:
    assert ago(seconds) == text
