"""When an event of a calendar file takes place: its properties of time as spans and slots."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event
from icalendar.prop.broken import vBroken

from simulator.calendarfiles.leftout import Unusable, Why
from sync_core.calendar.event import Span
from sync_core.calendar.zones import iana_of

_DAY = timedelta(days=1)
_UNNAMED = "UTC"
"""The zone of times that name none ("floating"): files of one firm are read the same everywhere."""


def span_of(event: Event) -> Span:
    """Return the span of an event: DTSTART to DTEND or for DURATION, else a day or no time at all.

    Raises:
        Unusable: a time is missing, unreadable, in an unknown zone, or the end lies before the start.
    """
    first = _one(event, "DTSTART", Why.BAD_START)
    if first is None:
        raise Unusable(Why.NO_START, "DTSTART")
    start = _value(first, Why.BAD_START, "DTSTART")
    try:
        end = _end(event, start)
        if isinstance(start, datetime) and isinstance(end, datetime):
            zone = zone_name(first, start)
            span = Span(start=_utc(first, start), end=end, zone=zone or "UTC")
        else:
            span = Span.of_days(start, end)
    except OverflowError:
        raise Unusable(Why.BAD_START, "DTSTART") from None
    if not span.is_sound:
        raise Unusable(Why.ENDS_BEFORE_START, "DTEND")
    return span


def zone_name(prop: Any, at: date | datetime) -> str | None:
    """Return the IANA name of the zone a property's time is in; None: a zone of the file's own making."""
    if not isinstance(at, datetime) or at.tzinfo is UTC:
        return "UTC"
    if isinstance(at.tzinfo, ZoneInfo) and iana_of(at.tzinfo.key):
        return iana_of(at.tzinfo.key)
    told = str(prop.params.get("TZID", ""))
    if not told:
        return _UNNAMED if at.tzinfo is None else None
    tail = "/".join(told.split("/")[-2:])  # /freeassociation.sourceforge.net/Europe/Berlin
    return iana_of(told) or iana_of(tail)


def has_named_zone(event: Event) -> bool:
    """Return whether the start's zone is known by a name: without one a series cannot be repeated."""
    first = _one(event, "DTSTART", Why.BAD_START)
    return first is not None and zone_name(first, first.dt) is not None


def slots_of(prop: Any, why: Why, part: str) -> tuple[date | datetime, ...]:
    """Return the slots that EXDATE, RECURRENCE-ID or RDATE name: days, or moments in UTC."""
    return tuple(_slot(one, why, part) for one in dates_of(prop, why, part))


def dates_of(prop: Any, why: Why, part: str) -> list[Any]:
    """Return the single dates that one property lists; none where nothing is written behind its name."""
    if isinstance(prop, vBroken):
        if str(prop).strip():
            raise Unusable(why, part)
        return []
    return list(prop.dts) if hasattr(prop, "dts") else [prop]


def period_of(prop: Any, like: Span) -> Span:
    """Return the span of one additional date: a period as written, else as long as the series' events."""
    value = prop.dt
    if isinstance(value, tuple):
        start, last = _utc(prop, value[0]), value[1]
        end = start + last if isinstance(last, timedelta) else _utc(prop, last)
        return Span(start=start, end=end, zone=like.zone)
    slot = _slot(prop, Why.BAD_SLOT, "RDATE")
    if not isinstance(slot, datetime):
        days = like.end - like.start if like.is_all_day else _DAY
        return Span.of_days(slot, slot + days)
    return Span(start=slot, end=slot + (like.end - like.start), zone=like.zone)


def midnight(day: date) -> datetime:
    """Return the start of a day as all-day events write it."""
    return datetime.combine(day, time(), UTC)


def _slot(prop: Any, why: Why, part: str) -> date | datetime:
    value = _value(prop, why, part)
    return _utc(prop, value) if isinstance(value, datetime) else value


def _one(event: Event, name: str, why: Why) -> Any:
    """Return the one property of a name; it may not stand twice."""
    found = event.get(name)
    if isinstance(found, list):
        raise Unusable(why, name)
    return found


def _value(prop: Any, why: Why, part: str) -> date | datetime:
    value = None if isinstance(prop, vBroken) else getattr(prop, "dt", None)
    if not isinstance(value, date):
        raise Unusable(why, part)
    return value


def _utc(prop: Any, at: datetime) -> datetime:
    """Return a time in UTC; one that names an unknown zone has none."""
    if at.tzinfo is None and isinstance(getattr(prop.dt, "tzinfo", None), tzinfo):
        at = at.replace(tzinfo=prop.dt.tzinfo)  # an end without a zone is in the start's
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    zone = zone_name(prop, at)
    if zone is None:
        raise Unusable(Why.UNKNOWN_ZONE, "TZID")
    named: tzinfo = ZoneInfo(zone)
    return at.replace(tzinfo=named).astimezone(UTC)


def _end(event: Event, start: date | datetime) -> Any:
    """Return the end: UTC of a timed event, the day after the last of an all-day one."""
    told = _one(event, "DTEND", Why.BAD_END)
    if told is not None:
        end = _value(told, Why.BAD_END, "DTEND")
        if isinstance(end, datetime) != isinstance(start, datetime):
            raise Unusable(Why.BAD_END, "DTEND")
        if isinstance(end, datetime):
            return _utc(told if end.tzinfo or "TZID" in told.params else event["DTSTART"], end)
        return (
            start + _DAY if end == start else end
        )  # some writers name the last day, not the one after
    lasts = _duration(event)
    if isinstance(start, datetime):
        return _utc(event["DTSTART"], start) + (lasts or timedelta(0))
    return start + (lasts if lasts is not None and lasts.days else _DAY)


def _duration(event: Event) -> timedelta | None:
    told = _one(event, "DURATION", Why.BAD_END)
    if told is None:
        return None
    lasts = None if isinstance(told, vBroken) else getattr(told, "dt", None)
    if not isinstance(lasts, timedelta):
        raise Unusable(Why.BAD_END, "DURATION")
    return lasts
