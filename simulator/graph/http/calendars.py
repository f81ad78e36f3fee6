"""Endpoints of calendars: lists, the view of a window, and what changed in one."""

from typing import Any

from simulator.graph.calendar.asking import CalendarService
from simulator.graph.calendar.calendars import Calendar
from simulator.graph.calendar.events import EventView
from simulator.graph.calendar.meetings import owner_of
from simulator.graph.calendar.times import window_of
from simulator.graph.delta import DeltaPage
from simulator.graph.http import options
from simulator.graph.http.calls import Call
from simulator.graph.http.eventjson import EventWriter
from simulator.graph.http.records import Response, answer
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import bad_request
from sync_core.calendar.event import Shape
from sync_core.calendar.window import Window

_TOP_DEFAULT = 10  # page calendar-list-events
_OCCURRING = (Shape.OCCURRENCE, Shape.EXCEPTION)
_REFUSED = ("$select", "$expand", "$filter", "$orderby", "$search")


def list_all(call: Call) -> Response:
    """GET /users/{id}/calendars."""
    everything = [_shown(call.box, c) for c in call.box.calendars.calendars.values()]
    top = options.number(call.request.query, "$top", _TOP_DEFAULT)
    skip = options.number(call.request.query, "$skip", 0)
    document: dict[str, Any] = {
        "@odata.context": call.context(f"users('{call.box.id}')/calendars"),
        "value": everything[skip : skip + top],
    }
    if skip + top < len(everything):
        document["@odata.nextLink"] = call.same_link(skip=str(skip + top))
    return answer(document)


def one(call: Call) -> Response:
    """GET /users/{id}/calendars/{id}, or /users/{id}/calendar."""
    context = call.context(f"users('{call.box.id}')/calendars/$entity")
    return answer({"@odata.context": context} | _shown(call.box, calendar_of(call)))


def view(call: Call) -> Response:
    """GET /users/{id}/calendarView, or of one calendar: single events and occurrences in a window."""
    window = window_of(call.request.query)
    found: list[EventView] = []
    for number in calendar_of(call).items:
        found += _in_window(call.box, call.box.calendars.view(number), window)
    found.sort(key=lambda event: (event.says.span.start, event.number))
    return listed(call, found, f"users('{call.box.id}')/calendarView")


def delta(call: Call) -> Response:
    """GET /users/{id}/calendarView/delta, or of one calendar; the window lives in the token."""
    query = {name: value for name, value in call.request.query.items()}
    token = query.get("$deltatoken") or query.get("$skiptoken")
    if any(name in query for name in _REFUSED):
        raise bad_request(
            "The following parameters are not supported with change tracking over the "
            f"'CalendarView' resource: '{', '.join(_REFUSED)}'.",
            "ErrorInvalidUrlQuery",
        )
    calendar = calendar_of(call)
    window = {} if token else window_options(query)
    service = CalendarService(call.service.tenant)
    page = service.delta(call.box, calendar, token, window, call.preferences.page_items)
    return _delta_answer(call, page)


def delta_of_events(call: Call) -> Response:  # noqa: ARG001  the shape of a handler
    """GET /users/{id}/events/delta: the SDK offers it, the service refuses it (facts §2.1)."""
    raise bad_request(
        "Change tracking is not supported against 'microsoft.graph.event'.", "ErrorInvalidUrlQuery"
    )


def listed(call: Call, found: list[EventView], of: str) -> Response:
    """Return one page of events."""
    query = call.request.query
    top = min(
        options.number(query, "$top", call.preferences.page_items or _TOP_DEFAULT),
        call.service.tenant.rules.page_items_max,
    )
    skip = options.number(query, "$skip", 0)
    writer = writer_of(call)
    document: dict[str, Any] = {
        "@odata.context": call.context(of),
        "value": [writer.write(event) for event in found[skip : skip + top]],
    }
    if skip + top < len(found):
        document["@odata.nextLink"] = call.same_link(skip=str(skip + top))
    return answer(document, headers=call.preferences.applied)


def writer_of(call: Call) -> EventWriter:
    """Return what writes events as the call asked for them."""
    query = call.request.query
    return EventWriter.made(
        call.box,
        call.service.tenant.rules,
        call.preferences,
        query.get("$select", ""),
        options.extended_properties(query),
    )


def calendar_of(call: Call) -> Calendar:
    """Return the calendar that the path names; the default one where it names none.

    Raises:
        Refusal: there is none (404).
    """
    path = call.request.path.lower()
    named = "/calendars/" in path or "/calendars(" in path
    return call.box.calendars.calendar(call.names[1] if named else "")


def window_options(query: dict[str, str]) -> dict[str, str]:
    """Return the window of a first call, as its token will hold it."""
    window = window_of(query)
    return {"startDateTime": window.since.isoformat(), "endDateTime": window.until.isoformat()}


def _in_window(box: Mailbox, event: EventView, window: Window) -> list[EventView]:
    if event.shape is Shape.SERIES:
        return box.calendars.occurrences(event.item, window)
    return [event] if window.holds(event.says.span) else []


def _delta_answer(call: Call, page: DeltaPage) -> Response:
    writer, store = writer_of(call), call.box.calendars
    rules = call.service.tenant.rules
    value = []
    for told in page.told:
        event = None if told.is_removed else store.look(told.number)
        if event is None:
            value.append(writer.write_removed(told.number))
        elif rules.occurrences_sparse and event.shape in _OCCURRING:
            value.append(writer.write_part(event))
        elif told.is_partial:
            value.append(writer.write_changed(event))
        else:
            value.append(writer.write(event, with_type=True))
    name, field = "skiptoken", "@odata.nextLink"
    if page.is_over:
        name, field = "deltatoken", "@odata.deltaLink"
    link = call.link(call.request.path, **{name: page.token})
    context = call.context("Collection(event)")
    document = {"@odata.context": context, field: link, "value": value}
    return answer(document, headers=call.preferences.applied)


def _shown(box: Mailbox, calendar: Calendar) -> dict[str, Any]:
    owner = owner_of(box)
    return {
        "id": calendar.id,
        "name": calendar.name,
        "color": "auto",
        "hexColor": "",
        "isDefaultCalendar": calendar.is_default,
        "changeKey": f"{calendar.number:08X}",
        "canShare": True,
        "canViewPrivateItems": True,
        "canEdit": True,
        "allowedOnlineMeetingProviders": ["teamsForBusiness"],
        "defaultOnlineMeetingProvider": "teamsForBusiness",
        "isTallyingResponses": calendar.is_default,
        "isRemovable": not calendar.is_default,
        "owner": {"name": owner.name, "address": owner.address},
    }
