"""What organisers do to series in Outlook: to one occurrence, to all that follow, to the whole."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from simulator.graph.calendar.events import EventView
from simulator.graph.refusals import Refusal
from simulator.world.calendar.diary import Birth, Entry
from simulator.world.calendar.firm import Firm
from simulator.world.calendar.in_outlook.events import OutlookEvents
from simulator.world.calendar.people import WEEKLY
from sync_core.calendar.event import EventId
from sync_core.calendar.window import Window
from sync_core.reconcile.sides import Side

_HERE = Side.OUTLOOK


class OutlookSeries:
    """The organisers, at series that are there."""

    def __init__(self, firm: Firm, events: OutlookEvents) -> None:
        self._firm = firm
        self._chance = firm.chance
        self._events = events

    def an_occurrence_is_edited(self) -> None:
        """One occurrence gets another subject."""
        if found := self._some_slot():
            entry, event, view = found
            self._try_slot(entry, event, view, subject=entry.subject())

    def an_occurrence_is_moved(self) -> None:
        """One occurrence takes place some hours later."""
        if found := self._some_slot():
            entry, event, view = found
            by, was = timedelta(hours=self._chance.choice((1, 2, 3))), view.says.span
            span = replace(was, start=was.start + by, end=was.end + by)
            self._try_slot(entry, event, view, span=span)

    def an_occurrence_is_cancelled(self) -> None:
        """One occurrence is deleted."""
        found = self._some_slot()
        if found and found[2].original_start is not None:
            entry, event, view = found
            self._firm.outlook.cancel_occurrence(entry.mailbox, event, found[2].original_start)
            entry.lost_slot(_HERE, view.original_start)

    def following_ones_are_changed(self) -> None:
        """An occurrence and all after it are changed."""
        found = self._some_slot()
        if found and found[2].original_start is not None:
            entry, event, _ = found
            new = self._firm.diary.new(Birth.OUTLOOK, entry.mailbox, is_series=True)
            new.event = self._firm.outlook.edit_following(
                entry.mailbox, event, found[2].original_start, subject=new.subject()
            )
            new.uid = self._firm.outlook.look(entry.mailbox, new.event).uid
            new.was_private, new.was_public = entry.was_private, entry.was_public
            entry.lost_slot(_HERE, None)

    def a_series_is_shifted(self) -> None:
        """A whole series takes place at another hour."""
        found = self._events.some(lambda e: e.is_series)
        if found:
            entry, event = found
            self._firm.outlook.shift(entry.mailbox, event, timedelta(hours=1))
            entry.lost_slot(_HERE, None)

    def a_series_and_a_single_event_change_places(self) -> None:
        """A series becomes a single event, or the other way round."""
        found = self._events.some(lambda e: e.birth is Birth.OUTLOOK)
        if not found:
            return
        entry, event = found
        if entry.is_series:
            self._firm.outlook.make_single(entry.mailbox, event)
        else:
            self._firm.outlook.make_series(entry.mailbox, event, WEEKLY)
        entry.is_series = not entry.is_series
        entry.lost_slot(_HERE, None)
        # Whatever it was before, that is no more.
        entry.end(_HERE)

    def _some_slot(self) -> tuple[Entry, EventId, EventView] | None:
        found = self._events.some(lambda e: e.is_series or e.birth is Birth.CRM)
        if not found:
            return None
        item = self._firm.outlook.look(found[0].mailbox, found[1]).item
        if not item.is_series:
            return None
        now = self._firm.now()
        window = Window(since=now - timedelta(days=20), until=now + timedelta(days=60))
        store = self._firm.outside.tenant.mailbox(found[0].mailbox).calendars
        there = store.occurrences(item, window)
        return (*found, self._chance.choice(there)) if there else None

    def _try_slot(self, entry: Entry, event: EventId, view: EventView, **fields: Any) -> None:
        """Change an occurrence, where Outlook takes that."""
        slot = view.original_start
        if slot is None:
            raise AssertionError("an occurrence stands for a slot")
        try:
            self._firm.outlook.edit_occurrence(entry.mailbox, event, slot, **fields)
        except Refusal:
            return
        entry.touch_slot(_HERE, slot)
