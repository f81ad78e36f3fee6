"""What an event of a calendar file says: words, people, privacy. Nothing here raises."""

from typing import Any

from icalendar import Event

from sync_core.addresses import NoAddress, normalise
from sync_core.calendar.event import (
    Answer,
    Attendee,
    AttendeeKind,
    Content,
    Privacy,
    Recurrence,
    ShowAs,
    Span,
)
from sync_core.mail import Address

_KINDS = {
    "OPT-PARTICIPANT": AttendeeKind.OPTIONAL,
    "NON-PARTICIPANT": AttendeeKind.OPTIONAL,
    "RESOURCE": AttendeeKind.RESOURCE,
    "ROOM": AttendeeKind.RESOURCE,
}
_ANSWERS = {
    "ACCEPTED": Answer.ACCEPTED,
    "TENTATIVE": Answer.TENTATIVE,
    "DECLINED": Answer.DECLINED,
}
_SHOWN = {
    "FREE": ShowAs.FREE,
    "TENTATIVE": ShowAs.TENTATIVE,
    "BUSY": ShowAs.BUSY,
    "OOF": ShowAs.OUT_OF_OFFICE,
    "WORKINGELSEWHERE": ShowAs.ELSEWHERE,
}


def content_of(event: Event, span: Span, recurrence: Recurrence | None = None) -> Content:
    """Return what an event says."""
    place = text_of(event, "LOCATION")
    return Content(
        subject=text_of(event, "SUMMARY"),
        span=span,
        places=(place,) if place else (),
        attendees=_attendees(event),
        body=text_of(event, "DESCRIPTION"),
        privacy=_privacy(event),
        show_as=_shown(event),
        is_cancelled=is_cancelled(event),
        recurrence=recurrence,
    )


def organiser_of(event: Event) -> tuple[Address | None, str]:
    """Return the organiser's address, None where there is no usable one, and name."""
    for entry in _entries(event, "ORGANIZER"):
        address = normalise(_written(entry))
        if not isinstance(address, NoAddress):
            return address, _parameter(entry, "CN")
    return None, ""


def is_cancelled(event: Event) -> bool:
    """Return whether an event, or a changed occurrence, is called off."""
    return text_of(event, "STATUS").upper() == "CANCELLED"


def text_of(event: Event, name: str) -> str:
    """Return the first text of a property, as any encoder takes it; empty where there is none."""
    return next((_written(entry).strip() for entry in _entries(event, name)), "")


def _attendees(event: Event) -> tuple[Attendee, ...]:
    """Return who attends, each address once, without the organiser."""
    organiser, _ = organiser_of(event)
    found: dict[Address, Attendee] = {}
    for entry in _entries(event, "ATTENDEE"):
        address = normalise(_written(entry))
        if isinstance(address, NoAddress) or address == organiser or address in found:
            continue
        role, sort = _parameter(entry, "ROLE").upper(), _parameter(entry, "CUTYPE").upper()
        found[address] = Attendee(
            address=address,
            name=_parameter(entry, "CN"),
            kind=_KINDS.get(sort) or _KINDS.get(role, AttendeeKind.REQUIRED),
            answer=_ANSWERS.get(_parameter(entry, "PARTSTAT").upper(), Answer.NONE),
        )
    return tuple(found.values())


def _privacy(event: Event) -> Privacy:
    is_open = text_of(event, "CLASS").upper() in ("", "PUBLIC")
    return Privacy.NORMAL if is_open else Privacy.PRIVATE


def _shown(event: Event) -> ShowAs:
    told = _SHOWN.get(text_of(event, "X-MICROSOFT-CDO-BUSYSTATUS").upper())
    is_free = text_of(event, "TRANSP").upper() == "TRANSPARENT"
    return told or (ShowAs.FREE if is_free else ShowAs.BUSY)


def _entries(event: Event, name: str) -> list[Any]:
    found = event.get(name)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _written(entry: Any) -> str:
    """Return a value as text; of one that is broken, what was written."""
    return _storable(str(entry))


def _parameter(entry: Any, name: str) -> str:
    told = entry.params.get(name, "")
    return _storable(str(told[0] if isinstance(told, list) and told else told))


def _storable(text: str) -> str:
    """Return text that any encoder takes and no database refuses."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
