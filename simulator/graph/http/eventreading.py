"""What a request writes into an event: its JSON as the fields of an appointment, each checked by name."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from simulator.graph.calendar.appointment import Appointment, Invitee, Place
from simulator.graph.http.recurring import rule_of
from simulator.graph.mail import Recipient, Sensitivity
from simulator.graph.refusals import Refusal, bad_request
from sync_core.calendar.event import AttendeeKind, ShowAs, Span
from sync_core.calendar.zones import iana_of

_ATTENDEES_MAX = 500  # resource event
_WHEN = frozenset(("start", "end", "isAllDay"))
E = TypeVar("E", bound=Enum)


def fields_of(told: dict[str, Any], now: Appointment | None, organiser: str) -> dict[str, Any]:
    """Return the fields that an event resource writes.

    Args:
        told: the resource; what is not written by anybody (ids, flags of the server) is passed over.
        now: what the event says so far; None: it is new.
        organiser: address of its organiser, who is no attendee.

    Raises:
        Refusal: 400, names the property that is wrong.
    """
    fields: dict[str, Any] = {}
    for name, value in told.items():
        reader = _READERS.get(name)
        if reader is not None:
            fields |= reader(value, told)
    if _WHEN & told.keys():
        fields |= _when(told, now)
    elif now is None:
        raise _invalid("start and end are required")
    if "attendees" in fields:
        others = [a for a in fields["attendees"] if a.address != organiser.lower()]
        fields["attendees"] = tuple(others)
    if "recurrence" in told:
        span = fields.get("span", now.span if now else None)
        repeats = told["recurrence"]
        fields["recurrence"] = rule_of(repeats, span) if repeats and span else None
    return fields


def extended_of(told: dict[str, Any]) -> dict[str, str]:
    """Return the single-value extended properties that a resource writes.

    Raises:
        Refusal: 400, one has no id or no value.
    """
    listed = told.get("singleValueExtendedProperties") or []
    try:
        return {str(one["id"]): str(one["value"]) for one in listed}
    except (KeyError, TypeError):
        raise _invalid("singleValueExtendedProperties") from None


def _when(told: dict[str, Any], now: Appointment | None) -> dict[str, Any]:
    is_all_day = told.get("isAllDay", now.span.is_all_day if now else False)
    if "start" not in told or "end" not in told:
        return _part_of_when(told, now, is_all_day)
    start, zone_name = _moment(told["start"], "start")
    end, end_zone = _moment(told["end"], "end")
    if is_all_day:
        if _is_odd(start, end) or iana_of(zone_name) != iana_of(end_zone):
            raise _invalid("start and end of an all-day event must be midnight in one time zone")
        return {"span": Span.of_days(start.date(), end.date()), "zone_name": zone_name}
    zone = _zone(zone_name)
    span = Span(start=_utc(start, zone), end=_utc(end, _zone(end_zone)), zone=zone.key)
    return {"span": span, "zone_name": zone_name}


def _part_of_when(
    told: dict[str, Any], now: Appointment | None, is_all_day: bool
) -> dict[str, Any]:
    """Return a span of which one end stays as it is; days and hours cannot be mixed."""
    if now is None or is_all_day != now.span.is_all_day:
        raise _invalid("start and end are required")
    start, end = (_end_of(told, name, now.span) for name in ("start", "end"))
    return {"span": Span(start=start, end=end, zone=now.span.zone, is_all_day=is_all_day)}


def _end_of(told: dict[str, Any], name: str, span: Span) -> datetime:
    if name not in told:
        return span.start if name == "start" else span.end
    moment, zone_name = _moment(told[name], name)
    return moment.replace(tzinfo=UTC) if span.is_all_day else _utc(moment, _zone(zone_name))


def _moment(told: Any, name: str) -> tuple[datetime, str]:
    try:
        text = str(told["dateTime"])
        return datetime.fromisoformat(text[:26] if "." in text else text), str(told["timeZone"])
    except (KeyError, TypeError, ValueError):
        raise _invalid(f"{name} needs a dateTime and a timeZone") from None


def _zone(name: str) -> ZoneInfo:
    found = iana_of(name)
    if found is None:
        message = f"A valid TimeZone value must be specified. '{name}' is not one."
        raise bad_request(message, "TimeZoneNotSupportedException")
    return ZoneInfo(found)


def _utc(moment: datetime, zone: ZoneInfo) -> datetime:
    return (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)


def _is_odd(start: datetime, end: datetime) -> bool:
    """Return whether two times are no span of whole days."""
    is_midnight = all(moment.time() == time() for moment in (start, end))
    return not is_midnight or end - start < timedelta(days=1)


def _body(value: Any, _: dict[str, Any]) -> dict[str, Any]:
    told = value or {}
    is_html = str(told.get("contentType", "text")).lower() == "html"
    return {"body": told.get("content") or "", "body_is_html": is_html}


def _locations(value: Any, _: dict[str, Any]) -> dict[str, Any]:
    return {"places": tuple(p for p in map(_place, value or ()) if p.name or p.uri)}


def _location(value: Any, told: dict[str, Any]) -> dict[str, Any]:
    """A single location replaces all; beside a list of them it says nothing."""
    return {} if "locations" in told else _locations([value] if value else [], told)


def _place(told: dict[str, Any]) -> Place:
    return Place(
        name=told.get("displayName") or "",
        address=told.get("locationEmailAddress") or "",
        uri=told.get("locationUri") or "",
    )


def _attendees(value: Any, _: dict[str, Any]) -> dict[str, Any]:
    if len(value or ()) > _ATTENDEES_MAX:
        raise _invalid(f"an event has at most {_ATTENDEES_MAX} attendees")
    listed: dict[str, Invitee] = {}
    for told in value or ():
        try:
            address = told["emailAddress"]
            who = Recipient(address.get("address") or "", address.get("name") or "")
        except (KeyError, TypeError, AttributeError):
            raise _invalid("attendees.emailAddress") from None
        kind = _named(AttendeeKind, told.get("type") or "required", "attendees.type")
        listed.setdefault(who.address.lower() or f"={who.name}", Invitee(who=who, kind=kind))
    return {"attendees": tuple(listed.values())}


def _reminder(_: Any, told: dict[str, Any]) -> dict[str, Any]:
    is_on = told.get("isReminderOn", True)
    return {"reminder_minutes": int(told.get("reminderMinutesBeforeStart", 15)) if is_on else None}


def _named(kind: type[E], value: Any, where: str) -> E:
    found = next((one for one in kind if str(one.value).lower() == str(value).lower()), None)
    if found is None:
        raise _invalid(where)
    return found


def _invalid(what: str) -> Refusal:
    return bad_request(f"The event is invalid: {what}.", "ErrorPropertyValidationFailure")


_READERS: dict[str, Callable[[Any, dict[str, Any]], dict[str, Any]]] = {
    "subject": lambda value, _: {"subject": value or ""},
    "body": _body,
    "location": _location,
    "locations": _locations,
    "attendees": _attendees,
    "sensitivity": lambda v, _: {"sensitivity": _named(Sensitivity, v, "sensitivity")},
    "showAs": lambda v, _: {"show_as": _named(ShowAs, v, "showAs")},
    "importance": lambda v, _: {"importance": str(v)},
    "categories": lambda v, _: {"categories": tuple(v or ())},
    "isOnlineMeeting": lambda v, _: {"is_online": True} if v else {},
    "isReminderOn": _reminder,
    "reminderMinutesBeforeStart": _reminder,
}
