"""The values of content lines: escapes undone, parts apart, days read."""

import re
from datetime import UTC, date, datetime

from simulator.contactfiles.leftout import Why

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_DAY = re.compile(r"^(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$")
_YEARLESS = re.compile(r"^--\d{2}-?\d{2}")


class Unusable(Exception):
    """A value is of no use; says why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def text_of(value: str) -> str:
    """Return a text with its escapes undone: line ends, and separators that separate nothing."""
    return _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value).strip()


def parts_of(value: str, separator: str = ";") -> list[str]:
    """Return the parts of a value, each with its escapes undone."""
    parts, at = [""], 0
    while at < len(value):
        if value[at] == "\\" and at + 1 < len(value):
            parts[-1] += value[at : at + 2]
            at += 2
            continue
        if value[at] == separator:
            parts.append("")
        else:
            parts[-1] += value[at]
        at += 1
    return [text_of(part) for part in parts]


def day_of(value: str, omitted_year: str = "") -> datetime:
    """Return the midnight (UTC) of a day.

    Raises:
        Unusable: it has no year, or is no day.
    """
    told = value.strip()
    found = _DAY.match(told)
    if _YEARLESS.match(told) or (found and found[1] == omitted_year):
        raise Unusable(Why.NO_YEAR)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise Unusable(Why.UNREADABLE)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def phone_of(value: str) -> str:
    """Return a phone number; one written as a URI as people write it."""
    told = text_of(value)
    if not told.lower().startswith("tel:"):
        return told
    number, *parameters = told[4:].split(";")
    extensions = [p[4:] for p in parameters if p.lower().startswith("ext=")]
    return f"{number} ext. {extensions[0]}" if extensions else number
