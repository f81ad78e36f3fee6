"""What the CRM's users do to single occurrences of a series made there: change and cancel them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flows.ports.crm_calendar import CrmEventDraft
from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.diary import Birth, Entry
from simulator.world.calendar.firm import Firm
from simulator.world.calendar.in_crm.records import CrmRecords, is_alive
from sync_core.calendar.event import EventKey, Origin
from sync_core.calendar.expansion import expand
from sync_core.calendar.window import Window
from sync_core.reconcile.sides import Side

_HERE = Side.CRM


class CrmSeries:
    """The CRM's users, at series that are there."""

    def __init__(self, firm: Firm, records: CrmRecords) -> None:
        self._firm = firm
        self._chance = firm.chance
        self._records = records

    def an_occurrence_is_changed_in_the_crm(self) -> None:
        """A user renames or moves one occurrence of a series made in the CRM."""
        if found := self._some_slot():
            entry, series, slot = found
            was = series.event.content.span
            late = timedelta(hours=self._chance.choice((0, 0, 1, 2)))
            start = slot + late
            span = replace(was, start=start, end=start + (was.end - was.start))
            fields: dict[str, Any] = {"span": span}
            if not late:
                fields["subject"] = entry.subject()
            self._override(entry, series, slot, **fields)

    def an_occurrence_is_cancelled_in_the_crm(self) -> None:
        """A user cancels one occurrence of a series made in the CRM."""
        if found := self._some_slot():
            entry, kept, slot = found
            self._override(entry, kept, slot, is_cancelled=True)
            entry.lost_slot(_HERE, slot)

    def _some_slot(self) -> tuple[Entry, KeptEvent, datetime] | None:
        found = self._records.some(lambda k: is_alive(k) and k.event.content.recurrence is not None)
        if not found:
            return None
        entry, kept = found
        content, now = kept.event.content, self._firm.now()
        if content.recurrence is None or entry.birth is not Birth.CRM:
            return None
        window = Window(since=now, until=now + timedelta(days=60))
        slots = [span.start for span in expand(content.span, content.recurrence, window)]
        return (entry, kept, self._chance.choice(slots)) if slots else None

    def _override(self, entry: Entry, series: KeptEvent, slot: datetime, **fields: Any) -> None:
        """Change one occurrence, which becomes a record of its own."""
        there = self._firm.crm.override_of(series.event.id, slot)
        kept = self._firm.crm.kept(there) if there is not None else None
        if kept is not None:
            self._records.change(entry, kept, **fields)
            return
        draft = _override_of(series, slot, **fields)
        self._firm.crm.put(KeptEvent.of(self._firm.crm.fresh_id(), draft, self._firm.now()))
        entry.calls += 1
        entry.touch_slot(_HERE, slot)


def _override_of(series: KeptEvent, slot: datetime, **fields: Any) -> CrmEventDraft:
    """Return the record of a changed occurrence: as its series, but for the fields."""
    was = series.event.content.span
    at = replace(was, start=slot, end=slot + (was.end - was.start))
    told: dict[str, Any] = {"recurrence": None, "span": at, **fields}
    return CrmEventDraft(
        key=EventKey(""),
        owner=series.event.owner,
        content=replace(series.event.content, **told),
        attendees=series.attendees,
        attendees_total=len(series.attendees),
        organiser=None,
        origin=Origin.PAGE,
        series=series.event.id,
        original_start=slot,
    )
