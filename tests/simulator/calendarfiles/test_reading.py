from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from simulator.calendarfiles import CalendarFileEvent, Why, read_calendar
from simulator.calendarfiles.reading import UnknownCalendarFile
from sync_core.calendar.event import (
    Answer,
    Attendee,
    AttendeeKind,
    Privacy,
    Recurrence,
    ShowAs,
    Span,
)
from sync_core.mail import Address
from tests.shared_data import shared_path
from tests.simulator.calendarfiles.files import calendar_file

MEETING = """
UID:1@firm.test
SUMMARY:Review\\, quarterly
DTSTART;TZID=W. Europe Standard Time:20260302T090000
DTEND;TZID=W. Europe Standard Time:20260302T100000
"""
WEEKLY = f"{MEETING}RRULE:FREQ=WEEKLY;COUNT=5\n"


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type,misc] # year, month, day, hour, minute


def only(path: Path) -> CalendarFileEvent:
    reading = read_calendar(path)
    assert reading.left_out == ()
    (event,) = reading.events
    return event


def refusal(path: Path) -> tuple[Why, str]:
    reading = read_calendar(path)
    (left_out,) = reading.left_out
    assert left_out.place.startswith("made.ics:")
    return left_out.why, left_out.part


def test_a_meeting_is_read_with_its_people_its_place_and_its_zone(tmp_path: Path) -> None:
    lines = f"""{MEETING}LOCATION:Room 4
DESCRIPTION:First line\\nsecond line
CLASS:CONFIDENTIAL
TRANSP:TRANSPARENT
ORGANIZER;CN=Ana Lima:mailto:Ana@Firm.test
ATTENDEE;CN=Ana Lima:mailto:ana@firm.test
ATTENDEE;CN="Bo, Yi";ROLE=OPT-PARTICIPANT;PARTSTAT=ACCEPTED:MAILTO:bo@client.test
ATTENDEE;CUTYPE=ROOM:mailto:room4@firm.test
ATTENDEE:nobody at all
ATTENDEE:mailto:bo@client.test"""
    event = only(calendar_file(tmp_path, lines))

    assert event.organiser == "ana@firm.test"
    content = event.content
    assert content.span == Span(
        start=at(2026, 3, 2, 8), end=at(2026, 3, 2, 9), zone="Europe/Berlin"
    )
    assert (content.subject, content.places) == ("Review, quarterly", ("Room 4",))
    assert content.body == "First line\nsecond line"
    assert (content.privacy, content.show_as) == (Privacy.PRIVATE, ShowAs.FREE)
    assert content.attendees == (
        Attendee(
            address=Address("bo@client.test"),
            name="Bo, Yi",
            kind=AttendeeKind.OPTIONAL,
            answer=Answer.ACCEPTED,
        ),
        Attendee(address=Address("room4@firm.test"), kind=AttendeeKind.RESOURCE),
    )


def test_days_are_read_as_days_and_a_missing_end_is_the_same_day(tmp_path: Path) -> None:
    def span(lines: str) -> Span:
        return only(calendar_file(tmp_path, f"UID:1\n{lines}")).content.span

    one_day = Span.of_days(date(2026, 3, 2), date(2026, 3, 3))
    assert span("DTSTART;VALUE=DATE:20260302") == one_day
    assert span("DTSTART;VALUE=DATE:20260302\nDTEND;VALUE=DATE:20260302") == one_day
    assert span("DTSTART;VALUE=DATE:20260302\nDURATION:P2D").end == at(2026, 3, 4)
    assert span("DTSTART:20260302T090000Z\nDURATION:PT90M").end == at(2026, 3, 2, 10, 30)
    assert span("DTSTART:20260302T090000Z").end == at(2026, 3, 2, 9)


def test_an_end_without_a_zone_is_in_the_starts(tmp_path: Path) -> None:
    lines = "UID:1\nDTSTART;TZID=Europe/Berlin:20260302T090000\nDTEND:20260302T100000"

    assert only(calendar_file(tmp_path, lines)).content.span.end == at(2026, 3, 2, 9)


def test_a_zone_of_a_long_unique_name_is_known_by_its_end(tmp_path: Path) -> None:
    lines = "UID:1\nDTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260302T090000"

    assert only(calendar_file(tmp_path, lines)).content.span.zone == "Europe/Berlin"


