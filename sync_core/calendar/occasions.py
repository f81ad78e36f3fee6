"""The occurrences of a series that the CRM keeps: which there are, and how changed ones follow a moved series."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sync_core.calendar.event import CrmEvent, Recurrence, Span
from sync_core.calendar.expansion import TooManyOccurrences, UnknownZone, expand, wall_start
from sync_core.calendar.rule_parts import UnreadableRule
from sync_core.calendar.window import Window
from sync_core.calendar.zones import zone_of

_INSTANT = timedelta(microseconds=1)


def unchanged_occurrences(
    series: CrmEvent, changed: Collection[datetime], window: Window
) -> tuple[Span, ...]:
    """Return the spans of a series' occurrences in a window, without those that were changed.

    A series that cannot be expanded (its rule was written by another program and is none, its zone is
    unknown) is shown as one event, so that it is seen.

    Args:
        series: the series.
        changed: the original starts of its changed and cancelled occurrences.
        window: which occurrences are asked for.
    """
    own = series.content.span
    spans = _expanded(own, series.content.recurrence, window)
    if spans is None:
        spans = (own,) if window.holds(own) else ()
    return tuple(span for span in spans if span.start not in changed)


def occurrence_at(span: Span, rule: Recurrence | None, slot: datetime) -> Span | None:
    """Return the occurrence of a series that begins at a slot; None where there is none."""
    around = Window(since=slot, until=slot + _INSTANT)
    spans = _expanded(span, rule, around) or ()
    return next((one for one in spans if one.start == slot), None)


def moved_slot(slot: datetime, before: Span, after: Span) -> datetime:
    """Return the slot that stands for a former one after a series was moved: as far on the clock as the series.

    Args:
        slot: an original start (UTC).
        before: the series' span until now.
        after: its new span.
    """
    further = wall_start(after) - wall_start(before)
    old_zone = zone_of("UTC" if before.is_all_day else before.zone) or UTC
    new_zone = zone_of("UTC" if after.is_all_day else after.zone) or UTC
    on_clock = slot.astimezone(old_zone).replace(tzinfo=None, fold=0) + further
    return on_clock.replace(tzinfo=new_zone).astimezone(UTC)


def _expanded(span: Span, rule: Recurrence | None, window: Window) -> tuple[Span, ...] | None:
    """Return the occurrences in a window; None where the series cannot be expanded."""
    if rule is None:
        return None
    try:
        return expand(span, rule, window)
    except (TooManyOccurrences, UnknownZone, UnreadableRule):
        return None
