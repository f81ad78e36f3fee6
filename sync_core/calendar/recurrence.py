"""Recurrence as Microsoft Graph writes it, to and from a rule of RFC 5545: the same occurrences, or none.

Graph's patterns are fewer than RFC 5545's rules. A rule they cannot say is refused with the part that is at fault,
never bent to something near. What a rule does not hold is no business of this module: EXDATE and RDATE of a calendar
file, or slots cancelled or moved in the CRM, are occurrences of their own (Series.cancelled, override rows of the
CRM), written one by one after the series.

Where the two differ in meaning (facts: graph §2.2; Exchange Web Services, AbsoluteMonthlyRecurrence):

- a month without the pattern's day: Exchange takes the month's last day, RFC 5545 leaves the month out. So a rule for
  the 31st is refused; "the last day" is Graph's relative `last` of all seven days; and Graph's day 31 comes back as
  BYMONTHDAY=-1, its day 30 as the last of the days 28, 29 and 30.
- the range's end is a day in Graph; UNTIL is a moment. It becomes the last day on which an occurrence may still
  begin, in the series' zone, and comes back as that day's last second.
- Graph's startDate must be the first occurrence. A series that starts on a day its own rule does not name is refused:
  moving its start would be a change that nobody asked for.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from sync_core.calendar.event import Content, Recurrence, Span
from sync_core.calendar.expansion import (
    UnknownZone,
    last_day,
    starts_on_rule,
    wall_start,
    zone_of_span,
)
from sync_core.calendar.graph_pattern import (
    DayOfWeek,
    GraphPattern,
    GraphRange,
    GraphRecurrence,
    Inexpressible,
    Obstacle,
    PatternType,
    RangeType,
    WeekIndex,
)
from sync_core.calendar.plain_rule import COUNTED, WEEK, obstacle_of, plain_rule, shortest_month
from sync_core.calendar.rule_parts import ByDay, Rule, UnreadableRule, parse_rule

_DAYS = tuple(DayOfWeek)
_INDEX = dict(zip(COUNTED, WeekIndex, strict=True))
_NTH = {index: nth for nth, index in _INDEX.items()}
_LAST_SECOND = time(23, 59, 59)


def canonical_rule(text: str) -> str:
    """Return a rule's one text: parts in order, lists sorted, nothing that says only what holds anyway.

    Raises:
        UnreadableRule: a ValueError that names the part.
    """
    return parse_rule(text).text


def settled(rule: Recurrence, span: Span) -> Recurrence:
    """Return the rule with what the start implies written out: the text that comes back from Outlook.

    By it a rule is compared: FREQ=WEEKLY of a Tuesday and FREQ=WEEKLY;BYDAY=TU are one rule. A rule that
    Outlook cannot express comes back in canonical form, and one that cannot be read as it is.
    """
    graph = to_graph(rule, span)
    if isinstance(graph, GraphRecurrence):
        return from_graph(graph, span)
    if graph.obstacle is Obstacle.UNREADABLE:
        return rule
    return Recurrence(rule=canonical_rule(rule.rule))


def to_graph(rule: Recurrence, span: Span) -> GraphRecurrence | Inexpressible:
    """Return a series' recurrence as Graph expresses it, or what stands against it.

    Args:
        rule: an RFC 5545 rule.
        span: the series' own span: its start is the first occurrence, in the zone the rule counts in.
    """
    try:
        parsed = parse_rule(rule.rule)
        first = wall_start(span)
    except UnreadableRule as bad:
        return Inexpressible(obstacle=Obstacle.UNREADABLE, part=bad.part)
    except UnknownZone:
        return Inexpressible(obstacle=Obstacle.ZONE, part="DTSTART")
    plain = plain_rule(parsed, first, span.is_all_day)
    within = _range(plain, span, first.date())
    against = obstacle_of(plain, first) or _end_obstacle(within)
    if against is None and not starts_on_rule(span, parsed):
        against = Inexpressible(obstacle=Obstacle.START, part="DTSTART")
    return against or GraphRecurrence(pattern=_pattern(plain), range=within)


def is_expressible(content: Content) -> bool:
    """Return whether Graph can express how an event repeats; one that does not repeat it always can."""
    rule = content.recurrence
    return rule is None or isinstance(to_graph(rule, content.span), GraphRecurrence)


def from_graph(graph: GraphRecurrence, span: Span) -> Recurrence:
    """Return the rule of a series that Graph holds, in canonical form.

    Args:
        graph: its recurrence.
        span: the series' own span; its zone is the range's (an adapter reads it from there).

    Raises:
        UnreadableRule: the pattern or the range lacks what its type needs.
        UnknownZone: the span's zone is not known.
    """
    pattern, within = graph.pattern, graph.range
    if pattern.interval < 1:
        raise UnreadableRule("pattern.interval", "a number from 1")
    rule = _rule(pattern, within.start_date)
    match within.type:
        case RangeType.NUMBERED:
            if within.number_of_occurrences < 1:
                raise UnreadableRule("range.numberOfOccurrences", "a number from 1")
            rule = replace(rule, count=within.number_of_occurrences)
        case RangeType.END_DATE:
            rule = replace(rule, until=_until(within.end_date, span))
        case RangeType.NO_END:
            pass
    return Recurrence(rule=rule.text)


def _end_obstacle(within: GraphRange) -> Inexpressible | None:
    is_empty = within.end_date is not None and within.end_date < within.start_date
    return Inexpressible(obstacle=Obstacle.EMPTY, part="UNTIL") if is_empty else None


def _pattern(rule: Rule) -> GraphPattern:
    """Return the pattern of a rule in plain form that nothing stands against."""
    kind = "relative" if rule.days else "absolute"
    is_monthly = rule.frequency in ("MONTHLY", "YEARLY")
    name = f"{kind}{rule.frequency.capitalize()}" if is_monthly else rule.frequency.lower()
    return GraphPattern(
        type=PatternType(name),
        interval=rule.interval,
        days_of_week=tuple(_DAYS[day] for _, day in rule.days),
        first_day_of_week=_DAYS[rule.week_start],
        day_of_month=rule.month_days[0] if rule.month_days else 0,
        month=rule.months[0] if rule.months else 0,
        index=_INDEX[rule.positions[0]] if rule.days and rule.positions else WeekIndex.FIRST,
    )


def _range(rule: Rule, span: Span, first: date) -> GraphRange:
    zone = "UTC" if span.is_all_day else span.zone
    if rule.count is not None:
        return GraphRange(
            type=RangeType.NUMBERED, start_date=first, number_of_occurrences=rule.count, zone=zone
        )
    if rule.until is None:
        return GraphRange(type=RangeType.NO_END, start_date=first, zone=zone)
    ends = last_day(span, rule.until)
    return GraphRange(type=RangeType.END_DATE, start_date=first, end_date=ends, zone=zone)


def _rule(pattern: GraphPattern, start: date) -> Rule:
    """Return the rule that names the days of a pattern, from a series' first day on."""
    match pattern.type:
        case PatternType.DAILY:
            return Rule(frequency="DAILY", interval=pattern.interval)
        case PatternType.WEEKLY:
            days = _days(pattern)
            weeks_matter = pattern.interval > 1 and len(days) > 1
            begins = _DAYS.index(pattern.first_day_of_week) if weeks_matter else 0
            return Rule(frequency="WEEKLY", interval=pattern.interval, days=days, week_start=begins)
        case PatternType.ABSOLUTE_MONTHLY | PatternType.RELATIVE_MONTHLY:
            rule = Rule(frequency="MONTHLY", interval=pattern.interval)
        case PatternType.ABSOLUTE_YEARLY | PatternType.RELATIVE_YEARLY:
            if not 1 <= pattern.month <= 12:
                raise UnreadableRule("pattern.month", "a number from 1 to 12")
            rule = Rule(frequency="YEARLY", interval=pattern.interval, months=(pattern.month,))
    if pattern.type in (PatternType.ABSOLUTE_MONTHLY, PatternType.ABSOLUTE_YEARLY):
        return _absolute(rule, pattern.day_of_month, start)
    return _relative(rule, _days(pattern), _NTH[pattern.index])


