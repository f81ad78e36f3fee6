"""NCRONTAB schedules, as timer triggers have them: second minute hour day month weekday, in UTC.

Five fields are understood as in the real host: the second is then 0. Where both day and weekday are
given, both must hold (NCrontab's rule, unlike cron's).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS = (
    ("second", 0, 59, ()),
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("weekday", 0, 6, _WEEKDAYS),
)
_DAYS_AHEAD_MAX = 366 * 8  # 29 February is at most eight years away


class BadSchedule(ValueError):
    """A schedule is no NCRONTAB expression."""

    def __init__(self, field: str, expected: str, found: str = "") -> None:
        """Say which field is wrong, what was expected there, and what stood there."""
        super().__init__(": ".join(t for t in (field, found and repr(found), expected) if t))
        self.expected = ": ".join(t for t in (field, expected) if t)
        """The same without what stood there."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The moments at which a timer fires."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    @staticmethod
    def parse(expression: str) -> "Schedule":
        """Return the schedule.

        Raises:
            BadSchedule: names the field and what was expected there.
        """
        fields = expression.split()
        if len(fields) == 5:
            fields = ["0", *fields]
        if len(fields) != 6:
            raise BadSchedule(
                "", "expected six fields: second minute hour day month weekday", expression
            )
        values = [_values(text, *field) for text, field in zip(fields, _FIELDS, strict=True)]
        return Schedule(
            tuple(sorted(values[0])),
            tuple(sorted(values[1])),
            tuple(sorted(values[2])),
            *(frozenset(v) for v in values[3:]),
        )

    def next_after(self, moment: datetime) -> datetime:
        """Return the first moment after this one (UTC) at which the timer fires.

        Raises:
            BadSchedule: there is none (30 February).
        """
        start = moment.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
        for day in self._days_from(start.date()):
            earliest = start.time() if day == start.date() else time.min
            found = self._time_from(earliest)
            if found is not None:
                return datetime.combine(day, found, UTC)
        raise BadSchedule("", "the schedule never fires")

    def _days_from(self, first: date) -> Iterator[date]:
        for ahead in range(_DAYS_AHEAD_MAX):
            day = first + timedelta(days=ahead)
            fits = day.day in self.days and day.month in self.months
            if fits and day.isoweekday() % 7 in self.weekdays:
                yield day

    def _time_from(self, earliest: time) -> time | None:
        for hour in self.hours:
            if hour < earliest.hour:
                continue
            for minute in self.minutes:
                for second in self.seconds:
                    found = time(hour, minute, second)
                    if found >= earliest:
                        return found
        return None


def _values(text: str, name: str, low: int, high: int, names: tuple[str, ...]) -> set[int]:
    values: set[int] = set()
    for part in text.split(","):
        span, stepped, step = part.partition("/")
        first, last = _span(span, name, low, high, names, bool(stepped))
        every = _number(step, name, 1, high, ()) if stepped else 1
        values.update(range(first, last + 1, every))
    return values


def _span(
    span: str, name: str, low: int, high: int, names: tuple[str, ...], is_stepped: bool
) -> tuple[int, int]:
    if span in ("*", "?"):
        return low, high
    first, ranged, last = span.partition("-")
    begins = _number(first, name, low, high, names)
    if not ranged:
        return begins, high if is_stepped else begins
    ends = _number(last, name, low, high, names)
    if ends < begins:
        raise BadSchedule(name, "expected the lower number first", span)
    return begins, ends


def _number(text: str, name: str, low: int, high: int, names: tuple[str, ...]) -> int:
    if text[:3].lower() in names:
        return names.index(text[:3].lower()) + low
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise BadSchedule(name, f"expected a number from {low} to {high}", text)
    return int(text)
