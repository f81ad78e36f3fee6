"""Events in a week's grid: on the right days and rows, side by side where they overlap."""

from datetime import UTC, date, datetime, timedelta

import pytest

from admin.placing import ROWS_PER_HOUR, Piece, days_of, hours_of
from sync_core.calendar.event import Span

MONDAY = date(2026, 3, 2)


def timed(day: int, begin: str, end: str, last: int | None = None) -> Span:
    """Return a span of the week in UTC."""
    start = datetime.fromisoformat(f"2026-03-{2 + day:02}T{begin}:00+00:00")
    until = datetime.fromisoformat(
        f"2026-03-{2 + (day if last is None else last):02}T{end}:00+00:00"
    )
    return Span(start=start, end=until)


def placed(*spans: Span, zone: str = "UTC") -> list[tuple[int, int, int, int, int, int]]:
    """Return (day, event, begin, end, lane, lanes) of every piece."""
    days = days_of(spans, MONDAY, zone)
    return [
        (n, p.index, p.begin, p.end, p.lane, p.lanes) for n, d in enumerate(days) for p in d.pieces
    ]


def test_an_event_stands_in_the_rows_of_its_time() -> None:
    assert placed(timed(1, "09:30", "11:00")) == [(1, 0, 38, 44, 0, 1)]


def test_an_event_is_at_least_as_high_as_its_subject() -> None:
    assert placed(timed(0, "09:00", "09:00")) == [(0, 0, 36, 38, 0, 1)]
    assert placed(timed(0, "23:55", "23:59")) == [(0, 0, 94, 96, 0, 1)]


def test_an_event_over_midnight_stands_on_both_days() -> None:
    assert placed(timed(2, "22:00", "01:00", last=3)) == [(2, 0, 88, 96, 0, 1), (3, 0, 0, 4, 0, 1)]


def test_an_event_that_ends_at_midnight_stands_on_one_day() -> None:
    assert placed(timed(2, "22:00", "00:00", last=3)) == [(2, 0, 88, 96, 0, 1)]


def test_events_at_once_stand_side_by_side_and_later_ones_have_the_whole_width() -> None:
    spans = (timed(0, "09:00", "11:00"), timed(0, "09:30", "10:00"), timed(0, "10:00", "11:00"), timed(0, "12:00", "13:00"))  # fmt: skip

    assert [(index, lane, lanes) for _, index, _, _, lane, lanes in placed(*spans)] == [
        (0, 0, 2),
        (1, 1, 2),
        (2, 1, 2),
        (3, 0, 1),
    ]


def test_no_more_lanes_are_made_than_there_are_places_for() -> None:
    lanes = {(lane, lanes) for *_, lane, lanes in placed(*[timed(0, "09:00", "10:00")] * 9)}

    assert lanes == {(n, 6) for n in range(6)}


def test_days_are_those_of_the_zone() -> None:
    late = timed(0, "23:30", "23:59")

    assert placed(late, zone="Asia/Tokyo") == [(1, 0, 34, 36, 0, 1)]
    assert placed(late, zone="America/New_York") == [(0, 0, 74, 76, 0, 1)]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "America/New_York"])
def test_whole_days_are_the_same_in_every_zone(zone: str) -> None:
    days = days_of([Span.of_days(date(2026, 3, 4), date(2026, 3, 6))], MONDAY, zone)

    assert [bool(day.all_day) for day in days] == [False, False, True, True, False, False, False]


def test_an_event_of_a_day_or_longer_stands_above_the_hours() -> None:
    days = days_of([timed(1, "10:00", "10:00", last=3)], MONDAY, "UTC")

    assert [n for n, day in enumerate(days) if day.all_day] == [1, 2, 3]
    assert all(day.pieces == () for day in days)


def test_the_grid_shows_the_working_day_and_all_that_lies_outside_it() -> None:
    assert hours_of(days_of([], MONDAY, "UTC")) == range(8, 18)
    early = days_of([timed(0, "06:30", "07:00"), timed(1, "19:00", "20:15")], MONDAY, "UTC")
    assert hours_of(early) == range(6, 21)


def test_when_the_clock_goes_back_an_event_still_ends_after_it_begins() -> None:
    start = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # 01:45 in London, then 01:15 again
    span = Span(start=start, end=start + timedelta(minutes=30), zone="Europe/London")

    (piece,) = days_of([span], date(2026, 10, 19), "Europe/London")[6].pieces

    assert (piece.begin, piece.end) == (7, 9)


def test_a_place_is_told_by_classes_relative_to_the_first_hour() -> None:
    piece = Piece(0, 9 * ROWS_PER_HOUR, 10 * ROWS_PER_HOUR, 1, 3)

    assert piece.classes(8) == "r4 e8 l1-3"
