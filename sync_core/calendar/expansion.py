"""The occurrences of a series in a window of time.

Wall time is kept: a meeting at nine stays at nine when clocks change. What a change of clocks makes of a time
is told by RFC 5545 §3.3.5: one that does not exist is taken at the offset before the gap (02:30 becomes 03:30),
one that exists twice is the first of the two. An occurrence's end keeps its wall time too, as Outlook shows it
(MS-OXOCAL counts a recurrence's start and end in minutes of the local day), save where the start does not
exist or the end would come before it: then the occurrence keeps its length. Days are days in no zone.

A rule's occurrences are those its parts name. A start that its own rule does not name (Tuesday the 2nd, "every
Friday the 13th") is none of them and is not counted by COUNT; such a series is refused for Outlook (recurrence.py).
Times of day in the rule of an all-day series are passed over (RFC 5545 §3.3.10).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from sync_core.calendar.event import Recurrence, Span
from sync_core.calendar.named_times import TooManyOccurrences, named_times
from sync_core.calendar.rule_parts import Rule, parse_rule
from sync_core.calendar.window import Window
from sync_core.calendar.zones import iana_of, zone_of
from sync_core.limits import OCCURRENCES_MAX

__all__ = [
    "TooManyOccurrences",
    "UnknownZone",
    "expand",
    "last_day",
    "starts_on_rule",
    "wall_start",
    "zone_of_span",
]

_DAY = timedelta(days=1)
_NOTHING = timedelta(0)
_END_OF_TIME = datetime(9000, 1, 1, tzinfo=UTC)
"""No occurrence is sought beyond: ends stay within what a date can hold."""


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
    return next(named_times(rule, first, first + _DAY, span.is_all_day), None) == first


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
    starts = named_times(rule, clock.first, clock.before(window.until, rule.until), span.is_all_day)
    reach = max(span.end - span.start, clock.shown) + 2 * _DAY
    since = _on_clock(window.since, UTC)
    sought = (s for s in islice(starts, rule.count) if s + reach >= since)  # counted, not placed
    placed = (clock.placed(start) for start in sought)
    return takewhile(lambda s: s.start < window.until and clock.in_time(s, rule.until), placed)


def _on_clock(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
