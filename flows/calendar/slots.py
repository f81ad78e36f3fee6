"""Changed slots of series that were made in the CRM: one pair stands for the series, one for each such slot.

A slot is known by the series' identity and the start it had before it was changed, so that a cancelled one,
which has no identity of its own in Outlook any more, is known too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flows.calendar.found import Gathering
from flows.ports.calendar import Series
from sync_core.calendar.event import (
    CrmEvent,
    CrmEventId,
    EventId,
    OutlookEvent,
    Shape,
)
from sync_core.calendar.twins import Twin
from sync_core.reconcile.pairs import PairKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One changed slot."""

    key: PairKey
    start: datetime
    """When it would be, unchanged (UTC)."""
    outlook: OutlookEvent | None
    crm: CrmEvent | None
    """The CRM's own change of it, where it was found by its series."""
    parent: CrmEventId
    """The series in the CRM."""


async def add_slots(found: Gathering) -> None:
    """Add a twin for every changed slot of the series found that were made in the CRM."""
    parents = {m: e for m in found.series if (e := found.crm_series_of(m)) is not None}
    if not parents:
        return
    ids = sorted({parent.id for parent in parents.values()})
    overrides = await found.run.parts.crm_calendar.overrides(ids)
    for master, parent in sorted(parents.items()):
        changed = {e.original_start: e for e in overrides.get(parent.id, ()) if e.original_start}
        for slot in _slots(found, found.series[master], parent.id, changed):
            found.twins[slot.key] = twin_of(found, slot)


def _slots(
    found: Gathering,
    series: Series,
    parent: CrmEventId,
    changed: Mapping[datetime, CrmEvent],
) -> Iterator[Slot]:
    """Yield a series' changed slots that lie in the window."""
    for start in sorted(_starts(found, series) | set(changed)):
        if found.rules.window.since <= start < found.rules.window.until:
            yield Slot(
                key=slot_key(found, series, start),
                start=start,
                outlook=_in_outlook(series, start),
                crm=changed.get(start),
                parent=parent,
            )


def twin_of(found: Gathering, slot: Slot) -> Twin:
    """Return the twin of a slot."""
    pair = found.pairs.get(slot.key)
    return Twin(key=slot.key, pair=pair, outlook=slot.outlook, crm=slot.crm, crm_series=slot.parent)


def slot_key(found: Gathering, series: Series, start: datetime) -> PairKey:
    """Return the key of a slot."""
    told = f"{series.master.ical_uid}|{start.isoformat()}"
    return PairKey(found.run.parts.digester.event_key(told))


def _starts(found: Gathering, series: Series) -> set[datetime]:
    """Return the slots that were changed or cancelled in Outlook, and those remembered as changed."""
    changed = {
        o.original_start
        for o in series.occurrences
        if o.shape is Shape.EXCEPTION and o.original_start is not None
    }
    known = {
        p.original_start
        for p in found.pairs.values()
        if p.series == series.master.id and p.original_start is not None
    }
    return changed | known | set(series.cancelled)


def _in_outlook(series: Series, start: datetime) -> OutlookEvent | None:
    """Return the occurrence that stands for a slot; of a cancelled one a picture that cannot be written."""
    if start in series.cancelled:
        master = series.master
        length = master.content.span.end - master.content.span.start
        span = replace(master.content.span, start=start, end=start + length)
        content = replace(master.content, span=span, is_cancelled=True, recurrence=None)
        return replace(
            master,
            id=EventId(""),
            version="",
            shape=Shape.EXCEPTION,
            series=master.id,
            original_start=start,
            content=content,
        )
    return next((o for o in series.occurrences if o.original_start == start), None)
