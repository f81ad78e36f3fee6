"""Graph's recurrence (a pattern and a range) as an RFC 5545 rule, and back, as the server keeps it.

Written apart from what the engine uses, so that a mistake there meets a server that does not share it.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from simulator.graph.refusals import Refusal, bad_request
from sync_core.calendar.event import Recurrence, Span

_DAYS = {
    "sunday": "SU",
    "monday": "MO",
    "tuesday": "TU",
    "wednesday": "WE",
    "thursday": "TH",
    "friday": "FR",
    "saturday": "SA",
}
_DAY_NAMES = {short: name for name, short in _DAYS.items()}
_INDEXES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_INDEX_NAMES = {number: name for name, number in _INDEXES.items()}
_TYPES = {
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "absolutemonthly": "MONTHLY",
    "relativemonthly": "MONTHLY",
    "absoluteyearly": "YEARLY",
    "relativeyearly": "YEARLY",
}
_NTH = re.compile(r"^([+-]?\d)?([A-Z]{2})$")
_SHORTEST = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NEVER = "0001-01-01"


def rule_of(told: dict[str, Any], span: Span) -> Recurrence:
    """Return the rule that a recurrence comes to, for a series whose first occurrence has this span.

    Raises:
        Refusal: 400, names what is wrong.
    """
    pattern, within = told.get("pattern"), told.get("range")
    if not isinstance(pattern, dict) or not isinstance(within, dict):
        raise _invalid("recurrence needs a pattern and a range")
    parts = [*_pattern_parts(pattern), *_range_parts(within, span)]
    return Recurrence(rule=";".join(f"{name}={value}" for name, value in parts))


def recurrence_of(recurrence: Recurrence, span: Span, zone_name: str) -> dict[str, Any]:
    """Return a rule as Graph serves it, with the range's oddities: no end is dated 0001-01-01."""
    parts = dict(part.split("=", 1) for part in recurrence.rule.split(";"))
    return {"pattern": _pattern(parts, span), "range": _range(parts, span, zone_name)}


def _pattern_parts(pattern: dict[str, Any]) -> list[tuple[str, Any]]:
    kind = str(pattern.get("type", "")).lower()
    interval = pattern.get("interval")
    if kind not in _TYPES or not isinstance(interval, int) or interval < 1:
        raise _invalid("pattern.type or pattern.interval")
    parts: list[tuple[str, Any]] = [("FREQ", _TYPES[kind]), ("INTERVAL", interval)]
    if kind.endswith("yearly"):
        parts.append(("BYMONTH", _number(pattern, "month", 12)))
    if kind.startswith("absolute"):
        return [*parts, *_day_parts(_number(pattern, "dayOfMonth", 31), pattern, kind)]
    if kind == "daily":
        return parts
    days = _days(pattern)
    if kind == "weekly":
        first = str(pattern.get("firstDayOfWeek") or "sunday").lower()
        return [*parts, ("BYDAY", ",".join(days)), ("WKST", _DAYS.get(first, "SU"))]
    index = _INDEXES.get(str(pattern.get("index") or "first").lower())
    if index is None:
        raise _invalid("pattern.index")
    if len(days) == 1:
        return [*parts, ("BYDAY", f"{index}{days[0]}")]
    return [*parts, ("BYDAY", ",".join(days)), ("BYSETPOS", index)]


def _day_parts(day: int, pattern: dict[str, Any], kind: str) -> list[tuple[str, Any]]:
    """Return a day of the month; a month that lacks it has its last day (EWS, AbsoluteMonthlyRecurrence)."""
    shortest = 28 if kind == "absolutemonthly" else _SHORTEST[int(pattern["month"]) - 1]
    if day <= shortest:
        return [("BYMONTHDAY", day)]
    days = ",".join(str(n) for n in range(shortest, day + 1))
    return [("BYMONTHDAY", days), ("BYSETPOS", -1)]


def _days(pattern: dict[str, Any]) -> list[str]:
    told = [str(day).lower() for day in pattern.get("daysOfWeek") or ()]
    if not told or not set(told) <= _DAYS.keys():
        raise _invalid("pattern.daysOfWeek")
    return [short for name, short in _DAYS.items() if name in told]


