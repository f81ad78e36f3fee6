"""What organisers do to their own events in Outlook: edit, move, delete, hide and send them."""

from typing import Any

from simulator.graph.calendar.appointment import Appointment, Invitee, Place
from simulator.graph.mail import Sensitivity
from simulator.world.calendar.diary import Entry
from simulator.world.calendar.firm import Firm
from simulator.world.calendar.in_outlook.events import OutlookEvents
from simulator.world.calendar.people import CLIENTS, ROOMS, as_invitee
from simulator.world.canaries import MARK
from sync_core.calendar.event import EventId, ShowAs
from sync_core.reconcile.sides import Side

_HERE = Side.OUTLOOK


class OutlookChanging:
    """The organisers, at events that are there."""

    def __init__(self, firm: Firm, events: OutlookEvents) -> None:
        self._firm = firm
        self._chance = firm.chance
        self._events = events

    def an_event_is_edited(self) -> None:
        """An organiser changes something."""
        found = self._events.some(lambda e: not e.is_series)
        if found:
            self.edit(*found)

    def edit(self, entry: Entry, event: EventId) -> None:
        """Change one field of an organiser's event."""
        says = self._firm.outlook.look(entry.mailbox, event).says
        fields: dict[str, Any] = self._chance.choice(
            (
                {"subject": entry.subject()},
                {"subject": entry.subject()},
                {"places": (Place(name=self._chance.choice(ROOMS)),)},
                {"body": f"{MARK} body {entry.subject()}", "body_is_html": False},
                {"show_as": self._chance.choice((ShowAs.BUSY, ShowAs.TENTATIVE))},
                {"attendees": self._other_guests(says)},
                {"categories": () if says.categories else ("CRM",)},
            )
        )
        self._write(entry, event, **fields)

    def rename(self, entry: Entry, event: EventId) -> None:
        """Give an event a subject that it never had."""
        self._write(entry, event, subject=entry.subject())

    def an_event_is_moved(self) -> None:
        """An organiser moves a meeting."""
        found = self._events.some(lambda e: not e.is_series)
        if found:
            self.move(*found)

    def move(self, entry: Entry, event: EventId) -> None:
        """Let an event take place at another time."""
        self._write(entry, event, span=self._firm.times.any(self._firm.now()))

    def an_event_is_deleted(self) -> None:
        """An organiser deletes or cancels an event or a series."""
        found = self._events.some(lambda _: True)
        if not found:
            return
        entry, event = found
        view = self._firm.outlook.look(entry.mailbox, event)
        is_meeting = bool(view.says.attendees) and not view.item.is_draft
        if is_meeting and self._chance.random() < 0.4:
            self._firm.outlook.cancel(entry.mailbox, event)
        else:
            self._firm.outlook.delete(entry.mailbox, event)
        entry.end(_HERE)

    def an_event_turns_private(self) -> None:
        """An event is marked private, or no longer so."""
        known = self._events.some(lambda e: "subject" in e.agreed and not e.was_private)
        found = known or self._events.some(lambda e: not e.is_series)
        if found:
            entry, event = found
            says = self._firm.outlook.look(entry.mailbox, event).says
            is_private = says.sensitivity is Sensitivity.NORMAL
            self._firm.outlook.mark_private(entry.mailbox, event, is_private=is_private)
            entry.hidden_by = _HERE if is_private else None
            entry.was_private |= is_private
            entry.was_public |= not is_private
            entry.touch(_HERE)

    def a_draft_is_sent(self) -> None:
        """A meeting that was only saved is sent."""
        for entry, event in self._events.living(lambda _: True):
            if self._firm.outlook.look(entry.mailbox, event).item.is_draft:
                self._firm.outlook.send_draft(entry.mailbox, event)
                entry.touch(_HERE)
                return

    def _write(self, entry: Entry, event: EventId, **fields: Any) -> None:
        self._firm.outlook.edit(entry.mailbox, event, **fields)
        entry.rewritten(_HERE, fields)

    def _other_guests(self, says: Appointment) -> tuple[Invitee, ...]:
        """Return the attendees with one client more, or one less."""
        there = {one.address for one in says.attendees}
        client = self._chance.choice(CLIENTS)
        if client in there:
            return tuple(one for one in says.attendees if one.address != client)
        return (*says.attendees, as_invitee(client))
