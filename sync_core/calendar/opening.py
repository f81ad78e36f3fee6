"""When each direction runs: at once, by a schedule, or when somebody asks; within the day's hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sync_core import limits
from sync_core.calendar.policy import CalendarPolicy, CalendarSchedule, DailyHours, Mode
from sync_core.reconcile.sides import Side
from sync_core.ticking import is_round


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Which sides are read now."""

    reads: frozenset[Side]

    @property
    def closed(self) -> frozenset[Side]:
        """The sides that nothing is written to now: what would be copied there was not asked for."""
        return frozenset(side for side in Side if side.other not in self.reads)

    @property
    def is_full(self) -> bool:
        """Whether both sides are read."""
        return self.reads == frozenset(Side)

    def is_complete(self, schedule: CalendarSchedule) -> bool:
        """Return whether every side is read that is ever read without being asked for."""
        modes = {side: _mode(schedule, side) for side in Side}
        return all(side in self.reads for side, mode in modes.items() if mode is not Mode.MANUAL)


EVERYTHING = Opening(reads=frozenset(Side))


def opening(
    policy: CalendarPolicy,
    read_at: Mapping[Side, datetime],
    zone: str,
    now: datetime,
    *,
    is_asked: bool,
) -> Opening:
    """Return which sides are read now.

    Args:
        policy: the firm's.
        read_at: when each side was last read.
        zone: IANA name of the mailbox's zone.
        now: an instant (UTC).
        is_asked: whether a person asks: then everything is read.
    """
    if is_asked:
        return EVERYTHING
    if not within(policy.schedule.hours, zone, now):
        return Opening(reads=frozenset())
    return Opening(
        reads=frozenset(
            side for side in Side if _is_due(policy.schedule, side, read_at.get(side), now)
        )
    )


def looked_at_every(schedule: CalendarSchedule) -> timedelta:
    """Return how often a calendar is looked at by itself: by its schedule, and for what notifications missed."""
    looks, modes = timedelta(seconds=limits.LOOK_SECONDS), (schedule.to_crm, schedule.to_outlook)
    if Mode.PERIODIC not in modes:
        return looks
    return min(looks, _period(schedule)) if Mode.AUTOMATIC in modes else _period(schedule)


def within(hours: DailyHours, zone: str, now: datetime) -> bool:
    """Return whether a time of day lies in the hours, which may go past midnight."""
    if hours.begin == hours.end:
        return True
    clock = now.astimezone(_zone(zone)).time()
    if hours.begin < hours.end:
        return hours.begin <= clock < hours.end
    return clock >= hours.begin or clock < hours.end


def _mode(schedule: CalendarSchedule, side: Side) -> Mode:
    """Return when a side is read."""
    return schedule.to_crm if side is Side.OUTLOOK else schedule.to_outlook


def _is_due(
    schedule: CalendarSchedule, side: Side, read_at: datetime | None, now: datetime
) -> bool:
    mode = _mode(schedule, side)
    if mode is Mode.MANUAL:
        return False
    return mode is Mode.AUTOMATIC or is_round(read_at, _period(schedule), now)


def _period(schedule: CalendarSchedule) -> timedelta:
    return timedelta(minutes=schedule.every_minutes)


def _zone(name: str) -> tzinfo:
    """Return a zone; UTC for a mailbox whose zone is not known yet."""
    return ZoneInfo(name) if name else UTC
