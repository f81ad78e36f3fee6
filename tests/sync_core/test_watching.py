import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync_core import limits
from sync_core.failures import ParkReason
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.watching import Finding, Lately, Sign, Standing, findings, oldest_due_seconds
from sync_core.work import MailboxId

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def ago(**told: float) -> datetime:
    return NOW - timedelta(**told)


def box(name: str = "a", /, **fields: Any) -> MailboxRecord:
    """Return a mailbox that is in step."""
    well: dict[str, Any] = {
        "enabled": True,
        "enabled_at": ago(days=9),
        "live_read_at": ago(minutes=3),
        "swept_at": ago(minutes=40),
        "history_from": ago(days=40),
        "subscription_id": "s",
        "subscription_until": NOW + timedelta(days=6),
    }
    return MailboxRecord(id=MailboxId(name), **(well | fields))


def found(*records: MailboxRecord, **fields: Any) -> dict[str, Finding]:
    whole: dict[str, Any] = {
        "now": NOW,
        "firm": FirmRecord(),
        "records": records,
        "waiting": {"work": 3, "bulk": 0},
        "buried": (),
    }
    told = findings(Standing(**(whole | fields)), lambda mailbox: f"tag-{mailbox}")
    return {f.sign.value + (f".{f.detail}" if f.sign is Sign.STOPPED else ""): f for f in told}


def test_a_firm_in_step_has_nothing_to_look_at() -> None:
    assert found(box("a"), box("b"), MailboxRecord(id=MailboxId("off"))) == {}


def test_connectors_that_stopped_are_told_one_by_one() -> None:
    firm = FirmRecord(graph_stopped="consent", crm_stopped="credential")
    assert set(found(firm=firm)) == {"watch_stopped.graph", "watch_stopped.crm"}


def test_items_given_up_are_counted_with_those_that_nobody_recorded_yet() -> None:
    one = found(buried=[ago(minutes=5), ago(hours=2)], poisoned=1)["watch_poisoned"]
    assert (one.count, one.seconds) == (3, 7_200)


@pytest.mark.parametrize("hours", [23, -2])
def test_a_subscription_near_its_end_or_past_it_is_told_with_what_is_left(hours: int) -> None:
    ending = box("b", subscription_until=NOW + timedelta(hours=hours))
    one = found(box("a"), ending)["watch_subscription_ending"]
    assert (one.count, one.seconds, one.mailboxes) == (1, hours * 3_600, ("tag-b",))


def test_the_subscriptions_of_calendars_and_contacts_count_where_they_are_in_step() -> None:
    soon = NOW + timedelta(hours=1)
    told: dict[str, Any] = {"calendar_subscription_id": "c", "calendar_subscription_until": soon}
    assert found(box(**told)) == {}
    one = found(box(calendar_enabled=True, calendar_read_at=ago(minutes=1), **told))
    assert one["watch_subscription_ending"].seconds == 3_600


def test_a_mailbox_that_was_read_and_has_no_subscription_is_told_and_a_new_one_is_not() -> None:
    new = box("n", subscription_id=None, live_read_at=None, swept_at=None, enabled_at=NOW)
    lost = box("l", subscription_id=None, subscription_until=None)
    assert found(new, lost)["watch_unsubscribed"].mailboxes == ("tag-l",)


def test_a_mailbox_whose_reads_ended_hours_ago_is_silent() -> None:
    one = found(box("a"), box("b", live_read_at=ago(hours=6), swept_at=ago(hours=5)))
    assert one["watch_silent_mailbox"].seconds == 5 * 3_600
    assert one["watch_silent_mailbox"].mailboxes == ("tag-b",)


def test_a_mailbox_that_was_never_read_is_silent_since_it_was_enabled() -> None:
    never: dict[str, Any] = {"live_read_at": None, "swept_at": None, "history_from": None}
    assert found(box(enabled_at=ago(hours=1), **never)) == {}
    assert found(box(enabled_at=ago(hours=5), **never))["watch_silent_mailbox"].seconds == 18_000
    assert found(box(history_goal=ago(days=99), **never)) == {}


