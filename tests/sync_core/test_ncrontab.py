"""Timer schedules fire when the real host's would."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_core.ncrontab import BadSchedule, Schedule


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("0 */15 * * * *", "2026-03-01T10:15:00", "2026-03-01T10:30:00"),
        ("0 */15 * * * *", "2026-03-01T10:14:59", "2026-03-01T10:15:00"),
        ("0 5 * * * *", "2026-12-31T23:05:00", "2027-01-01T00:05:00"),
        ("0 20 */6 * * *", "2026-03-01T18:20:00", "2026-03-02T00:20:00"),
        ("0 40 3 * * *", "2026-02-28T03:40:00", "2026-03-01T03:40:00"),
        ("*/5 * * * * *", "2026-03-01T10:00:04.5", "2026-03-01T10:00:05"),
        ("0 0 9-17 * * Mon-Fri", "2026-11-20T17:00:00", "2026-11-23T09:00:00"),
        ("0 0 0 29 2 *", "2026-03-01T00:00:00", "2028-02-29T00:00:00"),
        ("0 0 0 1 jan,Jul *", "2026-01-01T00:00:00", "2026-07-01T00:00:00"),
        ("0 0 0 13 * 5", "2026-03-14T00:00:00", "2026-11-13T00:00:00"),
        ("30 10 * * *", "2026-03-01T10:30:00", "2026-03-02T10:30:00"),
        ("0 3/20 * * * *", "2026-03-01T10:43:00", "2026-03-01T11:03:00"),
        ("59 59 23 31 12 *", "2026-12-31T23:59:59", "2027-12-31T23:59:59"),
    ],
)
def test_a_schedule_fires_next(expression: str, after: str, expected: str) -> None:
    assert Schedule.parse(expression).next_after(_at(after)) == _at(expected)


def test_other_time_zones_are_understood_as_utc() -> None:
    lisbon_summer = datetime(2026, 7, 1, 1, 0, tzinfo=timezone(timedelta(hours=1)))
    assert Schedule.parse("0 30 0 * * *").next_after(lisbon_summer) == _at("2026-07-01T00:30:00")


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("", "six fields"),
        ("* * * *", "six fields"),
        ("60 * * * * *", "second: '60': expected a number from 0 to 59"),
        ("0 0 24 * * *", "hour"),
        ("0 0 0 0 * *", "day"),
        ("0 0 0 * * 7", "weekday"),
        ("0 x * * * *", "minute: 'x'"),
        ("0 */0 * * * *", "minute: '0'"),
        ("0 5-1 * * * *", "lower number first"),
        ("0 -1 * * * *", "minute"),
        ("0 ,1 * * * *", "minute"),
    ],
)
def test_a_malformed_schedule_is_refused_by_its_field(expression: str, told: str) -> None:
    with pytest.raises(BadSchedule, match=told.replace("*", r"\*")):
        Schedule.parse(expression)


def test_a_day_that_never_comes_is_refused() -> None:
    with pytest.raises(BadSchedule, match="never"):
        Schedule.parse("0 0 0 30 2 *").next_after(_at("2026-01-01T00:00:00"))


@given(
    st.sampled_from(["*", "*/7", "5", "10-20", "3,33"]),
    st.sampled_from(["*", "*/13", "59", "0-1"]),
    st.sampled_from(["*", "23", "*/5"]),
    st.datetimes(
        _at("2020-01-01").replace(tzinfo=None),
        _at("2040-01-01").replace(tzinfo=None),
        timezones=st.just(UTC),
    ),
)
def test_nothing_between_a_moment_and_the_next_firing_fits(
    second: str, minute: str, hour: str, moment: datetime
) -> None:
    schedule = Schedule.parse(f"{second} {minute} {hour} * * *")
    following = schedule.next_after(moment)
    assert following > moment
    middle = moment + (following - moment) / 2
    assert schedule.next_after(middle) == following
    assert (following.second, following.minute, following.hour) in {
        (s, m, h) for s in schedule.seconds for m in schedule.minutes for h in schedule.hours
    }
