"""Calendar: a week, one event, who meets whom; private ones show their time to others and nothing else."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from sync_core.calendar.event import CrmEventId, Origin, Privacy, ShowAs
from sync_core.mail import Address
from sync_core.work import MailboxId, Task
from tests.admin.asking import ask, call, get, submit
from tests.admin.contacts import signed_in
from tests.admin.firm import START, Firm
from tests.admin.pretend_door import OBJECT_ID
from tests.admin.show_calendar import at, client, colleague, days, meet, stranger

PRIYA = signed_in("Priya Shah")
TOMAS = signed_in("Tomas Lindqvist")


@pytest.fixture
async def mailbox(firm: Firm) -> MailboxId:
    """Return the mailbox of Priya, whose calendar is kept in step; Ana is a client, Tomas a colleague."""
    await firm.set_policy()
    await firm.person("Ana Alvarez", "ana@contoso.test", client="Contoso")
    await firm.staff("Tomas Lindqvist")
    return await firm.mailbox(1, "Priya Shah", calendar_enabled=True)


def form(**told: str) -> list[tuple[str, str]]:
    """Return an event's form: an hour on Tuesday in London, changed as told."""
    plain = {
        "subject": "Review", "date": "2026-03-10", "start": "10:00", "end": "11:00", "zone": "Europe/London",
    }  # fmt: skip
    return [(name, value) for name, value in (plain | told).items() if value]


async def made(firm: Firm, **told: str) -> Any:
    """Make an event of Priya's by the form and return it."""
    owner = await firm.staff("Priya Shah")
    answer = await submit(firm, "/calendar/events", [("owner", owner), *form(**told)])
    assert answer.status == 200, answer.body
    (meeting, *_) = await firm.meetings()
    return meeting


async def problem(firm: Firm, **told: str) -> str:
    """Return why an event's form is refused; nothing was made."""
    owner = await firm.staff("Priya Shah")
    answer = await submit(firm, "/calendar/events", [("owner", owner), *form(**told)])
    assert answer.status == 400
    assert await firm.meetings() == [] and firm.queued() == []
    return answer.body.decode()


@pytest.mark.usefixtures("mailbox")
async def test_a_week_shows_time_place_and_attendees_of_one_user(firm: Firm) -> None:
    ana, tomas = await client(firm, "Ana"), await colleague(firm, "Tomas Lindqvist")
    await meet(firm, "Review", at(1, "10:00", "11:00"), guests=(ana, tomas), places=("Room 2",))
    await meet(firm, "Committee", at(7, "10:00", "11:00"))
    await meet(firm, "Of another", at(1, "12:00", "13:00"), owner="Mei Tanaka")
    priya = await firm.staff("Priya Shah")

    page = await get(firm, f"/calendar?user={priya}&zone=Europe/Zurich")
    later = await get(firm, f"/calendar?user={priya}&week=2026-03-12")

    assert "Review" in page and "11:00 \u2013 12:00" in page and "Room 2" in page
    assert "Ana Alvarez, Tomas Lindqvist" in page
    assert "Committee" not in page and "Of another" not in page
    assert "Committee" in later and "9 to 15 March 2026" in later


@pytest.mark.usefixtures("mailbox")
async def test_who_is_signed_in_sees_their_own_week_first(firm: Firm) -> None:
    await firm.staff("Aaron First")

    assert 'aria-label="Week of Priya Shah' in await get(firm, "/calendar", PRIYA)
    assert 'aria-label="Week of Aaron First' in await get(firm, "/calendar")


@pytest.mark.usefixtures("mailbox")
async def test_a_user_sees_meetings_they_attend_in_their_week(firm: Firm) -> None:
    tomas = await colleague(firm, "Tomas Lindqvist")
    await meet(firm, "Committee", at(1, "10:00", "11:00"), guests=(tomas,))

    assert "Committee" in await get(firm, f"/calendar?user={tomas.user}")


