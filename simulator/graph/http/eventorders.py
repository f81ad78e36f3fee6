"""What the control API takes of calendars: events to be made, and what people do to them."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from simulator.graph.calendar.appointment import Appointment, Invitee, Place
from simulator.graph.http.orders import BadOrder, Order, Party, recipient
from simulator.graph.mail import Recipient, Sensitivity
from sync_core.calendar.event import AttendeeKind, Recurrence, ShowAs, Span
from sync_core.calendar.zones import iana_of


class InviteeOrder(Order):
    """One to be invited."""

    address: str
    name: str = ""
    kind: AttendeeKind = AttendeeKind.REQUIRED

    def invitee(self) -> Invitee:
        """Return the invitee."""
        return Invitee(who=Recipient(self.address, self.name), kind=self.kind)


class EventFields(Order):
    """What somebody writes into an event; what is left out stays, or is empty in a new one."""

    subject: str | None = None
    body: str | None = None
    body_type: Literal["text", "html"] = "text"
    start: datetime | None = None
    """Without an offset a time on the zone's clock."""
    end: datetime | None = None
    zone: str = "Europe/Berlin"
    all_day: bool = False
    places: tuple[str, ...] | None = None
    attendees: tuple[str | InviteeOrder, ...] | None = None
    recurrence: str | None = None
    """An RFC 5545 rule; empty: none."""
    private: bool | None = None
    show_as: ShowAs | None = None
    categories: tuple[str, ...] | None = None
    online: bool | None = None

    def fields(self) -> dict[str, Any]:
        """Return the fields of an Appointment that were given.

        Raises:
            BadOrder: start without end, or no known time zone.
        """
        given: dict[str, Any] = {
            "subject": self.subject,
            "body": self.body,
            "show_as": self.show_as,
            "categories": self.categories,
            "is_online": self.online,
        }
        fields = {name: value for name, value in given.items() if value is not None}
        if self.body is not None:
            fields["body_is_html"] = self.body_type == "html"
        if self.places is not None:
            fields["places"] = tuple(Place(name=name) for name in self.places)
        if self.attendees is not None:
            fields["attendees"] = tuple(map(_invitee, self.attendees))
        if self.recurrence is not None:
            fields["recurrence"] = Recurrence(rule=self.recurrence) if self.recurrence else None
        if self.private is not None:
            fields["sensitivity"] = Sensitivity.PRIVATE if self.private else Sensitivity.NORMAL
        if self.start is not None or self.end is not None:
            fields["span"] = self.span()
        return fields

    def span(self) -> Span:
        """Return when it takes place.

        Raises:
            BadOrder: start or end is missing, or the zone is not known.
        """
        if self.start is None or self.end is None:
            raise BadOrder("start and end: both are needed")
        if self.all_day:
            return Span.of_days(self.start.date(), self.end.date())
        zone = iana_of(self.zone)
        if zone is None:
            raise BadOrder("zone: expected a Windows or IANA name of a time zone")
        return Span(start=_utc(self.start, zone), end=_utc(self.end, zone), zone=zone)


class EventOrder(EventFields):
    """An event to be made by a mailbox's owner, or by an organiser of another firm."""

    mailbox: str = ""
    """Object id or any address of its owner; empty for an outside organiser's meeting."""
    calendar: str = ""
    organiser: Party | None = None
    """An outside organiser: their meeting reaches every mailbox that its attendees name."""
    uid: str | None = None
    """Of an outside organiser's meeting: its iCalUId."""
    draft: bool = False

    def says(self) -> Appointment:
        """Return the event.

        Raises:
            BadOrder: names what is missing or wrong.
        """
        return Appointment(**{"span": self.span(), **self.fields()})


class ActOrder(EventFields):
    """Something that a mailbox's owner does to an event."""

    mailbox: str
    id: str
    """The event's id; of an occurrence its own, or its series' with a slot."""
    act: Literal[
        "edit",
        "edit_following",
        "shift",
        "delete",
        "cancel",
        "send",
        "accept",
        "tentative",
        "decline",
        "damage",
    ]
    slot: datetime | None = None
    """Start of an occurrence's slot (UTC)."""
    minutes: int = 0
    """How far a shift goes."""

    @property
    def at_slot(self) -> datetime | None:
        """The slot in UTC."""
        return _utc(self.slot, "UTC") if self.slot else None

    @property
    def shift(self) -> timedelta:
        """How far a shift goes."""
        return timedelta(minutes=self.minutes)


class OutsideOrder(EventFields):
    """Something that an outside organiser does to their meeting."""

    uid: str
    act: Literal["edit", "cancel"]
    slot: datetime | None = None

    @property
    def at_slot(self) -> datetime | None:
        """The slot in UTC."""
        return _utc(self.slot, "UTC") if self.slot else None


class CalendarOrder(Order):
    """A calendar to be made, or the time zone of a mailbox."""

    mailbox: str
    name: str | None = None
    zone: str | None = None


def organiser_of(order: EventOrder) -> Recipient | None:
    """Return the outside organiser of an order."""
    return recipient(order.organiser) if order.organiser else None


def _invitee(party: str | InviteeOrder) -> Invitee:
    return Invitee(who=Recipient(party)) if isinstance(party, str) else party.invitee()


def _utc(moment: datetime, zone: str) -> datetime:
    told = moment.replace(tzinfo=ZoneInfo(zone)) if moment.tzinfo is None else moment
    return told.astimezone(UTC)
