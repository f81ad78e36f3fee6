import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync_core.calendar.event import Recurrence, Span
from sync_core.calendar.expansion import TooManyOccurrences, UnknownZone, expand
from sync_core.calendar.rule_parts import UnreadableRule
from sync_core.calendar.window import Window
from sync_core.limits import OCCURRENCES_MAX
from tests.shared_data import shared_path

ALWAYS = Window(since=datetime(1900, 1, 1, tzinfo=UTC), until=datetime(2100, 1, 1, tzinfo=UTC))
HALF_A_DAY = timedelta(hours=12)
WITHOUT_ANSWER = {
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;BYWEEKNO=1;UNTIL=20320101": "libical does not implement it"
}
"""Vectors that carry no expected dates, and what they say instead."""


def wall(text: str) -> datetime:
    """Return a time as a clock on the wall shows it."""
    return datetime.fromisoformat(text)


def span_at(at: datetime, zone: str, minutes: int = 60) -> Span:
    start = at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return Span(start=start, end=start + timedelta(minutes=minutes), zone=zone)


def on_clock(spans: tuple[Span, ...]) -> list[str]:
    """Return starts and ends as clocks in the spans' zone show them."""
    return [
        f"{s.start.astimezone(ZoneInfo(s.zone)):%d.%m. %H:%M}-{s.end.astimezone(ZoneInfo(s.zone)):%H:%M}"
        for s in spans
    ]


def window(first: date, after: date) -> Window:
    return Window(
        since=datetime(first.year, first.month, first.day, tzinfo=UTC),
        until=datetime(after.year, after.month, after.day, tzinfo=UTC),
    )


def moment(text: str) -> datetime:
    form = "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d"
    return datetime.strptime(text.removesuffix("Z"), form).replace(tzinfo=UTC)


def vectors() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        shared_path("data/calendars/vectors/rrule-libical.json").read_text()
    )
    return found


def test_every_vector_expands_to_its_expected_dates() -> None:
    told = vectors()
    without_answer = [v for v in told if "***" in v["INSTANCES"]]
    wrong = []
    for vector in told:
        if vector in without_answer:
            continue
        start, instances = moment(vector["DTSTART"]), vector["INSTANCES"].split(",")
        expected = [moment(i) for i in instances]
        span = Span(start=start, end=start + timedelta(seconds=1))
        if "T" not in vector["DTSTART"]:
            span = Span.of_days(start.date(), start.date() + timedelta(days=1))
        # One occurrence more would be seen.
        further = (
            timedelta(days=7)
            if re.search("FREQ=(DAI|WEE|MON|YEA)", vector["RRULE"])
            else HALF_A_DAY
        )
        whole = Window(since=start, until=expected[-1] + further)
        begin = moment(vector.get("START-AT", vector["DTSTART"]))
        found = [s.start for s in expand(span, Recurrence(rule=vector["RRULE"]), whole)]
        part = Window(since=begin, until=whole.until)
        later = [s.start for s in expand(span, Recurrence(rule=vector["RRULE"]), part)]
        if found != expected or later != [e for e in expected if e >= begin]:
            wrong.append(vector["RRULE"])

    assert wrong == []
    assert len(told) == 146
    assert [v["RRULE"] for v in without_answer] == list(WITHOUT_ANSWER)


def test_a_meeting_keeps_its_wall_time_when_clocks_change() -> None:
    span = span_at(wall("2026-03-27 09:00"), "Europe/Berlin")
    found = expand(span, Recurrence(rule="FREQ=DAILY;COUNT=4"), ALWAYS)

    assert on_clock(found) == [f"{day}.03. 09:00-10:00" for day in (27, 28, 29, 30)]
    assert [s.start.hour for s in found] == [8, 8, 7, 7]


def test_a_time_that_does_not_exist_is_an_hour_later_and_one_that_exists_twice_the_first() -> None:
    daily = Recurrence(rule="FREQ=DAILY;COUNT=3")
    spring = expand(span_at(wall("2026-03-07 02:30"), "America/New_York", 30), daily, ALWAYS)
    autumn = expand(span_at(wall("2026-10-31 01:30"), "America/New_York", 20), daily, ALWAYS)

    assert on_clock(spring) == ["07.03. 02:30-03:00", "08.03. 03:30-04:00", "09.03. 02:30-03:00"]
    assert [s.start.hour for s in autumn] == [5, 5, 6]


