"""What the forms of the pretend Outlook say, as fields of an appointment; each checked by name."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from simulator.graph.calendar.appointment import Appointment, Invitee, Place
from simulator.graph.mail import Recipient, Sensitivity
from sync_core.calendar.event import Recurrence, Span

_DAY = timedelta(days=1)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
REPEATS = {"": "Does not repeat", "daily": "Every day", "weekly": "Every week on this day"}


class FormRefused(Exception):
    """A form does not say what can be done; nothing was changed."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")


class EventForm:
    """The form of an event, filled in by a person whose clock is in a time zone."""

    def __init__(self, told: Mapping[str, Any], zone: ZoneInfo) -> None:
        self._told = told
        self._zone = zone

    def appointment(self) -> Appointment:
        """Return a new event.

        Raises:
            FormRefused: names the field that is wrong.
        """
        span = self._span()
        return Appointment(
            subject=self._text("subject"),
            span=span,
            places=self._places(),
            attendees=self._attendees(()),
            body=self._text("body"),
            sensitivity=_sensitivity(is_private="private" in self._told),
            recurrence=self._recurrence(span),
        )

    def changes(self, now: Appointment, *, is_organiser: bool) -> dict[str, Any]:
        """Return the fields that the form says otherwise than the event; an attendee's has fewer.

        Raises:
            FormRefused: names the field that is wrong.
        """
        fields: dict[str, Any] = {"subject": self._text("subject")}
        is_private = now.sensitivity is not Sensitivity.NORMAL
        if is_private != ("private" in self._told):
            fields["sensitivity"] = _sensitivity(is_private=not is_private)
        if is_organiser:
            fields |= {"span": self._span(now.span), "attendees": self._attendees(now.attendees)}
            if self._text("place") != shown_places(now):
                fields["places"] = self._places()
            if (
                not now.body_is_html
                and self._lines("body") != now.body.replace("\r\n", "\n").rstrip()
            ):
                fields["body"] = self._lines("body")
        return {name: value for name, value in fields.items() if value != getattr(now, name)}

    def _span(self, now: Span | None = None) -> Span:
        if now is not None and self._shows(now):
            return now
        start, end = self._moment("start"), self._moment("end")
        if end < start:
            raise FormRefused("end", "expected a time after the start")
        try:
            if "all_day" in self._told:
                return Span.of_days(start.date(), end.date() + _DAY)
            zone = now.zone if now and not now.is_all_day else self._zone.key
            return Span(start=_utc(start, self._zone), end=_utc(end, self._zone), zone=zone)
        except OverflowError:
            raise FormRefused("start", "expected a day that the calendar has") from None

    def _shows(self, span: Span) -> bool:
        """Return whether the form still says what it was filled with: to the minute, of more it knows nothing."""
        zone: tzinfo = UTC if span.is_all_day else self._zone
        last = span.end - _DAY if span.is_all_day else span.end
        return (
            self._text("start") == shown_moment(span.start, zone)
            and self._text("end") == shown_moment(last, zone)
            and ("all_day" in self._told) == span.is_all_day
        )

    def _moment(self, name: str) -> datetime:
        try:
            return datetime.fromisoformat(self._text(name)).replace(tzinfo=None)
        except ValueError:
            raise FormRefused(name, "expected a day and a time") from None

    def _attendees(self, former: tuple[Invitee, ...]) -> tuple[Invitee, ...]:
        known = {invitee.address: invitee for invitee in former}
        found: dict[str, Invitee] = {}
        for line in filter(None, map(str.strip, self._lines("attendees").splitlines())):
            name, address = parseaddr(line)
            if not address.partition("@")[0] or not address.partition("@")[2]:
                raise FormRefused("attendees", "expected an address in each line")
            invitee = Invitee(who=Recipient(address, name))
            found.setdefault(invitee.address, known.get(invitee.address, invitee))
        return tuple(found.values())

    def _places(self) -> tuple[Place, ...]:
        names = (name.strip() for name in self._text("place").split(";"))
        return tuple(Place(name=name) for name in names if name)

    def _recurrence(self, span: Span) -> Recurrence | None:
        asked = self._text("repeats")
        if asked not in REPEATS:
            raise FormRefused("repeats", "expected one of the choices")
        if asked == "weekly":
            zone = UTC if span.is_all_day else self._zone
            day = _DAYS[span.start.astimezone(zone).weekday()]
            return Recurrence(rule=f"FREQ=WEEKLY;BYDAY={day}")
        return Recurrence(rule="FREQ=DAILY") if asked else None

    def _text(self, name: str) -> str:
        return str(self._told.get(name, "")).strip()

    def _lines(self, name: str) -> str:
        return self._text(name).replace("\r\n", "\n")


def shown_moment(moment: datetime, zone: tzinfo) -> str:
    """Return a moment as the form shows it, on the clock of a zone."""
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}"


def shown_places(says: Appointment) -> str:
    """Return an event's places as the form shows them."""
    return "; ".join(place.name for place in says.places)


def shown_invitee(invitee: Invitee) -> str:
    """Return an attendee as the form shows them."""
    who = invitee.who
    return f'"{_plain(who.name)}" <{who.address}>' if who.name else who.address


def _plain(name: str) -> str:
    return name.replace("\\", "").replace('"', "")


def _sensitivity(*, is_private: bool) -> Sensitivity:
    return Sensitivity.PRIVATE if is_private else Sensitivity.NORMAL


def _utc(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=zone).astimezone(UTC)
