"""The occurrences of a series in a window of time.

Wall time is kept: a meeting at nine stays at nine when clocks change. What a change of clocks makes of a time
is told by RFC 5545 §3.3.5: one that does not exist is taken at the offset before the gap (02:30 becomes 03:30),
one that exists twice is the first of the two. An occurrence's end keeps its wall time too, as Outlook shows it
(MS-OXOCAL counts a recurrence's start and end in minutes of the local day), save where the start does not
exist or the end would come before it: then the occurrence keeps its length. Days are days in no zone.

A rule's occurrences are those its parts name. A start that its own rule does not name (Tuesday the 2nd, "every
Friday the 13th") is none of them and is not counted by COUNT; such a series is refused for Outlook (recurrence.py).
Times of day in the rule of an all-day series are passed over (RFC 5545 §3.3.10).

Two things are done here because the library does them otherwise than RFC 5545 (tests: the vectors): weeks of a year
belong to the year of their number, not to the calendar's; and a week's BYSETPOS counts the days of the whole week.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil import rrule

from sync_core.calendar.event import Recurrence, Span
from sync_core.calendar.rule_parts import Rule, parse_rule
from sync_core.calendar.window import Window
from sync_core.calendar.zones import iana_of, zone_of
from sync_core.limits import EXPANSION_STEPS_MAX, OCCURRENCES_MAX

_DAY = timedelta(days=1)
_NOTHING = timedelta(0)
_END_OF_TIME = datetime(9000, 1, 1, tzinfo=UTC)
"""No occurrence is sought beyond: ends stay within what a date can hold."""
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


class UnknownZone(ValueError):
    """A span's zone is no IANA name of a time zone known here."""


def expand(span: Span, rule: Recurrence, window: Window) -> tuple[Span, ...]:
    """Return the spans of a series' occurrences that lie in a window, in their order.

    Args:
        span: the series' own span, from which its rule counts, in the zone whose wall time is kept.
        rule: how it repeats.
        window: which occurrences are asked for.

    Raises:
        UnreadableRule: the rule's text is no rule (rule_parts.py).
        TooManyOccurrences: the rule is too dense to be counted up to the window's end (limits.py).
        UnknownZone: span.zone is no zone known here.
    """
    found = (s for s in _spans(span, parse_rule(rule.rule), window) if window.holds(s))
    spans = tuple(islice(found, OCCURRENCES_MAX + 1))
    if len(spans) > OCCURRENCES_MAX:
        raise TooManyOccurrences(f"more than {OCCURRENCES_MAX} occurrences in the window")
    return spans


def starts_on_rule(span: Span, rule: Rule) -> bool:
    """Return whether a series' own start is an occurrence of its rule, COUNT and UNTIL aside.

    Raises:
        UnknownZone: as expand.
    """
    first = wall_start(span)
    return next(_starts(rule, first, first + _DAY, span.is_all_day), None) == first


def last_day(span: Span, until: date | datetime) -> date:
    """Return the last day, in the series' zone, on which an occurrence may begin by the rule's UNTIL.

    Raises:
        UnknownZone: as expand.
    """
    if span.is_all_day or not isinstance(until, datetime):
        return until.date() if isinstance(until, datetime) else until
    clock = _Clock.of(span)
    day = (_on_clock(until, clock.zone) if until.tzinfo else until).date()
    at_day = clock.placed(datetime.combine(day, clock.first.time()).replace(fold=0))
    return day if clock.in_time(at_day, until) else day - _DAY


def wall_start(span: Span) -> datetime:
    """Return when a span starts on the clock of its zone, naive, to the second; fold 1: the second of two.

    Raises:
        UnknownZone: as expand.
    """
    return _on_clock(span.start, zone_of_span(span)).replace(microsecond=0)


def zone_of_span(span: Span) -> ZoneInfo:
    """Return the zone whose wall time a span keeps; UTC of all-day spans, since days have none.

    Raises:
        UnknownZone: as expand.
    """
    zone = zone_of("UTC" if span.is_all_day else iana_of(span.zone) or "")
    if zone is None:
        raise UnknownZone("span.zone: expected the IANA name of a known time zone")
    return zone