@pytest.mark.usefixtures("mailbox")
async def test_a_private_event_shows_its_time_to_others_and_nothing_else(firm: Firm) -> None:
    ana = await client(firm, "Ana")
    secret = await meet(firm, "Secret", at(1, "10:00", "11:00"), guests=(ana,), places=("Clinic",), body="Ill", privacy=Privacy.PRIVATE)  # fmt: skip
    priya, person = secret.event.owner, ana.person
    url = f"/calendar/events/{secret.event.id}"

    for headers in ({}, TOMAS, {OBJECT_ID: "garbage"}):
        week = await get(firm, f"/calendar?user={priya}", headers)
        assert "10:00 \u2013 11:00" in week and "Private event" in week
        shown = [week, await get(firm, url, headers), await get(firm, f"/people/{person}", headers)]
        search = f"/calendar/meetings?person={person}"
        _, told = await call(firm, "GET", f"/api/admin/calendar/meetings?user={priya}", headers=headers)  # fmt: skip
        shown += [await get(firm, search, headers), str(told)]
        for text in shown:
            assert not any(word in text for word in ("Secret", "Clinic", "Ill<")), headers
        assert "ana@contoso.test" not in shown[1] and told["meetings"][0]["attendees"] == []
    assert "Secret" in await get(firm, f"/calendar?user={priya}", PRIYA)
    assert "Clinic" in await get(firm, url, PRIYA)


@pytest.mark.usefixtures("mailbox")
async def test_a_private_event_is_changed_by_those_in_it_alone(firm: Firm) -> None:
    secret = await meet(firm, "Secret", at(1, "10:00", "11:00"), privacy=Privacy.PRIVATE)

    for act in ("cancel", "delete", "move", "edit", "relate"):
        url = f"/calendar/events/{secret.event.id}/{act}"
        person = (await client(firm, "Ana")).person or ""
        answer = await submit(firm, url, form(version="1", person=person))
        assert answer.status == 403, act
    assert await firm.meetings() == [secret]


@pytest.mark.usefixtures("mailbox")
async def test_a_cancelled_event_is_struck_out(firm: Firm) -> None:
    await meet(firm, "Off", at(1, "10:00", "11:00"), is_cancelled=True)
    priya = await firm.staff("Priya Shah")

    assert "<s>Off</s>" in await get(firm, f"/calendar?user={priya}")


async def test_an_event_is_made_and_its_owners_mailbox_woken_at_once(
    firm: Firm, mailbox: MailboxId
) -> None:
    meeting = await made(
        firm, place="Room 2; Zoom", attendee_text="ana@contoso.test; Tomas@northwind.test",
        body="Bring the deed.", private="1", show_as="tentative",
    )  # fmt: skip

    content = meeting.event.content
    assert meeting.span.start.isoformat() == "2026-03-10T10:00:00+00:00"
    assert (content.places, content.body) == (("Room 2", "Zoom"), "Bring the deed.")
    assert (content.privacy, content.show_as) == (Privacy.PRIVATE, ShowAs.TENTATIVE)
    assert [g.address for g in meeting.guests] == ["ana@contoso.test", "tomas@northwind.test"]
    assert firm.queued() == [(Task.CALENDAR_WAKE, mailbox)]


@pytest.mark.usefixtures("mailbox")
async def test_a_time_is_meant_in_the_zone_that_stands_beside_it(firm: Firm) -> None:
    summer = await made(firm, date="2026-07-01", zone="America/New_York")

    assert summer.span.start.isoformat() == "2026-07-01T14:00:00+00:00"
    assert summer.span.zone == "America/New_York"


@pytest.mark.usefixtures("mailbox")
async def test_an_all_day_event_has_days_and_no_zone(firm: Firm) -> None:
    meeting = await made(firm, all_day="1", end_date="2026-03-12", start="", end="")

    assert meeting.span == days(8, 3)


