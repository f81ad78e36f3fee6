from datetime import timedelta

import pytest

from sync_core import limits
from sync_core.decisions import Reason
from sync_core.mail import MessageId
from sync_core.retrying import next_retry, requeue
from sync_core.seen import SeenKey
from tests.sync_core.making import NOON


def retry(attempts: int) -> timedelta | None:
    made = next_retry(MessageId("m"), SeenKey("seen.1"), Reason.UNREADABLE, attempts, NOON)
    return made.due_at - NOON if made.due_at else None


def test_failed_items_are_tried_at_doubling_distances_at_most_a_day_apart() -> None:
    waits = [retry(n) for n in (1, 2, 3, 11)]

    assert waits == [
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=4),
        timedelta(hours=17, minutes=4),
    ]


def test_after_the_last_attempt_an_item_waits_for_a_person() -> None:
    assert retry(limits.RETRY_ATTEMPTS_MAX) is None


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
def test_what_the_outside_asked_for_is_never_undercut(spread: float) -> None:
    assert requeue(3, 40.0, spread).delay_seconds >= 40


def test_without_a_word_from_outside_the_wait_doubles_up_to_a_limit() -> None:
    waits = [requeue(n, None, 0.0).delay_seconds for n in range(30)]

    assert waits[:3] == [6, 11, 21]
    assert waits == sorted(waits)
    assert requeue(0, 10.0**9, 1.0).delay_seconds == limits.REQUEUE_SECONDS_MAX
