"""Graph's patternedRecurrence as plain data, and why a rule is none."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PatternType(StrEnum):
    """How a series repeats, by Graph's names (recurrencePattern.type)."""

    DAILY = "daily"
    WEEKLY = "weekly"
    ABSOLUTE_MONTHLY = "absoluteMonthly"
    RELATIVE_MONTHLY = "relativeMonthly"
    ABSOLUTE_YEARLY = "absoluteYearly"
    RELATIVE_YEARLY = "relativeYearly"


class RangeType(StrEnum):
    """How a series ends (recurrenceRange.type)."""

    END_DATE = "endDate"
    NO_END = "noEnd"
    NUMBERED = "numbered"


class WeekIndex(StrEnum):
    """Which of a month's days of the pattern's kinds (recurrencePattern.index)."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    LAST = "last"


class DayOfWeek(StrEnum):
    """Graph's names of the weekdays, in the order of datetime's numbers."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphPattern:
    """On which days (recurrencePattern); what its type does not need stays at its default."""

    type: PatternType
    interval: int = 1
    days_of_week: tuple[DayOfWeek, ...] = ()
    """Of a relative type with several: the day that `index` counts among all of these kinds."""
    first_day_of_week: DayOfWeek = DayOfWeek.SUNDAY
    day_of_month: int = 0
    """Beyond a month's end it means the month's last day."""
    month: int = 0
    index: WeekIndex = WeekIndex.FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRange:
    """From when to when (recurrenceRange)."""

    type: RangeType
    start_date: date
    """The day of the event's own start, and the first occurrence's."""
    end_date: date | None = None
    """With RangeType.END_DATE: the last day on which an occurrence may begin."""
    number_of_occurrences: int = 0
    """With RangeType.NUMBERED."""
    zone: str
    """IANA name of recurrenceTimeZone: the series' zone; UTC of all-day events, which have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRecurrence:
    """A series' recurrence as Graph holds it (patternedRecurrence)."""

    pattern: GraphPattern
    range: GraphRange


class Obstacle(StrEnum):
    """What of a rule Graph has no words for."""

    UNREADABLE = "unreadable"
    FREQUENCY = "frequency"
    INTERVAL = "interval"
    COUNT = "count"
    MONTHS = "months"
    WEEKS = "weeks"
    YEAR_DAYS = "year_days"
    MONTH_DAYS = "month_days"
    MISSING_DAY = "missing_day"
    DAYS = "days"
    TIMES = "times"
    POSITIONS = "positions"
    START = "start"
    EMPTY = "empty"
    ZONE = "zone"

    @property
    def text(self) -> str:
        """The obstacle as one plain sentence."""
        return _TEXTS[self]


_TEXTS = {
    Obstacle.UNREADABLE: "The rule cannot be read.",
    Obstacle.FREQUENCY: "Outlook repeats by days at the least.",
    Obstacle.INTERVAL: "Outlook takes no interval so long.",
    Obstacle.COUNT: "Outlook takes no more than 999 occurrences.",
    Obstacle.MONTHS: "Outlook repeats in one month of the year, or in each.",
    Obstacle.WEEKS: "Outlook knows no weeks by their number.",
    Obstacle.YEAR_DAYS: "Outlook knows no days of the year by their number.",
    Obstacle.MONTH_DAYS: "Outlook repeats on one day of the month, counted from its first, or on its last.",
    Obstacle.MISSING_DAY: "Some months lack that day: Outlook takes their last day, the rule leaves them out.",
    Obstacle.DAYS: "Outlook repeats on the first to fourth or the last of such days in a month.",
    Obstacle.TIMES: "Outlook repeats at one time of day, that of the start.",
    Obstacle.POSITIONS: "Outlook counts one place from the first to the fourth, or the last.",
    Obstacle.START: "The series starts on a day that its own rule does not name.",
    Obstacle.EMPTY: "The rule ends before its first occurrence.",
    Obstacle.ZONE: "Its time zone is not known.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inexpressible:
    """A rule that Graph cannot express; nothing is written for it."""

    obstacle: Obstacle
    part: str
    """The part of the rule that is at fault, by RFC 5545's name; DTSTART for the start."""
