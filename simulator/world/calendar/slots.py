"""What must hold of changed occurrences of series that were made in the CRM: both sides show each alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.graph.calendar.events import EventItem
from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.diary import Birth, Diary, Entry
from simulator.world.calendar.rules import FirmSettings
from simulator.world.outside import Outside
from simulator.world.scheduler import Violation
from sync_core.calendar.event import Privacy
from sync_core.reconcile.sides import Side

_SOON = timedelta(days=1)
_IN_WINDOW = timedelta(days=100)


@dataclass(slots=True)
class ChangedSlots:
    """Compares every slot that was changed on one side alone."""

    outside: Outside
    diary: Diary

    def check(self, settings: FirmSettings) -> None:
        """Check every series; raises Violation."""
        if not settings.is_plain:
            return
        for entry in self.diary.entries:
            if entry.mailbox in settings.enabled and entry.mailbox != settings.not_primary:
                self._of_series(entry)

    def _of_series(self, entry: Entry) -> None:
        is_left = entry.is_odd or entry.gone or entry.was_private or not entry.is_series
        if entry.birth is not Birth.CRM or entry.crm is None or is_left:
            return
        series, item = self.outside.crm_calendar.kept(entry.crm), self._item(entry)
        if series is None or item is None or series.event.content.is_cancelled:
            return
        for slot, side in self._changed_once(entry):
            self._alike(entry, item, slot, side)

    def _item(self, entry: Entry) -> EventItem | None:
        """Return the series as its organiser's mailbox holds it."""
        items = self.outside.tenant.mailbox(entry.mailbox).calendars.items.values()
        found = (i for i in items if i.is_series and i.is_organiser)
        return next((i for i in found if entry.token in i.says.subject), None)

    def _changed_once(self, entry: Entry) -> Iterator[tuple[datetime, Side]]:
        """Yield the slots that people changed on one side only, and which side that was."""
        now = self.outside.surroundings.now()
        for side in Side:
            others = entry.slots_touched.get(side.other, set())
            if None in entry.slots_gone.get(side, set()):
                continue  # the series was shifted: its slots are others now
            for slot in sorted(s for s in entry.slots_touched.get(side, ()) if s is not None):
                is_near = now + _SOON < slot < now + _IN_WINDOW
                if is_near and not {slot, None} & others:
                    yield slot, side

    def _alike(self, entry: Entry, item: EventItem, slot: datetime, side: Side) -> None:
        assert entry.crm is not None  # noqa: S101  it was made there
        there = self.outside.crm_calendar.override_of(entry.crm, slot)
        kept = self.outside.crm_calendar.kept(there) if there is not None else None
        name = f"event {entry.number} at {slot}, changed in {side.value},"
        is_off = slot in item.deleted
        if kept is None:
            raise Violation(f"{name} is not known in the CRM")
        if kept.event.content.privacy is not Privacy.NORMAL:
            return
        if kept.event.content.is_cancelled != is_off:
            raise Violation(f"{name} takes place on one side alone")
        if not is_off:
            self._same_subject(name, entry, item, slot, kept)

    def _same_subject(
        self, name: str, entry: Entry, item: EventItem, slot: datetime, kept: KeptEvent
    ) -> None:
        store = self.outside.tenant.mailbox(entry.mailbox).calendars
        shown = store.occurrence(item, slot).says.subject
        if shown.strip() != kept.event.content.subject.strip():
            raise Violation(f"{name} is {shown!r} in Outlook, {kept.event.content.subject!r} here")
