"""Who attends an event, as a form tells it."""

from collections.abc import Sequence

from admin.form_fields import FormFields
from flows.ports.calendar_desk import Guest, Meeting, NewGuest
from sync_core import limits
from sync_core.addresses import NoAddress, normalise
from sync_core.calendar.event import AttendeeKind
from sync_core.mail import Address


def guests_told(form: FormFields, before: Sequence[Guest]) -> tuple[NewGuest, ...]:
    """Return who attends, each once; a room that was there keeps its role."""
    known = {guest.address: guest for guest in before}
    optional = {normalise(text) for text in form.several("optional")}
    names = dict(pair.partition("=")[::2] for pair in form.several("attendee_name"))
    found: dict[Address, NewGuest] = {}
    for name, text in _addresses(form):
        address = normalise(text)
        if isinstance(address, NoAddress):
            form.wrong(name, "expected e-mail addresses such as ana@x.test")
            continue
        old = known.get(address)
        kind = AttendeeKind.OPTIONAL if address in optional else AttendeeKind.REQUIRED
        if old is not None and old.kind is AttendeeKind.RESOURCE:
            kind = AttendeeKind.RESOURCE
        called = old.name if old is not None else names.get(text, "").strip()
        found.setdefault(address, NewGuest(address=address, name=called, kind=kind))
    if len(found) > limits.EVENT_ATTENDEES_MAX:
        form.wrong("attendee", f"expected at most {limits.EVENT_ATTENDEES_MAX}")
    return tuple(found.values())


def changed_guests(form: FormFields, meeting: Meeting) -> tuple[NewGuest, ...] | None:
    """Return who attends now; None where nothing changed, or the CRM holds only some of them."""
    if meeting.event.is_partial:
        return None
    guests = guests_told(form, meeting.guests)
    were = {(guest.address, guest.kind) for guest in meeting.guests}
    return None if {(g.address, g.kind) for g in guests} == were else guests


def _addresses(form: FormFields) -> list[tuple[str, str]]:
    """Return the addresses chosen, and those still standing in the search box, each with its field."""
    typed = form.text("attendee_text").replace(",", ";").split(";")
    chosen = [("attendee", text.strip()) for text in form.several("attendee")]
    return chosen + [("attendee_text", text.strip()) for text in typed if text.strip()]
