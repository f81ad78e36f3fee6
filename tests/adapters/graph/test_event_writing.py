"""What is asked of Graph to make and to change an event."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.graph.events.reading import checked, event_of
from adapters.graph.events.writing import STAMP, changes, new_event, transaction_of
from sync_core.calendar.event import (
    Attendee,
    AttendeeKind,
    Content,
    OutlookEvent,
    Privacy,
    Recurrence,
    Shape,
    ShowAs,
    Span,
)
from sync_core.calendar.fields import EventField
from sync_core.failures import SkipItem
from sync_core.mail import Address
from tests.adapters.graph.canned import attendee, event

BERLIN = "Europe/Berlin"
WEST = "W. Europe Standard Time"
SPAN = Span(
    start=datetime(2026, 7, 1, 8, tzinfo=UTC), end=datetime(2026, 7, 1, 9, tzinfo=UTC), zone=BERLIN
)
DAYS = Span.of_days(SPAN.start.date(), datetime(2026, 7, 3, tzinfo=UTC).date())
CONTENT = Content(subject="Offer", span=SPAN)


def known(**fields: Any) -> tuple[OutlookEvent, dict[str, Any]]:
    raw = event(**fields)
    told = event_of(checked(raw))
    assert isinstance(told, OutlookEvent)
    return told, raw


def written(content: Content, *names: EventField, **fields: Any) -> dict[str, Any]:
    told, raw = known(**fields)
    return changes(told, content, frozenset(names), raw, BERLIN)


def at(text: str, zone: str) -> dict[str, str]:
    return {"dateTime": text, "timeZone": zone}


def test_a_new_event_carries_its_stamp_and_the_transaction_that_follows_from_it() -> None:
    content = replace(
        CONTENT,
        places=("Room 1",),
        attendees=(
            Attendee(address=Address("ana@client.test"), name="Ana"),
            Attendee(address=Address("cy@client.test"), kind=AttendeeKind.OPTIONAL),
        ),
        body="Dear all",
        privacy=Privacy.PRIVATE,
        show_as=ShowAs.TENTATIVE,
    )

    assert new_event(content, "5ta3p", "UTC") == {
        "subject": "Offer",
        "start": at("2026-07-01T10:00:00", WEST),
        "end": at("2026-07-01T11:00:00", WEST),
        "isAllDay": False,
        "location": {"displayName": "Room 1"},
        "body": {"contentType": "text", "content": "Dear all"},
        "attendees": [
            {
                "emailAddress": {"address": "ana@client.test", "name": "Ana"},
                "type": "required",
            },
            {
                "emailAddress": {"address": "cy@client.test", "name": "cy@client.test"},
                "type": "optional",
            },
        ],
        "sensitivity": "private",
        "showAs": "tentative",
        "transactionId": transaction_of("5ta3p"),
        "singleValueExtendedProperties": [{"id": STAMP, "value": "5ta3p"}],
    }
    assert transaction_of("5ta3p") != transaction_of("5ta3q")


def test_days_are_midnights_of_the_mailboxs_zone() -> None:
    told = new_event(replace(CONTENT, span=DAYS), "s", BERLIN)

    assert (told["start"], told["end"]) == (
        at("2026-07-01T00:00:00", WEST),
        at("2026-07-03T00:00:00", WEST),
    )
    assert told["isAllDay"]


def test_a_series_repeats_in_its_own_zone_from_its_own_first_day() -> None:
    late = Span(
        start=datetime(2026, 7, 1, 22, 30, tzinfo=UTC),
        end=datetime(2026, 7, 1, 23, tzinfo=UTC),
        zone=BERLIN,
    )
    content = replace(
        CONTENT, span=late, recurrence=Recurrence(rule="FREQ=WEEKLY;COUNT=3;BYDAY=TH")
    )

    told = new_event(content, "s", "UTC")

    assert told["start"] == at("2026-07-02T00:30:00", WEST)
    assert told["recurrence"]["pattern"]["type"] == "weekly"
    assert told["recurrence"]["pattern"]["daysOfWeek"] == ["thursday"]
    assert told["recurrence"]["range"] == {
        "type": "numbered",
        "startDate": "2026-07-02",
        "numberOfOccurrences": 3,
        "recurrenceTimeZone": WEST,
    }


def test_a_rule_that_graph_cannot_express_is_refused_and_not_bent() -> None:
    content = replace(CONTENT, recurrence=Recurrence(rule="FREQ=HOURLY;COUNT=3"))

    with pytest.raises(SkipItem, match="recurrence"):
        new_event(content, "s", "UTC")


def test_only_the_fields_named_are_written() -> None:
    content = replace(CONTENT, body="x", privacy=Privacy.PRIVATE, show_as=ShowAs.FREE)

    assert written(content, EventField.SUBJECT) == {"subject": "Offer"}
    assert written(content, EventField.BODY) == {"body": {"contentType": "text", "content": "x"}}
    assert written(content, EventField.PRIVACY, EventField.SHOW_AS) == {
        "sensitivity": "private",
        "showAs": "free",
    }
    assert set(written(content, EventField.SPAN)) == {"start", "end", "isAllDay"}


def test_one_place_replaces_all_and_several_stand_in_the_list_alone() -> None:
    several = replace(CONTENT, places=("Room 1", "Bar"))
    room = {"displayName": "Room 1", "locationType": "default", "uniqueId": "r1"}

    assert written(several, EventField.PLACES) == {"locations": [room, {"displayName": "Bar"}]}
    assert written(replace(several, places=("Room 1",)), EventField.PLACES) == {"location": room}
    assert written(CONTENT, EventField.PLACES) == {"location": {"displayName": ""}}


def test_a_place_that_is_a_join_link_survives_another_ones_change() -> None:
    link = {"displayName": "", "locationUri": "https://join.test/1", "locationType": "default"}
    content = replace(CONTENT, places=("Bar", "https://join.test/1"))

    told = written(content, EventField.PLACES, locations=[{"displayName": "Room 1"}, link])

    assert told == {"locations": [{"displayName": "Bar"}, link]}


def test_attendees_are_written_as_the_whole_list_with_the_answers_they_gave() -> None:
    group = {"type": "required", "emailAddress": {"name": "Former list", "address": ""}}
    content = replace(
        CONTENT,
        attendees=(
            Attendee(address=Address("ana@client.test"), kind=AttendeeKind.OPTIONAL),
            Attendee(address=Address("di@client.test"), name="Di"),
        ),
    )

    told = written(
        content,
        EventField.ATTENDEES,
        attendees=[
            attendee("bo@northwind.test", "organizer"),
            attendee("Ana@client.test", "accepted"),
            attendee("cy@client.test", "declined"),
            attendee("room1@northwind.test", "accepted", "resource"),
            group,
        ],
    )

    assert told == {
        "attendees": [
            attendee("bo@northwind.test", "organizer"),
            attendee("Ana@client.test", "accepted", "optional"),
            attendee("room1@northwind.test", "accepted", "resource"),
            group,
            {"emailAddress": {"address": "di@client.test", "name": "Di"}, "type": "required"},
        ]
    }


SERIES = {
    "type": "seriesMaster",
    "start": at("2026-07-01T08:00:00", "UTC"),
    "end": at("2026-07-01T09:00:00", "UTC"),
    "recurrence": {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["wednesday"]},
        "range": {"type": "noEnd", "startDate": "2026-07-01", "endDate": "0001-01-01"},
    },
}


def test_a_series_that_moves_takes_its_rule_along() -> None:
    later = replace(
        CONTENT,
        span=replace(SPAN, start=SPAN.start.replace(day=8), end=SPAN.end.replace(day=8)),
    )

    told = written(later, EventField.SPAN, **SERIES)

    assert told["start"] == at("2026-07-08T10:00:00", WEST)
    assert told["recurrence"]["range"]["startDate"] == "2026-07-08"
    assert told["recurrence"]["range"]["recurrenceTimeZone"] == WEST


def test_a_rule_alone_is_written_with_the_time_it_counts_from() -> None:
    content = replace(CONTENT, recurrence=Recurrence(rule="FREQ=DAILY;COUNT=5"))

    told = written(content, EventField.RECURRENCE)

    assert told["start"] == at("2026-11-23T10:00:00", WEST)
    assert told["recurrence"]["range"]["startDate"] == "2026-11-23"
    assert told["recurrence"]["range"]["numberOfOccurrences"] == 5


def test_a_series_that_becomes_a_single_event_loses_its_rule() -> None:
    told = written(CONTENT, EventField.RECURRENCE, EventField.SPAN, **SERIES)

    assert told["recurrence"] is None
    assert told["start"] == at("2026-07-01T10:00:00", WEST)


@pytest.mark.parametrize("shape", [Shape.OCCURRENCE, Shape.EXCEPTION])
def test_an_occurrence_moves_without_a_rule(shape: Shape) -> None:
    told = written(CONTENT, EventField.SPAN, type=shape.value, seriesMasterId="M")

    assert set(told) == {"start", "end", "isAllDay"}
