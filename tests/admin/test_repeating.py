"""How an event repeats: a form's few choices as rules that Outlook can express, and rules in words."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from admin.repeating import Repeating, Repeats, in_words
from sync_core.calendar.event import Recurrence, Span
from sync_core.calendar.graph_pattern import GraphRecurrence
from sync_core.calendar.recurrence import canonical_rule, to_graph

TUESDAY = datetime(2026, 3, 3, 10, tzinfo=ZoneInfo("Europe/London"))


def span(start: datetime) -> Span:
    """Return an hour's span."""
    begin = start.astimezone(UTC)
    return Span(start=begin, end=begin.replace(hour=begin.hour + 1), zone="Europe/London")


@pytest.mark.parametrize(
    ("repeats", "rule"),
    [
        (Repeats.DAILY, "FREQ=DAILY"),
        (Repeats.WORKDAYS, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        (Repeats.WEEKLY, "FREQ=WEEKLY;BYDAY=TU"),
        (Repeats.MONTHLY, "FREQ=MONTHLY;BYMONTHDAY=3"),
        (Repeats.MONTHLY_DAY, "FREQ=MONTHLY;BYDAY=1TU"),
        (Repeats.YEARLY, "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3"),
    ],
)
def test_each_choice_is_a_rule_that_outlook_can_express(repeats: Repeats, rule: str) -> None:
    made = Repeating(repeats=repeats).rule(TUESDAY, None)

    assert made == rule
    assert isinstance(to_graph(Recurrence(rule=made), span(TUESDAY)), GraphRecurrence)


@pytest.mark.parametrize("day", range(1, 32))
def test_every_month_on_this_date_is_expressed_for_every_date(day: int) -> None:
    first = datetime(2026, 5, day, 10, tzinfo=ZoneInfo("Europe/London"))
    for repeats in (Repeats.MONTHLY, Repeats.MONTHLY_DAY, Repeats.YEARLY):
        rule = Repeating(repeats=repeats).rule(first, None)

        is_last_week = repeats is Repeats.MONTHLY_DAY and day > 28
        expressed = to_graph(Recurrence(rule=rule), span(first))
        assert isinstance(expressed, GraphRecurrence), (repeats, rule, expressed)
        assert is_last_week == ("BYDAY=-1" in rule)


def test_a_rule_ends_on_a_day_after_so_often_or_never() -> None:
    until = datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC)
    weekly = Repeating(repeats=Repeats.WEEKLY, every=2, until=date(2026, 6, 30))

    assert weekly.rule(TUESDAY, until) == "FREQ=WEEKLY;INTERVAL=2;UNTIL=20260630T225959Z;BYDAY=TU"
    counted = Repeating(repeats=Repeats.DAILY, count=5)
    assert counted.rule(TUESDAY, None) == "FREQ=DAILY;COUNT=5"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "Every day"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "Every 2 weeks on Monday, Wednesday"),
        ("FREQ=MONTHLY;BYMONTHDAY=3;COUNT=1", "Every month on day 3, 1 time"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Every month on the last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "Every month on day 30, or the last of a shorter month"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1", "Every month on the last day"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "Every month on the last Friday"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "Every month on the second Tuesday"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3;UNTIL=20300303T000000Z", "Every year on day 3 of March, until 3 Mar 2030"),
        ("FREQ=YEARLY;BYWEEKNO=20", "Repeats by the rule FREQ=YEARLY;BYWEEKNO=20"),
        ("", "Repeats by the rule "),
    ],
)  # fmt: skip
def test_a_rule_is_said_in_words_and_one_without_plain_words_as_it_stands(
    rule: str, words: str
) -> None:
    assert in_words(rule) == words


def test_the_parts_stand_in_canonical_order() -> None:
    for repeats in list(Repeats)[1:]:
        rule = Repeating(repeats=repeats, every=3, count=7).rule(TUESDAY, None)
        assert canonical_rule(rule).split(";")[0] == rule.split(";")[0]
        assert sorted(canonical_rule(rule).split(";")) == sorted(rule.split(";"))
