"""People act in the pretend Outlook: what they press happens in the tenant, and nothing else does."""

from datetime import UTC, datetime

import pytest

from simulator.graph import Author, Sensitivity, Serving, Tenant, serve
from simulator.graph.http.outlook.week import events_within
from sync_core.calendar.event import Answer
from sync_core.calendar.window import Window
from sync_core.work import MailboxId
from tests.simulator.graph.calendar_acts import CARLA, WEEKLY, at, event, invited
from tests.simulator.graph.outlook.conftest import ANA, BEN, CLIENT, Person

REVIEW = {
    "subject": "Review",
    "start": "2026-11-24T10:00",
    "end": "2026-11-24T11:30",
    "place": "Room Douro; Telephone",
    "attendees": f'"Roth, Ben" <{BEN}>\r\n{CLIENT}\r\n',
    "body": "Two points",
}


async def review(person: Person, **fields: str) -> str:
    """Make the review through its form, and return its address."""
    await person.send(f"{ANA}/events", REVIEW | fields)
    return (await person.events(ANA))[0][1]


async def test_a_meeting_made_in_the_form_invites_whom_it_names(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    await review(person)
    (view,) = tenant.mailbox(ana).calendars.items.values()
    assert view.says.span == at(24, 10, hours=1.5)
    assert [p.name for p in view.says.places] == ["Room Douro", "Telephone"]
    assert [(m.to, m.by) for m in tenant.invitations.mails] == [
        (BEN, Author.PERSON),
        (CLIENT, Author.PERSON),
    ]
    assert [s for s, _ in await person.events(BEN)] == ["Review"]


async def test_an_unchanged_form_mails_nobody_and_a_moved_meeting_everybody(
    tenant: Tenant, person: Person
) -> None:
    address = await review(person)
    tenant.invitations.clear()
    await person.send(address, {"act": "save"} | REVIEW)
    assert len(tenant.invitations) == 0
    moved = {"start": "2026-11-25T10:00", "end": "2026-11-25T11:30"}
    shown = await person.send(address, {"act": "save"} | REVIEW | moved)
    assert "Wed 25 Nov" in shown
    assert [m.because for m in tenant.invitations.mails] == [("span",)] * 2


async def test_a_time_kept_to_the_second_survives_a_form_that_shows_minutes(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    span = at(24, 10, hours=1.0001)
    name = tenant.outlook.create(ana, event("Exact", span))
    ((_, address),) = await person.events(ANA)
    told = {"start": "2026-11-24T10:00", "end": "2026-11-24T11:00"}
    await person.send(address, {"act": "save", "subject": "Exactly"} | told)
    says = tenant.outlook.look(ana, name).says
    assert (says.subject, says.span) == ("Exactly", span)


async def test_a_guest_answers_and_may_rename_but_not_move_or_cancel(
    tenant: Tenant, ana: MailboxId, ben: MailboxId, person: Person
) -> None:
    await review(person)
    ((_, copy),) = await person.events(BEN)
    shown = await person.see(copy)
    assert "Ana Lima organises it" in shown
    assert 'name="start"' not in shown
    await person.send(copy, {"act": "accept"})
    (own,) = tenant.mailbox(ben).calendars.items.values()
    (whole,) = tenant.mailbox(ana).calendars.items.values()
    assert own.answer is Answer.ACCEPTED
    assert whole.says.attendees[0].answer is Answer.ACCEPTED
    await person.send(copy, {"act": "save", "subject": "Mine", "start": "2027-01-01T01:00"})
    assert (own.says.subject, own.says.span) == ("Mine", whole.says.span)
    assert "organizer to cancel" in await person.send(copy, {"act": "cancel"}, 400)


async def test_one_occurrence_is_moved_and_another_cancelled_while_the_series_stays(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    await review(person, repeats="weekly")
    ((_, second),) = await person.events(ANA, "2026-12-01")
    ((_, third),) = await person.events(ANA, "2026-12-08")
    assert "Open the whole series" in await person.see(second)
    moved = {"start": "2026-12-02T10:00", "end": "2026-12-02T11:00"}
    await person.send(second, {"act": "save"} | REVIEW | moved)
    await person.send(third, {"act": "cancel"})
    window = Window(
        since=datetime(2026, 11, 23, tzinfo=UTC), until=datetime(2026, 12, 20, tzinfo=UTC)
    )
    starts = [v.says.span.start for v in events_within(tenant.mailbox(ana), window)]
    assert [f"{s:%m-%d %H}" for s in starts] == ["11-24 09", "12-02 09", "12-15 09"]


async def test_an_event_is_marked_private_made_all_day_and_deleted(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    address = await review(person)
    await person.send(address, {"act": "save", "private": "on", "all_day": "on"} | REVIEW)
    (item,) = tenant.mailbox(ana).calendars.items.values()
    assert item.says.sensitivity is Sensitivity.PRIVATE
    assert item.says.span.is_all_day
    assert "private" in await person.see(f"{ANA}?week=2026-11-23")
    await person.send(address, {"act": "delete"})
    assert await person.events(ANA) == []
    assert tenant.invitations.mails[-1].sort.value == "cancellation"


async def test_the_log_says_whether_a_person_or_the_application_mailed(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    box = tenant.mailbox(ana)
    await review(person)
    (view,) = (box.calendars.view(n) for n in box.calendars.items)
    tenant.outlook.meetings.write(box, view, {"span": at(26)}, Author.APPLICATION)
    shown = await person.see("mails")
    assert shown.count("a person, in Outlook") == 2
    assert shown.count("<strong>the application</strong>") == 2
    assert shown.count(">outside</span>") == 2


async def test_everything_is_escaped(tenant: Tenant, ana: MailboxId, person: Person) -> None:
    hostile = "</textarea><script>x</script>\"'&"
    attendees = (*invited(CLIENT), *invited(f"{'<i>'}@x.test"))
    name = tenant.outlook.create(ana, event(hostile, body=hostile, attendees=attendees))
    for path in (f"{ANA}?week=2026-11-24", f"{ANA}/events/{name}", "mails"):
        shown = await person.see(path)
        assert "<script" not in shown
        assert "<i>" not in shown


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"start": "soon"}, "start: expected a day and a time"),
        ({"end": "2026-11-24T09:00"}, "end: expected a time after the start"),
        ({"end": "9999-12-31T09:00", "all_day": "on"}, "start: expected a day"),
        ({"attendees": "nobody"}, "attendees: expected an address in each line"),
        ({"repeats": "hourly"}, "repeats: expected one of the choices"),
    ],
)
async def test_a_wrong_form_names_its_field_and_makes_nothing(
    tenant: Tenant, ana: MailboxId, person: Person, fields: dict[str, str], told: str
) -> None:
    assert told in await person.send(f"{ANA}/events", REVIEW | fields, 400)
    assert not tenant.mailbox(ana).calendars.items


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nobody@x.test", 404),
        (f"{ANA}?week=someday", 400),
        (f"{ANA}?week=0001-01-01", 400),
        (f"{ANA}?week=9999-12-31", 400),
        (f"{ANA}/events/nonsense", 400),
        ("a/b/c/d", 404),
    ],
)
async def test_an_address_of_nothing_is_a_page_that_says_so(
    person: Person, path: str, status: int
) -> None:
    assert 'role="alert"' in await person.see(path, status)


async def test_another_sites_form_changes_nothing(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    await person.send(f"{ANA}/events", REVIEW, 403, "http://elsewhere.test")
    assert not tenant.mailbox(ana).calendars.items


async def test_an_outside_invitation_and_an_event_over_midnight_are_shown_where_they_are(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    tenant.outlook.invite_from_outside(CARLA, event("Talk", at(25), attendees=invited(ANA)))
    tenant.outlook.create(ana, event("Night", at(26, 23, hours=3)))
    tenant.outlook.create(ana, event("Weekly", at(23, 8), recurrence=WEEKLY))
    subjects = [subject for subject, _ in await person.events(ANA)]
    assert subjects == ["Weekly", "Talk", "Night", "Night"]
    assert "Carla organises it" in await person.see((await person.events(ANA))[1][1])


async def test_without_control_there_is_no_outlook(tenant: Tenant) -> None:
    serving: Serving = await serve(tenant)
    assert serving.outlook_url is None
    await serving.stop()
