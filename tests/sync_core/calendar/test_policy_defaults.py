"""What a firm gets that switches calendars on and says nothing else: the cautious choice each time."""

from datetime import timedelta
from typing import Any

import pytest

from sync_core.calendar.policy import Mode, PrivateEvents
from sync_core.policy import Policy
from sync_core.reconcile.decide import OnDelete, Winner
from sync_core.reconcile.gates import Direction
from tests.sync_core.calendar.making import NOW, rules

DEFAULTS = Policy.parse({"calendar": {"enabled": True}}).calendar


def test_calendars_are_off_until_somebody_switches_them_on() -> None:
    assert not Policy.parse({}).calendar.enabled


def test_the_window_is_thirty_days_back_and_a_year_ahead() -> None:
    window = rules().window
    today = NOW.replace(hour=0)

    assert today - window.since == timedelta(days=30)
    assert timedelta(days=365) <= window.until - today <= timedelta(days=366)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (DEFAULTS.direction, Direction.TWO_WAY),
        (DEFAULTS.winner, Winner.OUTLOOK),
        (DEFAULTS.private, PrivateEvents.SKIP),
        (DEFAULTS.internal, False),
        (DEFAULTS.unmatched, False),
        (DEFAULTS.declined, False),
        (DEFAULTS.attendees.maximum, 50),
        (DEFAULTS.protect_rich, True),
        (DEFAULTS.deletions.edit_survives, True),
        (DEFAULTS.deletions.in_outlook, OnDelete.KEEP),
        (DEFAULTS.deletions.in_crm, OnDelete.CANCEL),
        (DEFAULTS.brakes.preview_first, True),
        (DEFAULTS.schedule.to_crm, Mode.AUTOMATIC),
        (DEFAULTS.schedule.to_outlook, Mode.AUTOMATIC),
    ],
)
def test_what_is_not_said_is_the_cautious_choice(said: Any, expected: Any) -> None:
    assert said == expected
