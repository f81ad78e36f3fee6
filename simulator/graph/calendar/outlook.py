"""What the firm's people do with their calendars in Outlook, and what outside organisers do to them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from simulator.graph.calendar.answering import Answering
from simulator.graph.calendar.appointment import Appointment
from simulator.graph.calendar.events import Damage, EventItem, EventView, new_uid
from simulator.graph.calendar.firm import Firm
from simulator.graph.calendar.invitations import Author, InvitationLog
from simulator.graph.calendar.meetings import Meetings, NewEvent
from simulator.graph.calendar.outside import OutsideMeetings
from simulator.graph.calendar.parting import after_slot, before_slot
from simulator.graph.calendar.spreading import Spreading
from simulator.graph.mail import Recipient, Sensitivity
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import item_not_found
from sync_core.calendar.event import Answer, CalendarId, EventId, Recurrence, Span
from sync_core.work import MailboxId


class Outlook:
    """The calendars of a tenant, as its people use them."""

    def __init__(self, firm: Firm) -> None:
        self.invitations = InvitationLog()
        self.spreading = Spreading(firm)
        self.meetings = Meetings(firm, self.invitations, self.spreading)
        self.outside = OutsideMeetings(firm, self.spreading)
        self.answering = Answering(firm, self.invitations, self.spreading, self.outside.store)
        self._firm = firm

    # Calendars

    def add_calendar(self, mailbox: MailboxId, name: str) -> CalendarId:
        """Make one more calendar."""
        return CalendarId(self._firm.mailbox(mailbox).calendars.add_calendar(name).id)

    def set_zone(self, mailbox: MailboxId, zone: str) -> None:
        """Set a mailbox's time zone, by its Windows or IANA name."""
        self._firm.mailbox(mailbox).zone = zone

    # Events

    def create(
        self, mailbox: MailboxId, says: Appointment, calendar: CalendarId | str = ""
    ) -> EventId:
        """Make an event, a series or a meeting; those it names are invited."""
        return self._create(mailbox, NewEvent(says=says), calendar)

    def draft(self, mailbox: MailboxId, says: Appointment) -> EventId:
        """Save a meeting without sending it."""
        return self._create(mailbox, NewEvent(says=says, is_draft=True), "")

    def send_draft(self, mailbox: MailboxId, event: EventId) -> None:
        """Send a meeting that was saved."""
        box = self._firm.mailbox(mailbox)
        self.meetings.send_draft(box, box.calendars.find(event), Author.PERSON)

    def edit(self, mailbox: MailboxId, event: EventId, **fields: Any) -> None:
        """Change fields of an Appointment in an event, a series, or an occurrence by its id."""
        box = self._firm.mailbox(mailbox)
        self.meetings.write(box, box.calendars.find(event), fields, Author.PERSON)

    def mark_private(self, mailbox: MailboxId, event: EventId, *, is_private: bool = True) -> None:
        """Mark an event as private, or no longer so."""
        sensitivity = Sensitivity.PRIVATE if is_private else Sensitivity.NORMAL
        self.edit(mailbox, event, sensitivity=sensitivity)

    def delete(self, mailbox: MailboxId, event: EventId) -> None:
        """Delete an event; an organiser's attendees get a cancellation."""
        box = self._firm.mailbox(mailbox)
        self.meetings.delete(box, box.calendars.find(event), Author.PERSON)

    def cancel(self, mailbox: MailboxId, event: EventId) -> None:
        """Cancel a meeting."""
        box = self._firm.mailbox(mailbox)
        self.meetings.cancel(box, box.calendars.find(event), Author.PERSON)

    def respond(
        self, mailbox: MailboxId, event: EventId, answer: Answer, *, tells: bool = True
    ) -> None:
        """Answer an invitation; `tells` off sends no response."""
        box = self._firm.mailbox(mailbox)
        self.answering.answer(box, box.calendars.find(event), answer, Author.PERSON, tells=tells)

    def damage(
        self, mailbox: MailboxId, event: EventId, how: Damage | None = Damage.UNREADABLE
    ) -> None:
        """Serve an event in a form that no reader understands, or properly again (None)."""
        box = self._firm.mailbox(mailbox)
        box.calendars.damage(box.calendars.find(event).item, how, self._firm.surroundings.now())

    # Series

    def occurrence(self, mailbox: MailboxId, series: EventId, slot: datetime) -> EventId:
        """Return the id of the occurrence that stands for a slot (UTC)."""
        box = self._firm.mailbox(mailbox)
        view = box.calendars.occurrence(self._series(box, series), slot)
        return event_id(box, view.number)

    def move_occurrence(
        self, mailbox: MailboxId, series: EventId, slot: datetime, span: Span
    ) -> EventId:
        """Move one occurrence, and return its id."""
        event = self.occurrence(mailbox, series, slot)
        self.edit(mailbox, event, span=span)
        return event

    def edit_occurrence(
        self, mailbox: MailboxId, series: EventId, slot: datetime, **fields: Any
    ) -> EventId:
        """Change one occurrence, and return its id."""
        event = self.occurrence(mailbox, series, slot)
        self.edit(mailbox, event, **fields)
        return event

    def cancel_occurrence(self, mailbox: MailboxId, series: EventId, slot: datetime) -> None:
        """Delete one occurrence of a series."""
        self.delete(mailbox, self.occurrence(mailbox, series, slot))

    def edit_following(
        self, mailbox: MailboxId, series: EventId, slot: datetime, **fields: Any
    ) -> EventId:
        """Change an occurrence and all after it: the series ends before it, and a new one begins."""
        box = self._firm.mailbox(mailbox)
        master = self._series(box, series)
        first = box.calendars.occurrence(master, slot).says
        rule = after_slot(master, slot)
        says = replace(first, recurrence=rule, **fields)
        calendar = box.calendars.calendars[master.calendar]
        self.edit(mailbox, series, recurrence=before_slot(master, slot))
        made = self.meetings.create(box, calendar, NewEvent(says=says), Author.PERSON)
        return event_id(box, made.number)

    def shift(
        self,
        mailbox: MailboxId,
        event: EventId,
        by: timedelta,
        recurrence: Recurrence | None = None,
    ) -> None:
        """Move an event or a whole series; a rule that names days of the week needs a new one."""
        view = self._firm.mailbox(mailbox).calendars.find(event)
        fields: dict[str, Any] = {"span": shifted(view.says.span, by)}
        self.edit(mailbox, event, **fields | ({"recurrence": recurrence} if recurrence else {}))

    def make_series(self, mailbox: MailboxId, event: EventId, recurrence: Recurrence) -> None:
        """Let a single event recur."""
        self.edit(mailbox, event, recurrence=recurrence)

    def make_single(self, mailbox: MailboxId, event: EventId) -> None:
        """Let a series happen once only."""
        self.edit(mailbox, event, recurrence=None)

    # Organisers of other firms

    def invite_from_outside(
        self, organiser: Recipient, says: Appointment, uid: str | None = None
    ) -> str:
        """Invite everybody of this firm whom a meeting of another firm names; return its iCalUId."""
        given = uid or new_uid(self._firm.surroundings.new_id())
        self.outside.invite(organiser, says, given)
        return given

    def edit_outside(self, uid: str, slot: datetime | None = None, **fields: Any) -> None:
        """Let an outside organiser change their meeting, or one occurrence of it."""
        self.outside.write(self._outside(uid, slot), fields)

    def cancel_outside(self, uid: str, slot: datetime | None = None) -> None:
        """Let an outside organiser cancel their meeting, or one occurrence of it."""
        self.outside.cancel(self._outside(uid, slot))

    # Looking

    def copy(self, mailbox: MailboxId, uid: str) -> EventId | None:
        """Return the id of a mailbox's copy of a meeting."""
        box = self._firm.mailbox(mailbox)
        item = box.calendars.with_uid(uid)
        return event_id(box, item.number) if item else None

    def look(self, mailbox: MailboxId, event: EventId) -> EventView:
        """Return an event as it is.

        Raises:
            Refusal: it is not there.
        """
        return self._firm.mailbox(mailbox).calendars.find(event)

    def _create(self, mailbox: MailboxId, new: NewEvent, calendar: CalendarId | str) -> EventId:
        box = self._firm.mailbox(mailbox)
        made = self.meetings.create(box, box.calendars.calendar(calendar), new, Author.PERSON)
        return event_id(box, made.number)

    def _series(self, box: Mailbox, series: EventId) -> EventItem:
        view = box.calendars.find(series)
        if not view.item.is_series:
            raise item_not_found()
        return view.item

    def _outside(self, uid: str, slot: datetime | None) -> EventView:
        item = self.outside.store.with_uid(uid)
        if item is None:
            raise item_not_found()
        if slot is None:
            return self.outside.store.view(item.number)
        return self.outside.store.occurrence(item, slot)


def event_id(box: Mailbox, number: int) -> EventId:
    """Return an event's immutable id."""
    return EventId(box.ids.immutable(number))


def shifted(span: Span, by: timedelta) -> Span:
    """Return a span some time later; a timed one keeps its hour through a change of the clocks."""
    if span.is_all_day:
        return replace(span, start=span.start + by, end=span.end + by)
    zone = ZoneInfo(span.zone)
    start = (span.start.astimezone(zone) + by).astimezone(UTC)
    return replace(span, start=start, end=start + (span.end - span.start))