def _absolute(rule: Rule, day: int, start: date) -> Rule:
    """Return the rule on a day of the month, or on the month's last day where it lacks that one."""
    if not 1 <= day <= 31:
        raise UnreadableRule("pattern.dayOfMonth", "a number from 1 to 31")
    month = rule.months[0] if rule.months else start.month
    if day <= shortest_month(rule.frequency, rule.interval, month):
        return replace(rule, month_days=(day,))
    if day == 31 or rule.months:
        return replace(rule, month_days=(-1,))
    return replace(rule, month_days=tuple(range(28, day + 1)), positions=(-1,))


def _relative(rule: Rule, days: tuple[ByDay, ...], nth: int) -> Rule:
    """Return the rule on the nth of a month's days of some kinds."""
    if days == WEEK:
        return replace(rule, month_days=(nth,))
    if len(days) == 1:
        return replace(rule, days=((nth, days[0][1]),))
    return replace(rule, days=days, positions=(nth,))


def _days(pattern: GraphPattern) -> tuple[ByDay, ...]:
    if not pattern.days_of_week:
        raise UnreadableRule("pattern.daysOfWeek", "at least one day")
    return tuple(sorted({(0, _DAYS.index(day)) for day in pattern.days_of_week}))


def _until(end: date | None, span: Span) -> date | datetime:
    """Return the last day of an all-day series, the last second of it of a timed one, as UNTIL says it."""
    if end is None:
        raise UnreadableRule("range.endDate", "a day")
    if span.is_all_day:
        return end
    return datetime.combine(end, _LAST_SECOND, zone_of_span(span)).astimezone(UTC)
