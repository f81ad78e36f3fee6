"""A series in two parts: up to an occurrence, and from it on."""

from datetime import datetime, timedelta

from simulator.graph.calendar.events import EventItem
from simulator.graph.calendar.slots import spans_between
from sync_core.calendar.event import Recurrence


def before_slot(series: EventItem, slot: datetime) -> Recurrence:
    """Return the rule of a series that ends with the occurrence before a slot."""
    last = slot - timedelta(days=1)
    until = f"{last:%Y%m%d}" if series.says.span.is_all_day else f"{last:%Y%m%dT%H%M%SZ}"
    return Recurrence(rule=f"{_unending(series)};UNTIL={until}")


def after_slot(series: EventItem, slot: datetime) -> Recurrence:
    """Return the rule of the series that goes on with a slot."""
    parts = dict(part.split("=", 1) for part in _rule(series).split(";"))
    if "COUNT" in parts:
        passed = len(spans_between(series, series.says.span.start, slot))
        left = int(parts["COUNT"]) - passed
        return Recurrence(rule=f"{_unending(series)};COUNT={max(left, 1)}")
    return Recurrence(rule=_rule(series))


def _rule(series: EventItem) -> str:
    recurrence = series.says.recurrence
    if recurrence is None:
        raise ValueError("a single event has no occurrences")
    return recurrence.rule


def _unending(series: EventItem) -> str:
    parts = _rule(series).split(";")
    return ";".join(p for p in parts if not p.startswith(("COUNT=", "UNTIL=")))
