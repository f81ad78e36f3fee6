"""Events as JSON, in the zone and the format that one request asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulator.graph.calendar.appointment import Invitee, Place
from simulator.graph.calendar.events import Damage, EventView
from simulator.graph.http.encoding import timestamp
from simulator.graph.http.preferences import Preferences
from simulator.graph.http.recurring import recurrence_of
from simulator.graph.mail import Recipient
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import bad_request
from simulator.graph.rules import ServerRules
from simulator.graph.text import html_of_text, text_of_html
from sync_core.calendar.event import Answer, Shape
from sync_core.calendar.zones import iana_of

_NEVER = "0001-01-01T00:00:00Z"
_PREVIEW_CHARACTERS = 255
_BY_SELECT_ONLY = frozenset(("cancelledOccurrences",))
_SPARSE = ("type", "seriesMasterId", "start", "end")
EVENT_TYPE = "#microsoft.graph.event"


@dataclass(frozen=True)
class EventWriter:
    """Writes the events of one mailbox as one request asked for them."""

    box: Mailbox
    rules: ServerRules
    immutable_ids: bool
    text_bodies: bool
    zone_name: str
    properties: tuple[str, ...]
    extended: frozenset[str] = frozenset()
    """Extended properties asked for, in lower case."""

    @staticmethod
    def made(
        box: Mailbox,
        rules: ServerRules,
        preferences: Preferences,
        select: str = "",
        extended: frozenset[str] = frozenset(),
    ) -> "EventWriter":
        """Return the writer for a request.

        Raises:
            Refusal: 400, no event has a property of that name, or there is no such time zone.
        """
        if preferences.zone and iana_of(preferences.zone) is None:
            message = f"A valid TimeZone value must be specified. '{preferences.zone}' is not one."
            raise bad_request(message, "TimeZoneNotSupportedException")
        return EventWriter(
            box,
            rules,
            preferences.immutable_ids,
            preferences.text_bodies,
            preferences.zone or "UTC",
            _properties(select),
            extended,
        )

    def id(self, number: int) -> str:
        """Return an event's id in the format asked for."""
        ids = self.box.ids
        return ids.immutable(number) if self.immutable_ids else ids.default(number, 0)

    def write(self, view: EventView, *, with_type: bool = False) -> dict[str, Any]:
        """Return an event as a resource."""
        told = self._start(view, with_type=with_type)
        told |= {name: _WRITERS[name](self, view) for name in self.properties}
        held = {n: v for n, v in view.item.extended.items() if n.lower() in self.extended}
        if held and view.shape is not Shape.OCCURRENCE:
            listed = [{"id": name, "value": value} for name, value in held.items()]
            told["singleValueExtendedProperties"] = listed
        return self._damaged(view, told) if view.item.damage else told

    def write_part(self, view: EventView) -> dict[str, Any]:
        """Return an event with little more than its time, as a delta tells an occurrence."""
        told = self._start(view, with_type=True)
        return told | {name: _WRITERS[name](self, view) for name in _SPARSE}

    def write_changed(self, view: EventView) -> dict[str, Any]:
        """Return a changed event with some of its fields only."""
        told = self._start(view, with_type=True)
        return told | {name: _WRITERS[name](self, view) for name in ("subject", "start", "end")}

    def write_removed(self, number: int) -> dict[str, Any]:
        """Return what a delta tells of a removed event."""
        return {"@odata.type": EVENT_TYPE, "id": self.id(number), "@removed": {"reason": "deleted"}}

    def time(self, moment: datetime, view: EventView) -> dict[str, str]:
        """Return a start or an end in the zone asked for."""
        span = view.says.span
        if not span.is_all_day:
            return self._local(moment)
        made_in = iana_of(view.says.zone_name) or "UTC"
        if self.rules.all_day_shifted and made_in != "UTC":
            return self._local(moment.replace(tzinfo=ZoneInfo(made_in)))
        return {"dateTime": f"{moment:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": self.zone_name}

    def _local(self, moment: datetime) -> dict[str, str]:
        local = moment.astimezone(ZoneInfo(iana_of(self.zone_name) or "UTC"))
        return {"dateTime": f"{local:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": self.zone_name}

    def _start(self, view: EventView, *, with_type: bool) -> dict[str, Any]:
        told: dict[str, Any] = {"@odata.type": EVENT_TYPE} if with_type else {}
        return told | {"@odata.etag": view.etag, "id": self.id(view.number)}

    def _damaged(self, view: EventView, told: dict[str, Any]) -> dict[str, Any]:
        if view.item.damage is Damage.UNREADABLE:
            return told | {"start": 7}
        return told | {"start": self.time(view.says.span.end, view) | {}, "end": _dawn(self)}


