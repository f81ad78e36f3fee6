"""Events as Microsoft's own documentation and mocks show them are read whole and written back as they were."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.graph.events.reading import checked, event_of
from adapters.graph.events.writing import changes
from sync_core.calendar.event import OutlookEvent, Shape
from sync_core.calendar.fields import EventField
from tests.shared_data import shared_path

WHOLE = {"id", "start", "end", "iCalUId", "type"}


def answers() -> Iterator[Any]:
    """Yield the JSON of every documented block and mocked answer that holds any."""
    for line in shared_path("data/graph/docs-samples.jsonl").read_text().splitlines():
        yield json.loads(line).get("json")
    for mock in json.loads(shared_path("data/graph/outlook-mocks.json").read_text())["mocks"]:
        yield mock["response"].get("body")


@pytest.fixture(scope="module")
def documented() -> list[dict[str, Any]]:
    """Every event shown whole, alone or in a list; not the reference's table of types."""
    found = []
    for told in answers():
        listed = told.get("value") if isinstance(told, dict) else None
        for item in (told, *(listed if isinstance(listed, list) else ())):
            is_event = isinstance(item, dict) and item.keys() >= WHOLE
            if is_event and "dateTime" in item["start"]:
                found.append(item)
    return found


@pytest.fixture(scope="module")
def read(documented: list[dict[str, Any]]) -> list[tuple[dict[str, Any], OutlookEvent]]:
    found = []
    for raw in documented:
        event = event_of(checked(raw))
        assert isinstance(event, OutlookEvent), event
        found.append((raw, event))
    return found


def test_every_documented_event_is_read(
    read: list[tuple[dict[str, Any], OutlookEvent]],
) -> None:
    assert len(read) >= 15
    shapes = {event.shape for _, event in read}
    assert shapes >= {Shape.SINGLE, Shape.SERIES}
    for raw, event in read:
        assert event.content.subject == raw["subject"]
        assert event.version
        assert event.content.span.is_sound
        assert event.unusable_entries + len(event.content.attendees) <= len(raw["attendees"])
        assert (event.content.recurrence is None) == (event.shape is not Shape.SERIES)


def test_every_place_of_a_documented_event_is_written_back_as_it_was(
    read: list[tuple[dict[str, Any], OutlookEvent]],
) -> None:
    several = 0
    for raw, event in read:
        told = changes(event, event.content, frozenset({EventField.PLACES}), raw, "UTC")
        named = [p for p in raw.get("locations", [raw["location"]]) if p.get("displayName")]
        if len(event.content.places) > 1:
            several += 1
            assert told == {"locations": named}
        elif event.content.places:
            assert told == {"location": named[0]}
    assert several


def test_every_attendee_of_a_documented_event_is_written_back_with_their_answer(
    read: list[tuple[dict[str, Any], OutlookEvent]],
) -> None:
    for raw, event in read:
        told = changes(event, event.content, frozenset({EventField.ATTENDEES}), raw, "UTC")
        kept = [
            {k: a[k] for k in ("type", "status", "emailAddress") if k in a}
            for a in raw["attendees"]
        ]
        assert told["attendees"] == kept


def test_a_documented_online_meeting_is_protected(
    read: list[tuple[dict[str, Any], OutlookEvent]],
) -> None:
    online = [event for _, event in read if event.join_url]

    assert online
    assert all(event.is_online and event.body_is_rich for event in online)


def test_a_documented_series_is_written_as_it_is_shown(
    read: list[tuple[dict[str, Any], OutlookEvent]],
) -> None:
    for raw, event in read:
        if event.shape is not Shape.SERIES:
            continue
        told = changes(event, event.content, frozenset({EventField.RECURRENCE}), raw, "UTC")
        shown = raw["recurrence"]
        again = event_of(checked({**raw, "recurrence": told["recurrence"]}))
        assert isinstance(again, OutlookEvent)
        assert told["recurrence"]["pattern"]["type"] == shown["pattern"]["type"]
        assert told["recurrence"]["range"]["startDate"] == shown["range"]["startDate"]
        assert again.content == event.content