@dataclass(frozen=True, slots=True)
class _Clock:
    """A series' own span on the clock of its zone, by which its other occurrences are placed."""

    span: Span
    zone: ZoneInfo
    first: datetime
    shown: timedelta
    """How long it lasts by what the clock shows."""

    @staticmethod
    def of(span: Span) -> "_Clock":
        zone, first = zone_of_span(span), wall_start(span)
        return _Clock(span, zone, first, _on_clock(span.end, zone) - first)

    def placed(self, start: datetime) -> Span:
        """Return the span of the occurrence that starts at a wall time."""
        if start == self.first:
            return self.span
        begins = start.replace(tzinfo=self.zone).astimezone(UTC)
        ends = (start + self.shown).replace(tzinfo=self.zone).astimezone(UTC)
        length = self.span.end - self.span.start
        exists = _on_clock(begins, self.zone) == start
        keeps_clock = exists and ends >= begins and (self.shown > _NOTHING or not length)
        return replace(self.span, start=begins, end=ends if keeps_clock else begins + length)

    def in_time(self, span: Span, until: date | datetime | None) -> bool:
        """Return whether an occurrence begins no later than the rule's UNTIL."""
        if until is None:
            return True
        if isinstance(until, datetime) and not span.is_all_day:
            if until.tzinfo is not None:
                return span.start <= until
            return _on_clock(span.start, self.zone) <= until
        last = until.date() if isinstance(until, datetime) else until
        return _on_clock(span.start, self.zone).date() <= last

    def before(self, until: datetime, last: date | datetime | None) -> datetime:
        """Return a wall time that all lies before that begins before `until` and by the rule's UNTIL."""
        latest = _on_clock(min(until, _END_OF_TIME), self.zone)
        if isinstance(last, datetime):
            named = _on_clock(min(last, _END_OF_TIME), self.zone) if last.tzinfo else last
        else:
            named = datetime.combine(last, time.max) if last else latest
        return min(latest, named, _END_OF_TIME.replace(tzinfo=None)) + _DAY


def _spans(span: Span, rule: Rule, window: Window) -> Iterator[Span]:
    """Yield a series' spans that may lie in a window, in their order."""
    clock = _Clock.of(span)
    starts = _starts(rule, clock.first, clock.before(window.until, rule.until), span.is_all_day)
    reach = max(span.end - span.start, clock.shown) + 2 * _DAY
    since = _on_clock(window.since, UTC)
    sought = (s for s in islice(starts, rule.count) if s + reach >= since)  # counted, not placed
    placed = (clock.placed(start) for start in sought)
    return takewhile(lambda s: s.start < window.until and clock.in_time(s, rule.until), placed)


def _on_clock(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def _starts(rule: Rule, first: datetime, before: datetime, is_all_day: bool) -> Iterator[datetime]:
    """Yield the wall times that the rule names, from the first on and before a time; COUNT, UNTIL aside."""
    rule = with_implied(rule, first, is_all_day)
    first = first.replace(fold=0)
    if (before - first) / (_STEP[rule.frequency] * rule.interval) > EXPANSION_STEPS_MAX:
        raise TooManyOccurrences(f"more than {EXPANSION_STEPS_MAX} periods up to the window's end")
    if rule.weeks and not (rule.months or rule.year_days or rule.month_days or rule.positions):
        named = _by_week_number(rule, first, before)
    else:
        named = iter(_library_rule(rule, first, before))
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


def _library_rule(rule: Rule, first: datetime, before: datetime) -> rrule.rrule:
    begins = first
    if rule.frequency == "WEEKLY" and rule.positions:
        begins -= (first.weekday() - rule.week_start) % 7 * _DAY
        rule = rule if rule.days else replace(rule, days=((0, first.weekday()),))
    days = [rrule.weekday(day, nth or None) for nth, day in rule.days]
    return rrule.rrule(
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