def _dawn(writer: EventWriter) -> dict[str, str]:
    return {"dateTime": "1601-01-01T00:00:00.0000000", "timeZone": writer.zone_name}


def _properties(select: str) -> tuple[str, ...]:
    if not select.strip():
        return tuple(name for name in _WRITERS if name not in _BY_SELECT_ONLY)
    return tuple(_named(name.strip()) for name in select.split(",") if name.strip() != "id")


def _named(name: str) -> str:
    found = _NAMES.get(name.lower())
    if found is None:
        raise bad_request(
            f"Could not find a property named '{name}' on type 'microsoft.graph.event'.",
            "RequestBroker--ParseUri",
        )
    return found


def _person(who: Recipient | None) -> dict[str, Any] | None:
    if who is None:
        return None
    return {"emailAddress": {"name": who.name or who.address, "address": who.address}}


def _answered(answer: Answer, at: datetime | None) -> dict[str, str]:
    return {"response": answer.value, "time": timestamp(at) if at else _NEVER}


def _own_answer(_: EventWriter, view: EventView) -> dict[str, str]:
    item = view.item
    if item.is_organiser:
        return _answered(Answer.ORGANISER, None)
    if item.answer is Answer.NONE:
        return {"response": "notResponded", "time": _NEVER}
    return _answered(item.answer, item.answered_at)


def _attendee(invitee: Invitee) -> dict[str, Any]:
    status = _answered(invitee.answer, None)
    return {"type": invitee.kind.value, "status": status} | (_person(invitee.who) or {})


def _attendees(writer: EventWriter, view: EventView) -> list[dict[str, Any]]:
    listed = [_attendee(invitee) for invitee in view.says.attendees]
    organiser = _person(view.item.organiser)
    if writer.rules.organiser_among_attendees and organiser and not view.item.is_organiser:
        status = {"response": "organizer", "time": _NEVER}
        listed.insert(0, {"type": "required", "status": status} | organiser)
    return listed


def _place(place: Place) -> dict[str, Any]:
    told: dict[str, Any] = {
        "displayName": place.name,
        "locationType": "conferenceRoom" if place.address else "default",
        "uniqueId": place.address or place.name,
        "uniqueIdType": "directory" if place.address else "private",
    }
    told |= {"locationEmailAddress": place.address} if place.address else {}
    return told | ({"locationUri": place.uri} if place.uri else {})


def _location(_: EventWriter, view: EventView) -> dict[str, Any]:
    places = view.says.places
    if not places:
        return {"displayName": "", "locationType": "default", "uniqueIdType": "unknown"}
    joined = "; ".join(place.name or place.uri for place in places)
    return _place(places[0]) if len(places) == 1 else {"displayName": joined} | _unplaced()


def _unplaced() -> dict[str, Any]:
    return {"locationType": "default", "uniqueIdType": "unknown"}


def _body(writer: EventWriter, view: EventView) -> dict[str, str]:
    says = view.says
    if writer.text_bodies:
        return {"contentType": "text", "content": _text(view)}
    html = says.body if says.body_is_html or not says.body else html_of_text(says.body)
    return {"contentType": "html", "content": html}


def _text(view: EventView) -> str:
    says = view.says
    return text_of_html(says.body) if says.body_is_html else says.body


