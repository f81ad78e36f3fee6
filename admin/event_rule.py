"""How an event repeats, as a form tells it: only what Outlook can express too."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from admin.event_span import NO_SPAN
from admin.form_fields import FormFields
from admin.repeating import Repeating, Repeats
from sync_core import limits
from sync_core.calendar.event import Recurrence, Span
from sync_core.calendar.graph_pattern import Inexpressible
from sync_core.calendar.recurrence import settled, to_graph

_EVERY_MAX = 99
"""Outlook takes no longer step."""
_KINDS = {kind.value: kind for kind in Repeats}


def rule_told(form: FormFields, span: Span) -> str:
    """Return the rule (RFC 5545) of a form; empty: the event is a single one, or the form is refused anyway."""
    repeats = form.choice("repeats", _KINDS, Repeats.NEVER)
    if repeats is Repeats.NEVER or span is NO_SPAN:
        return ""
    told = _repeating(form, repeats)
    local = span.start.astimezone(_zone(span))
    if told.until is not None and told.until < local.date():
        form.wrong("until", "expected a day not before the first")
    return _expressible(form, told.rule(local, _last_moment(told.until, span)), span)


def _repeating(form: FormFields, repeats: Repeats) -> Repeating:
    ends = form.text("ends") or "never"
    if ends not in ("never", "until", "count"):
        form.wrong("ends", "expected never, until or count")
    most = limits.SERIES_OCCURRENCES_MAX
    return Repeating(
        repeats=repeats,
        every=(form.number("every", _EVERY_MAX) or 1) if form.text("every") else 1,
        until=form.day("until") if ends == "until" else None,
        count=form.number("count", most) if ends == "count" else None,
    )


def _expressible(form: FormFields, rule: str, span: Span) -> str:
    """Return a rule as it comes back from Outlook; one that Outlook cannot say is a problem."""
    graph = to_graph(Recurrence(rule=rule), span)
    if isinstance(graph, Inexpressible) and not form.problems:
        form.wrong("repeats", f"expected what Outlook can express. {graph.obstacle.text}")
    return settled(Recurrence(rule=rule), span).rule


def _last_moment(day: date | None, span: Span) -> datetime | None:
    """Return the last second of a day in the span's zone, in UTC: an end that includes that day."""
    if day is None:
        return None
    last = datetime.combine(day, time(23, 59, 59)).replace(tzinfo=_zone(span))
    return last.astimezone(ZoneInfo("UTC"))


def _zone(span: Span) -> ZoneInfo:
    return ZoneInfo("UTC" if span.is_all_day else span.zone)
