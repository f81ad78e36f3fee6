"""The times on the clock of its zone that a recurrence rule names, counted by a kept library.

What the library (python-dateutil, `rrule`) does otherwise than RFC 5545 is made right here, checked on libical's
vectors: weeks of a year belong to the year of their number, not to the calendar's; a week's BYSETPOS counts the days
of the whole week; and a part that implies another is completed from the series' start.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

from dateutil import rrule

from sync_core.calendar.rule_parts import Rule
from sync_core.limits import EXPANSION_STEPS_MAX

_DAY = timedelta(days=1)
_CYCLE_YEARS = 400
_STEP = {
    "YEARLY": timedelta(days=365),
    "MONTHLY": timedelta(days=28),
    "WEEKLY": timedelta(days=7),
    "DAILY": _DAY,
    "HOURLY": timedelta(hours=1),
    "MINUTELY": timedelta(minutes=1),
    "SECONDLY": timedelta(seconds=1),
}


class TooManyOccurrences(ValueError):
    """A rule with more occurrences, or more periods to search, than the limits allow."""


def named_times(
    rule: Rule, first: datetime, before: datetime, is_all_day: bool
) -> Iterator[datetime]:
    """Yield the wall times that the rule names, from the first on and before a time; COUNT, UNTIL aside."""
    rule = with_implied(rule, first, is_all_day)
    first = first.replace(fold=0)
    if first >= before:
        return iter(())
    if (before - first) / (_STEP[rule.frequency] * rule.interval) > EXPANSION_STEPS_MAX:
        raise TooManyOccurrences(f"more than {EXPANSION_STEPS_MAX} periods up to the window's end")
    if rule.weeks and not (rule.months or rule.year_days or rule.month_days or rule.positions):
        named = _by_week_number(rule, first, before)
    else:
        named = _by_library(rule, first, before)
    return (start for start in named if first <= start < before)


def with_implied(rule: Rule, first: datetime, is_all_day: bool) -> Rule:
    """Return the rule with what its start says where the rule does not.

    The library knows what a frequency alone implies; here is what parts imply: a week of the year has the start's
    weekday, and a day of the month without a month is one of the start's month (as libical reads FREQ=YEARLY).
    """
    if is_all_day:
        rule = replace(rule, hours=(), minutes=(), seconds=())
    if rule.frequency == "YEARLY" and not rule.year_days:
        if rule.weeks and not (rule.days or rule.month_days):
            return replace(rule, days=((0, first.weekday()),))
        if rule.month_days and not (rule.months or rule.weeks):
            return replace(rule, months=(first.month,))
    return rule


def _by_week_number(rule: Rule, first: datetime, before: datetime) -> Iterator[datetime]:
    """Yield the days of the weeks with these numbers, in the years those weeks belong to.

    INTERVAL counts from the year of the week in which the rule's first weekday lies, as libical counts.
    """
    clock = _clock_times(rule, first)
    days = {day for _, day in rule.days}
    week = (first.date() + n * _DAY for n in range(7))
    counted_from = next(day for day in week if day.weekday() in days)
    years = (counted_from.year + 1, counted_from.year, counted_from.year - 1)
    year = next(y for y in years if _week_one(y, rule.week_start) <= counted_from)
    while year < min(before.year + 2, date.max.year):
        begins, after = _week_one(year, rule.week_start), _week_one(year + 1, rule.week_start)
        number = (after - begins).days // 7
        weeks = {nth if nth > 0 else number + 1 + nth for nth in rule.weeks}
        for nth in sorted(nth for nth in weeks if 1 <= nth <= number):
            first_day = begins + timedelta(weeks=nth - 1)
            for day in sorted((day - rule.week_start) % 7 for day in days):
                yield from (datetime.combine(first_day + day * _DAY, at) for at in clock)
        year += rule.interval


def _clock_times(rule: Rule, first: datetime) -> list[time]:
    """Return the times of day a rule names."""
    return [
        time(hour, minute, second, first.microsecond)
        for hour in rule.hours or (first.hour,)
        for minute in rule.minutes or (first.minute,)
        for second in rule.seconds or (first.second,)
    ]


def _week_one(year: int, week_start: int) -> date:
    """Return the first day of a year's first week: the one with at least four days in it (RFC 5545)."""
    fourth = date(year, 1, 4)
    return fourth - (fourth.weekday() - week_start) % 7 * _DAY


def _by_library(rule: Rule, first: datetime, before: datetime) -> Iterator[datetime]:
    """Yield the wall times by the library's count, from the first or the start of its week on.

    The library looks at its `until` only when it meets an occurrence: a rule that never falls again is searched to
    the year 9999. So the search is moved there by whole cycles of the calendar, which repeats itself, weekdays and
    all, every 400 years.
    """
    later = (date.max.year - before.year) // _CYCLE_YEARS * _CYCLE_YEARS
    moved = _library_rule(rule, _years_on(first, later), _years_on(before, later))
    with suppress(ValueError):  # its word for an interval that never meets the times of day
        yield from (_years_on(start, -later) for start in moved())


def _years_on(at: datetime, years: int) -> datetime:
    return at.replace(year=at.year + years)


def _library_rule(rule: Rule, first: datetime, before: datetime) -> Callable[[], rrule.rrule]:
    begins = first
    if rule.frequency == "WEEKLY" and rule.positions:
        begins -= (first.weekday() - rule.week_start) % 7 * _DAY
        rule = rule if rule.days else replace(rule, days=((0, first.weekday()),))
    days = [rrule.weekday(day, nth or None) for nth, day in rule.days]
    return partial(
        rrule.rrule,
        getattr(rrule, rule.frequency),
        dtstart=begins,
        interval=rule.interval,
        wkst=rule.week_start,
        until=before,
        bysetpos=rule.positions or None,
        bymonth=rule.months or None,
        bymonthday=rule.month_days or None,
        byyearday=rule.year_days or None,
        byweekno=rule.weeks or None,
        byweekday=days or None,
        byhour=rule.hours or None,
        byminute=rule.minutes or None,
        bysecond=rule.seconds or None,
    )