def _made_in(_: EventWriter, view: EventView) -> str:
    return view.says.zone_name or view.says.span.zone


def _recurrence(_: EventWriter, view: EventView) -> dict[str, Any] | None:
    says = view.says
    if says.recurrence is None:
        return None
    return recurrence_of(says.recurrence, says.span, says.zone_name or says.span.zone)


def _original_start(writer: EventWriter, view: EventView) -> str | None:
    slot = view.original_start
    if slot is None or view.series is None:
        return None
    made_in = iana_of(view.says.zone_name) or "UTC"
    if view.says.span.is_all_day and writer.rules.all_day_shifted:
        return timestamp(slot.replace(tzinfo=ZoneInfo(made_in)).astimezone(UTC))
    return timestamp(slot)


def _cancelled(writer: EventWriter, view: EventView) -> list[str]:
    """The slots whose occurrence was deleted, by the series' id and their day (facts: graph §2.1)."""
    span, series = view.says.span, writer.id(view.number)
    zone = UTC if span.is_all_day else ZoneInfo(span.zone)
    days = (slot.astimezone(zone).date() for slot in sorted(view.item.deleted))
    return [f"OID.{series}.{day.isoformat()}" for day in days]


def _series_id(writer: EventWriter, view: EventView) -> str | None:
    return None if view.series is None else writer.id(view.series)


_Writer = Callable[[EventWriter, EventView], Any]
_WRITERS: dict[str, _Writer] = {
    "createdDateTime": lambda _, v: timestamp(v.item.created),
    "lastModifiedDateTime": lambda _, v: timestamp(v.item.modified),
    "changeKey": lambda _, v: v.change_key,
    "categories": lambda _, v: list(v.says.categories),
    "transactionId": lambda _, v: v.item.transaction_id if v.series is None else None,
    "originalStartTimeZone": _made_in,
    "originalEndTimeZone": _made_in,
    "originalStart": _original_start,
    "iCalUId": lambda _, v: v.uid,
    "reminderMinutesBeforeStart": lambda _, v: v.says.reminder_minutes or 0,
    "isReminderOn": lambda _, v: v.says.reminder_minutes is not None,
    "hasAttachments": lambda _w, _v: False,
    "subject": lambda _, v: v.says.subject,
    "bodyPreview": lambda _, v: _text(v)[:_PREVIEW_CHARACTERS],
    "importance": lambda _, v: v.says.importance,
    "sensitivity": lambda _, v: v.says.sensitivity.value,
    "isAllDay": lambda _, v: v.says.span.is_all_day,
    "isCancelled": lambda _, v: v.item.is_cancelled,
    "isOrganizer": lambda _, v: v.item.is_organiser,
    "responseRequested": lambda _w, _v: True,
    "seriesMasterId": _series_id,
    "showAs": lambda _, v: v.says.show_as.value,
    "type": lambda _, v: v.shape.value,
    "webLink": lambda w, v: f"https://outlook.test/owa/?itemid={w.id(v.number)}&exvsurl=1",
    "onlineMeetingUrl": lambda _w, _v: None,
    "isOnlineMeeting": lambda _, v: v.says.is_online,
    "onlineMeetingProvider": lambda _, v: "teamsForBusiness" if v.says.is_online else "unknown",
    "allowNewTimeProposals": lambda _w, _v: True,
    "isDraft": lambda _, v: v.item.is_draft,
    "hideAttendees": lambda _w, _v: False,
    "responseStatus": _own_answer,
    "body": _body,
    "start": lambda w, v: w.time(v.says.span.start, v),
    "end": lambda w, v: w.time(v.says.span.end, v),
    "location": _location,
    "locations": lambda _, v: [_place(place) for place in v.says.places],
    "recurrence": _recurrence,
    "attendees": _attendees,
    "organizer": lambda _, v: _person(v.item.organiser),
    "onlineMeeting": lambda _, v: {"joinUrl": v.says.join_url} if v.says.join_url else None,
    "cancelledOccurrences": _cancelled,
}
_NAMES = {name.lower(): name for name in _WRITERS}
