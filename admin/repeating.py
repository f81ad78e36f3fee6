"""How often an event repeats: the few choices of a form, as an RFC 5545 rule, and a rule in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sync_core.health import counted

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ORDINALS = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last"}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}


class Repeats(StrEnum):
    """The choices there are."""

    NEVER = ""
    DAILY = "daily"
    WORKDAYS = "workdays"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    MONTHLY_DAY = "monthly_day"
    YEARLY = "yearly"

    @property
    def text(self) -> str:
        """The words a person chooses by."""
        return _TEXTS[self]


_TEXTS = {
    Repeats.NEVER: "Does not repeat",
    Repeats.DAILY: "Every day",
    Repeats.WORKDAYS: "Every workday",
    Repeats.WEEKLY: "Every week",
    Repeats.MONTHLY: "Every month, on this date",
    Repeats.MONTHLY_DAY: "Every month, on this weekday",
    Repeats.YEARLY: "Every year",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeating:
    """A choice, how often, and until when."""

    repeats: Repeats
    every: int = 1
    until: date | None = None
    """The last day on which it may begin."""
    count: int | None = None

    def rule(self, first: datetime, until: datetime | None) -> str:
        """Return the rule, its parts in canonical order.

        Args:
            first: when it first begins, on the clock of its own zone.
            until: the last moment of the last day, in UTC; None where it does not end on a day.
        """
        parts = dict(self._pattern(first))
        if self.every > 1:
            parts["INTERVAL"] = str(self.every)
        if self.count is not None:
            parts["COUNT"] = str(self.count)
        elif until is not None:
            parts["UNTIL"] = f"{until:%Y%m%dT%H%M%SZ}"
        return ";".join(f"{name}={parts[name]}" for name in _ORDER if name in parts)

    def _pattern(self, first: datetime) -> Mapping[str, str]:
        weekday = DAYS[first.weekday()]
        match self.repeats:
            case Repeats.NEVER:
                return {}
            case Repeats.DAILY:
                return {"FREQ": "DAILY"}
            case Repeats.WORKDAYS:
                return {"FREQ": "WEEKLY", "BYDAY": ",".join(DAYS[:5])}
            case Repeats.WEEKLY:
                return {"FREQ": "WEEKLY", "BYDAY": weekday}
            case Repeats.MONTHLY:
                return {"FREQ": "MONTHLY", **_day_of_month(first.day)}
            case Repeats.MONTHLY_DAY:
                # The fifth such day is not in every month: the last one is what people mean.
                nth = (first.day - 1) // 7 + 1
                return {"FREQ": "MONTHLY", "BYDAY": f"{nth if nth < 5 else -1}{weekday}"}
            case Repeats.YEARLY:
                return {
                    "FREQ": "YEARLY",
                    "BYMONTH": str(first.month),
                    "BYMONTHDAY": str(first.day),
                }


def _day_of_month(day: int) -> Mapping[str, str]:
    """Return the day of each month; where a month is shorter its last one, as Outlook means it."""
    if day == 31:
        return {"BYMONTHDAY": "-1"}
    if day > 28:
        days = ",".join(str(d) for d in range(28, day + 1))
        return {"BYMONTHDAY": days, "BYSETPOS": "-1"}
    return {"BYMONTHDAY": str(day)}


_ORDER = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS")


def in_words(rule: str) -> str:
    """Return a rule as people say it; one with parts that have no plain words, as it stands."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";") if part)
    if not parts.keys() <= {*_ORDER, "WKST"} or parts.get("FREQ") not in _UNITS:
        return f"Repeats by the rule {rule}"
    every = int(parts.get("INTERVAL", "1"))
    unit = _UNITS[parts["FREQ"]]
    often = f"Every {unit}" if every == 1 else f"Every {every} {unit}s"
    return f"{often}{_on(parts)}{_ending(parts)}"


def _on(parts: Mapping[str, str]) -> str:
    days = [_weekday(d, parts.get("BYSETPOS", "")) for d in parts.get("BYDAY", "").split(",") if d]
    told = [f" on {', '.join(days)}"] if days else []
    if len(days) == len(DAYS) and parts.get("BYSETPOS") == "-1":
        told = [" on the last day"]
    if month_days := parts.get("BYMONTHDAY"):
        told.append(f" on {_month_day(month_days, parts.get('BYSETPOS', ''))}")
    if months := parts.get("BYMONTH"):
        told.append(f" of {', '.join(_MONTHS[int(m) - 1] for m in months.split(','))}")
    return "".join(told)


def _month_day(days: str, position: str) -> str:
    if days == "-1":
        return "the last day"
    if position == "-1":
        return f"day {days.rpartition(',')[2]}, or the last of a shorter month"
    return f"day {days.replace(',', ', ')}"


def _weekday(told: str, position: str) -> str:
    nth, day = told[:-2] or position, _DAY_NAMES[DAYS.index(told[-2:])]
    return f"the {_ORDINALS.get(nth.lstrip('+'), nth)} {day}" if nth else day


def _ending(parts: Mapping[str, str]) -> str:
    if "COUNT" in parts:
        return f", {counted(int(parts['COUNT']), 'time', 'times')}"
    if "UNTIL" in parts:
        day = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d")  # noqa: DTZ007  a day, shown as one
        return f", until {day.day} {day:%b %Y}"
    return ""
