"""Where events stand in a week's grid: in which rows of a day, and side by side where they overlap.

A place is told by CSS classes (vendor/grid.css), because the pages' policy allows no style in the markup.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sync_core.calendar.event import Span

ROWS_PER_HOUR = 4
ROWS_MIN = 2
"""Half an hour is the lowest box in which a subject can be read."""
LANES_MAX = 6
"""More at once lie over one another in the last lane; the list beside names them all."""
_HOURS_SHOWN = (8, 18)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of an event that lies on one day."""

    index: int
    """Which of the events it is of."""
    begin: int
    """Row of the day in which it begins, from 0."""
    end: int
    """Row before which it ends."""
    lane: int = 0
    lanes: int = 1

    def classes(self, first_hour: int) -> str:
        """Return the classes that put it in its place, in a grid that begins at an hour."""
        shift = first_hour * ROWS_PER_HOUR
        short = " short" if self.end - self.begin <= ROWS_MIN else ""
        return f"r{self.begin - shift} e{self.end - shift} l{self.lane}-{self.lanes}{short}"


@dataclass(frozen=True, slots=True)
class Day:
    """One column of the grid."""

    day: date
    all_day: tuple[int, ...]
    """Events of whole days, and those that last a day or longer."""
    pieces: tuple[Piece, ...]
    """By time; each with the lane it stands in."""


def days_of(spans: Sequence[Span], first: date, zone: str, count: int = 7) -> tuple[Day, ...]:
    """Return the columns of some days with every event in its place."""
    days = (first + n * _DAY for n in range(count))
    return tuple(_day(spans, day, ZoneInfo(zone)) for day in days)


def hours_of(days: Iterable[Day]) -> range:
    """Return the hours a grid shows: the working day, and whatever lies before or after."""
    pieces = [p for d in days for p in d.pieces]
    first = min((p.begin // ROWS_PER_HOUR for p in pieces), default=24)
    last = max((-(-p.end // ROWS_PER_HOUR) for p in pieces), default=0)
    return range(min(first, _HOURS_SHOWN[0]), max(last, _HOURS_SHOWN[1]))


def _day(spans: Sequence[Span], day: date, zone: ZoneInfo) -> Day:
    whole, pieces = [], []
    for index, span in enumerate(spans):
        if span.is_all_day or span.end - span.start >= _DAY:
            if _touches(span, day, zone):
                whole.append(index)
        elif (piece := _piece(index, span, day, zone)) is not None:
            pieces.append(piece)
    return Day(day, tuple(whole), _in_lanes(pieces))


def _touches(span: Span, day: date, zone: ZoneInfo) -> bool:
    """Return whether an event of days lies on a day; an end at midnight is not on the next one."""
    if span.is_all_day:
        return span.start.date() <= day < max(span.end.date(), span.start.date() + _DAY)
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    last = (end - timedelta(microseconds=1)).date()
    return start.date() <= day <= last


def _piece(index: int, span: Span, day: date, zone: ZoneInfo) -> Piece | None:
    start, end = span.start.astimezone(zone), max(span.end, span.start).astimezone(zone)
    rows = 24 * ROWS_PER_HOUR
    begin = 0 if start.date() < day else _row(start)
    after = rows if end.date() > day else -(-(end.hour * 60 + end.minute) // (60 // ROWS_PER_HOUR))
    is_elsewhere = start.date() > day or end.date() < day or (after == 0 and start.date() < day)
    if is_elsewhere:
        return None
    begin = min(begin, rows - ROWS_MIN)
    return Piece(index, begin, max(after, begin + ROWS_MIN))


def _row(at: datetime) -> int:
    return (at.hour * 60 + at.minute) // (60 // ROWS_PER_HOUR)


def _in_lanes(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return pieces by time, those of one crowd side by side and equally wide."""
    placed: list[Piece] = []
    crowd: list[Piece] = []
    ends: list[int] = []
    for piece in sorted(pieces, key=lambda p: (p.begin, -p.end, p.index)):
        if crowd and piece.begin >= max(ends):
            placed += _widened(crowd, len(ends))
            crowd, ends = [], []
        free = [lane for lane, end in enumerate(ends) if end <= piece.begin]
        lane = free[0] if free else min(len(ends), LANES_MAX - 1)
        ends[lane : lane + 1] = [max(piece.end, ends[lane] if lane < len(ends) else 0)]
        crowd.append(Piece(piece.index, piece.begin, piece.end, lane))
    return tuple(placed + _widened(crowd, len(ends)))


def _widened(crowd: Iterable[Piece], lanes: int) -> list[Piece]:
    return [Piece(p.index, p.begin, p.end, p.lane, lanes) for p in crowd]
