"""Calendars of the whole running system: host, queues, tables, the tenant over HTTP and a SQL CRM."""

import json
from typing import Any

import pytest

from tests.running.diary import DiaryTold
from tests.running.story import Told

pytestmark = [pytest.mark.azurite, pytest.mark.slow]


@pytest.fixture
def diary(told: Told) -> DiaryTold:
    """Return the calendars' part of what the firm left behind."""
    return told.diary


def _subjects(diary: DiaryTold, name: str) -> list[str]:
    return [event["subject"] for event in diary.outlook[name]]


def _mailed(diary: DiaryTold, guest: str) -> list[dict[str, Any]]:
    return [mail for mail in diary.mails if mail["to"] == guest]


def _calendar_rows(told: Told) -> list[dict[str, Any]]:
    rows = [json.loads(place.data)[0] for place in told.kept if place.name == "table memory"]
    return [row for row in rows if str(row["RowKey"]).startswith("pair.calendar.")]


def test_every_mailbox_is_subscribed_for_its_messages_and_for_its_events(diary: DiaryTold) -> None:
    ids = [one for both in diary.subscribed for one in both]
    assert None not in ids
    assert len(set(ids)) == len(ids) == 2 * len(diary.outlook)


def test_what_is_changed_in_outlook_reaches_the_crm_though_requests_were_refused_and_cursors_lost(
    diary: DiaryTold,
) -> None:
    assert [diary.crm.count(subject) for subject in diary.edited] == [1]


def test_what_is_made_in_the_crm_is_made_in_outlook_once_and_invites_its_guest_once(
    diary: DiaryTold,
) -> None:
    assert [_subjects(diary, "bo").count(subject) for subject in diary.made] == [1, 1]
    assert [diary.crm.count(subject) for subject in diary.made] == [1, 1]
    assert len(_mailed(diary, diary.client)) >= len(diary.made)


def test_a_meeting_moved_in_the_crm_takes_place_then_in_outlook_too(diary: DiaryTold) -> None:
    (event,) = [e for e in diary.outlook["anna"] if e["subject"] in diary.edited]
    assert event["start"].startswith(diary.moved_to)


def test_an_event_whose_making_a_crash_cut_short_is_there_once_on_both_sides(
    diary: DiaryTold,
) -> None:
    assert _subjects(diary, "crashing").count(diary.crashed) == 1
    assert diary.crm.count(diary.crashed) == 1
    assert len(_mailed(diary, diary.crashed_guest)) == 1


def test_an_event_that_would_mail_too_many_strangers_waits_for_a_person(
    told: Told, diary: DiaryTold
) -> None:
    assert diary.held not in _subjects(diary, "waiting")
    assert diary.crm.count(diary.held) == 1
    rows = [place.data for place in told.kept if place.name == "table memory"]
    assert any(b'"held.calendar"' in row and b"invitations" in row for row in rows)


def test_the_crm_has_every_word_of_the_events_that_the_policy_lets_it_have(told: Told) -> None:
    words = {word for one in told.diary.kept for word in one.for_the_crm}
    assert len(words) > 10
    changed = set(told.diary.kept[0].for_the_crm[:1])  # its subject was changed since
    assert {w for w in words - changed if w.encode() not in told.crm} == set()


def test_events_that_are_left_out_reach_not_even_the_crm(told: Told) -> None:
    words = {word for one in told.diary.left_out for word in one.for_the_crm}
    assert len(words) > 10
    assert {w for w in words if w.encode() in told.crm} == set()


def test_every_outcome_of_an_event_is_among_what_is_remembered(told: Told) -> None:
    rows = _calendar_rows(told)
    assert {"linked", "left_out", "failed"} <= {row["state"] for row in rows}
    reasons = {row.get("reason") for row in rows}
    assert {"private", "unmatched", "refused_by_crm"} <= reasons
    runs = b"".join(place.data for place in told.kept if place.name == "table runs")
    for told_of in (b"calendar.wake", b"crm.feed", b"cursors_lost", b"crm.create"):
        assert told_of in runs, told_of
