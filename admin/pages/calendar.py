"""Calendar: a user's week, one event, and what a person does to it."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from admin import event_acts
from admin.console import Console
from admin.event_acts import Acted, Which, answer_of
from admin.event_form import AS_IT_IS, EventForm, joined
from admin.refusals import bad_fields, not_found
from admin.rendering import page
from admin.repeating import Repeats
from admin.shown_meeting import ShownMeeting, slot_of
from admin.shown_week import day_asked, read_week
from admin.web import PageRequest, PageResponse
from admin.who import viewer_of
from admin.zones import zone_names, zone_of
from flows.ports.calendar_desk import Guest
from sync_core import limits
from sync_core.calendar.event import Answer, CrmEventId, ShowAs
from sync_core.mail import CrmUserId, PersonId

_SHOW_AS = {
    ShowAs.BUSY: "Busy",
    ShowAs.TENTATIVE: "Tentative",
    ShowAs.FREE: "Free",
    ShowAs.OUT_OF_OFFICE: "Out of office",
    ShowAs.ELSEWHERE: "Working elsewhere",
}


_ANSWERS = {
    Answer.ACCEPTED: "Accept",
    Answer.TENTATIVE: "Tentative",
    Answer.DECLINED: "Decline",
}


async def whole(request: PageRequest, console: Console) -> PageResponse:
    """Return the page of a week."""
    week = await read_week(request, console)
    values = {"week": week, "query": request.query, "zones": zone_names()}
    return page(request, "calendar.html", values)


async def week_part(request: PageRequest, console: Console) -> PageResponse:
    """Return the week alone, as it is read anew after a change."""
    week = await read_week(request, console)
    if week.asked.user is None:
        raise not_found("The CRM has no users yet.")
    return page(request, "calendar_week.html", {"week": week, "query": request.query})


async def new(request: PageRequest, console: Console) -> PageResponse:
    """Return the form of a new event, as a page or for the dialog."""
    zone = zone_of(request)
    now = console.surroundings.now().astimezone(ZoneInfo(zone))
    staff = await console.desk.staff()
    viewer = await viewer_of(request, console)
    person = request.asked("person")
    values = {
        "owner": request.asked("user") or (viewer.id if viewer else ""),
        "staff": sorted(staff.values(), key=lambda s: s.name.casefold()),
        "day": day_asked(request, "date", _next_day(now)),
        "start": time(10),
        "end": time(11),
        "person": await console.desk.person(PersonId(person)) if person else None,
        "zone": zone,
    }
    return page(request, _template(request, "event_new"), values | await _choices(console))


async def one(request: PageRequest, console: Console, event: str) -> PageResponse:
    """Return one event, as a page or for the dialog."""
    slot = _slot(request.asked("slot"))
    shown = await event_acts.seen(console, await viewer_of(request, console), event, slot)
    staff = await console.desk.staff()
    owner = shown.meeting.event.owner
    values = {
        "asked_user": request.asked("user"),
        "invited": await _invited(request, console, shown),
        "answers": [(answer.value, text) for answer, text in _ANSWERS.items()],
        "one": shown,
        "owner": staff.get(owner) if owner else None,
        "zone": zone_of(request),
        "content": shown.meeting.event.content,
        "is_series": shown.meeting.event.content.recurrence is not None and slot is None,
    }
    return page(request, _template(request, "event"), values | await _choices(console))


async def attendees_found(request: PageRequest, console: Console) -> PageResponse:
    """Return people and users whose name or address holds what is being typed."""
    text = request.asked("attendee_text")
    cards = await console.desk.search_people(text, limits.PEOPLE_FOUND_MAX)
    wanted = text.casefold()
    staff = sorted((await console.desk.staff()).values(), key=lambda s: s.name.casefold())
    users = [s for s in staff if wanted in s.name.casefold() or wanted in s.address]
    values = {
        "cards": [card for card in cards if card.addresses],
        "users": users[: limits.PEOPLE_FOUND_MAX],
        "text": text,
    }
    return page(request, "attendees_found.html", values)


async def add(request: PageRequest, console: Console) -> PageResponse:
    """Make the event of a form."""
    owner = CrmUserId(request.told("owner"))
    if owner not in await console.desk.staff():
        raise bad_fields(("owner", "expected a user of the CRM"))
    done = await event_acts.add(console, EventForm(request.form).new_event(owner))
    return _saved(request, "The event was made", done)


async def move(request: PageRequest, console: Console, event: str) -> PageResponse:
    """Let an event take place when a form says."""
    span = EventForm(request.form).span()
    viewer = await viewer_of(request, console)
    done = await event_acts.move(console, viewer, _which(request, event), span)
    return _saved(request, "The event was moved", done)


async def edit(request: PageRequest, console: Console, event: str) -> PageResponse:
    """Change what a form changes of an event."""
    viewer = await viewer_of(request, console)
    form = EventForm(request.form)
    done = await event_acts.edit(console, viewer, _which(request, event), form.edit)
    return _saved(request, "The event was changed", done)


async def cancel(request: PageRequest, console: Console, event: str) -> PageResponse:
    """Mark an event, or one occurrence, as cancelled."""
    viewer = await viewer_of(request, console)
    done = await event_acts.cancel(console, viewer, _which(request, event))
    return _saved(request, "The event was cancelled", done)


async def delete(request: PageRequest, console: Console, event: str) -> PageResponse:
    """Delete an event."""
    viewer = await viewer_of(request, console)
    done = await event_acts.delete(console, viewer, _which(request, event))
    return _saved(request, "The event was deleted", done)


async def answer(request: PageRequest, console: Console, event: str) -> PageResponse:
    """Answer an invitation for the colleague in whose calendar it stands."""
    viewer, which = await viewer_of(request, console), _which(request, event)
    user, told = CrmUserId(request.told("user")), answer_of(request.told("answer"))
    done = await event_acts.answer(console, viewer, which, user, told)
    return _saved(request, "The invitation was answered", done)


async def relate(request: PageRequest, console: Console, event: str) -> PageResponse:
    """Relate an event to a person who does not attend."""
    viewer = await viewer_of(request, console)
    person = PersonId(request.told("person"))
    done = await event_acts.relate(console, viewer, _which(request, event), person)
    return _saved(request, "The event was related", done)


async def _invited(request: PageRequest, console: Console, shown: ShownMeeting) -> Guest | None:
    """Return for whom the page answers: whose calendar it is shown in, else who looks, else its owner."""
    viewer, owner = await viewer_of(request, console), shown.meeting.event.owner
    if user := request.asked("user"):
        return shown.invited(CrmUserId(user))
    return (shown.invited(viewer.id) if viewer else None) or shown.invited(owner)


def _saved(request: PageRequest, said: str, done: Acted) -> PageResponse:
    follows = "; Outlook follows within seconds." if done.is_woken else "."
    return page(
        request, "event_saved.html", {"said": said + follows}, HX_Trigger="calendar-changed"
    )


def _which(request: PageRequest, event: str) -> Which:
    version = request.told("version")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise bad_fields(("version", "expected the version of the event that was seen"))
    return Which(event=CrmEventId(event), slot=_slot(request.told("slot")), version=int(version))


def _slot(text: str) -> datetime | None:
    slot = slot_of(text)
    if text and slot is None:
        raise bad_fields(("slot", "expected a time such as 2026-01-31T09:00:00+00:00"))
    return slot


async def _choices(console: Console) -> dict[str, Any]:
    """Return what the forms of an event offer."""
    return {
        "repeats": [(r.value, r.text) for r in Repeats],
        "as_it_is": AS_IT_IS,
        "show_as": [(s.value, text) for s, text in _SHOW_AS.items()],
        "rooms": [r.name for r in await console.calendar_desk.rooms() if not r.is_clash],
        "zones": zone_names(),
        "joined": joined,
    }


def _template(request: PageRequest, name: str) -> str:
    """Return the piece for a dialog of the page that asks, else the whole page."""
    return f"{name}_form.html" if request.header("hx-request") == "true" else f"{name}.html"


def _next_day(now: datetime) -> date:
    return now.date() + timedelta(days=1)
