"""A rule in the form nearest to Graph's patterns, and what of it Graph still has no words for."""

from calendar import monthrange
from dataclasses import replace
from datetime import datetime

from sync_core.calendar.graph_pattern import Inexpressible, Obstacle
from sync_core.calendar.named_times import with_implied
from sync_core.calendar.rule_parts import Rule
from sync_core.limits import SERIES_INTERVAL_MAX, SERIES_OCCURRENCES_MAX

WEEK = tuple((0, day) for day in range(7))
"""All seven days, as BYDAY lists them."""
COUNTED = (1, 2, 3, 4, -1)
"""The places that Graph can count in a month."""
_SHORTENED = {(28, 29): 29, (28, 29, 30): 30}
"""Days of which the last is meant, as Graph's days 29 and 30 come back."""


def plain_rule(rule: Rule, first: datetime, is_all_day: bool) -> Rule:
    """Return a rule that names the same occurrences in the form nearest to Graph's patterns."""
    rule = _without_own_time(with_implied(rule, first, is_all_day), first)
    rule = _with_day(rule, first)
    rule = _by_larger_unit(rule, first)
    if len(rule.month_days) == 1 and rule.positions in ((1,), (-1,)) and not rule.days:
        rule = replace(rule, positions=())
    if rule.month_days in _SHORTENED and rule.positions == (-1,) and not rule.days:
        return replace(rule, month_days=(_SHORTENED[rule.month_days],))
    if rule.month_days == (-1,) and not (rule.days or rule.positions):
        return replace(rule, month_days=(), days=WEEK, positions=(-1,))
    in_a_month = rule.frequency == "MONTHLY" or bool(rule.months)
    if in_a_month and len(rule.days) == 1 and rule.days[0][0] and not rule.positions:
        nth, day = rule.days[0]
        return replace(rule, days=((0, day),), positions=(nth,))
    return rule


def _without_own_time(rule: Rule, first: datetime) -> Rule:
    """Return the rule without times of day that are the start's own."""
    if rule.frequency not in SERIES_INTERVAL_MAX:
        return rule
    return replace(
        rule,
        hours=() if rule.hours == (first.hour,) else rule.hours,
        minutes=() if rule.minutes == (first.minute,) else rule.minutes,
        seconds=() if rule.seconds == (first.second,) else rule.seconds,
    )


def _with_day(rule: Rule, first: datetime) -> Rule:
    """Return the rule with the day that its start implies."""
    if rule.days or rule.month_days or rule.year_days or rule.weeks:
        return rule
    match rule.frequency:
        case "WEEKLY":
            return replace(rule, days=((0, first.weekday()),))
        case "MONTHLY":
            return replace(rule, month_days=(first.day,))
        case "YEARLY":
            return replace(rule, months=rule.months or (first.month,), month_days=(first.day,))
        case _:
            return rule


def _by_larger_unit(rule: Rule, first: datetime) -> Rule:
    """Return days of the week as weekly, and one month of every year as yearly."""
    if rule.frequency == "DAILY" and rule.interval == 1 and rule.days and not rule.positions:
        return replace(rule, frequency="WEEKLY")
    if rule.frequency == "MONTHLY" and len(rule.months) == 1:
        if rule.interval == 1:
            return replace(rule, frequency="YEARLY")
        if rule.interval % 12 == 0 and rule.months == (first.month,):
            return replace(rule, frequency="YEARLY", interval=rule.interval // 12)
    return rule


def obstacle_of(rule: Rule, first: datetime) -> Inexpressible | None:
    """Return what of a rule in plain form Graph has no words for."""
    if rule.frequency not in SERIES_INTERVAL_MAX:
        return _no(Obstacle.FREQUENCY, "FREQ")
    if rule.interval > SERIES_INTERVAL_MAX[rule.frequency]:
        return _no(Obstacle.INTERVAL, "INTERVAL")
    if (rule.count or 0) > SERIES_OCCURRENCES_MAX:
        return _no(Obstacle.COUNT, "COUNT")
    for part, said, obstacle in (
        ("BYWEEKNO", rule.weeks, Obstacle.WEEKS),
        ("BYYEARDAY", rule.year_days, Obstacle.YEAR_DAYS),
        ("BYHOUR", rule.hours, Obstacle.TIMES),
        ("BYMINUTE", rule.minutes, Obstacle.TIMES),
        ("BYSECOND", rule.seconds, Obstacle.TIMES),
    ):
        if said:
            return _no(obstacle, part)
    if len(rule.months) != (rule.frequency == "YEARLY"):
        return _no(Obstacle.MONTHS, "BYMONTH")
    if rule.frequency in ("DAILY", "WEEKLY"):
        return _days_obstacle(rule)
    return _month_obstacle(rule, first)


def _days_obstacle(rule: Rule) -> Inexpressible | None:
    if rule.positions:
        return _no(Obstacle.POSITIONS, "BYSETPOS")
    if rule.month_days:
        return _no(Obstacle.MONTH_DAYS, "BYMONTHDAY")
    return _no(Obstacle.DAYS, "BYDAY") if rule.days and rule.frequency == "DAILY" else None


def _month_obstacle(rule: Rule, first: datetime) -> Inexpressible | None:
    """Return what of a monthly or yearly rule is neither one day of the month nor one of such days."""
    if rule.month_days and rule.days:
        return _no(Obstacle.MONTH_DAYS, "BYMONTHDAY")
    if rule.month_days:
        if len(rule.month_days) > 1 or rule.month_days[0] < 1:
            return _no(Obstacle.MONTH_DAYS, "BYMONTHDAY")
        is_shortened = rule.positions == (-1,)
        if rule.positions and not is_shortened:
            return _no(Obstacle.POSITIONS, "BYSETPOS")
        month = rule.months[0] if rule.months else first.month
        if not is_shortened and rule.month_days[0] > shortest_month(
            rule.frequency, rule.interval, month
        ):
            return _no(Obstacle.MISSING_DAY, "BYMONTHDAY")
        return None
    if not rule.positions or any(nth for nth, _ in rule.days):
        return _no(Obstacle.DAYS, "BYDAY")
    is_counted = len(rule.positions) == 1 and rule.positions[0] in COUNTED
    return None if is_counted else _no(Obstacle.POSITIONS, "BYSETPOS")


def _no(obstacle: Obstacle, part: str) -> Inexpressible:
    return Inexpressible(obstacle=obstacle, part=part)


def shortest_month(frequency: str, interval: int, month: int) -> int:
    """Return how many days the shortest month has that a rule ever comes to, from one on."""
    step = 12 if frequency == "YEARLY" else interval
    months = {(month - 1 + step * n) % 12 + 1 for n in range(12)}
    return min(monthrange(2001, m)[1] for m in months)  # 2001: no leap year
