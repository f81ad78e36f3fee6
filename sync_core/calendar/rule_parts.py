"""A recurrence rule of RFC 5545 taken apart: which parts it may have, and its one canonical text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sync_core.limits import RULE_CHARACTERS_MAX

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""As RFC 5545 writes them, by datetime's number of the weekday."""
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")

ByDay = tuple[int, int]
"""Which one of its kind (1 first, -1 last, 0 every) and the number of the weekday."""


class UnreadableRule(ValueError):
    """A text that is no recurrence rule of RFC 5545; `part` names what is wrong, never a whole rule."""

    def __init__(self, part: str, expected: str) -> None:
        """Keep the part's name and what was expected of it."""
        super().__init__(f"{part}: expected {expected}")
        self.part = part


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The parts of a rule, each list sorted and without doubles."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    """A day, a moment in UTC, or (naive) a time on the clock of the series' zone."""
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    days: tuple[ByDay, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0
    """The number of the weekday on which weeks begin."""

    @property
    def text(self) -> str:
        """The rule in canonical form: parts in order, without those that only say what holds anyway."""
        told = {
            "FREQ": self.frequency,
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "COUNT": "" if self.count is None else str(self.count),
            "UNTIL": _until_text(self.until),
            "BYMONTH": _listed(self.months),
            "BYWEEKNO": _listed(self.weeks),
            "BYYEARDAY": _listed(self.year_days),
            "BYMONTHDAY": _listed(self.month_days),
            "BYDAY": ",".join(f"{nth or ''}{WEEKDAYS[day]}" for nth, day in self.days),
            "BYHOUR": _listed(self.hours),
            "BYMINUTE": _listed(self.minutes),
            "BYSECOND": _listed(self.seconds),
            "BYSETPOS": _listed(self.positions),
            "WKST": WEEKDAYS[self.week_start] if self.week_start and self._weeks_matter else "",
        }
        return ";".join(f"{part}={value}" for part, value in told.items() if value)

    @property
    def _weeks_matter(self) -> bool:
        """Whether it makes a difference on which day weeks begin (RFC 5545 §3.3.10, WKST)."""
        if self.frequency == "WEEKLY":
            return bool(self.positions) or (self.interval > 1 and bool(self.days))
        return bool(self.weeks)


def parse_rule(text: str) -> Rule:
    """Return a rule's parts; letter case, white space around, order and doubles do not matter.

    Stray semicolons are passed over, since calendars in use write them. RSCALE=GREGORIAN and SKIP=OMIT
    (RFC 7529) say nothing and are dropped; any other calendar or skipping is refused.

    Raises:
        UnreadableRule: the text is no rule; it names the part.
    """
    if len(text) > RULE_CHARACTERS_MAX:
        raise UnreadableRule("RRULE", f"at most {RULE_CHARACTERS_MAX} characters")
    parts = _parts(text)
    if parts.pop("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise UnreadableRule("RSCALE", "GREGORIAN, the only calendar understood")
    if parts.pop("SKIP", "OMIT") != "OMIT":
        raise UnreadableRule("SKIP", "OMIT, the only skipping understood")
    if parts.get("FREQ", "") not in FREQUENCIES:
        raise UnreadableRule("FREQ", f"one of {', '.join(FREQUENCIES)}")
    if unknown := [part for part in parts if part not in _PARTS]:
        raise UnreadableRule(_shown(unknown[0]), "a part that RFC 5545 knows")
    rule = _rule(parts)
    _check_together(rule, parts)
    return rule


_LISTS: Mapping[str, tuple[int, int, bool]] = {
    "BYMONTH": (1, 12, False),
    "BYWEEKNO": (1, 53, True),
    "BYYEARDAY": (1, 366, True),
    "BYMONTHDAY": (1, 31, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 59, False),
    "BYSETPOS": (1, 366, True),
}
"""Part -> smallest and largest value, whether it counts from the end too. No leap seconds: no clock
that events are shown on has them."""
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", *_LISTS}
_BARRED: Mapping[str, tuple[str, ...]] = {
    "BYWEEKNO": FREQUENCIES[1:],
    "BYYEARDAY": ("MONTHLY", "WEEKLY", "DAILY"),
    "BYMONTHDAY": ("WEEKLY",),
}
"""Parts that RFC 5545 §3.3.10 forbids with a frequency."""
_INTEGER = re.compile(r"[+-]?\d{1,6}", re.ASCII)
_BYDAY = re.compile(r"([+-]?\d{1,2})?\s*(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_UNTIL = re.compile(r"\d{8}(?:T\d{6}(Z?))?", re.ASCII)


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in text.upper().split(";"):
        if not piece.strip():
            continue
        name, equals, value = (p.strip() for p in piece.partition("="))
        if not equals or not value:
            raise UnreadableRule(_shown(name), "NAME=value")
        if name in parts:
            raise UnreadableRule(_shown(name), "to stand once")
        parts[name] = value
    return parts


def _shown(name: str) -> str:
    """Return the name of a part, which may be anything, short and printable."""
    return "".join(c if c.isascii() and c.isalnum() else "?" for c in name[:20]) or "RRULE"


def _rule(parts: Mapping[str, str]) -> Rule:
    return Rule(
        frequency=parts["FREQ"],
        interval=_positive("INTERVAL", parts.get("INTERVAL", "1")),
        count=_positive("COUNT", parts["COUNT"]) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        months=_numbers(parts, "BYMONTH"),
        weeks=_numbers(parts, "BYWEEKNO"),
        year_days=_numbers(parts, "BYYEARDAY"),
        month_days=_numbers(parts, "BYMONTHDAY"),
        days=_days(parts["BYDAY"]) if "BYDAY" in parts else (),
        hours=_numbers(parts, "BYHOUR"),
        minutes=_numbers(parts, "BYMINUTE"),
        seconds=_numbers(parts, "BYSECOND"),
        positions=_numbers(parts, "BYSETPOS"),
        week_start=_week_start(parts.get("WKST", WEEKDAYS[0])),
    )


def _check_together(rule: Rule, parts: Mapping[str, str]) -> None:
    """Raise UnreadableRule for parts that may not stand beside each other (RFC 5545 §3.3.10)."""
    if rule.count is not None and rule.until is not None:
        raise UnreadableRule("COUNT", "no UNTIL beside it")
    for part, frequencies in _BARRED.items():
        if part in parts and rule.frequency in frequencies:
            raise UnreadableRule(part, f"not to stand with FREQ={rule.frequency}")
    if any(nth for nth, _ in rule.days) and (
        rule.frequency not in ("MONTHLY", "YEARLY") or rule.weeks
    ):
        raise UnreadableRule("BYDAY", "numbers only with FREQ=MONTHLY or YEARLY, without BYWEEKNO")
    if rule.positions and not any(p.startswith("BY") and p != "BYSETPOS" for p in parts):
        raise UnreadableRule("BYSETPOS", "another BY part beside it")


def _positive(part: str, value: str) -> int:
    number = int(value) if _INTEGER.fullmatch(value) else 0
    if number < 1:
        raise UnreadableRule(part, "a number from 1 to 999999")
    return number


def _numbers(parts: Mapping[str, str], part: str) -> tuple[int, ...]:
    if part not in parts:
        return ()
    smallest, largest, from_end = _LISTS[part]
    told = [piece.strip() for piece in parts[part].split(",")]
    numbers = {int(piece) for piece in told if _INTEGER.fullmatch(piece)}
    sound = all(smallest <= (abs(number) if from_end else number) <= largest for number in numbers)
    if not sound or not all(_INTEGER.fullmatch(piece) for piece in told):
        signed = ", or negative from the end" if from_end else ""
        raise UnreadableRule(part, f"numbers from {smallest} to {largest}{signed}")
    return tuple(sorted(numbers))


def _days(value: str) -> tuple[ByDay, ...]:
    days: set[ByDay] = set()
    for piece in value.split(","):
        told = _BYDAY.fullmatch(piece.strip())
        nth = int(told[1] or 0) if told else 0
        if told is None or abs(nth) > 53 or (told[1] and not nth):
            raise UnreadableRule("BYDAY", "days such as MO, 2TU or -1FR")
        days.add((nth, WEEKDAYS.index(told[2])))
    return tuple(sorted(days))


def _week_start(value: str) -> int:
    if value not in WEEKDAYS:
        raise UnreadableRule("WKST", f"one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(value)


def _until(value: str) -> date | datetime:
    told = _UNTIL.fullmatch(value)
    try:
        if told is None:
            raise ValueError(value)
        if "T" not in value:
            return date(int(value[:4]), int(value[4:6]), int(value[6:]))
        at = datetime.strptime(value[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - its zone is told next
        return at.replace(tzinfo=UTC) if told[1] else at
    except ValueError:
        raise UnreadableRule("UNTIL", "a day 20261231 or a moment 20261231T225959Z") from None


def _until_text(until: date | datetime | None) -> str:
    if until is None:
        return ""
    if not isinstance(until, datetime):
        return f"{until:%Y%m%d}".rjust(8, "0")
    return f"{until:%Y%m%dT%H%M%S}".rjust(15, "0") + ("Z" if until.tzinfo else "")


def _listed(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))
