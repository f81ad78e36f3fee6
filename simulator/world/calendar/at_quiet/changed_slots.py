"""Changed occurrences of series that were made in the CRM: both sides show each alike."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from simulator.graph.calendar.events import EventItem
from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.at_quiet.both_sides import BothSides
from simulator.world.calendar.diary import Birth, Entry
from simulator.world.scheduler import Violation
from sync_core.calendar.event import CrmEventId, Privacy
from sync_core.reconcile.sides import Side

_SOON = timedelta(days=1)
_IN_WINDOW = timedelta(days=100)


def changed_slots_alike(sides: BothSides) -> None:
    """Check every slot that was changed on one side alone; raises Violation."""
    settings = sides.firm.settings
    if not settings.is_plain:
        return
    for entry in sides.firm.diary.entries:
        if entry.mailbox in settings.enabled and entry.mailbox != settings.not_primary:
            _of_series(sides, entry)


def _of_series(sides: BothSides, entry: Entry) -> None:
    is_left = entry.is_odd or entry.gone or entry.was_private or not entry.is_series
    if entry.birth is not Birth.CRM or entry.crm is None or is_left:
        return
    series, item = sides.firm.crm.kept(entry.crm), _item(sides, entry)
    if series is None or item is None or series.event.content.is_cancelled:
        return
    for slot, side in _changed_once(sides, entry):
        name = f"event {entry.number} at {slot}, changed in {side.value},"
        kept = _override(sides, entry.crm, slot)
        if kept is None:
            raise Violation(f"{name} is not known in the CRM")
        if kept.event.content.privacy is Privacy.NORMAL:
            _alike(name, sides, entry, item, slot, kept)


def _item(sides: BothSides, entry: Entry) -> EventItem | None:
    """Return the series as its organiser's mailbox holds it."""
    items = sides.firm.outside.tenant.mailbox(entry.mailbox).calendars.items.values()
    found = (i for i in items if i.is_series and i.is_organiser)
    return next((i for i in found if entry.token in i.says.subject), None)


def _changed_once(sides: BothSides, entry: Entry) -> Iterator[tuple[datetime, Side]]:
    """Yield the slots that people changed on one side only, and which side that was.

    Where the series was shifted, its slots are others now.
    """
    now = sides.firm.now()
    for side in Side:
        others = entry.slots_touched.get(side.other, set())
        if None in entry.slots_gone.get(side, set()):
            continue
        for slot in sorted(s for s in entry.slots_touched.get(side, ()) if s is not None):
            is_near = now + _SOON < slot < now + _IN_WINDOW
            if is_near and not {slot, None} & others:
                yield slot, side


def _override(sides: BothSides, series: CrmEventId, slot: datetime) -> KeptEvent | None:
    there = sides.firm.crm.override_of(series, slot)
    return sides.firm.crm.kept(there) if there is not None else None


def _alike(
    name: str, sides: BothSides, entry: Entry, item: EventItem, slot: datetime, kept: KeptEvent
) -> None:
    is_off = slot in item.deleted
    if kept.event.content.is_cancelled != is_off:
        raise Violation(f"{name} takes place on one side alone")
    if is_off:
        return
    store = sides.firm.outside.tenant.mailbox(entry.mailbox).calendars
    shown = store.occurrence(item, slot).says.subject
    if shown.strip() != kept.event.content.subject.strip():
        raise Violation(f"{name} is {shown!r} in Outlook, {kept.event.content.subject!r} here")
