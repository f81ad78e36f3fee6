"""The slots of a series: which there are, and which lie beside a given one."""

from datetime import datetime, timedelta
from functools import lru_cache

from simulator.graph.calendar.events import EventItem
from sync_core.calendar.event import Recurrence, Span
from sync_core.calendar.expansion import expand
from sync_core.calendar.window import Window

_BESIDE = timedelta(days=800)  # a neighbour further off than this is none that a move could reach
_MOMENT = timedelta(seconds=1)
_KNOWN_MAX = 4_096


def spans_between(series: EventItem, since: datetime, until: datetime) -> tuple[Span, ...]:
    """Return the spans of a series' slots that touch since <= t < until, deleted and changed ones too."""
    says = series.says
    if says.recurrence is None:
        return ()
    return _expanded(says.span, says.recurrence, Window(since=since, until=until))


@lru_cache(maxsize=_KNOWN_MAX)
def _expanded(span: Span, rule: Recurrence, window: Window) -> tuple[Span, ...]:
    """Return a rule's spans: each page of a listing asks for the same ones again."""
    return expand(span, rule, window)


def span_at(series: EventItem, slot: datetime) -> Span | None:
    """Return the span of the slot that starts at a moment (UTC); None: there is no such slot."""
    around = spans_between(series, slot, slot + _MOMENT)
    return next((span for span in around if span.start == slot), None)


def beside(series: EventItem, slot: datetime) -> tuple[Span | None, Span | None]:
    """Return the slots before and after one that still have an occurrence."""
    around = [
        span
        for span in spans_between(series, slot - _BESIDE, slot + _BESIDE)
        if span.start not in series.deleted
    ]
    before = [span for span in around if span.start < slot]
    after = [span for span in around if span.start > slot]
    return (before[-1] if before else None), (after[0] if after else None)
