"""Endpoints of events: reading one, searching, and every write."""

import re
from typing import Any

from simulator.graph.calendar.appointment import Appointment
from simulator.graph.calendar.asking import CalendarService, MatchOn
from simulator.graph.calendar.events import EventView
from simulator.graph.calendar.meetings import NewEvent, owner_of
from simulator.graph.calendar.times import window_of
from simulator.graph.http import options
from simulator.graph.http.calendars import calendar_of, listed, writer_of
from simulator.graph.http.calls import Call
from simulator.graph.http.eventreading import extended_of, fields_of
from simulator.graph.http.records import Response, answer
from simulator.graph.refusals import bad_request
from sync_core.calendar.event import Answer

_STAMPED = re.compile(
    r"^singleValueExtendedProperties/any\(\s*(\w+)\s*:\s*\1/id eq '((?:[^']|'')*)'\s+and\s+"
    r"\1/value eq '((?:[^']|'')*)'\s*\)$",
    re.IGNORECASE,
)
_OF_UID = re.compile(r"^iCalUId eq '((?:[^']|'')*)'$", re.IGNORECASE)


def one(call: Call) -> Response:
    """GET /users/{id}/events/{id}."""
    event = call.box.calendars.find(call.names[-1])
    writer = writer_of(call)
    told = writer.write(event)
    if options.expands(call.request.query, "exceptionOccurrences"):
        exceptions = (call.box.calendars.view(n) for n in event.item.exceptions.values())
        is_series = event.series is None
        told["exceptionOccurrences"] = [writer.write(e) for e in exceptions] if is_series else []
    return _answered(call, told)


def instances(call: Call) -> Response:
    """GET /users/{id}/events/{id}/instances."""
    window = window_of(call.request.query)
    found = _service(call).occurrences(call.box, call.names[1], window)
    return listed(call, found, f"users('{call.box.id}')/events('{call.names[1]}')/instances")


def search(call: Call) -> Response:
    """GET /users/{id}/events, or of one calendar: single events and series, by a filter or all."""
    found, box = _found(call), call.box
    return listed(call, found, f"users('{box.id}')/events")


def create(call: Call) -> Response:
    """POST /users/{id}/events, or to one calendar."""
    told, box = call.request.json(), call.box
    fields = fields_of(told, None, owner_of(box).address)
    transaction_id = told.get("transactionId")
    new = NewEvent(
        says=Appointment(**fields),
        transaction_id=str(transaction_id) if transaction_id else None,
        extended=extended_of(told),
    )
    event = _service(call).create(box, calendar_of(call), new)
    return _answered(call, writer_of(call).write(event), 201)


def change(call: Call) -> Response:
    """PATCH /users/{id}/events/{id}: only what is sent is written."""
    told, box = call.request.json(), call.box
    if "transactionId" in told:
        raise bad_request("ClientId/TransactionId is immutable.", "ErrorInvalidRequest")
    now = box.calendars.find(call.names[1])
    organiser = now.item.organiser.address if now.item.organiser else ""
    fields = fields_of(told, now.says, organiser)
    event = _service(call).write(box, call.names[1], fields, extended_of(told), _match(call))
    return _answered(call, writer_of(call).write(event))


def delete(call: Call) -> Response:
    """DELETE /users/{id}/events/{id}."""
    _service(call).delete(call.box, call.names[1], _match(call))
    return Response(204)


def cancel(call: Call) -> Response:
    """POST /users/{id}/events/{id}/cancel."""
    _told(call)
    _service(call).cancel(call.box, call.names[1])
    return Response(202)


def accept(call: Call) -> Response:
    """POST /users/{id}/events/{id}/accept."""
    return _answer(call, Answer.ACCEPTED)


def accept_tentatively(call: Call) -> Response:
    """POST /users/{id}/events/{id}/tentativelyAccept."""
    return _answer(call, Answer.TENTATIVE)


def decline(call: Call) -> Response:
    """POST /users/{id}/events/{id}/decline."""
    return _answer(call, Answer.DECLINED)


def _answer(call: Call, given: Answer) -> Response:
    tells = _told(call).get("sendResponse", True)
    _service(call).answer(call.box, call.names[1], given, tells=bool(tells))
    return Response(202)


def _told(call: Call) -> dict[str, Any]:
    return call.request.json() if call.request.body else {}


def _service(call: Call) -> CalendarService:
    return CalendarService(call.service.tenant)


def _match(call: Call) -> MatchOn:
    return MatchOn(call.request.headers.get("if-match"))


def _found(call: Call) -> list[EventView]:
    text, store = call.request.query.get("$filter", "").strip(), call.box.calendars
    calendar = calendar_of(call)
    if not text:
        return [store.view(number) for number in calendar.items]
    stamped, of_uid = _STAMPED.match(text), _OF_UID.match(text)
    if stamped:
        name, value = (stamped[n].replace("''", "'") for n in (2, 3))
        return _service(call).stamped(call.box, name, value)
    if of_uid:
        item = store.with_uid(of_uid[1].replace("''", "'"))
        return [store.view(item.number)] if item else []
    raise bad_request("Invalid filter clause.", "ErrorInvalidUrlQueryFilter")


def _answered(call: Call, told: dict[str, Any], status: int = 200) -> Response:
    context = call.context(f"users('{call.box.id}')/events/$entity")
    return answer({"@odata.context": context} | told, status, call.preferences.applied)
