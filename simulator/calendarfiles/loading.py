"""A calendar file into a mailbox of the pretend tenant, as its owner's events or as invitations from outside."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from simulator.calendarfiles.leftout import LeftOut, Why
from simulator.calendarfiles.reading import read_calendar
from simulator.calendarfiles.records import CalendarFileEvent
from simulator.graph.calendar.appointment import Appointment, Invitee, Place
from simulator.graph.directory import User, smtp_addresses
from simulator.graph.mail import Recipient, Sensitivity
from simulator.graph.refusals import Refusal, item_not_found
from simulator.graph.tenant import Tenant
from sync_core.calendar.event import Attendee, Content, EventId, Privacy
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file brought into a mailbox."""

    events: tuple[tuple[EventId, CalendarFileEvent], ...]
    """Each event by its id there."""
    left_out: tuple[LeftOut, ...]
    """What was not brought in, by the file's or by the tenant's reasons."""


def load_calendar(tenant: Tenant, mailbox: MailboxId, path: Path) -> Loaded:
    """Bring the events of a .ics file into a mailbox's default calendar.

    An event of an outside organiser comes as that organiser's invitation, with the mailbox among those who attend;
    every other one is the mailbox's own, and those it names are invited.

    Raises:
        UnknownCalendarFile: there is no such file.
        Refusal: there is no such mailbox.
    """
    reading = read_calendar(path)
    loaded = load_events(tenant, mailbox, reading.events, path.name)
    return Loaded(loaded.events, (*reading.left_out, *loaded.left_out))


def load_events(
    tenant: Tenant, mailbox: MailboxId, events: Iterable[CalendarFileEvent], name: str
) -> Loaded:
    """Bring events that were read into a mailbox's default calendar; `name` tells where they come from.

    Raises:
        Refusal: there is no such mailbox.
    """
    owner = tenant.users.find(mailbox)
    made: list[tuple[EventId, CalendarFileEvent]] = []
    left_out: list[LeftOut] = []
    for number, event in enumerate(events, 1):
        place = f"{name}:event {number}"
        is_own = event.organiser is None or tenant.users.with_address(event.organiser) is not None
        if is_own and event.content.is_cancelled:
            left_out.append(LeftOut(place, Why.CALLED_OFF, "STATUS"))
            continue
        host: _Host = _Own(tenant, owner) if is_own else _Invited(tenant, owner)
        try:
            made.append((host.bring(event), event))
        except Refusal as refusal:
            left_out.append(LeftOut(place, Why.REFUSED, refusal.code))
            continue
        left_out += _occurrences(host, event, place)
    return Loaded(tuple(made), tuple(left_out))


def appointment_of(content: Content) -> Appointment:
    """Return what an event says in the words of the pretend tenant."""
    private = content.privacy is Privacy.PRIVATE
    return Appointment(
        subject=content.subject,
        span=content.span,
        body=content.body,
        places=tuple(Place(name=name) for name in content.places),
        attendees=tuple(_invitee(attendee) for attendee in content.attendees),
        recurrence=content.recurrence,
        sensitivity=Sensitivity.PRIVATE if private else Sensitivity.NORMAL,
        show_as=content.show_as,
    )


class _Host(Protocol):
    """Whoever organises an event of a file."""

    def bring(self, event: CalendarFileEvent) -> EventId:
        """Make the event, and return its id in the mailbox."""
        ...

    def change(self, slot: datetime, fields: Mapping[str, Any]) -> None:
        """Change fields of one occurrence of the event made last."""
        ...

    def cancel(self, slot: datetime) -> None:
        """Cancel one occurrence of the event made last."""
        ...


@dataclass(slots=True)
class _Own:
    """The mailbox itself."""

    tenant: Tenant
    owner: User
    made: EventId = EventId("")  # noqa: RUF009 - a NewType of str calls nothing

    def bring(self, event: CalendarFileEvent) -> EventId:
        self.made = self.tenant.outlook.create(self.owner.id, appointment_of(event.content))
        return self.made

    def change(self, slot: datetime, fields: Mapping[str, Any]) -> None:
        self.tenant.outlook.edit_occurrence(self.owner.id, self.made, slot, **fields)

    def cancel(self, slot: datetime) -> None:
        self.tenant.outlook.cancel_occurrence(self.owner.id, self.made, slot)


@dataclass(slots=True)
class _Invited:
    """Somebody of another firm, who invites the mailbox."""

    tenant: Tenant
    owner: User
    uid: str = ""

    def bring(self, event: CalendarFileEvent) -> EventId:
        organiser = Recipient(address=event.organiser or "", name=event.organiser_name)
        says = self._with_owner(appointment_of(event.content))
        self.uid = self.tenant.outlook.invite_from_outside(organiser, says)
        made = self.tenant.outlook.copy(self.owner.id, self.uid)
        if made is None:
            raise item_not_found()
        if event.content.is_cancelled:
            self.tenant.outlook.cancel_outside(self.uid)
        return made

    def change(self, slot: datetime, fields: Mapping[str, Any]) -> None:
        kept = {name: value for name, value in fields.items() if name != "attendees"}
        self.tenant.outlook.edit_outside(self.uid, slot, **kept)

    def cancel(self, slot: datetime) -> None:
        self.tenant.outlook.cancel_outside(self.uid, slot)

    def _with_owner(self, says: Appointment) -> Appointment:
        own = smtp_addresses(self.owner)
        if any(invitee.address in own for invitee in says.attendees):
            return says
        owner = Invitee(who=Recipient(address=self.owner.mail or "", name=self.owner.name))
        return replace(says, attendees=(*says.attendees, owner))


def _occurrences(host: _Host, event: CalendarFileEvent, place: str) -> Iterator[LeftOut]:
    """Cancel and change occurrences of a series; yield those that the tenant does not take."""
    for slot in event.cancelled:
        host.cancel(slot)
    for changed in event.changed:
        try:
            host.change(changed.original_start, _differing(event.content, changed.content))
        except Refusal as refusal:
            yield LeftOut(f"{place} {changed.original_start:%Y-%m-%d}", Why.REFUSED, refusal.code)


def _differing(series: Content, occurrence: Content) -> dict[str, Any]:
    """Return the fields in which a changed occurrence differs from its series."""
    before, after = appointment_of(series), appointment_of(occurrence)
    return {
        field.name: getattr(after, field.name)
        for field in fields(Appointment)
        if field.name != "recurrence" and getattr(before, field.name) != getattr(after, field.name)
    }


def _invitee(attendee: Attendee) -> Invitee:
    who = Recipient(address=attendee.address, name=attendee.name)
    return Invitee(who=who, kind=attendee.kind, answer=attendee.answer)
