"""One mailbox's calendars: their events, and every change noted where a delta or a notification finds it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from simulator.graph.calendar.appointment import Appointment
from simulator.graph.calendar.calendars import Calendar
from simulator.graph.calendar.events import Damage, EventItem, EventView, occurrence_uid
from simulator.graph.calendar.slots import span_at, spans_between
from simulator.graph.changes import Change
from simulator.graph.identifiers import ItemIds
from simulator.graph.mailstore import ChangeType
from simulator.graph.refusals import Refusal, item_not_found
from sync_core.calendar.event import Shape, Span
from sync_core.calendar.window import Window


@dataclass(frozen=True, slots=True)
class EventChange:
    """One change of one event, told to whoever is subscribed."""

    number: int
    change: ChangeType


class CalendarStore:
    """Calendars, events and their logs."""

    def __init__(
        self, ids: ItemIds, tell: Callable[[EventChange], None], *, german: bool = False
    ) -> None:
        self.ids = ids
        self.items: dict[int, EventItem] = {}
        """Single events, series, and occurrences that were changed."""
        self.calendars: dict[int, Calendar] = {}
        self._tell = tell
        self._slots: dict[int, tuple[int, datetime]] = {}
        self._by_uid: dict[str, int] = {}
        self._by_transaction: dict[str, int] = {}
        self._by_property: dict[tuple[str, str], dict[int, None]] = {}
        self.default = self._new_calendar("Kalender" if german else "Calendar", is_default=True)

    # Calendars

    def add_calendar(self, name: str) -> Calendar:
        """Make one more calendar."""
        return self._new_calendar(name, is_default=False)

    def calendar(self, name: str) -> Calendar:
        """Return a calendar by its id; an empty one is the default calendar's.

        Raises:
            Refusal: there is none (404 ErrorItemNotFound).
        """
        if not name:
            return self.default
        found = next((c for c in self.calendars.values() if c.id == name), None)
        if found is None:
            raise item_not_found()
        return found

    # Looking

    def find(self, text: str) -> EventView:
        """Return the event with an id of either format.

        Raises:
            Refusal: malformed (400), or not there any more (404).
        """
        return self.view(self.ids.read(text).number)

    def view(self, number: int) -> EventView:
        """Return an event by its number.

        Raises:
            Refusal: it is not there (404).
        """
        item = self.items.get(number)
        if item is not None:
            return self._view_of(item)
        if number not in self._slots:
            raise item_not_found()
        series, slot = self._slots[number]
        if series not in self.items:
            raise item_not_found()
        return self.occurrence(self.items[series], slot)

    def look(self, number: int) -> EventView | None:
        """Return an event by its number; None: it is not there."""
        try:
            return self.view(number)
        except Refusal:
            return None

    def exists(self, number: int) -> bool:
        """Return whether an event, series or changed occurrence of this number is there."""
        return number in self.items

    def occurrence(self, master: EventItem, slot: datetime) -> EventView:
        """Return the occurrence that stands for a slot.

        Raises:
            Refusal: the series has no such slot, or its occurrence was deleted (404).
        """
        if slot in master.exceptions:
            return self._view_of(self.items[master.exceptions[slot]])
        span = span_at(master, slot)
        if span is None or slot in master.deleted:
            raise item_not_found()
        return self._occurrence(master, span)

    def has_occurrence(self, master: EventItem, slot: datetime) -> bool:
        """Return whether a series has an occurrence for a slot."""
        if slot in master.exceptions:
            return True
        return slot not in master.deleted and span_at(master, slot) is not None

    def occurrences(self, master: EventItem, window: Window) -> list[EventView]:
        """Return a series' occurrences whose time lies in a window, changed ones too, in order."""
        found = [
            self._occurrence(master, span)
            for span in spans_between(master, window.since, window.until)
            if span.start not in master.deleted
            and span.start not in master.exceptions
            and window.holds(span)
        ]
        changed = (self._view_of(self.items[number]) for number in master.exceptions.values())
        found += [view for view in changed if window.holds(view.says.span)]
        return sorted(found, key=lambda view: (view.says.span.start, view.number))

    def with_uid(self, uid: str) -> EventItem | None:
        """Return this mailbox's copy of a meeting."""
        return self.items.get(self._by_uid.get(uid, 0))

    def with_transaction(self, transaction_id: str) -> EventItem | None:
        """Return the event that was made with a transactionId."""
        return self.items.get(self._by_transaction.get(transaction_id, 0))

    def with_property(self, name: str, value: str) -> list[EventItem]:
        """Return the events that carry an extended property of this value."""
        numbers = self._by_property.get((name.lower(), value), {})
        return [self.items[number] for number in numbers]

    # Changing

    def put(self, calendar: Calendar, item: EventItem) -> EventItem:
        """Put a new event into a calendar."""
        self.items[item.number] = item
        calendar.items[item.number] = None
        self._by_uid[item.uid] = item.number
        if item.transaction_id:
            self._by_transaction[item.transaction_id] = item.number
        for name, value in item.extended.items():
            self._index(item.number, name, value)
        calendar.log.record(item.number, Change.ADDED)
        self._tell(EventChange(item.number, ChangeType.CREATED))
        return item

    def write(self, item: EventItem, now: datetime, says: Appointment, **state: Any) -> None:
        """Write an event, series or changed occurrence; `state` sets its other fields."""
        if item.is_series:
            self._fit(item, says)
        item.says = says
        for name, value in state.items():
            setattr(item, name, value)
        self._changed(item, now)
        for number in item.exceptions.values():
            self._refresh(self.items[number], now)

    def mark(self, item: EventItem, now: datetime, extended: dict[str, str]) -> None:
        """Write extended properties of an event."""
        for name, value in extended.items():
            self._by_property.get((name.lower(), item.extended.get(name, "")), {}).pop(
                item.number, None
            )
            item.extended[name] = value
            self._index(item.number, name, value)
        self._changed(item, now)

    def override(
        self, master: EventItem, slot: datetime, now: datetime, fields: dict[str, Any], **state: Any
    ) -> EventItem:
        """Change one occurrence: it keeps its number and becomes an exception.

        Raises:
            Refusal: there is no such occurrence (404).
        """
        view = self.occurrence(master, slot)
        is_new = slot not in master.exceptions
        item = self._exception(master, slot, view, now) if is_new else view.item
        item.overrides |= fields
        for name, value in state.items():
            setattr(item, name, value)
        item.says = replace(item.says, **fields)
        self._changed(item, now)
        return item

    def damage(self, item: EventItem, how: Damage | None, now: datetime) -> None:
        """Serve an item wrongly from now on, or properly again; it counts as a change."""
        item.damage = how
        self._changed(item, now)

    def drop_slot(self, master: EventItem, slot: datetime, now: datetime) -> None:
        """Delete one occurrence: the series changes, the occurrence itself is told of by nobody."""
        self.occurrence(master, slot)
        self._forget_exception(master, slot)
        master.deleted.add(slot)
        self._changed(master, now)

    def remove(self, item: EventItem) -> None:
        """Delete an event or a series with all its occurrences."""
        calendar = self.calendars[item.calendar]
        for slot in list(item.exceptions):
            self._forget_exception(item, slot)
        del self.items[item.number], calendar.items[item.number]
        if self._by_uid.get(item.uid) == item.number:
            del self._by_uid[item.uid]
        for name, value in item.extended.items():
            self._by_property[name.lower(), value].pop(item.number, None)
        calendar.left[item.number] = tuple(item.slots.values())
        calendar.log.record(item.number, Change.REMOVED)
        self._tell(EventChange(item.number, ChangeType.DELETED))

    def restore(self, calendars: Iterable[Calendar], items: Iterable[EventItem]) -> None:
        """Hold what was kept of a tenant that has ended, in place of everything."""
        self.calendars = {calendar.number: calendar for calendar in calendars}
        self.default = next(c for c in self.calendars.values() if c.is_default)
        for item in items:
            if item.series is None:
                self.put(self.calendars[item.calendar], item)
            else:
                self.items[item.number] = item
                for name, value in item.extended.items():
                    self._index(item.number, name, value)
            for slot, number in item.slots.items():
                self._slots[number] = (item.number, slot)

    # Inside

    def _new_calendar(self, name: str, *, is_default: bool) -> Calendar:
        number = self.ids.new_number()
        made = Calendar(number=number, id=self.ids.folder(number), name=name, is_default=is_default)
        self.calendars[number] = made
        return made

    def _fit(self, series: EventItem, says: Appointment) -> None:
        """Where a series' time or rule changes, its slots are others: nothing of the old ones stays."""
        if (series.says.span, series.says.recurrence) == (says.span, says.recurrence):
            return
        kept = says.recurrence is not None and _keeps_slots(series, says)
        for slot in list(series.exceptions):
            if not kept or span_at(replaced(series, says), slot) is None:
                self._forget_exception(series, slot)
        if not kept:
            series.deleted.clear()
            for number in series.slots.values():
                del self._slots[number]
            series.slots.clear()

    def _forget_exception(self, master: EventItem, slot: datetime) -> None:
        number = master.exceptions.pop(slot, None)
        if number is None:
            return
        item = self.items.pop(number)
        for name, value in item.extended.items():
            self._by_property[name.lower(), value].pop(number, None)
        self.calendars[master.calendar].log.record(number, Change.REMOVED)
        self._tell(EventChange(number, ChangeType.DELETED))

    def _exception(
        self, master: EventItem, slot: datetime, view: EventView, now: datetime
    ) -> EventItem:
        item = EventItem(
            number=view.number,
            calendar=master.calendar,
            uid=view.uid,
            says=view.says,
            created=master.created,
            modified=now,
            organiser=master.organiser,
            is_organiser=master.is_organiser,
            answer=master.answer,
            answered_at=master.answered_at,
            is_draft=master.is_draft,
            is_cancelled=master.is_cancelled,
            version=0,
            series=master.number,
            slot=slot,
        )
        self.items[item.number] = item
        master.exceptions[slot] = item.number
        return item

    def _refresh(self, exception: EventItem, now: datetime) -> None:
        """Give a changed occurrence what its series says now, but for the fields in which it differs."""
        master, slot = self.items[exception.series or 0], exception.slot
        span = span_at(master, slot) if slot else None
        if span is None:
            return
        says = replace(replace(master.says, recurrence=None, span=span), **exception.overrides)
        if says != exception.says:
            exception.says = says
            self._changed(exception, now)

    def _changed(self, item: EventItem, now: datetime) -> None:
        item.version += 1
        item.modified = now
        self.calendars[item.calendar].log.record(item.number, Change.UPDATED)
        self._tell(EventChange(item.number, ChangeType.UPDATED))

    def _index(self, number: int, name: str, value: str) -> None:
        self._by_property.setdefault((name.lower(), value), {})[number] = None

    def _view_of(self, item: EventItem) -> EventView:
        shape = Shape.SERIES if item.is_series else Shape.SINGLE
        version, uid = item.version, item.uid
        if item.series is not None and item.slot is not None:
            master = self.items[item.series]
            shape, version = Shape.EXCEPTION, master.version + item.version
            uid = occurrence_uid(master, item.slot)
        return EventView(
            number=item.number,
            item=item,
            says=item.says,
            shape=shape,
            version=version,
            uid=uid,
            series=item.series,
            original_start=item.slot,
        )

    def _occurrence(self, master: EventItem, span: Span) -> EventView:
        slot = span.start
        return EventView(
            number=self._number(master, slot),
            item=master,
            says=replace(master.says, recurrence=None, span=span),
            shape=Shape.OCCURRENCE,
            version=master.version,
            uid=occurrence_uid(master, slot),
            series=master.number,
            original_start=slot,
        )

    def _number(self, master: EventItem, slot: datetime) -> int:
        known = master.slots.get(slot)
        if known is not None:
            return known
        number = self.ids.new_number()
        master.slots[slot] = number
        self._slots[number] = (master.number, slot)
        return number


def replaced(series: EventItem, says: Appointment) -> EventItem:
    """Return a series as it would be if it said something else."""
    return replace(series, says=says)


def _keeps_slots(series: EventItem, says: Appointment) -> bool:
    """Return whether a series only ends sooner or later: the slots it keeps are the same ones."""
    former = series.says
    if former.span != says.span or former.recurrence is None or says.recurrence is None:
        return False
    return _endless(former.recurrence.rule) == _endless(says.recurrence.rule)


def _endless(rule: str) -> frozenset[str]:
    return frozenset(p for p in rule.split(";") if not p.startswith(("UNTIL=", "COUNT=")))