def test_a_series_has_its_cancelled_and_its_changed_occurrences(tmp_path: Path) -> None:
    moved = f"""{MEETING.replace("0302T", "0310T")}
RECURRENCE-ID;TZID=Europe/Berlin:20260309T090000"""
    called_off = f"""{MEETING.replace("0302T", "0316T")}
RECURRENCE-ID:20260316T080000Z
STATUS:CANCELLED"""
    series = f"{WEEKLY}EXDATE;VALUE=DATE:20260323\nEXDATE:20260324T080000Z\nEXDATE:"
    event = only(calendar_file(tmp_path, moved, called_off, series))

    assert event.content.recurrence == Recurrence(rule="FREQ=WEEKLY;COUNT=5")
    assert event.cancelled == (at(2026, 3, 16, 8), at(2026, 3, 23, 8))
    assert [(c.original_start, c.content.span.start) for c in event.changed] == [
        (at(2026, 3, 9, 8), at(2026, 3, 10, 8))
    ]
    assert event.changed[0].content.recurrence is None


def test_additional_dates_become_events_of_their_own(tmp_path: Path) -> None:
    extra = """RDATE;TZID=Europe/Berlin:20260304T090000,20260309T090000
RDATE;VALUE=PERIOD:20260306T080000Z/PT2H"""
    reading = read_calendar(calendar_file(tmp_path, f"{WEEKLY}{extra}"))
    _, *additional = (event.content for event in reading.events)

    assert [(c.span.start, c.span.end, c.recurrence) for c in additional] == [
        (at(2026, 3, 4, 8), at(2026, 3, 4, 9), None),
        (at(2026, 3, 6, 8), at(2026, 3, 6, 10), None),
    ]
    assert len({event.uid for event in reading.events}) == 3


def test_a_changed_occurrence_alone_is_an_event(tmp_path: Path) -> None:
    event = only(calendar_file(tmp_path, f"{MEETING}RECURRENCE-ID:20260301T080000Z"))

    assert event.content.span.start == at(2026, 3, 2, 8)


@pytest.mark.parametrize(
    ("lines", "why", "part"),
    [
        ("SUMMARY:no time", Why.NO_START, "DTSTART"),
        ("DTSTART:tomorrow", Why.BAD_START, "DTSTART"),
        ("DTSTART:20260302T090000Z\nDTSTART:20260303T090000Z", Why.BAD_START, "DTSTART"),
        ("DTSTART:20260302T090000Z\nDTEND:20260302T080000Z", Why.ENDS_BEFORE_START, "DTEND"),
        ("DTSTART:20260302T090000Z\nDURATION:-PT1H", Why.ENDS_BEFORE_START, "DTEND"),
        ("DTSTART:20260302T090000Z\nDTEND;VALUE=DATE:20260303", Why.BAD_END, "DTEND"),
        ("DTSTART:20260302T090000Z\nDTEND:later", Why.BAD_END, "DTEND"),
        ("DTSTART:20260302T090000Z\nDURATION:long", Why.BAD_END, "DURATION"),
        ("DTSTART;TZID=Moon/Sea:20260302T090000", Why.UNKNOWN_ZONE, "TZID"),
        ("DTSTART:20260302T090000Z\nRRULE:FREQ=FORTNIGHTLY", Why.BAD_RULE, "FREQ"),
        ("DTSTART:20260302T090000Z\nRRULE:FREQ=HOURLY", Why.INEXPRESSIBLE, "FREQ"),
        ("DTSTART:20260331T090000Z\nRRULE:FREQ=MONTHLY", Why.INEXPRESSIBLE, "BYMONTHDAY"),
        ("DTSTART:20260302T090000Z\nRRULE:FREQ=WEEKLY;BYDAY=FR", Why.INEXPRESSIBLE, "DTSTART"),
        (
            "DTSTART:20260302T090000Z\nRRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY",
            Why.INEXPRESSIBLE,
            "RRULE",
        ),
        ("DTSTART:20260302T090000Z\nEXRULE:FREQ=DAILY", Why.INEXPRESSIBLE, "EXRULE"),
        ("DTSTART:20260302T090000Z\nRRULE:FREQ=DAILY\nEXDATE:soon", Why.BAD_SLOT, "EXDATE"),
        ("DTSTART:20260302T090000Z\nRECURRENCE-ID:soon", Why.BAD_SLOT, "RECURRENCE-ID"),
    ],
)
def test_an_event_that_cannot_be_used_is_left_out_with_its_reason(
    tmp_path: Path, lines: str, why: Why, part: str
) -> None:
    path = calendar_file(tmp_path, f"UID:1\n{lines}", "UID:2\nDTSTART:20260302T090000Z")

    assert refusal(path) == (why, part)
    assert [event.uid for event in read_calendar(path).events] == ["2"]


