from datetime import UTC, datetime, timedelta

import pytest

from sync_core.history import Span, goal, lacking, months_before, start_for, under_way
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.policy import History
from tests.sync_core.making import MAILBOX, NOON

STARTED = datetime(2026, 8, 31, 9, tzinfo=UTC)
FIRM = FirmRecord(started_at=STARTED, history_start=datetime(2026, 2, 28, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("months", "expected"),
    [(0, (2026, 8, 31)), (6, (2026, 2, 28)), (8, (2025, 12, 31)), (18, (2025, 2, 28))],
)
def test_months_are_counted_on_the_calendar(months: int, expected: tuple[int, int, int]) -> None:
    before = months_before(STARTED, months)

    assert (before.year, before.month, before.day) == expected


def test_an_exact_start_date_takes_the_place_of_months() -> None:
    assert start_for(History.model_validate({"start": "1997-01-01"}), STARTED) == datetime(
        1997, 1, 1, tzinfo=UTC
    )


def test_every_mailbox_goes_back_to_the_firms_fixed_date_however_late_it_joins() -> None:
    assert goal(History(months=6), FIRM) == FIRM.history_start
    assert goal(History(months=1), FIRM) == FIRM.history_start


def test_a_wider_policy_moves_the_goal_back_and_a_narrower_one_never_forward() -> None:
    assert goal(History(months=12), FIRM) == datetime(2025, 8, 31, 9, tzinfo=UTC)


def test_before_capture_began_there_is_no_goal() -> None:
    assert goal(History(), FirmRecord()) is None


def test_a_new_mailbox_lacks_everything_and_future_dates_too() -> None:
    assert lacking(MailboxRecord(id=MAILBOX), NOON) == Span(NOON, None)


def test_a_later_widening_lacks_only_the_new_span() -> None:
    record = MailboxRecord(id=MAILBOX, history_from=NOON)
    earlier = NOON - timedelta(days=30)

    assert lacking(record, earlier) == Span(earlier, NOON)
    assert lacking(record, NOON) is None
    assert lacking(record, NOON + timedelta(days=1)) is None


def test_a_backfill_under_way_goes_on_below_what_it_did() -> None:
    span, half = Span(NOON, None), NOON + timedelta(days=3)
    record = MailboxRecord(id=MAILBOX, history_goal=NOON, history_until=half)

    assert under_way(record, span) == Span(NOON, half)
    assert under_way(MailboxRecord(id=MAILBOX, history_goal=half, history_until=half), span) == span