def _number(pattern: dict[str, Any], name: str, most: int) -> int:
    number = pattern.get(name)
    if not isinstance(number, int) or not 1 <= number <= most:
        raise _invalid(f"pattern.{name}")
    return number


def _range_parts(within: dict[str, Any], span: Span) -> list[tuple[str, Any]]:
    kind = str(within.get("type", "")).lower()
    if within.get("startDate") != _first_day(span).isoformat():
        raise _invalid("range.startDate must be the day of the event's start")
    if kind == "noend":
        return []
    if kind == "numbered":
        count = within.get("numberOfOccurrences")
        if not isinstance(count, int) or count < 1:
            raise _invalid("range.numberOfOccurrences")
        return [("COUNT", count)]
    if kind != "enddate":
        raise _invalid("range.type")
    try:
        last = date.fromisoformat(str(within.get("endDate")))
    except ValueError:
        raise _invalid("range.endDate") from None
    if span.is_all_day:
        return [("UNTIL", f"{last:%Y%m%d}")]
    end = datetime.combine(last, _clock(span), ZoneInfo(span.zone)).astimezone(UTC)
    return [("UNTIL", f"{end:%Y%m%dT%H%M%SZ}")]


def _pattern(parts: dict[str, str], span: Span) -> dict[str, Any]:
    frequency, by_day = parts["FREQ"], parts.get("BYDAY", "")
    matches = [m for m in map(_NTH.match, by_day.split(",")) if m] if by_day else []
    days = [_DAY_NAMES[m[2]] for m in matches]
    nth = next((int(m[1]) for m in matches if m[1]), int(parts.get("BYSETPOS", 0)))
    first = _first_day(span)
    pattern = {
        "type": frequency.lower(),
        "interval": int(parts.get("INTERVAL", 1)),
        "month": 0,
        "dayOfMonth": 0,
        "firstDayOfWeek": _DAY_NAMES[parts.get("WKST", "SU")],
        "index": "first",
    }
    if frequency == "WEEKLY":
        return pattern | {"daysOfWeek": days or [f"{first:%A}".lower()]}
    if frequency == "DAILY":
        return pattern
    pattern["type"] = ("relative" if days else "absolute") + frequency.capitalize()
    if frequency == "YEARLY":
        pattern["month"] = int(parts.get("BYMONTH", first.month))
    if days:
        return pattern | {"daysOfWeek": days, "index": _INDEX_NAMES[nth or 1]}
    day = max(int(n) for n in parts.get("BYMONTHDAY", str(first.day)).split(","))
    return pattern | {"dayOfMonth": 31 if day < 0 else day}


def _range(parts: dict[str, str], span: Span, zone_name: str) -> dict[str, Any]:
    within = {
        "type": "noEnd",
        "startDate": _first_day(span).isoformat(),
        "endDate": _NEVER,
        "recurrenceTimeZone": zone_name,
        "numberOfOccurrences": 0,
    }
    if "COUNT" in parts:
        return within | {"type": "numbered", "numberOfOccurrences": int(parts["COUNT"])}
    if "UNTIL" in parts:
        return within | {"type": "endDate", "endDate": _last_day(parts["UNTIL"], span).isoformat()}
    return within


def _last_day(until: str, span: Span) -> date:
    if len(until) == 8:
        return date.fromisoformat(until)
    zone = ZoneInfo("UTC" if span.is_all_day else span.zone)
    end = datetime.fromisoformat(until)
    local = (end.replace(tzinfo=zone) if end.tzinfo is None else end).astimezone(zone)
    is_short = not span.is_all_day and local.time() < _clock(span)
    return local.date() - timedelta(days=1) if is_short else local.date()


def _first_day(span: Span) -> date:
    return (span.start if span.is_all_day else span.start.astimezone(ZoneInfo(span.zone))).date()


def _clock(span: Span) -> time:
    return span.start.astimezone(ZoneInfo(span.zone)).time()


def _invalid(what: str) -> Refusal:
    return bad_request(f"The recurrence is invalid: {what}.", "ErrorPropertyValidationFailure")