def test_a_series_in_a_zone_of_the_files_own_making_is_left_out_but_not_a_single_event(
    tmp_path: Path,
) -> None:
    zone = """BEGIN:VTIMEZONE
TZID:Ours
BEGIN:STANDARD
DTSTART:20000101T000000
TZOFFSETFROM:+0200
TZOFFSETTO:+0200
END:STANDARD
END:VTIMEZONE
"""
    single = "UID:1\nDTSTART;TZID=Ours:20260302T090000"
    path = calendar_file(
        tmp_path, single, f"{single}9\nRRULE:FREQ=DAILY".replace("UID:1", "UID:2"), head=zone
    )
    path.write_text(path.read_text().replace("0900009", "090000"))

    assert refusal(path) == (Why.UNKNOWN_ZONE, "TZID")
    assert read_calendar(path).events[0].content.span.start == at(2026, 3, 2, 7)


def test_what_changes_no_occurrence_of_its_series_is_left_out(tmp_path: Path) -> None:
    def changed(line: str) -> str:
        return f"{MEETING}{line}"

    no_slot = calendar_file(tmp_path, WEEKLY, changed("RECURRENCE-ID:20260303T080000Z"))
    assert refusal(no_slot) == (Why.BAD_SLOT, "RECURRENCE-ID")
    following = changed("RECURRENCE-ID;RANGE=THISANDFUTURE:20260309T080000Z")
    assert refusal(calendar_file(tmp_path, WEEKLY, following)) == (Why.THIS_AND_FUTURE, "RANGE")
    twice = changed("RECURRENCE-ID:20260309T080000Z")
    assert refusal(calendar_file(tmp_path, WEEKLY, twice, twice)) == (Why.DOUBLE, "RECURRENCE-ID")
    assert refusal(calendar_file(tmp_path, MEETING, MEETING)) == (Why.DOUBLE, "UID")
    bad = WEEKLY.replace("WEEKLY", "HOURLY")
    reading = read_calendar(calendar_file(tmp_path, bad, twice))
    assert [left_out.why for left_out in reading.left_out] == [Why.INEXPRESSIBLE, Why.NO_SERIES]


def test_one_unreadable_event_does_not_take_the_file_with_it(tmp_path: Path) -> None:
    path = calendar_file(tmp_path, MEETING, f"{MEETING}this is no line at all")

    assert len(read_calendar(path).events) == 1


def test_a_path_without_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownCalendarFile):
        read_calendar(tmp_path / "none.ics")


def test_every_shared_calendar_is_read_and_what_is_left_out_has_its_reason() -> None:
    told: Counter[str] = Counter()
    files = sorted(shared_path("data/calendars").rglob("*.ics"))
    for path in files:
        reading = read_calendar(path)
        told["events"] += len(reading.events)
        told["series"] += sum(e.content.recurrence is not None for e in reading.events)
        told["changed"] += sum(len(e.changed) for e in reading.events)
        told["cancelled"] += sum(len(e.cancelled) for e in reading.events)
        told.update(left_out.why.value for left_out in reading.left_out)

    assert len(files) == 454
    assert told == {
        "events": 4533,
        "series": 2156,
        "changed": 47,
        "cancelled": 36,
        "unknown_zone": 78,
        "inexpressible": 29,
        "no_start": 67,
        "no_series": 3,
        "bad_end": 4,
        "bad_start": 8,
        "bad_rule": 6,
        "bad_slot": 6,
        "double": 5,
        "this_and_future": 2,
    }
