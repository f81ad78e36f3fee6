"""What a write to an event comes to: the event itself, the mail it causes, and everybody else's copy."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from simulator.graph.calendar.appointment import Appointment
from simulator.graph.calendar.calendars import Calendar
from simulator.graph.calendar.copies import Audience, Source, audience
from simulator.graph.calendar.events import EventItem, EventView, new_uid
from simulator.graph.calendar.firm import Firm
from simulator.graph.calendar.invitations import (
    Author,
    InvitationLog,
    MailSort,
    MeetingMail,
    changed_fields,
    due,
)
from simulator.graph.calendar.spreading import Spreading
from simulator.graph.calendar.store import CalendarStore
from simulator.graph.calendar.writing import after_write, kept, put_down
from simulator.graph.mail import Recipient
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import bad_request, not_the_organiser
from sync_core.calendar.event import Answer

_Due = tuple[MailSort, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event to be made."""

    says: Appointment
    is_draft: bool = False
    """With attendees, but not sent to them yet."""
    transaction_id: str | None = None
    extended: dict[str, str] = field(default_factory=dict)


class Meetings:
    """All writes of organisers, whoever makes them."""

    def __init__(self, firm: Firm, log: InvitationLog, spreading: Spreading) -> None:
        self._firm = firm
        self._log = log
        self._spreading = spreading

    def create(self, box: Mailbox, calendar: Calendar, new: NewEvent, by: Author) -> EventItem:
        """Make an event; those it names are invited at once.

        Raises:
            Refusal: it ends before it begins (400).
        """
        now = self._firm.surroundings.now()
        item = EventItem(
            number=box.calendars.ids.new_number(),
            calendar=calendar.number,
            uid=new_uid(self._firm.surroundings.new_id()),
            says=kept(new.says, self._firm, becomes_online=new.says.is_online),
            created=now,
            modified=now,
            organiser=owner_of(box),
            answer=Answer.ORGANISER,
            is_draft=new.is_draft,
            transaction_id=new.transaction_id,
            extended=dict(new.extended),
        )
        box.calendars.put(calendar, item)
        if not new.is_draft:
            self._invite(box, item, by)
        return item

    def write(self, box: Mailbox, view: EventView, fields: dict[str, Any], by: Author) -> EventView:
        """Write some fields of an event; an organiser's meeting is mailed and copied as the rules say.

        Raises:
            Refusal: an attendee's copy does not take it, an occurrence would cross its neighbour, or
                it ends before it begins (400).
        """
        store, before = box.calendars, view.says
        after = after_write(view, fields, self._firm)
        former, source = audience_of(store, view), source_of(store, view)
        occurrences = {n: store.items[n].says for n in view.item.exceptions.values()}
        written = put_down(store, view, after, self._firm.surroundings.now())
        if not view.item.is_organiser or view.item.is_draft:
            return written
        self._mail(box, view.uid, due(before, after), by)
        for number, says in occurrences.items():
            if store.exists(number):
                exception = store.view(number)
                self._mail(box, exception.uid, due(says, exception.says), by)
        if changed_fields(before, after):
            self._spreading.spread(source, former | audience_of(store, written))
        return written

    def mark(self, box: Mailbox, view: EventView, extended: dict[str, str]) -> EventView:
        """Write extended properties, which nobody else gets to know."""
        store, now = box.calendars, self._firm.surroundings.now()
        item = view.item
        if view.series is not None and view.original_start is not None:
            item = store.override(store.items[view.series], view.original_start, now, {})
        store.mark(item, now, extended)
        return store.view(item.number)

    def send_draft(self, box: Mailbox, view: EventView, by: Author) -> None:
        """Send a draft: from now on it is a meeting, and those it names are invited."""
        now = self._firm.surroundings.now()
        box.calendars.write(view.item, now, view.item.says, is_draft=False)
        self._invite(box, view.item, by)

    def delete(self, box: Mailbox, view: EventView, by: Author, because: str = "deleted") -> None:
        """Delete an event, series or occurrence; an organiser's attendees are told, others are not."""
        store, item = box.calendars, view.item
        former, source = audience_of(store, view), source_of(store, view)
        if view.series is not None and view.original_start is not None:
            store.drop_slot(source.then, view.original_start, self._firm.surroundings.now())
        else:
            store.remove(item)
        if item.is_organiser and not item.is_draft:
            told = [(MailSort.CANCELLATION, a.address, (because,)) for a in view.says.attendees]
            self._mail(box, view.uid, told, by)
            self._spreading.spread(source, former)

    def cancel(self, box: Mailbox, view: EventView, by: Author) -> None:
        """Cancel a meeting: it goes from the organiser's calendar, and its attendees are told.

        Raises:
            Refusal: this mailbox does not organise it, or nobody was invited (400).
        """
        if not view.item.is_organiser:
            raise not_the_organiser()
        if not view.says.attendees or view.item.is_draft:
            raise bad_request("Only a meeting can be cancelled.", "ErrorInvalidRequest")
        self.delete(box, view, by, "cancelled")

    def _invite(self, box: Mailbox, item: EventItem, by: Author) -> None:
        self._mail(box, item.uid, due(replace(item.says, attendees=()), item.says), by)
        store = box.calendars
        self._spreading.spread(Source(store=store, then=item), audience(item, store))

    def _mail(self, box: Mailbox, uid: str, mails: Iterable[_Due], by: Author) -> None:
        sender, now = owner_of(box).address.lower(), self._firm.surroundings.now()
        for sort, to, because in mails:
            if to != sender and "@" in to:
                self._log.mails.append(
                    MeetingMail(
                        sort=sort, to=to, sender=sender, uid=uid, by=by, because=because, at=now
                    )
                )


def owner_of(box: Mailbox) -> Recipient:
    """Return a mailbox's owner, as an organiser is named."""
    return Recipient(box.user.mail or box.user.principal_name, box.user.name)


def audience_of(store: CalendarStore, view: EventView) -> Audience:
    """Return who is invited to the meeting that an event is, or is part of."""
    return audience(source_of(store, view).then, store)


def source_of(store: CalendarStore, view: EventView) -> Source:
    """Return the meeting that an event is, or is part of."""
    master = store.items[view.series] if view.series is not None else view.item
    return Source(store=store, then=master)
