"""Times and spans as a clock on the wall of some zone shows them, in words and in a form's fields."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sync_core.calendar.event import Span

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LocalSpan:
    """A span as the fields of a form hold it."""

    first: date
    start: time
    last: date
    end: time
    zone: str


def local(span: Span, zone: str) -> LocalSpan:
    """Return a span for a form: in its own zone, else (where that is UTC) in the page's."""
    if span.is_all_day:
        last = max(span.end.date() - _DAY, span.start.date())
        return LocalSpan(span.start.date(), time(9), last, time(10), zone)
    shown = span.zone if span.zone != "UTC" else zone
    start, end = (at.astimezone(ZoneInfo(shown)) for at in (span.start, span.end))
    return LocalSpan(start.date(), start.time(), end.date(), end.time(), shown)


def moment_text(moment: datetime, zone: str) -> str:
    """Return a time as people write it: Mon 2 Mar 2026 09:30."""
    shown = moment.astimezone(ZoneInfo(zone))
    return f"{_day_text(shown)} {shown:%H:%M}"


def when(span: Span, zone: str) -> str:
    """Return when something takes place, in a sentence."""
    if span.is_all_day:
        first, last = span.start, max(span.end - _DAY, span.start)
        whole = _day_text(first) if first == last else f"{_day_text(first)} to {_day_text(last)}"
        return f"{whole}, all day"
    start, end = (at.astimezone(ZoneInfo(zone)) for at in (span.start, span.end))
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{_day_text(end)} {end:%H:%M}"
    return f"{_day_text(start)} {start:%H:%M} to {until} ({zone.replace('_', ' ')})"


def hours(span: Span, zone: str) -> str:
    """Return the hours of a span, short enough for a box of the grid."""
    start, end = (at.astimezone(ZoneInfo(zone)) for at in (span.start, span.end))
    return f"{start:%H:%M} \N{EN DASH} {end:%H:%M}"


def _day_text(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b} {at.year:04d}"
