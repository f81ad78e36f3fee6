"""The events that people find in their Outlook calendars, and which of them somebody takes up."""

from collections.abc import Callable

from simulator.world.calendar.diary import Birth, Entry
from simulator.world.calendar.firm import Firm
from sync_core.calendar.event import EventId


class OutlookEvents:
    """The organisers' calendars, as they lie there now."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm

    def living(self, wanted: Callable[[Entry], bool]) -> list[tuple[Entry, EventId]]:
        """Return the entries that lie in their organiser's calendar, with their ids."""
        found = []
        for entry in self._firm.diary.entries:
            event = self.event_of(entry)
            if event is not None and wanted(entry):
                found.append((entry, event))
        return found

    def some(self, wanted: Callable[[Entry], bool]) -> tuple[Entry, EventId] | None:
        """Return one of them by chance."""
        found = self.living(wanted)
        return self._firm.chance.choice(found) if found else None

    def event_of(self, entry: Entry) -> EventId | None:
        """Return the id of an entry in its organiser's calendar; None: it is not there."""
        if entry.birth is Birth.OUTSIDE:
            return None
        box = self._firm.outside.tenant.mailbox(entry.mailbox)
        for item in box.calendars.items.values():
            if item.series is None and item.is_organiser and entry.token in item.says.subject:
                return EventId(box.ids.immutable(item.number))
        return None
