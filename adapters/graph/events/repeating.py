"""How a series repeats, between Graph's patternedRecurrence and the engine's rule."""

from datetime import date
from typing import Any, NotRequired

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from adapters.graph.events.spans import UnfitError, zone_name
from sync_core.calendar.event import Recurrence, Span
from sync_core.calendar.graph_pattern import (
    DayOfWeek,
    GraphPattern,
    GraphRange,
    GraphRecurrence,
    Inexpressible,
    PatternType,
    RangeType,
    WeekIndex,
)
from sync_core.calendar.recurrence import from_graph, to_graph
from sync_core.calendar.rule_parts import UnreadableRule
from sync_core.failures import SkipItem, SkipReason


class _Pattern(TypedDict):
    type: PatternType
    interval: NotRequired[int | None]
    daysOfWeek: NotRequired[list[DayOfWeek] | None]
    firstDayOfWeek: NotRequired[DayOfWeek | None]
    dayOfMonth: NotRequired[int | None]
    month: NotRequired[int | None]
    index: NotRequired[WeekIndex | None]


class _Range(TypedDict):
    type: RangeType
    startDate: date
    endDate: NotRequired[date | None]
    numberOfOccurrences: NotRequired[int | None]


class _Recurrence(TypedDict):
    pattern: _Pattern
    range: _Range


_RECURRENCE = TypeAdapter(_Recurrence)


def recurrence_of(told: dict[str, Any], span: Span) -> Recurrence:
    """Return the rule of a series as Graph sends it.

    Args:
        told: the event's `recurrence`.
        span: the series' own; its zone is the one the rule counts in.

    Raises:
        UnfitError: it is not as documented, or names no days.
    """
    try:
        wire = _RECURRENCE.validate_python(told)
        return from_graph(_graph(wire, span), span)
    except ValidationError as bad:
        where = ".".join(map(str, bad.errors(include_input=False)[0]["loc"]))
        raise UnfitError(f"recurrence.{where}: not as documented") from None
    except UnreadableRule as bad:
        raise UnfitError(f"recurrence.{bad}") from None


def pattern_of(rule: Recurrence, span: Span, zone: str) -> dict[str, Any]:
    """Return a rule as Graph takes it, in a zone (IANA).

    Raises:
        SkipItem: Graph cannot express it; names the part.
    """
    graph = to_graph(rule, span)
    if isinstance(graph, Inexpressible):
        raise SkipItem(SkipReason.REFUSED_BY_OUTLOOK, f"recurrence.{graph.part}: {graph.obstacle}")
    return {"pattern": _pattern(graph.pattern), "range": _range(graph.range, zone)}


def _graph(wire: _Recurrence, span: Span) -> GraphRecurrence:
    pattern, within = wire["pattern"], wire["range"]
    has_end = within["type"] is RangeType.END_DATE
    return GraphRecurrence(
        pattern=GraphPattern(
            type=pattern["type"],
            interval=pattern.get("interval") or 1,
            days_of_week=tuple(pattern.get("daysOfWeek") or ()),
            first_day_of_week=pattern.get("firstDayOfWeek") or DayOfWeek.SUNDAY,
            day_of_month=pattern.get("dayOfMonth") or 0,
            month=pattern.get("month") or 0,
            index=pattern.get("index") or WeekIndex.FIRST,
        ),
        range=GraphRange(
            type=within["type"],
            start_date=within["startDate"],
            end_date=within.get("endDate") if has_end else None,
            number_of_occurrences=within.get("numberOfOccurrences") or 0,
            zone=span.zone,
        ),
    )


def _pattern(pattern: GraphPattern) -> dict[str, Any]:
    """Return a pattern with what its type needs; the rest is Graph's own default."""
    told: dict[str, Any] = {"type": pattern.type.value, "interval": pattern.interval}
    if pattern.days_of_week:
        told["daysOfWeek"] = [day.value for day in pattern.days_of_week]
    if pattern.type is PatternType.WEEKLY:
        told["firstDayOfWeek"] = pattern.first_day_of_week.value
    if pattern.day_of_month:
        told["dayOfMonth"] = pattern.day_of_month
    if pattern.month:
        told["month"] = pattern.month
    if pattern.type in (PatternType.RELATIVE_MONTHLY, PatternType.RELATIVE_YEARLY):
        told["index"] = pattern.index.value
    return told


def _range(within: GraphRange, zone: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": within.type.value,
        "startDate": within.start_date.isoformat(),
        "recurrenceTimeZone": zone_name(zone),
    }
    if within.end_date is not None:
        told["endDate"] = within.end_date.isoformat()
    if within.type is RangeType.NUMBERED:
        told["numberOfOccurrences"] = within.number_of_occurrences
    return told
