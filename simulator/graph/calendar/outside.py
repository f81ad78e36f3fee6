"""Meetings whose organiser belongs to another firm: they invite, change and cancel from afar."""

from typing import Any

from simulator.graph.calendar.appointment import Appointment
from simulator.graph.calendar.copies import Source, audience
from simulator.graph.calendar.events import EventItem, EventView
from simulator.graph.calendar.firm import Firm
from simulator.graph.calendar.meetings import audience_of, source_of
from simulator.graph.calendar.spreading import Spreading
from simulator.graph.calendar.store import CalendarStore
from simulator.graph.calendar.writing import after_write, kept, put_down
from simulator.graph.identifiers import ItemIds
from simulator.graph.mail import Recipient


class OutsideMeetings:
    """The world's meetings with people of this firm."""

    def __init__(self, firm: Firm, spreading: Spreading) -> None:
        self.store = CalendarStore(ItemIds("outside"), lambda _: None)
        self._firm = firm
        self._spreading = spreading

    def invite(self, organiser: Recipient, says: Appointment, uid: str) -> EventItem:
        """Hold a meeting and invite everybody of this firm that it names."""
        now = self._firm.surroundings.now()
        item = EventItem(
            number=self.store.ids.new_number(),
            calendar=self.store.default.number,
            uid=uid,
            says=kept(says, self._firm, becomes_online=says.is_online),
            created=now,
            modified=now,
            organiser=organiser,
        )
        self.store.put(self.store.default, item)
        self._spreading.spread(Source(store=self.store, then=item), audience(item, self.store))
        return item

    def write(self, view: EventView, fields: dict[str, Any]) -> None:
        """Change a meeting, or one occurrence of it."""
        former, source = audience_of(self.store, view), source_of(self.store, view)
        after = after_write(view, fields, self._firm)
        written = put_down(self.store, view, after, self._firm.surroundings.now())
        self._spreading.spread(source, former | audience_of(self.store, written))

    def cancel(self, view: EventView) -> None:
        """Cancel a meeting, or one occurrence of it."""
        former, source = audience_of(self.store, view), source_of(self.store, view)
        if view.series is not None and view.original_start is not None:
            self.store.drop_slot(source.then, view.original_start, self._firm.surroundings.now())
        else:
            self.store.remove(view.item)
        self._spreading.spread(source, former)
