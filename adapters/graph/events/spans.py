"""When an event takes place, from Graph's local times and zone names and back.

Timed events are asked for in UTC. An all-day event is days, which have no zone; Graph tells them as
midnights of the zone it was made in, shifted where another zone was asked for (facts: graph §2.2).
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adapters.graph.events.wire import Moment, WireEvent
from sync_core.calendar.event import Span
from sync_core.calendar.zones import iana_of, windows_of

_UTC_NAMES = ("utc", "tzone://microsoft/utc")


class UnfitError(ValueError):
    """An event is not as documented, or contradicts itself; says a field's path and what was expected."""


def span_of(wire: WireEvent) -> Span:
    """Return when an event takes place.

    Raises:
        UnfitError: a time is missing or in an unknown zone, or it ends before it begins.
    """
    start, end = wire.get("start"), wire.get("end")
    if start is None or end is None:
        raise UnfitError(f"{'start' if start is None else 'end'}: missing")
    span = _days(wire, start, end) if wire.get("isAllDay") else _times(wire, start, end)
    if not span.is_sound:
        raise UnfitError("end: before start")
    return span


def slot_of(wire: WireEvent, are_days: bool) -> datetime | None:
    """Return the slot an occurrence stands for; of a series of days, its day's midnight as if in UTC.

    An occurrence that was not changed stands for the slot it is in.
    """
    told = wire.get("originalStart")
    if told is not None:
        at = _aware(told, UTC)
        return _day(at, _zone_made_in(wire)) or at if are_days else at
    is_unchanged = (wire.get("type") or "").lower() == "occurrence"
    return span_of(wire).start if is_unchanged else None


def all_day_moments(span: Span, zone: str) -> dict[str, Any]:
    """Return start and end of days, as midnights in one zone (IANA), the end excluded."""
    name = windows_of(zone) or "UTC"
    return {
        "start": {"dateTime": _local(span.start), "timeZone": name},
        "end": {"dateTime": _local(span.end), "timeZone": name},
        "isAllDay": True,
    }


def timed_moments(span: Span) -> dict[str, Any]:
    """Return start and end as local times of the span's zone: a series keeps them when clocks change."""
    zone = ZoneInfo(span.zone)
    name = zone_name(span.zone)
    return {
        "start": {"dateTime": _local(span.start.astimezone(zone)), "timeZone": name},
        "end": {"dateTime": _local(span.end.astimezone(zone)), "timeZone": name},
        "isAllDay": False,
    }


def zone_name(iana: str) -> str:
    """Return a zone as Graph knows it: by its Windows name, else by the IANA name (it lists some)."""
    return windows_of(iana) or iana


def instant_text(at: datetime) -> str:
    """Return an instant as calendarView takes it."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _times(wire: WireEvent, start: Moment, end: Moment) -> Span:
    """Return a timed event's span, in the zone it was made in where that zone has a known name."""
    made_in = _zone_made_in(wire) or _known(start.get("timeZone")) or "UTC"
    return Span(start=_instant(start, "start"), end=_instant(end, "end"), zone=made_in)


def _days(wire: WireEvent, start: Moment, end: Moment) -> Span:
    """Return an all-day event's days: as told where they are midnights, else as midnights where it was made."""
    first, after = start["dateTime"], end["dateTime"]
    if _is_midnight(first) and _is_midnight(after):
        return Span.of_days(first.date(), after.date())
    made_in = _zone_made_in(wire)
    days = (_day(_instant(start, "start"), made_in), _day(_instant(end, "end"), made_in))
    if days[0] is None or days[1] is None:
        raise UnfitError("start: expected midnight of an all-day event")
    return Span.of_days(days[0].date(), days[1].date())


def _day(at: datetime, zone: str | None) -> datetime | None:
    """Return the midnight (as if in UTC) of the day that begins at an instant, in UTC or in a zone."""
    if _is_midnight(at):
        return at
    local = at.astimezone(ZoneInfo(zone)) if zone else at
    return local.replace(tzinfo=UTC) if _is_midnight(local) else None


def _zone_made_in(wire: WireEvent) -> str | None:
    """Return the zone an event was made in; a series tells it in its recurrence too."""
    known = _known(wire.get("originalStartTimeZone"))
    if known is not None:
        return known
    told = (wire.get("recurrence") or {}).get("range")
    name = told.get("recurrenceTimeZone") if isinstance(told, dict) else None
    return _known(name) if isinstance(name, str) else None


def _known(name: str | None) -> str | None:
    """Return the IANA name of a zone that Graph names, or None."""
    if not name:
        return None
    return "UTC" if name.lower() in _UTC_NAMES else iana_of(name)


def _instant(moment: Moment, field: str) -> datetime:
    """Return a local time as the instant it is.

    Raises:
        UnfitError: it is in a zone of no known name.
    """
    told = moment["dateTime"]
    if told.tzinfo is not None:
        return told.astimezone(UTC)
    zone = _known(moment.get("timeZone") or "UTC")
    if zone is None:
        raise UnfitError(f"{field}.timeZone: expected a Windows or IANA name")
    return _aware(told, ZoneInfo(zone))


def _aware(told: datetime, zone: Any) -> datetime:
    at = told if told.tzinfo is not None else told.replace(tzinfo=zone)
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise UnfitError("start: expected a time within the calendar") from None


def _is_midnight(at: datetime) -> bool:
    return at - at.replace(hour=0, minute=0, second=0, microsecond=0) < timedelta(seconds=1)


def _local(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(timespec="seconds")
