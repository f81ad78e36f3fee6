"""From what Graph sends of an event to the engine's own record of it; an odd event stands alone."""

from collections.abc import Sequence
from enum import Enum
from typing import Any, TypeVar

from pydantic import ValidationError

from adapters.graph.events.bodies import text_and_richness
from adapters.graph.events.repeating import recurrence_of
from adapters.graph.events.spans import UnfitError, slot_of, span_of
from adapters.graph.events.wire import EVENT, Location, WireAttendee, WireEvent
from adapters.graph.reading import utc
from adapters.graph.wire import Recipient
from sync_core.addresses import NoAddress, normalise
from sync_core.calendar.event import (
    Answer,
    Attendee,
    AttendeeKind,
    Content,
    EventId,
    OutlookEvent,
    Privacy,
    Shape,
    ShowAs,
    UnreadableEvent,
)
from sync_core.mail import Address

E = TypeVar("E", bound=Enum)
_NO_ID = EventId("without-id")
"""Stands for the id of an event listed without one: Graph refuses it as malformed, so it stays a failed item."""


def checked(item: Any) -> WireEvent | UnreadableEvent:
    """Return one decoded event as its type, or what is wrong with it."""
    try:
        return EVENT.validate_python(item)
    except ValidationError as bad:
        first = bad.errors(include_input=False, include_url=False, include_context=False)[0]
        known = item.get("id") if isinstance(item, dict) else None
        return UnreadableEvent(
            id=EventId(known) if isinstance(known, str) and known else _NO_ID,
            problem=f"{'.'.join(map(str, first['loc'])) or 'event'}: {first['msg']}",
        )


def event_of(
    wire: WireEvent | UnreadableEvent, series_of_days: bool | None = None
) -> OutlookEvent | UnreadableEvent:
    """Return one event as the engine knows it.

    Args:
        wire: as it came.
        series_of_days: of an occurrence, whether its series is all-day; None: as the occurrence itself.
    """
    if not isinstance(wire, dict):
        return wire
    try:
        return _event(wire, series_of_days)
    except UnfitError as unfit:
        return UnreadableEvent(id=EventId(wire["id"] or _NO_ID), problem=str(unfit))


def shape_of(wire: WireEvent) -> Shape:
    """Return what kind of event it is.

    Raises:
        UnfitError: a kind that is not known.
    """
    told = wire.get("type")
    if told is None:
        return Shape.SERIES if wire.get("recurrence") else Shape.SINGLE
    found = _named(Shape, told)
    if found is None:
        raise UnfitError("type: expected one of the documented ones")
    return found


def usable_address(entry: WireAttendee | Recipient | None) -> Address | None:
    """Return the address of an entry in normal form, or None where it has none that mail could reach."""
    told = ((entry or {}).get("emailAddress") or {}).get("address") or ""
    found = normalise(told)
    return None if isinstance(found, NoAddress) else found


def is_of_organiser(entry: WireAttendee, organiser: Address | None) -> bool:
    """Return whether an entry of the attendees is the organiser."""
    answered = ((entry.get("status") or {}).get("response") or "").lower()
    address = usable_address(entry)
    return answered == Answer.ORGANISER or (address is not None and address == organiser)


def _event(wire: WireEvent, series_of_days: bool | None) -> OutlookEvent:
    shape, ical_uid = shape_of(wire), wire.get("iCalUId")
    if not ical_uid:
        raise UnfitError("iCalUId: missing")
    organiser = usable_address(wire.get("organizer"))
    is_part = shape in (Shape.OCCURRENCE, Shape.EXCEPTION)
    master, are_days = wire.get("seriesMasterId"), series_of_days
    if are_days is None:
        are_days = bool(wire.get("isAllDay"))
    content, is_rich = _content(wire, shape, organiser)
    created, modified = wire.get("createdDateTime"), wire.get("lastModifiedDateTime")
    join_url = (wire.get("onlineMeeting") or {}).get("joinUrl") or wire.get("onlineMeetingUrl")
    is_online, attendees = (
        bool(wire.get("isOnlineMeeting") or join_url),
        wire.get("attendees") or [],
    )
    return OutlookEvent(
        id=EventId(wire["id"]),
        version=version_of(wire),
        ical_uid=ical_uid,
        shape=shape,
        series=EventId(master) if is_part and master else None,
        original_start=slot_of(wire, are_days) if is_part else None,
        content=content,
        organiser=organiser,
        organiser_name=((wire.get("organizer") or {}).get("emailAddress") or {}).get("name") or "",
        is_organiser=wire.get("isOrganizer") is not False,
        answer=_answer((wire.get("responseStatus") or {}).get("response")),
        is_draft=bool(wire.get("isDraft")),
        body_is_rich=is_rich or is_online,
        is_online=is_online,
        join_url=join_url or "",
        categories=tuple(wire.get("categories") or ()),
        unusable_entries=sum(usable_address(entry) is None for entry in attendees),
        created_at=None if created is None else utc(created),
        modified_at=None if modified is None else utc(modified),
    )


def version_of(wire: WireEvent) -> str:
    """Return the etag to write on."""
    change_key = wire.get("changeKey")
    return wire.get("@odata.etag") or (f'W/"{change_key}"' if change_key else "")


def _content(wire: WireEvent, shape: Shape, organiser: Address | None) -> tuple[Content, bool]:
    """Return what an event says, and whether its text is formatted."""
    text, is_rich = text_and_richness(wire.get("body"))
    pattern, span = wire.get("recurrence"), span_of(wire)
    repeats = recurrence_of(pattern or {}, span) if shape is Shape.SERIES else None
    is_normal = (wire.get("sensitivity") or "normal").lower() == "normal"
    content = Content(
        subject=wire.get("subject") or "",
        span=span,
        places=_places(wire),
        attendees=_attendees(wire.get("attendees") or (), organiser),
        body=text,
        privacy=Privacy.NORMAL if is_normal else Privacy.PRIVATE,
        show_as=_named(ShowAs, wire.get("showAs") or "") or ShowAs.BUSY,
        is_cancelled=bool(wire.get("isCancelled")),
        recurrence=repeats,
    )
    return content, is_rich


def _places(wire: WireEvent) -> tuple[str, ...]:
    """Return the names of all places, each once."""
    only = wire.get("location")
    told = wire.get("locations") or ([only] if only else [])
    return tuple(dict.fromkeys(name for place in told if (name := name_of(place))))


def name_of(place: Location) -> str:
    """Return by what a place is known: its name, or its address on the web where it has no name."""
    return place.get("displayName") or place.get("locationUri") or ""


def _attendees(entries: Sequence[WireAttendee], organiser: Address | None) -> tuple[Attendee, ...]:
    """Return those who attend and can be reached, each once, without the organiser."""
    found: dict[Address, Attendee] = {}
    for entry in entries:
        address = usable_address(entry)
        if address is None or address in found or is_of_organiser(entry, organiser):
            continue
        found[address] = Attendee(
            address=address,
            name=(entry.get("emailAddress") or {}).get("name") or "",
            kind=_named(AttendeeKind, entry.get("type") or "") or AttendeeKind.REQUIRED,
            answer=_answer((entry.get("status") or {}).get("response")),
        )
    return tuple(found.values())


def _answer(told: str | None) -> Answer:
    """Return an answer; one not given (notResponded) is none."""
    return _named(Answer, told or "") or Answer.NONE


def _named(kind: type[E], told: str) -> E | None:
    """Return the member of an enumeration that Graph names, in any case."""
    low = told.lower()
    return next((member for member in kind if str(member.value).lower() == low), None)
