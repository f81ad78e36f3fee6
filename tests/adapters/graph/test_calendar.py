"""What is asked of Graph for calendars, and what its answers mean."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from adapters.graph.calendar import GraphCalendar
from adapters.graph.events.reading import checked, event_of
from adapters.graph.events.writing import STAMP, transaction_of
from flows.ports.calendar import EventDraft
from flows.ports.tenant import DeltaToken, Gone
from sync_core import limits
from sync_core.calendar.event import (
    DEFAULT_CALENDAR,
    Answer,
    Attendee,
    CalendarId,
    Content,
    EventId,
    OutlookEvent,
    Span,
    UnreadableEvent,
)
from sync_core.calendar.fields import EventField
from sync_core.calendar.window import Window
from sync_core.failures import (
    CursorLost,
    Failure,
    ItemGone,
    SkipItem,
    SkipReason,
    StopMailbox,
    Throttled,
    Unavailable,
    VersionConflict,
)
from sync_core.mail import Address
from tests.adapters.graph.canned import (
    BOX,
    URL,
    Graph,
    attendee,
    changes,
    error,
    event,
    ok,
    page,
    parts,
)

WINDOW = Window(since=datetime(2026, 10, 22, tzinfo=UTC), until=datetime(2027, 11, 22, tzinfo=UTC))
SPAN = Span(start=datetime(2026, 11, 23, 9, tzinfo=UTC), end=datetime(2026, 11, 23, 10, tzinfo=UTC))
DRAFT = EventDraft(content=Content(subject="Offer", span=SPAN), stamp="5ta3p")
AT_ID = f"/v1.0/users/{BOX}/events/AAMk%2Fe%2B1%3D%3D"


def port(graph: Graph) -> GraphCalendar:
    return graph.tenant.calendar


def an_event(**fields: Any) -> OutlookEvent:
    told = event_of(checked(event(**fields)))
    assert isinstance(told, OutlookEvent)
    return told


def sent(graph: Graph, number: int = 0) -> Any:
    return json.loads(graph.asked[number].content)


def asked(graph: Graph) -> list[str]:
    return [f"{r.method} {r.url.raw_path.decode().partition('?')[0]}" for r in graph.asked]


async def test_a_window_is_listed_in_utc_as_html_with_immutable_ids() -> None:
    graph = Graph(changes(event(), finished=f"{URL}/delta?$deltatoken=1"))

    told = await port(graph).changed(BOX, DEFAULT_CALENDAR, WINDOW, None)

    request = graph.asked[0]
    assert request.url.path == f"/v1.0/users/{BOX}/calendarView/delta"
    assert parse_qs(request.url.query.decode()) == {
        "startDateTime": ["2026-10-22T00:00:00Z"],
        "endDateTime": ["2027-11-22T00:00:00Z"],
    }
    assert request.headers["Prefer"] == (
        f'IdType="ImmutableId", odata.maxpagesize={limits.EVENT_DELTA_PAGE}, '
        'outlook.timezone="UTC", outlook.body-content-type="html"'
    )
    assert [e.id for e in told.events] == ["AAMk/e+1=="]
    assert (told.next, told.is_complete) == (f"{URL}/delta?$deltatoken=1", True)
    assert graph.counted == 1


async def test_another_calendar_is_asked_by_its_id() -> None:
    graph = Graph(changes(finished=f"{URL}/d"))

    await port(graph).changed(BOX, CalendarId("c/1"), WINDOW, None)

    assert asked(graph) == [f"GET /v1.0/users/{BOX}/calendars/c%2F1/calendarView/delta"]


async def test_a_token_is_followed_as_it_is_with_the_preferences_told_anew() -> None:
    graph = Graph(changes(following=f"{URL}/d?$skiptoken=2"))

    told = await port(graph).changed(
        BOX, DEFAULT_CALENDAR, WINDOW, DeltaToken(f"{URL}/d?$skiptoken=1")
    )

    assert str(graph.asked[0].url) == f"{URL}/d?$skiptoken=1"
    assert 'outlook.timezone="UTC"' in graph.asked[0].headers["Prefer"]
    assert (told.events, told.next, told.is_complete) == ((), f"{URL}/d?$skiptoken=2", False)


async def test_occurrences_are_told_by_their_series_and_removed_ids_apart() -> None:
    graph = Graph(
        changes(
            event(id="s1"),
            {"id": "o1", "type": "occurrence", "seriesMasterId": "M", "start": None},
            {"id": "o2", "type": "occurrence", "seriesMasterId": "M"},
            {"id": "x1", "type": "exception", "seriesMasterId": "N", "subject": "Moved"},
            {"id": "r1", "@removed": {"reason": "deleted"}},
            event(id="b1", end=None),
            7,
            finished=f"{URL}/d",
        )
    )

    told = await port(graph).changed(BOX, DEFAULT_CALENDAR, WINDOW, None)

    assert [(e.id, type(e)) for e in told.events] == [
        ("s1", OutlookEvent),
        ("b1", UnreadableEvent),
        ("without-id", UnreadableEvent),
    ]
    assert (told.series, told.removed) == (("M", "N"), ("r1",))
    assert graph.counted == 1


async def test_an_occurrence_that_names_no_series_stands_for_itself() -> None:
    graph = Graph(changes(event(type="exception"), finished=f"{URL}/d"))

    told = await port(graph).changed(BOX, DEFAULT_CALENDAR, WINDOW, None)

    assert [e.id for e in told.events] == ["AAMk/e+1=="]


async def test_an_event_that_comes_in_part_is_read_again() -> None:
    graph = Graph(
        changes({"id": "p1", "subject": "x"}, {"id": "p2"}, {"id": "p3"}, finished=f"{URL}/d"),
        parts(
            (200, event(id="p1")),
            (404, {"error": {"code": "ErrorItemNotFound"}}),
            (200, event(id="p3", type="occurrence", seriesMasterId="M")),
        ),
    )

    told = await port(graph).changed(BOX, DEFAULT_CALENDAR, WINDOW, None)

    assert [e.id for e in told.events] == ["p1"]
    assert (told.removed, told.series) == (("p2",), ("M",))


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (error(410, "SyncStateNotFound"), CursorLost),
        (error(400, "ErrorInvalidUrlQuery"), CursorLost),
        (error(404, "MailboxNotEnabledForRESTAPI"), StopMailbox),
        (error(429, "ApplicationThrottled", {"Retry-After": "3"}), Throttled),
        (error(503, "ServiceUnavailable"), Unavailable),
        (ok({"value": []}), Unavailable),
        (ok({}), Unavailable),
        (httpx.Response(200, content=b"<html>"), Unavailable),
    ],
)
async def test_refusals_on_a_round_are_sorted(
    answer: httpx.Response, failure: type[Failure]
) -> None:
    with pytest.raises(failure):
        await port(Graph(answer)).changed(
            BOX, DEFAULT_CALENDAR, WINDOW, DeltaToken(f"{URL}/d?$deltatoken=1")
        )


async def test_a_link_to_elsewhere_is_never_followed() -> None:
    graph = Graph(changes(finished=f"{URL}/d"))

    with pytest.raises(CursorLost):
        await port(graph).changed(
            BOX, DEFAULT_CALENDAR, WINDOW, DeltaToken("https://evil.test/v1.0/d")
        )
    assert graph.asked == []


async def test_events_are_read_together_and_each_stands_alone() -> None:
    ids = [EventId("a/1"), EventId("b"), EventId("c"), EventId("d")]
    graph = Graph(
        parts(
            (200, event(id="a/1", subject="cut \ud83d")),
            (404, {"error": {"code": "ErrorItemNotFound"}}),
            (500, {"error": {"code": "ErrorInternalServerError"}}),
            (200, event(id="d", end=None)),
        )
    )

    told = await port(graph).read(BOX, ids)

    inner = sent(graph)["requests"][0]
    assert urlsplit(inner["url"]).path == f"/users/{BOX}/events/a%2F1"
    assert 'outlook.timezone="UTC"' in inner["headers"]["Prefer"]
    first = told[ids[0]]
    assert isinstance(first, OutlookEvent)
    assert first.content.subject == "cut \N{REPLACEMENT CHARACTER}"
    assert told[ids[1]] is Gone.GONE
    assert told[ids[2]] == UnreadableEvent(
        id=ids[2], problem="event: refused with 500 ErrorInternalServerError"
    )
    assert told[ids[3]] == UnreadableEvent(id=EventId("d"), problem="end: missing")


@pytest.mark.parametrize(
    ("status", "code", "failure"),
    [
        (429, "ApplicationThrottled", Throttled),
        (404, "MailboxNotEnabledForRESTAPI", StopMailbox),
        (412, "ErrorIrresolvableConflict", Unavailable),
    ],
)
async def test_a_part_that_refuses_the_mailbox_fails_the_whole_reading(
    status: int, code: str, failure: type[Failure]
) -> None:
    graph = Graph(parts((200, event()), (status, {"error": {"code": code}})))

    with pytest.raises(failure):
        await port(graph).read(BOX, [EventId("a"), EventId("b")])


async def test_more_events_than_a_batch_holds_are_a_mistake_and_none_costs_nothing() -> None:
    graph = Graph(page())

    with pytest.raises(ValueError, match="at most"):
        await port(graph).read(BOX, [EventId(str(n)) for n in range(5)])
    assert await port(graph).read(BOX, []) == {}
    assert graph.asked == []


async def test_a_new_event_is_posted_once_with_its_stamp() -> None:
    graph = Graph(ok(event(), 201))

    made = await port(graph).create(BOX, DEFAULT_CALENDAR, DRAFT)

    assert asked(graph) == [f"POST /v1.0/users/{BOX}/events"]
    assert sent(graph)["transactionId"] == transaction_of("5ta3p")
    assert sent(graph)["singleValueExtendedProperties"] == [{"id": STAMP, "value": "5ta3p"}]
    assert made.id == "AAMk/e+1=="


async def test_days_are_made_in_the_mailboxs_own_zone() -> None:
    graph = Graph(ok({"timeZone": "W. Europe Standard Time"}), ok(event(), 201))
    days = Span.of_days(SPAN.start.date(), SPAN.start.date() + timedelta(days=1))

    await port(graph).create(
        BOX, CalendarId("c1"), EventDraft(content=Content(subject="Fair", span=days), stamp="s")
    )

    assert asked(graph) == [
        f"GET /v1.0/users/{BOX}/mailboxSettings",
        f"POST /v1.0/users/{BOX}/calendars/c1/events",
    ]
    assert sent(graph, 1)["start"] == {
        "dateTime": "2026-11-23T00:00:00",
        "timeZone": "W. Europe Standard Time",
    }


@pytest.mark.parametrize(
    "unclear",
    [
        error(409, "ErrorDuplicateTransactionId"),
        error(503, "ServiceUnavailable"),
        error(500, "ErrorInternalServerError"),
    ],
)
async def test_after_an_unclear_answer_the_twin_is_found_by_its_stamp(
    unclear: httpx.Response,
) -> None:
    copied = event(id="copy", createdDateTime="2026-11-02T08:00:00Z")
    graph = Graph(unclear, page(copied, event()))

    made = await port(graph).create(BOX, DEFAULT_CALENDAR, DRAFT)

    told = parse_qs(graph.asked[1].url.query.decode())["$filter"]
    assert told == [
        f"singleValueExtendedProperties/any(ep: ep/id eq '{STAMP}' and ep/value eq '5ta3p')"
    ]
    assert made.id == "AAMk/e+1=="


async def test_an_answer_that_never_came_is_looked_into() -> None:
    def lost(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    found, missing = Graph(lost, page(event())), Graph(lost, page())

    assert (await port(found).create(BOX, DEFAULT_CALENDAR, DRAFT)).id == "AAMk/e+1=="
    with pytest.raises(Unavailable):
        await port(missing).create(BOX, DEFAULT_CALENDAR, DRAFT)


async def test_a_double_whose_twin_is_not_found_is_tried_again_and_never_made_twice() -> None:
    graph = Graph(error(409, "ErrorDuplicateTransactionId"), page())

    with pytest.raises(Unavailable):
        await port(graph).create(BOX, DEFAULT_CALENDAR, DRAFT)
    assert [r.method for r in graph.asked] == ["POST", "GET"]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (error(400, "ErrorPropertyValidationFailure"), SkipItem),
        (error(413, "RequestEntityTooLarge"), SkipItem),
        (error(429, "ApplicationThrottled"), Throttled),
        (error(403, "ErrorAccessDenied"), StopMailbox),
        (httpx.Response(400), Unavailable),
    ],
)
async def test_refusals_of_a_new_event_are_sorted_without_a_search(
    answer: httpx.Response, failure: type[Failure]
) -> None:
    graph = Graph(answer)

    with pytest.raises(failure):
        await port(graph).create(BOX, DEFAULT_CALENDAR, DRAFT)
    assert graph.counted == 1


async def test_a_stamp_is_looked_for_in_every_calendar_the_default_one_first() -> None:
    calendars = page(
        {"id": "c1", "name": "Holidays"},
        {"id": "c0", "name": "Calendar", "isDefaultCalendar": True},
    )
    graph = Graph(page(), calendars, parts((200, {"value": [event(id="there")]})))

    found = await port(graph).find(BOX, "5ta3p")

    assert found is not None
    assert found.id == "there"
    (inner,) = sent(graph, 2)["requests"]
    assert inner["url"].startswith(f"/users/{BOX}/calendars/c1/events?$filter=")
    nothing = Graph(page(), calendars, parts((404, {"error": {"code": "ErrorItemNotFound"}})))
    assert await port(nothing).find(BOX, "5ta3p") is None


async def test_a_stamped_event_that_cannot_be_read_is_not_taken_for_missing() -> None:
    with pytest.raises(SkipItem) as caught:
        await port(Graph(page(event(end=None)))).find(BOX, "5ta3p")
    assert caught.value.reason is SkipReason.UNREADABLE


async def test_an_update_is_one_patch_on_the_version_it_was_decided_on() -> None:
    graph = Graph(ok(event(subject="Offer", **{"@odata.etag": 'W/"EV2"'})))

    told = await port(graph).update(BOX, an_event(), DRAFT.content, frozenset({"subject"}))

    assert asked(graph) == [f"PATCH {AT_ID}"]
    assert graph.asked[0].headers["If-Match"] == 'W/"EV1"'
    assert sent(graph) == {"subject": "Offer"}
    assert (told.content.subject, told.version) == ("Offer", 'W/"EV2"')


async def test_attendees_are_written_over_what_stands_there_now() -> None:
    content = Content(
        subject="", span=SPAN, attendees=(Attendee(address=Address("ana@client.test")),)
    )
    graph = Graph(ok(event()), ok(event()))

    await port(graph).update(BOX, an_event(), content, frozenset({"attendees"}))

    assert asked(graph) == [f"GET {AT_ID}", f"PATCH {AT_ID}"]
    assert sent(graph, 1) == {
        "attendees": [attendee("ana@client.test", "accepted"), attendee("bo@northwind.test")]
    }


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (ok(event(**{"@odata.etag": 'W/"EV2"'})), VersionConflict),
        (error(404, "ErrorItemNotFound"), ItemGone),
        (error(412, "ErrorIrresolvableConflict"), Unavailable),
    ],
)
async def test_what_changed_since_is_not_written_over(
    answer: httpx.Response, failure: type[Failure]
) -> None:
    graph = Graph(answer)

    with pytest.raises(failure):
        await port(graph).update(BOX, an_event(), DRAFT.content, frozenset({"places"}))
    assert [r.method for r in graph.asked] == ["GET"]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (error(412, "ErrorIrresolvableConflict"), VersionConflict),
        (error(409, "ErrorIrresolvableConflict"), VersionConflict),
        (error(404, "ErrorItemNotFound"), ItemGone),
        (error(400, "ErrorOccurrenceCrossingBoundary"), SkipItem),
        (error(404, "MailboxNotEnabledForRESTAPI"), StopMailbox),
        (error(503, "ServiceUnavailable"), Unavailable),
    ],
)
async def test_refusals_of_an_update_are_sorted(
    answer: httpx.Response, failure: type[Failure]
) -> None:
    with pytest.raises(failure):
        await port(Graph(answer)).update(BOX, an_event(), DRAFT.content, frozenset({"subject"}))


async def test_the_text_of_an_online_meeting_is_never_written() -> None:
    graph = Graph(ok(event()))
    online = an_event(onlineMeeting={"joinUrl": "https://join.test/1"})

    with pytest.raises(SkipItem):
        await port(graph).update(BOX, online, DRAFT.content, frozenset({"subject", "body"}))
    assert graph.asked == []


async def test_what_is_not_an_organisers_to_write_is_not_written() -> None:
    graph = Graph(ok(event()))
    names = frozenset({EventField.ANSWERS.value, EventField.OWN_ANSWER.value})

    assert await port(graph).update(BOX, an_event(), DRAFT.content, names) == an_event()
    assert graph.asked == []


async def test_a_meeting_is_cancelled_by_the_call_that_tells_its_attendees() -> None:
    cancelled = Content(subject="", span=SPAN, is_cancelled=True)
    meeting, alone = Graph(ok(event()), httpx.Response(202)), Graph(httpx.Response(204))

    told = await port(meeting).update(BOX, an_event(), cancelled, frozenset({"cancelled"}))
    await port(alone).update(BOX, an_event(attendees=[]), cancelled, frozenset({"cancelled"}))

    assert told.content.is_cancelled
    assert asked(meeting) == [f"GET {AT_ID}", f"POST {AT_ID}/cancel"]
    assert asked(alone) == [f"DELETE {AT_ID}"]


@pytest.mark.parametrize(
    ("answer", "call"),
    [
        (Answer.ACCEPTED, "accept"),
        (Answer.TENTATIVE, "tentativelyAccept"),
        (Answer.DECLINED, "decline"),
    ],
)
async def test_an_invitation_is_answered_and_its_organiser_told(answer: Answer, call: str) -> None:
    graph = Graph(httpx.Response(202))

    await port(graph).answer(BOX, an_event(isOrganizer=False), answer)

    assert asked(graph) == [f"POST {AT_ID}/{call}"]
    assert sent(graph) == {"comment": "", "sendResponse": True}


async def test_no_answer_is_none_to_give_and_a_refused_one_is_told() -> None:
    with pytest.raises(ValueError, match="answer"):
        await port(Graph(ok({}))).answer(BOX, an_event(), Answer.NONE)
    with pytest.raises(ItemGone):
        await port(Graph(error(404, "ErrorItemNotFound"))).answer(BOX, an_event(), Answer.ACCEPTED)
    with pytest.raises(SkipItem):
        await port(Graph(error(400, "ErrorInvalidRequest"))).answer(
            BOX, an_event(), Answer.ACCEPTED
        )


async def test_an_event_is_deleted_on_its_version_and_one_that_is_gone_is_no_error() -> None:
    graph = Graph(httpx.Response(204), error(404, "ErrorItemNotFound"))

    await port(graph).delete(BOX, an_event())
    await port(graph).delete(BOX, an_event())

    assert asked(graph) == [f"DELETE {AT_ID}", f"DELETE {AT_ID}"]
    assert graph.asked[0].headers["If-Match"] == 'W/"EV1"'
    with pytest.raises(VersionConflict):
        await port(Graph(error(412, "ErrorIrresolvableConflict"))).delete(BOX, an_event())
    with pytest.raises(StopMailbox):
        await port(Graph(error(404, "MailboxNotEnabledForRESTAPI"))).delete(BOX, an_event())


async def test_all_pages_of_calendars_are_listed_the_default_one_first() -> None:
    graph = Graph(
        page({"id": "c1", "name": "Holidays"}, following=f"{URL}/users/x/calendars?$skip=1"),
        page({"id": "c0", "name": "Calendar", "isDefaultCalendar": True}),
    )

    told = await port(graph).calendars(BOX)

    assert list(told.items()) == [("c0", "Calendar"), ("c1", "Holidays")]


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Europe/Paris", "Europe/Paris"),
        ("UTC", "UTC"),
        ("tzone://Microsoft/Custom", "UTC"),
        (None, "UTC"),
    ],
)
async def test_the_mailboxs_zone_has_an_iana_name(name: str | None, zone: str) -> None:
    assert await port(Graph(ok({"timeZone": name}))).zone(BOX) == zone
