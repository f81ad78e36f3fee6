from datetime import timedelta
from typing import Any

import pytest

from sync_core.failures import ParkReason
from sync_core.history import months_before
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.policy import Policy
from sync_core.timetable import due
from sync_core.work import Task
from tests.sync_core.making import MAILBOX, NOON

START = months_before(NOON, 6)
FIRM = FirmRecord(started_at=NOON, history_start=START)


def tasks(policy: dict[str, Any] | None = None, **fields: Any) -> list[Task]:
    told: dict[str, Any] = {
        "enabled": True,
        "subscription_id": "s",
        "history_from": START,
        "swept_at": NOON,
    }
    record = MailboxRecord(id=MAILBOX, **{**told, **fields})
    return [i.task for i in due([record], FIRM, Policy.parse(policy or {}), NOON)]


def test_a_mailbox_in_step_needs_nothing() -> None:
    assert tasks() == []


def test_a_sweep_is_due_an_hour_after_the_last_by_default() -> None:
    assert tasks(swept_at=NOON - timedelta(minutes=50)) == []
    assert tasks(swept_at=NOON - timedelta(minutes=60)) == [Task.MAIL_WAKE, Task.MAIL_SWEEP]
    assert tasks(swept_at=None) == [Task.MAIL_WAKE, Task.MAIL_SWEEP]


@pytest.mark.parametrize(
    ("sweep_minutes", "tick_minutes", "a_day"),
    [(60, 15, 24), (15, 15, 96), (240, 15, 6), (1_440, 15, 1), (10, 5, 144), (60, 60, 24)],
)
@pytest.mark.parametrize("late_seconds", [0, 2, 200])
def test_a_sweep_comes_as_often_as_the_policy_says_though_each_begins_after_its_tick(
    sweep_minutes: int, tick_minutes: int, a_day: int, late_seconds: int
) -> None:
    policy = {"schedule": {"sweep_minutes": sweep_minutes}}
    swept, tick, sweeps = NOON, NOON, 0
    while tick < NOON + timedelta(days=3):
        tick += timedelta(minutes=tick_minutes)
        record = MailboxRecord(
            id=MAILBOX, enabled=True, subscription_id="s", history_from=START, swept_at=swept
        )
        if due([record], FIRM, Policy.parse(policy), tick):
            swept, sweeps = tick + timedelta(seconds=late_seconds), sweeps + 1

    assert sweeps == 3 * a_day


def test_a_policy_that_sweeps_often_is_not_swept_twice_as_often_by_a_busy_timer() -> None:
    often = {"schedule": {"sweep_minutes": 9}}

    assert tasks(often, swept_at=NOON - timedelta(minutes=5)) == []
    assert tasks(often, swept_at=NOON - timedelta(minutes=6)) == [Task.MAIL_WAKE, Task.MAIL_SWEEP]


def test_the_policy_may_sweep_at_every_tick() -> None:
    assert tasks({"schedule": {"sweep_minutes": 0}}) == [Task.MAIL_WAKE, Task.MAIL_SWEEP]


def test_a_past_that_is_incomplete_goes_on_and_is_not_swept_meanwhile() -> None:
    assert tasks(history_from=None, swept_at=None) == [Task.MAIL_BACKFILL]


def test_a_wider_history_asks_for_the_new_span() -> None:
    assert tasks({"mail": {"history": {"start": "2020-01-01"}}}) == [Task.MAIL_BACKFILL]


def test_a_missing_subscription_and_due_retries_are_work() -> None:
    assert tasks(subscription_id=None) == [Task.SUBSCRIBE]
    assert tasks(calendar_enabled=True) == [Task.SUBSCRIBE]
    assert tasks(calendar_enabled=True, calendar_subscription_id="e") == []
    assert tasks(contacts_enabled=True) == [Task.SUBSCRIBE]
    assert tasks(contacts_enabled=True, contacts_subscription_id="c") == []
    assert tasks(retry_due_at=NOON) == [Task.MAIL_RETRY]
    assert tasks(retry_due_at=NOON + timedelta(seconds=1)) == []


CONTACTS_ON = {"contacts": {"enabled": True}}
IN_STEP: dict[str, Any] = {
    "contacts_enabled": True,
    "contacts_subscription_id": "c",
    "contacts_swept_at": NOON,
    "contacts_read_at": NOON,
}