@pytest.mark.usefixtures("mailbox")
async def test_an_optional_attendee_is_invited_as_one_and_nobody_twice(firm: Firm) -> None:
    owner = await firm.staff("Priya Shah")
    who = [
        ("attendee", "ana@contoso.test"), ("attendee", "x@y.test"), ("attendee", "X@Y.test"),
        ("optional", "x@y.test"), ("attendee_name", "x@y.test=Xenia = Yes"),
    ]  # fmt: skip

    answer = await submit(firm, "/calendar/events", [("owner", owner), *form(), *who])

    assert answer.status == 200
    (meeting,) = await firm.meetings()
    assert [(g.address, g.kind.value, g.name) for g in meeting.guests] == [
        ("ana@contoso.test", "required", ""),
        ("x@y.test", "optional", "Xenia = Yes"),
    ]


@pytest.mark.usefixtures("mailbox")
async def test_a_repeating_event_ends_with_the_last_day_in_its_own_zone(firm: Firm) -> None:
    meeting = await made(
        firm, repeats="weekly", every="2", ends="until", until="2026-04-21", zone="America/New_York"
    )

    rule = meeting.event.content.recurrence.rule
    assert rule == "FREQ=WEEKLY;INTERVAL=2;UNTIL=20260422T035959Z;BYDAY=TU"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"date": "10.3."}, "date: expected a day"),
        ({"start": "ten"}, "start: expected a time"),
        ({"end": "09:00"}, "end: expected a time not before the start"),
        ({"end_date": "2026-03-09"}, "end_date: expected a day not before the first"),
        ({"end_date": "2029-03-09"}, "end_date: expected at most 366 days"),
        ({"zone": "Mars/Olympus"}, "zone: expected a zone"),
        ({"date": "2026-03-29", "start": "01:30", "end": "03:00"}, "expected a time that exists"),
        ({"attendee_text": "ana"}, "attendee_text: expected e-mail addresses"),
        ({"repeats": "hourly"}, "repeats: expected daily"),
        ({"repeats": "weekly", "ends": "until", "until": "2026-03-01"}, "until: expected a day not before"),
        ({"repeats": "weekly", "ends": "count", "count": "1000"}, "count: expected a number from 1 to 999"),
        ({"repeats": "daily", "every": "0"}, "every: expected a number from 1"),
        ({"repeats": "workdays", "date": "2026-03-14"}, "repeats: expected what Outlook can express"),
        ({"show_as": "asleep"}, "show_as: expected free"),
        ({"subject": "x" * 4_001}, "subject: expected at most 4,000 characters"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("mailbox")
async def test_what_is_wrong_in_a_form_is_named_and_nothing_is_made(
    firm: Firm, told: dict[str, str], said: str
) -> None:
    assert said in await problem(firm, **told)


async def test_moving_keeps_all_but_the_time(firm: Firm, mailbox: MailboxId) -> None:
    was = await meet(firm, "Review", at(1, "10:00", "11:00"), places=("Room 2",))
    url = f"/calendar/events/{was.event.id}/move"

    answer = await submit(firm, url, form(version="1", date="2026-03-11", start="14:00", end="15:00"))  # fmt: skip

    assert answer.status == 200
    (now,) = await firm.meetings()
    assert now.span == at(9, "14:00", "15:00")
    assert now.event.content.places == ("Room 2",)
    assert firm.queued() == [(Task.CALENDAR_WAKE, mailbox)]


@pytest.mark.usefixtures("mailbox")
async def test_an_event_changed_meanwhile_is_not_overwritten(firm: Firm) -> None:
    was = await meet(firm, "Review", at(1, "10:00", "11:00"))
    for act in ("move", "edit", "cancel", "delete"):
        url = f"/calendar/events/{was.event.id}/{act}"
        answer = await submit(firm, url, form(version="7", subject="Other"))
        assert (answer.status, b"changed this event meanwhile" in answer.body) == (409, True), act
    assert await firm.meetings() == [was]
    assert firm.queued() == []


@pytest.mark.usefixtures("mailbox")
async def test_an_edit_writes_only_what_was_changed(firm: Firm) -> None:
    ana = await client(firm, "Ana")
    places = ("Room 2; west wing", "Zoom")
    was = await meet(firm, "Review", at(1, "10:00", "11:00"), guests=(ana,), places=places)
    same = form(version="1", subject="Review", place="Room 2; west wing; Zoom", attendee=ana.address)  # fmt: skip
    url = f"/calendar/events/{was.event.id}/edit"

    assert (await submit(firm, url, same)).status == 200
    assert await firm.meetings() == [was]

    assert (await submit(firm, url, [*same, ("attendee_text", "x@y.test")])).status == 200
    (now,) = await firm.meetings()
    assert [g.address for g in now.guests] == ["ana@contoso.test", "x@y.test"]
    assert now.event.content.places == places


@pytest.mark.usefixtures("mailbox")
async def test_a_list_of_attendees_that_is_not_whole_is_never_written(firm: Firm) -> None:
    ana = await client(firm, "Ana")
    was = await meet(firm, "Review", at(1, "10:00", "11:00"), guests=(ana,), attendees_total=63)

    page = await get(firm, f"/calendar/events/{was.event.id}")
    url = f"/calendar/events/{was.event.id}/edit"
    answer = await submit(firm, url, form(version="1", subject="Other", attendee="x@y.test"))

    assert "1 of 63" in page
    assert answer.status == 200
    (now,) = await firm.meetings()
    assert (now.event.content.subject, now.guests) == ("Other", (ana,))


@pytest.mark.usefixtures("mailbox")
async def test_one_occurrence_of_a_series_is_moved_or_cancelled_alone(firm: Firm) -> None:
    rule = "FREQ=WEEKLY;BYDAY=MO;COUNT=3"
    series = (await meet(firm, "Stand-up", at(0, "08:30", "09:00"), rule=rule)).event
    slot = at(7, "08:30", "09:00").start.isoformat()
    url = f"/calendar/events/{series.id}"
    page = await get(firm, f"{url}?{urlencode({'slot': slot})}")

    seen = [("version", str(series.version)), ("slot", slot)]
    cancelled = await submit(firm, f"{url}/cancel", seen)
    deleted = await submit(firm, f"{url}/delete", seen)

    assert "Cancel this occurrence" in page and "Open the whole series" in page
    assert "Every week on Monday, 3 times" in page and "Delete this" not in page
    assert cancelled.status == 200 and deleted.status == 400
    shown = [(m.span.start.day, m.event.content.is_cancelled) for m in await firm.meetings()]
    assert shown == [(2, False), (9, True), (16, False)]


@pytest.mark.usefixtures("mailbox")
async def test_one_occurrence_is_moved_and_the_others_stay(firm: Firm) -> None:
    rule = "FREQ=WEEKLY;BYDAY=MO;COUNT=3"
    series = (await meet(firm, "Stand-up", at(0, "08:30", "09:00"), rule=rule)).event
    told = form(
        version=str(series.version), slot=at(7, "08:30", "09:00").start.isoformat(), date="2026-03-12",
    )  # fmt: skip

    answer = await submit(firm, f"/calendar/events/{series.id}/move", told)

    assert answer.status == 200
    assert [m.span.start.day for m in await firm.meetings()] == [2, 12, 16]


@pytest.mark.usefixtures("mailbox")
async def test_an_event_organised_outside_the_firm_is_not_changed_here(firm: Firm) -> None:
    organiser = Address("host@harbour.test")
    was = await meet(firm, "Theirs", at(1, "10:00", "11:00"), organiser=organiser)
    ours = await meet(firm, "Ours", at(2, "10:00", "11:00"), organiser=Address("priya@northwind.test"))  # fmt: skip

    page = await get(firm, f"/calendar/events/{was.event.id}")
    refused = await submit(firm, f"/calendar/events/{was.event.id}/cancel", [("version", "1")])
    done = await submit(firm, f"/calendar/events/{ours.event.id}/cancel", [("version", "1")])

    assert "Its organiser is outside the firm" in page and "/move" not in page
    assert (refused.status, done.status) == (403, 200)


@pytest.mark.usefixtures("mailbox")
async def test_an_event_is_related_to_a_person_who_does_not_attend(firm: Firm) -> None:
    was = await meet(firm, "Review", at(9, "10:00", "11:00"))
    person = (await client(firm, "Ana")).person or ""
    url = f"/calendar/events/{was.event.id}/relate"

    nobody = await submit(firm, url, [("version", "1"), ("person", "nobody")])
    done = await submit(firm, url, [("version", "1"), ("person", person)])

    assert (nobody.status, done.status) == (400, 200)
    assert "Review" in await get(firm, f"/people/{person}")


async def test_a_deleted_event_is_gone_and_its_owners_mailbox_woken(
    firm: Firm, mailbox: MailboxId
) -> None:
    was = await meet(firm, "Review", at(9, "10:00", "11:00"))
    url = f"/calendar/events/{was.event.id}"

    assert (await submit(firm, f"{url}/delete", [("version", "1")])).status == 200
    assert (await submit(firm, f"{url}/delete", [("version", "1")])).status == 404
    assert (await ask(firm, "GET", url)).status == 404
    assert firm.queued() == [(Task.CALENDAR_WAKE, mailbox)]


@pytest.mark.usefixtures("mailbox")
async def test_a_value_that_the_crm_refuses_is_told_by_its_field(firm: Firm) -> None:
    owner = await firm.staff("Priya Shah")

    answer = await submit(firm, "/calendar/events", [("owner", owner), *form(person="nobody")])

    assert answer.status == 400 and b"person.0: expected a person of the CRM" in answer.body
    assert await firm.meetings() == []


async def test_a_colleague_without_a_calendar_in_step_wakes_nobody(firm: Firm) -> None:
    await firm.mailbox(2, "Tomas Lindqvist")
    owner = await firm.staff("Tomas Lindqvist")

    answer = await submit(firm, "/calendar/events", [("owner", owner), *form()])

    assert answer.status == 200 and b"Outlook" not in answer.body
    assert firm.queued() == []


@pytest.mark.usefixtures("mailbox")
async def test_a_person_shows_past_and_next_meetings(firm: Firm) -> None:
    ana = await client(firm, "Ana")
    await meet(firm, "Before", at(-3, "10:00", "11:00"), guests=(ana,))
    await meet(firm, "After", at(3, "10:00", "11:00"), guests=(ana,))

    page = await get(firm, f"/people/{ana.person}")

    assert page.index("After") < page.index("<h3>Past</h3>") < page.index("Before")


@pytest.mark.usefixtures("mailbox")
async def test_which_colleagues_meet_this_client_next_month_is_found(firm: Firm) -> None:
    ana, tomas = await client(firm, "Ana"), await colleague(firm, "Tomas Lindqvist")
    await meet(firm, "One", at(3, "10:00", "11:00"), guests=(ana, tomas))
    await meet(firm, "Two", at(4, "10:00", "11:00"), guests=(ana,))
    await meet(firm, "Later", at(60, "10:00", "11:00"), guests=(ana,))
    await meet(firm, "With nobody of theirs", at(4, "12:00", "13:00"), owner="Mei Tanaka", guests=(stranger("x@y.test"),))  # fmt: skip

    status, told = await call(firm, "GET", "/api/admin/calendar/encounters?client=contoso")
    page = await get(firm, "/calendar/meetings?client=contoso")

    assert status == 200
    assert [(c["name"], c["meetings"]) for c in told["colleagues"]] == [
        ("Priya Shah", 2),
        ("Tomas Lindqvist", 1),
    ]
    assert "One" in page and "Later" not in page and "Mei Tanaka" not in page


@pytest.mark.usefixtures("mailbox")
async def test_who_has_the_most_meetings_is_found(firm: Firm) -> None:
    tomas = await colleague(firm, "Tomas Lindqvist")
    await meet(firm, "One", at(3, "10:00", "11:00"), guests=(tomas,))
    outside = stranger("x@y.test")
    await meet(firm, "Two", at(4, "10:00", "11:00"), owner="Tomas Lindqvist", guests=(outside,))

    _, told = await call(firm, "GET", "/api/admin/calendar/encounters?from=2026-03-01&to=2026-03-31")  # fmt: skip

    assert [(c["name"], c["meetings"]) for c in told["colleagues"]] == [
        ("Tomas Lindqvist", 2),
        ("Priya Shah", 1),
    ]


@pytest.mark.usefixtures("mailbox")
async def test_a_client_or_person_meant_by_name_goes_into_the_address_bar(firm: Firm) -> None:
    ana = (await client(firm, "Ana")).person

    by_name = await ask(firm, "GET", "/calendar/meetings?who=alvarez&from=2026-03-01")
    by_client = await ask(firm, "GET", "/calendar/meetings?who=contoso")

    assert by_name.headers["Location"] == f"/calendar/meetings?from=2026-03-01&person={ana}"
    assert by_client.headers["Location"] == "/calendar/meetings?client=Contoso"


async def test_a_program_makes_an_event_with_the_same_checks(
    firm: Firm, mailbox: MailboxId
) -> None:
    owner = await firm.staff("Priya Shah")
    event = {"owner": owner, "subject": "By API", "date": "2026-03-10", "all_day": True, "attendee": ["x@y.test"]}  # fmt: skip

    status, told = await call(firm, "POST", "/api/admin/calendar/events", event)
    bad, problems = await call(firm, "POST", "/api/admin/calendar/events", event | {"colour": "red"})  # fmt: skip

    assert (status, told["woken"]) == (201, True)
    meeting = await firm.crm.calendar.meeting(CrmEventId(told["event"]))
    assert meeting is not None and meeting.event.origin is Origin.API
    assert meeting.span == days(8, 1) and meeting.guests[0].address == "x@y.test"
    assert bad == 400 and problems["error"]["fields"][0]["path"] == "colour"
    assert firm.queued() == [(Task.CALENDAR_WAKE, mailbox)]


@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("/calendar?week=soon", "week"),
        ("/calendar?week=0001-01-01", "week"),
        ("/calendar?user=nobody", "user"),
        ("/calendar/new?date=32", "date"),
        ("/calendar/meetings?from=2026-03-02&to=2026-03-01", "to"),
        ("/calendar/meetings?from=2026-03-02&to=2036-03-01", "to"),
        ("/calendar/meetings?person=nobody", "person"),
        ("/calendar/events/e1?slot=then", "slot"),
    ],
)
@pytest.mark.usefixtures("mailbox")
async def test_an_address_that_is_not_understood_names_its_field(
    firm: Firm, url: str, field: str
) -> None:
    answer = await ask(firm, "GET", url)

    assert answer.status == 400 and f"{field}: expected" in answer.body.decode()


@pytest.mark.usefixtures("mailbox")
async def test_a_queue_that_is_away_loses_no_event(firm: Firm) -> None:
    broken = firm.with_queue_away()
    owner = await firm.staff("Priya Shah")

    answer = await submit(broken, "/calendar/events", [("owner", owner), *form()])

    assert answer.status == 200 and b"The event was made." in answer.body
    assert len(await firm.meetings()) == 1


@pytest.mark.usefixtures("mailbox")
async def test_the_clock_of_the_browser_decides_which_week_is_this_one(firm: Firm) -> None:
    firm.surroundings.advance(timedelta(days=6, hours=13, minutes=30).total_seconds())

    tokyo = await get(firm, "/calendar", {"Cookie": "rapport_zone=Asia/Tokyo"})
    york = await get(firm, "/calendar", {"Cookie": "rapport_zone=America/New_York"})
    nowhere = await get(firm, "/calendar", {"Cookie": 'rapport_zone="><script>'})

    assert START.weekday() == 0
    assert "9 to 15 March 2026" in tokyo
    assert "2 to 8 March 2026" in york and "2 to 8 March 2026" in nowhere
