"""A calendar file as components: whole where it can be read, else each of its events alone."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from icalendar import Calendar, Event

from simulator.calendarfiles.gathering import Numbered, gather
from simulator.calendarfiles.leftout import LeftOut, Why
from simulator.calendarfiles.records import CalendarFileEvent

FILE_BYTES_MAX = 50 * 1024 * 1024
"""The exported calendar of a whole working life is a tenth of it."""
_EVENT = re.compile(
    r"^BEGIN:VEVENT\s*$.*?^END:VEVENT\s*$", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class UnknownCalendarFile(ValueError):
    """There is no such file, or it is larger than any calendar."""


@dataclass(frozen=True, slots=True)
class CalendarReading:
    """The events of one file, and what of it was left out."""

    events: tuple[CalendarFileEvent, ...]
    left_out: tuple[LeftOut, ...]


def read_calendar(path: Path) -> CalendarReading:
    """Return the events that a .ics file holds; each that cannot be used is left out with its reason.

    Raises:
        UnknownCalendarFile: there is no such file, or it is too large.
    """
    if not path.is_file():
        raise UnknownCalendarFile(f"{path}: there is no such file")
    with path.open("rb") as opened:
        raw = opened.read(FILE_BYTES_MAX + 1)
    if len(raw) > FILE_BYTES_MAX:
        raise UnknownCalendarFile(f"{path}: larger than {FILE_BYTES_MAX} bytes")
    text = raw.decode("utf-16" if raw.startswith(_UTF16) else "utf-8", "replace").lstrip("\ufeff")
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # the library warns of what it guesses; we name what we leave out
        found = list(_events(text, path.name))
        problems = [f for f in found if isinstance(f, LeftOut)]
        events, left_out = gather([f for f in found if not isinstance(f, LeftOut)])
    return CalendarReading(events, (*problems, *left_out))


def _events(text: str, name: str) -> Iterator[Numbered | LeftOut]:
    """Yield the events of a file in their order, or what was wrong with one of them."""
    whole = _parsed(text)
    if whole is not None:
        for number, event in enumerate(whole, 1):
            yield Numbered(f"{name}:{number}", event)
        return
    for number, found in enumerate(_EVENT.finditer(text), 1):
        alone = _parsed(f"BEGIN:VCALENDAR\r\n{found[0].strip()}\r\nEND:VCALENDAR\r\n")
        if alone is None or len(alone) != 1:
            yield LeftOut(f"{name}:{number}", Why.UNREADABLE)
        else:
            yield Numbered(f"{name}:{number}", alone[0])


def _parsed(text: str) -> list[Event] | None:
    """Return the events of a text, None where it cannot be read as a whole."""
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        return [e for c in calendars for e in c.walk("VEVENT") if isinstance(e, Event)]
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, RecursionError):
        return None  # the library raises many things over texts that are no calendar
