"""From what Graph sends of an event to the engine's record of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.graph.events.reading import checked, event_of
from sync_core.calendar.event import (
    Answer,
    Attendee,
    AttendeeKind,
    OutlookEvent,
    Privacy,
    Shape,
    ShowAs,
    Span,
    UnreadableEvent,
)
from sync_core.mail import Address
from tests.adapters.graph.canned import attendee, event

WEST = "W. Europe Standard Time"


def moment(text: str, zone: str = "UTC") -> dict[str, str]:
    return {"dateTime": text, "timeZone": zone}


def at(day: int, hour: int = 0, month: int = 11, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def read(**fields: Any) -> OutlookEvent:
    told = event_of(checked(event(**fields)))
    assert isinstance(told, OutlookEvent), told
    return told


def problem(**fields: Any) -> str:
    told = event_of(checked(event(**fields)))
    assert isinstance(told, UnreadableEvent), told
    assert told.id == "AAMk/e+1=="
    return told.problem


def test_an_event_is_told_whole() -> None:
    told = read()

    assert (told.id, told.version, told.ical_uid) == ("AAMk/e+1==", 'W/"EV1"', "0400-one")
    assert (told.shape, told.series, told.original_start) == (Shape.SINGLE, None, None)
    assert told.content.subject == "Review"
    assert told.content.span == Span(start=at(23, 9), end=at(23, 10), zone="Europe/Berlin")
    assert told.content.places == ("Room 1",)
    assert told.content.attendees == (
        Attendee(address=Address("ana@client.test"), name="Ana", answer=Answer.ACCEPTED),
    )
    assert (told.content.body, told.body_is_rich) == ("Hello", False)
    assert (told.organiser, told.organiser_name) == ("bo@northwind.test", "Bo")
    assert (told.is_organiser, told.answer) == (True, Answer.ORGANISER)
    assert (told.categories, told.unusable_entries) == (("Client",), 0)
    assert told.created_at == datetime(2026, 11, 1, 8, 0, 0, 123456, tzinfo=UTC)
    assert told.modified_at == at(2, 8)
    assert not (told.is_draft or told.is_online or told.content.is_cancelled)


def test_an_event_without_etag_is_written_on_its_change_key() -> None:
    assert read(**{"@odata.etag": None}).version == 'W/"EV1"'


def test_a_local_time_is_read_in_its_zone() -> None:
    told = read(
        start=moment("2026-07-01T10:00:00.0000000", WEST),
        end=moment("2026-07-01T11:00:00", "Europe/Berlin"),
    )

    assert (told.content.span.start, told.content.span.end) == (at(1, 8, 7), at(1, 9, 7))


def test_a_zone_of_no_known_name_leaves_the_instants_and_is_utc() -> None:
    assert read(originalStartTimeZone="tzone://Microsoft/Custom").content.span.zone == "UTC"
    assert read(originalStartTimeZone=None).content.span.zone == "UTC"


@pytest.mark.parametrize(
    ("start", "end", "zone"),
    [
        (moment("2026-11-24T00:00:00.0000000"), moment("2026-11-26T00:00:00.0000000"), WEST),
        (moment("2026-11-23T23:00:00"), moment("2026-11-25T23:00:00"), WEST),
        (moment("2026-11-24T08:00:00"), moment("2026-11-26T08:00:00"), "Pacific Standard Time"),
        (moment("2026-11-24T00:00:00", WEST), moment("2026-11-26T00:00:00", WEST), WEST),
        (
            moment("2026-11-23T11:00:00"),
            moment("2026-11-25T11:00:00"),
            "New Zealand Standard Time",
        ),
    ],
)
def test_days_are_the_days_of_the_zone_they_were_made_in(
    start: dict[str, str], end: dict[str, str], zone: str
) -> None:
    told = read(isAllDay=True, start=start, end=end, originalStartTimeZone=zone).content.span

    assert told == Span(start=at(24), end=at(26), zone="UTC", is_all_day=True)


def test_days_over_a_change_of_clocks_are_whole_days() -> None:
    told = read(
        isAllDay=True,
        start=moment("2026-10-23T22:00:00"),
        end=moment("2026-10-25T23:00:00"),
        originalStartTimeZone=WEST,
    )

    assert (told.content.span.start, told.content.span.end) == (at(24, month=10), at(26, month=10))


def test_days_that_begin_at_no_midnight_are_not_guessed() -> None:
    said = problem(
        isAllDay=True, start=moment("2026-11-24T07:00:00"), end=moment("2026-11-25T07:00:00")
    )

    assert said == "start: expected midnight of an all-day event"


def test_an_occurrence_stands_for_its_slot_and_an_exception_for_the_one_it_replaced() -> None:
    same = read(type="occurrence", seriesMasterId="M", originalStart="2026-11-23T09:00:00Z")
    moved = read(type="exception", seriesMasterId="M", originalStart="2026-11-20T09:00:00Z")

    assert (same.shape, same.series, same.original_start) == (Shape.OCCURRENCE, "M", at(23, 9))
    assert (moved.shape, moved.original_start) == (Shape.EXCEPTION, at(20, 9))
    assert read(type="occurrence", seriesMasterId="M").original_start == at(23, 9)
    assert read(type="exception", seriesMasterId="M").original_start is None


def test_the_slot_of_a_day_is_that_day() -> None:
    told = read(
        type="exception",
        seriesMasterId="M",
        isAllDay=True,
        start=moment("2026-11-24T23:00:00"),
        end=moment("2026-11-25T23:00:00"),
        originalStart="2026-11-22T23:00:00Z",
        originalStartTimeZone=WEST,
    )

    assert told.original_start == at(23)
    assert told.content.span.start == at(25)


def test_an_organiser_is_no_attendee_and_each_address_stands_once() -> None:
    told = read(
        attendees=[
            attendee("BO@northwind.test"),
            attendee("bo@alias.test", "organizer"),
            attendee("Ana@Client.test", "declined", "optional"),
            attendee("ana@client.test", "accepted"),
            attendee("room1@northwind.test", "tentativelyAccepted", "resource"),
            attendee("cy@client.test", "notResponded", "somethingNew"),
        ]
    )

    assert [(a.address, a.kind, a.answer) for a in told.content.attendees] == [
        ("ana@client.test", AttendeeKind.OPTIONAL, Answer.DECLINED),
        ("room1@northwind.test", AttendeeKind.RESOURCE, Answer.TENTATIVE),
        ("cy@client.test", AttendeeKind.REQUIRED, Answer.NONE),
    ]


def test_entries_without_a_usable_address_are_counted_and_break_nothing() -> None:
    told = read(
        attendees=[
            attendee("/o=ExchangeLabs/ou=x/cn=group"),
            {"type": "required", "emailAddress": {"name": "Former list"}},
            {"type": None, "emailAddress": None, "status": None},
            attendee("ana@client.test"),
        ]
    )

    assert [a.address for a in told.content.attendees] == ["ana@client.test"]
    assert told.unusable_entries == 3


def test_several_places_are_told_in_order_and_one_without_a_name_by_its_link() -> None:
    told = read(
        locations=[
            {"displayName": "Room 1"},
            {"displayName": "", "locationUri": "https://join.test/1"},
            {"displayName": "Room 1"},
            {"displayName": None},
        ]
    )

    assert told.content.places == ("Room 1", "https://join.test/1")
    assert read(locations=[], location={"displayName": ""}).content.places == ()
    assert read(locations=None, location={"displayName": "Bar"}).content.places == ("Bar",)


@pytest.mark.parametrize(
    "fields",
    [
        {"isOnlineMeeting": True},
        {"onlineMeeting": {"joinUrl": "https://join.test/1"}},
        {"onlineMeetingUrl": "https://join.test/1"},
    ],
)
def test_an_online_meetings_text_is_protected(fields: dict[str, Any]) -> None:
    told = read(**fields)

    assert told.is_online
    assert told.body_is_rich


@pytest.mark.parametrize("word", ["private", "personal", "confidential"])
def test_every_mark_of_privacy_is_private(word: str) -> None:
    assert read(sensitivity=word).content.privacy is Privacy.PRIVATE
    assert read(sensitivity=None).content.privacy is Privacy.NORMAL


def test_what_is_shown_of_the_time_is_told_and_the_unknown_is_busy() -> None:
    assert read(showAs="oof").content.show_as is ShowAs.OUT_OF_OFFICE
    assert read(showAs="workingElsewhere").content.show_as is ShowAs.ELSEWHERE
    assert read(showAs="unknown").content.show_as is ShowAs.BUSY


def test_an_invited_copy_tells_who_organises_and_what_was_answered() -> None:
    told = read(isOrganizer=False, responseStatus={"response": "tentativelyAccepted"})

    assert (told.is_organiser, told.answer) == (False, Answer.TENTATIVE)
    assert read(isOrganizer=False, responseStatus=None).answer is Answer.NONE


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"start": None}, "start: missing"),
        ({"end": None}, "end: missing"),
        ({"end": moment("2026-11-23T08:59:00")}, "end: before start"),
        ({"start": moment("not a time")}, "start.dateTime"),
        ({"start": moment("2026-11-23T09:00:00", "Nowhere")}, "start.timeZone"),
        ({"iCalUId": None}, "iCalUId: missing"),
        ({"type": "somethingNew"}, "type"),
        ({"attendees": "everybody"}, "attendees"),
        (
            {"recurrence": {"pattern": {"type": "lunar"}, "range": {}}, "type": "seriesMaster"},
            "rec",
        ),
        ({"recurrence": {}, "type": "seriesMaster"}, "recurrence"),
    ],
)
def test_an_event_that_cannot_be_read_stands_alone_with_the_field_at_fault(
    fields: dict[str, Any], said: str
) -> None:
    assert problem(**fields).startswith(said)


def test_no_problem_tells_what_stood_in_the_event() -> None:
    assert "canary" not in problem(start=moment("canary"), subject="canary")
    assert "canary" not in problem(start=moment("2026-11-23T09:00:00", "canary"))


@pytest.mark.parametrize("item", [None, 7, "text", {}, {"id": 7}, {"id": ""}])
def test_what_is_no_event_at_all_is_unreadable(item: Any) -> None:
    told = event_of(checked(item))

    assert isinstance(told, UnreadableEvent)
    assert told.id == "without-id"


def test_an_event_at_the_calendars_end_is_read_or_unreadable_and_never_a_fault() -> None:
    end = {"start": moment("9999-12-31T23:00:00", "Pacific Standard Time")}

    told = event_of(checked(event(**end, end=moment("9999-12-31T23:30:00"))))

    assert isinstance(told, OutlookEvent | UnreadableEvent)