def test_the_end_keeps_its_wall_time_over_the_night_when_clocks_change() -> None:
    span = span_at(wall("2026-10-23 22:00"), "Europe/Berlin", 8 * 60)
    found = expand(span, Recurrence(rule="FREQ=DAILY;COUNT=3"), ALWAYS)

    assert on_clock(found) == ["23.10. 22:00-06:00", "24.10. 22:00-06:00", "25.10. 22:00-06:00"]
    assert [(s.end - s.start).seconds // 3600 for s in found] == [8, 9, 8]


def test_the_first_occurrence_is_the_series_own_span_even_in_the_second_of_two_hours() -> None:
    second = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin"))
    start = second.astimezone(UTC)
    span = Span(start=start, end=start + timedelta(hours=1), zone="Europe/Berlin")

    assert expand(span, Recurrence(rule="FREQ=DAILY;COUNT=2"), ALWAYS)[0] == span


def test_half_an_hour_of_daylight_saving_is_kept_too() -> None:
    span = span_at(wall("2026-10-03 09:00"), "Australia/Lord_Howe")
    found = expand(span, Recurrence(rule="FREQ=DAILY;COUNT=2"), ALWAYS)

    assert on_clock(found) == ["03.10. 09:00-10:00", "04.10. 09:00-10:00"]
    assert (found[1].start - found[0].start) == timedelta(hours=23, minutes=30)


def test_all_day_series_go_by_days_and_know_no_zone() -> None:
    span = Span.of_days(date(2026, 3, 28), date(2026, 3, 30))
    found = expand(span, Recurrence(rule="FREQ=WEEKLY;COUNT=2;BYHOUR=5"), ALWAYS)

    assert found == (span, Span.of_days(date(2026, 4, 4), date(2026, 4, 6)))


def test_an_occurrence_that_reaches_into_the_window_belongs_to_it() -> None:
    span = Span.of_days(date(2026, 3, 1), date(2026, 3, 4))
    weekly = Recurrence(rule="FREQ=WEEKLY")

    inside = expand(span, weekly, window(date(2026, 3, 10), date(2026, 3, 15)))
    assert [s.start.day for s in inside] == [8]
    assert expand(span, weekly, window(date(2026, 3, 11), date(2026, 3, 15))) == ()
    assert expand(span, weekly, window(date(2026, 2, 1), date(2026, 3, 1))) == ()


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20260306T080000Z", 6),
        ("20260306T075959Z", 5),
        ("20260306", 6),
        ("20260306T090000", 6),
        ("20260306T085959", 5),
    ],
)
def test_until_is_inclusive_as_a_moment_as_a_day_and_as_a_wall_time(until: str, last: int) -> None:
    span = span_at(wall("2026-03-02 09:00"), "Europe/Berlin")

    assert expand(span, Recurrence(rule=f"FREQ=DAILY;UNTIL={until}"), ALWAYS)[-1].start.day == last


def test_a_start_that_its_rule_does_not_name_is_no_occurrence_and_is_not_counted() -> None:
    span = span_at(wall("2026-03-03 09:00"), "UTC")
    found = expand(span, Recurrence(rule="FREQ=WEEKLY;BYDAY=FR;COUNT=2"), ALWAYS)

    assert [s.start.day for s in found] == [6, 13]


def test_the_31st_leaves_out_the_months_that_lack_it() -> None:
    span = span_at(wall("2026-01-31 09:00"), "UTC")
    found = expand(span, Recurrence(rule="FREQ=MONTHLY;COUNT=4"), ALWAYS)

    assert [s.start.month for s in found] == [1, 3, 5, 7]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=YEARLY;BYWEEKNO=1;BYMONTH=7;BYDAY=MO",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=4",
        "FREQ=YEARLY;INTERVAL=999999",
        "FREQ=WEEKLY;BYDAY=TU;BYSETPOS=2",
        "FREQ=HOURLY;INTERVAL=48;BYMONTHDAY=31;BYMONTH=2",
        "FREQ=HOURLY;INTERVAL=2;BYHOUR=10",
        "FREQ=MINUTELY;INTERVAL=1440;BYHOUR=10;BYMINUTE=1",
        "FREQ=SECONDLY;INTERVAL=86400;BYMINUTE=1;BYSECOND=1",
    ],
)
def test_a_rule_that_never_falls_again_ends_with_the_window(rule: str) -> None:
    span = span_at(wall("2026-03-03 09:00"), "UTC")

    years = window(date(2026, 3, 1), date(2046, 1, 1))

    assert [s for s in expand(span, Recurrence(rule=rule), years) if s != span] == []


def test_a_series_of_the_far_future_has_no_occurrence_that_is_looked_for() -> None:
    start = datetime(9990, 1, 1, tzinfo=UTC)
    ever = Window(since=start, until=datetime(9998, 1, 1, tzinfo=UTC))

    assert expand(Span(start=start, end=start), Recurrence(rule="FREQ=YEARLY"), ever) == ()


def test_a_rule_too_dense_for_its_window_is_refused() -> None:
    span = span_at(wall("2026-03-03 09:00"), "UTC")
    with pytest.raises(TooManyOccurrences, match="periods"):
        expand(span, Recurrence(rule="FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"), ALWAYS)
    with pytest.raises(TooManyOccurrences, match=str(OCCURRENCES_MAX)):
        expand(span, Recurrence(rule="FREQ=DAILY"), ALWAYS)


def test_what_cannot_be_read_is_refused_by_name() -> None:
    span = span_at(wall("2026-03-03 09:00"), "UTC")
    with pytest.raises(UnreadableRule):
        expand(span, Recurrence(rule="FREQ=NEVER"), ALWAYS)
    with pytest.raises(UnknownZone, match="zone"):
        expand(
            Span(start=span.start, end=span.end, zone="Nowhere/Land"),
            Recurrence(rule="FREQ=DAILY"),
            ALWAYS,
        )


@settings(deadline=None)  # no test here is about time
@given(
    st.sampled_from(("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=-1FR")),
    st.integers(0, 1_000),
    st.integers(0, 700),
    st.integers(0, 300),
    st.sampled_from(("UTC", "America/New_York", "Australia/Lord_Howe")),
)
def test_a_window_shows_exactly_the_part_of_the_whole_that_lies_in_it(
    rule: str, minutes: int, since: int, days: int, zone: str
) -> None:
    span = span_at(wall("2025-01-02") + timedelta(minutes=minutes), zone, 90)
    begin = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=since)
    part = Window(since=begin, until=begin + timedelta(days=days))
    whole = expand(span, Recurrence(rule=rule), window(date(2025, 1, 1), date(2028, 1, 1)))

    assert expand(span, Recurrence(rule=rule), part) == tuple(s for s in whole if part.holds(s))