def test_a_calendar_or_contacts_that_are_not_read_any_more_are_silent_unless_a_person_is_asked() -> (
    None
):
    old: dict[str, Any] = {"calendar_started_at": ago(days=2), "calendar_read_at": ago(hours=7)}
    own: dict[str, Any] = {"calendar_subscription_id": "c", "calendar_enabled": True}
    assert found(box(**old, **own))["watch_silent_mailbox"].seconds == 7 * 3_600
    assert set(found(box(**old, **own, calendar_held=True))) == {"watch_held_plan"}
    contacts: dict[str, Any] = {
        "contacts_started_at": ago(hours=5),
        "contacts_subscription_id": "c",
    }
    one = found(box(contacts_enabled=True, **contacts))
    assert one["watch_silent_mailbox"].seconds == 18_000


def test_a_mailbox_that_is_off_or_parked_is_not_silent_but_a_parked_one_is_told() -> None:
    old: dict[str, Any] = {"live_read_at": ago(days=3), "swept_at": ago(days=3)}
    assert found(box(enabled=False, **old)) == {}
    one = found(box("p", parked=ParkReason.ACCESS_DENIED, **old))
    assert set(one) == {"watch_parked"}
    assert one["watch_parked"].detail == "access_denied"


def test_throttling_is_told_beyond_a_tenth_of_enough_runs() -> None:
    assert found(lately=Lately(runs=19, throttled=19)) == {}
    assert found(lately=Lately(runs=100, throttled=10)) == {}
    assert found(lately=Lately(runs=100, throttled=11))["watch_throttled"].percent == 11


def test_lost_cursors_are_told_beyond_what_happens_by_itself() -> None:
    assert found(lately=Lately(cursor_resets=limits.CURSOR_RESETS)) == {}
    assert found(lately=Lately(cursor_resets=11))["watch_cursor_reset"].count == 11


def test_work_that_is_due_and_not_done_is_told_unless_the_mailbox_pauses() -> None:
    due = box("b", retry_due_at=ago(hours=3))
    assert found(due)["watch_due_work"].seconds == 3 * 3_600
    assert found(box(retry_due_at=ago(minutes=30))) == {}
    assert found(box(retry_due_at=ago(hours=3), paused_until=NOW + timedelta(minutes=1))) == {}


def test_the_oldest_due_work_is_told_before_it_is_a_finding() -> None:
    whole: dict[str, Any] = {"now": NOW, "firm": FirmRecord(), "waiting": {}, "buried": ()}
    assert oldest_due_seconds(Standing(records=[box()], **whole)) == 0
    record = box(retry_due_at=ago(minutes=9))
    assert oldest_due_seconds(Standing(records=[record], **whole)) == 540


def test_a_long_queue_and_plans_that_wait_are_told() -> None:
    one = found(waiting={"work": 1_000, "bulk": 1_001})["watch_backlog"]
    assert (one.detail, one.count) == ("bulk", 1_001)
    held = box("h", contacts_enabled=True, contacts_subscription_id="c", contacts_held=True)
    both = found(held)["watch_held_plan"]
    assert (both.count, both.detail) == (1, "contacts")


def test_a_line_names_twenty_mailboxes_at_most_and_counts_all() -> None:
    one = found(*(box(f"m{n}", retry_due_at=ago(hours=2)) for n in range(50)))["watch_due_work"]
    assert one.count == 50
    assert len(one.mailboxes) == limits.TAGS_PER_LINE_MAX


def test_every_finding_has_the_same_fields() -> None:
    line = json.loads(Finding(sign=Sign.BACKLOG, count=2).text())
    assert list(line) == [
        "event",
        "level",
        "count",
        "limit",
        "seconds",
        "percent",
        "mailboxes",
        "detail",
    ]
    assert line["event"] == "watch_backlog"
    assert line["level"] == "warning"
