"""The zone of time a page is shown in, and what a wall clock there says in UTC."""

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from admin.web import PageRequest

COOKIE = "rapport_zone"
"""Set by the page's script to the browser's own zone."""
_AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")  # fmt: skip


class NoSuchTime(ValueError):
    """The clock is put forward over this time: it does not exist on that day in that zone."""


@cache
def zone_names() -> tuple[str, ...]:
    """Return the IANA names a person may choose: places by area, and UTC."""
    named = (name for name in available_timezones() if name.partition("/")[0] in _AREAS)
    return ("UTC", *sorted(named))


def known_zone(name: str) -> str | None:
    """Return the zone of a name told by a browser or a program; None where there is none."""
    return name if name in available_timezones() else None


def zone_of(request: PageRequest) -> str:
    """Return the zone a page is shown in: as asked, else the browser's, else UTC."""
    return known_zone(request.asked("zone")) or known_zone(request.cookie(COOKIE)) or "UTC"


def to_utc(day: date, at: time, zone: str) -> datetime:
    """Return the instant at which a clock in a zone shows a time; of two, the first.

    Raises:
        NoSuchTime: no clock there ever shows it.
    """
    wall = datetime.combine(day, at)
    instant = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise NoSuchTime(NoSuchTime.__doc__)
    return instant


def day_starts(day: date, zone: str) -> datetime:
    """Return the instant a day begins in a zone; where midnight is skipped, the first one after it."""
    return datetime.combine(day, time()).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