@pytest.mark.parametrize(
    ("schedule", "looks_a_day"),
    [
        ({}, 48),
        ({"to_crm": "periodic", "to_outlook": "periodic", "every_minutes": 15}, 96),
        ({"to_crm": "periodic", "to_outlook": "manual", "every_minutes": 60}, 24),
        ({"to_crm": "periodic", "to_outlook": "automatic", "every_minutes": 60}, 48),
        ({"to_crm": "automatic", "to_outlook": "periodic", "every_minutes": 15}, 96),
        ({"to_crm": "periodic", "to_outlook": "periodic", "every_minutes": 720}, 2),
    ],
)
def test_a_calendar_is_looked_at_as_often_as_its_schedule_says_though_each_look_begins_after_its_tick(
    schedule: dict[str, Any], looks_a_day: int
) -> None:
    policy = Policy.parse({"calendar": {"enabled": True, "schedule": schedule}})
    read, tick, looks = NOON, NOON, 0
    while tick < NOON + timedelta(hours=24):
        tick += timedelta(minutes=15)
        record = MailboxRecord(
            id=MAILBOX, enabled=True, subscription_id="s", history_from=START, swept_at=tick,
            calendar_enabled=True, calendar_subscription_id="e", calendar_swept_at=NOON, calendar_read_at=read,
        )  # fmt: skip
        told = [i.task for i in due([record], FIRM, policy, tick)]
        if told in ([Task.CALENDAR_WAKE], [Task.CALENDAR_SWEEP]):
            read, looks = tick + timedelta(seconds=40), looks + 1

    assert looks == looks_a_day


def test_contacts_in_step_need_nothing() -> None:
    assert tasks(CONTACTS_ON, **IN_STEP) == []


def test_contacts_are_compared_whole_every_day_and_when_they_never_were() -> None:
    after_its_tick = NOON - timedelta(days=1) + timedelta(minutes=4)
    for swept in (None, NOON - timedelta(days=1), after_its_tick):
        told = tasks(CONTACTS_ON, **{**IN_STEP, "contacts_swept_at": swept})
        assert told == [Task.CONTACTS_SWEEP]
    almost = NOON - timedelta(days=1) + timedelta(minutes=10)
    assert tasks(CONTACTS_ON, **{**IN_STEP, "contacts_swept_at": almost}) == []


def test_contacts_not_read_for_half_an_hour_are_read_again() -> None:
    after_its_tick = NOON - timedelta(minutes=29)
    for read in (None, NOON - timedelta(minutes=30), after_its_tick):
        told = tasks(CONTACTS_ON, **{**IN_STEP, "contacts_read_at": read})
        assert told == [Task.CONTACTS_WAKE]
    assert tasks(CONTACTS_ON, **{**IN_STEP, "contacts_read_at": NOON - timedelta(minutes=15)}) == []


def test_a_contact_that_failed_is_read_again_when_it_is_due() -> None:
    assert tasks(CONTACTS_ON, **IN_STEP, contacts_due_at=NOON) == [Task.CONTACTS_WAKE]
    assert tasks(CONTACTS_ON, **IN_STEP, contacts_due_at=NOON + timedelta(seconds=1)) == []


def test_what_the_firm_refused_is_shared_again_when_it_is_due_and_no_plan_waits() -> None:
    assert tasks(CONTACTS_ON, **IN_STEP, sharing_due_at=NOON) == [Task.CONTACTS_SHARE]
    assert tasks(CONTACTS_ON, **IN_STEP, sharing_due_at=NOON, sharing_held=True) == []
    assert tasks(CONTACTS_ON, **IN_STEP, sharing_due_at=NOON + timedelta(seconds=1)) == []


def test_contacts_are_due_for_nothing_where_the_firm_or_the_mailbox_keeps_none_in_step() -> None:
    late = {**IN_STEP, "contacts_swept_at": None, "contacts_read_at": None}

    assert tasks({}, **late) == []
    assert tasks(CONTACTS_ON, **{**late, "contacts_enabled": False}) == []


def test_a_parked_mailbox_rests_until_its_recheck() -> None:
    resting: dict[str, Any] = {"parked": ParkReason.ACCESS_DENIED, "swept_at": None}

    assert tasks(**resting, recheck_at=NOON + timedelta(seconds=1)) == []
    assert tasks(**resting, recheck_at=None) == []
    assert tasks(**resting, recheck_at=NOON) == [Task.MAIL_WAKE, Task.MAIL_SWEEP]


def test_a_mailbox_that_is_off_is_left_alone() -> None:
    assert tasks(enabled=False, swept_at=None) == []
