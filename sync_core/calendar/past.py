"""When an event is past: it has ended, a series with its last occurrence."""

from datetime import UTC, date, datetime, timedelta

from sync_core.calendar.event import Content, Recurrence, Span
from sync_core.calendar.expansion import expand
from sync_core.calendar.rule_parts import parse_rule
from sync_core.calendar.window import Window

_ZONES_REACH = timedelta(days=2)
"""UNTIL may name a day or a time in the series' zone: in UTC it is less than this away."""


def is_past(content: Content, now: datetime) -> bool:
    """Return whether an event has ended by an instant (UTC); one still going on is not past.

    A series without an end never is, nor one whose occurrences cannot be told: why its rule is refused
    is for recurrence.py to say.
    """
    if content.span.end > now:
        return False
    return content.recurrence is None or _has_run_out(content.span, content.recurrence, now)


def _has_run_out(span: Span, recurrence: Recurrence, by: datetime) -> bool:
    """Return whether the last occurrence of a series has ended."""
    try:
        rule = parse_rule(recurrence.rule)
        if rule.count is not None:
            begun = expand(span, recurrence, Window(since=span.start, until=by))
            return len(begun) == rule.count and begun[-1].end <= by
        if rule.until is not None:
            until = max(by, _in_utc(rule.until) + _ZONES_REACH)
            return not expand(span, recurrence, Window(since=by, until=until))
    except ValueError:  # no rule, no known zone, or more occurrences than are counted
        return False
    return False


def _in_utc(until: date | datetime) -> datetime:
    """Return an UNTIL as if it were told in UTC."""
    if not isinstance(until, datetime):
        return datetime(until.year, until.month, until.day, tzinfo=UTC)
    return until if until.tzinfo else until.replace(tzinfo=UTC)
