"""JSON: meetings of a user, a person or a client, who meets whom, and events made by programs."""

from typing import Any

from admin import event_acts
from admin.api.health import stamp
from admin.console import Console
from admin.event_form import EventForm
from admin.form_fields import fields_of
from admin.meeting_search import asked_meetings, find_meetings
from admin.refusals import bad_fields
from admin.shown_meeting import ShownMeeting, shown_meeting
from admin.web import PageRequest, PageResponse
from admin.who import viewer_of
from flows.ports.calendar_desk import Encounters, MeetingFilter
from sync_core import limits
from sync_core.calendar.event import CrmEventId, Origin
from sync_core.mail import CrmUserId

_FIELDS = {
    "owner", "subject", "date", "start", "end_date", "end", "all_day", "zone", "place", "attendee", "optional",
    "attendee_name", "person", "repeats", "every", "ends", "until", "count", "body", "show_as", "private",
}  # fmt: skip


async def meetings(request: PageRequest, console: Console) -> PageResponse:
    """Return meetings between `from` and `to` of a `user`, a `person` or a `client`."""
    asked = await asked_meetings(request, console)
    which = MeetingFilter(
        user=CrmUserId(request.asked("user")) or None,
        person=asked.person.id if asked.person else None,
        client=asked.client,
    )
    found = await console.calendar_desk.meetings(which, asked.window, limits.WEEK_MEETINGS_MAX)
    viewer, insiders = await viewer_of(request, console), await console.insiders()
    shown = [shown_meeting(m, viewer, insiders) for m in found.rows]
    # That a private meeting is with this client is itself private.
    listed = [m for m in shown if not (m.is_masked and asked.whom)]
    told = [_meeting(m) for m in listed]
    return PageResponse.json({"meetings": told, "has_more": found.has_more})


async def encounters(request: PageRequest, console: Console) -> PageResponse:
    """Return which colleagues meet a `person` or `client` between `from` and `to`; else who meets most."""
    asked = await asked_meetings(request, console)
    found = await find_meetings(request, console, asked)
    return PageResponse.json({"colleagues": [_encounters(one) for one in found.encounters]})


async def add(request: PageRequest, console: Console) -> PageResponse:
    """Make an event; its fields are those of the page's form."""
    told = _object(request)
    if unknown := sorted(told.keys() - _FIELDS):
        raise bad_fields(*((name, "expected no such field") for name in unknown))
    owner = CrmUserId(str(told.get("owner", "")))
    if owner not in await console.desk.staff():
        raise bad_fields(("owner", "expected a user of the CRM"))
    event = EventForm(fields_of(told)).new_event(owner)
    done = await event_acts.add(console, event, Origin.API)
    return PageResponse.json({"event": done.event, "woken": done.is_woken}, 201)


async def answer(request: PageRequest, console: Console, event: str) -> PageResponse:
    """Answer an invitation: `user`, `answer` (as Outlook names it) and the `version` that was seen."""
    told = _object(request)
    version = told.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise bad_fields(("version", "expected the version of the event that was seen"))
    which = event_acts.Which(event=CrmEventId(event), slot=None, version=version)
    given = event_acts.answer_of(str(told.get("answer", "")))
    user, viewer = CrmUserId(str(told.get("user", ""))), await viewer_of(request, console)
    done = await event_acts.answer(console, viewer, which, user, given)
    return PageResponse.json({"event": done.event, "woken": done.is_woken})


async def rooms(_request: PageRequest, console: Console) -> PageResponse:
    """Return all rooms by name."""
    found = await console.calendar_desk.rooms()
    told = [{"room": one.id, "name": one.name, "clash": one.is_clash} for one in found]
    return PageResponse.json({"rooms": told})


async def add_room(request: PageRequest, console: Console) -> PageResponse:
    """Add a room by its `name`."""
    room = await event_acts.add_room(console, str(_object(request).get("name", "")))
    return PageResponse.json({"room": room}, 201)


def _object(request: PageRequest) -> dict[str, Any]:
    """Return the object that a request tells; of anything else, one without fields."""
    document = request.json()
    return document if isinstance(document, dict) else {}


def _meeting(one: ShownMeeting) -> dict[str, Any]:
    event, span = one.meeting.event, one.span
    return {
        "event": event.id,
        "slot": stamp(one.meeting.slot),
        "version": event.version,
        "owner": event.owner,
        "subject": one.subject,
        "masked": one.is_masked,
        "start": stamp(span.start),
        "end": stamp(span.end),
        "zone": span.zone,
        "all_day": span.is_all_day,
        "cancelled": one.is_cancelled,
        "private": one.is_private,
        "places": [] if one.is_masked else list(event.content.places),
        "attendees": [
            {
                "address": guest.address,
                "name": guest.name,
                "kind": guest.kind.value,
                "answer": guest.answer.value,
                "person": guest.person,
                "user": guest.user,
            }
            for guest in one.guests
        ],
        "attendees_total": None if one.is_masked else event.attendees_total,
    }


def _encounters(one: Encounters) -> dict[str, Any]:
    return {
        "user": one.user,
        "name": one.name,
        "meetings": one.meetings,
        "first": stamp(one.first),
        "last": stamp(one.last),
    }
