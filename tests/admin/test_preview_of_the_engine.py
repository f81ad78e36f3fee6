"""Preview, held plans and events as the pages show them of the engine's own runs, on both sides."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from simulator.graph import Recipient
from simulator.graph.calendar.appointment import Appointment, Invitee, Place
from sync_core.calendar.event import AttendeeKind, EventId, Span
from sync_core.work import MailboxId
from tests.admin.asking import call, get, submit
from tests.admin.engine import Engine
from tests.admin.firm import START, Firm

ANA = "ana@contoso.test"
AT = START + timedelta(days=3)


@pytest.fixture
async def engine(firm: Firm) -> Engine:
    """Return a firm with Ana among its clients, whose calendars nothing was done to yet."""
    await firm.person("Ana Alvarez", ANA, client="Contoso")
    return Engine.of(firm)


def meeting(subject: str, *guests: str, at: datetime = AT, **fields: Any) -> Appointment:
    """Return an hour with guests."""
    invited = tuple(Invitee(who=Recipient(g, g.partition("@")[0])) for g in guests)
    span = Span(start=at, end=at + timedelta(hours=1), zone="UTC")
    return Appointment(subject=subject, span=span, attendees=invited, **fields)


async def preview(engine: Engine, mailbox: MailboxId) -> tuple[str, dict[str, Any]]:
    """Return the page, and what programs read."""
    page = await get(engine.firm, f"/mailboxes/{mailbox}/preview")
    status, told = await call(engine.firm, "GET", f"/api/admin/calendar/preview/{mailbox}")
    assert status == 200
    return page, told


async def in_step(engine: Engine, mailbox: MailboxId) -> EventId:
    """Return an event that is on both sides."""
    event = engine.tenant.outlook.create(mailbox, meeting("Annual review", ANA))
    await engine.begin(brakes={"preview_first": False})
    return event


async def test_a_first_run_is_held_shown_approved_and_done(engine: Engine) -> None:
    priya = await engine.colleague("Priya Shah")
    engine.tenant.outlook.create(priya, meeting("Annual review", ANA))
    engine.tenant.outlook.create(priya, meeting("With nobody known", "who@else.test"))
    await engine.begin()

    page, told = await preview(engine, priya)
    assert "Waiting for your approval" in page and "Annual review" in page
    assert "Create in the CRM" in page and "With nobody known" not in page
    assert (told["first_run"], told["left_out"]) == (True, {"unmatched": 1})
    (row,) = told["rows"]
    assert (row["side"], row["move"], row["mails_outside"]) == ("crm", "create", 0)
    assert {"name": "subject", "before": "", "after": "Annual review"} in row["fields"]
    assert told["held"]["items"] == [row["item"]]
    assert await engine.firm.meetings() == []

    form = [("plan", told["held"]["plan"]), ("answer", "approve_all")]
    assert (await submit(engine.firm, f"/held/{priya}", form)).status == 200
    await engine.work()
    assert [m.event.content.subject for m in await engine.firm.meetings()] == ["Annual review"]
    page, told = await preview(engine, priya)
    assert "The next run would write nothing." in page
    assert (told["rows"], told["held"], told["first_run"]) == ([], None, False)


async def test_what_is_to_be_seen_to_in_the_crm_is_named_on_the_page_and_to_programs(
    engine: Engine,
) -> None:
    firm, priya = engine.firm, await engine.colleague("Priya Shah")
    await firm.person("Ana Other", ANA)
    for room in ("Boardroom", "BOARDROOM"):
        await engine.room(room)
    invited = (
        Invitee(who=Recipient(ANA, "Ana")),
        Invitee(who=Recipient("new@contoso.test", "New <b>")),
        Invitee(who=Recipient("r1@northwind.test", "Boardroom"), kind=AttendeeKind.RESOURCE),
        Invitee(who=Recipient("r2@northwind.test", "Attic <i>"), kind=AttendeeKind.RESOURCE),
    )
    places = (Place(name="Boardroom"), Place(name="Attic <i>"))
    one = Appointment(subject="Review", span=meeting("").span, attendees=invited, places=places)
    engine.tenant.outlook.create(priya, one)
    await engine.begin(attendees={"known_only": True})

    page, told = await preview(engine, priya)
    assert told["notices"] == {
        "unknown_people": ["new@contoso.test"],
        "ambiguous": [ANA],
        "room_clashes": ["Boardroom"],
        "unknown_rooms": ["Attic <i>"],
    }
    _, _, notices = page.partition("Attendees that the CRM does not know")
    assert notices.count("<li>") == 4
    for title, name in (
        ("to be added as people", "new@contoso.test"),
        ("more than one person of the CRM has", ANA),
        ("more than one room of the CRM carries", "Boardroom"),
        ("Rooms that the CRM lacks", "Attic &lt;i&gt;"),
    ):
        _, found, after = page.rpartition(title)
        assert found and f"<li>{name}</li>" in after.partition("</ul>")[0], title


async def test_nothing_to_be_seen_to_is_not_mentioned(engine: Engine) -> None:
    priya = await engine.colleague("Priya Shah")
    await in_step(engine, priya)

    page, told = await preview(engine, priya)
    assert not any(told["notices"].values())
    assert "Rooms that the CRM lacks" not in page and "to be added as people" not in page


async def test_an_event_made_on_the_page_shows_whom_it_would_mail_and_then_is_in_outlook(
    engine: Engine,
) -> None:
    priya = await engine.colleague("Priya Shah")
    await in_step(engine, priya)
    owner = await engine.firm.staff("Priya Shah")
    event = {
        "owner": owner, "subject": "Portfolio call", "date": "2026-03-10", "start": "10:00", "end": "11:00",
        "zone": "Europe/London", "attendee": [ANA],
    }  # fmt: skip
    assert (await call(engine.firm, "POST", "/api/admin/calendar/events", event))[0] == 201

    page, told = await preview(engine, priya)
    assert "Create in Outlook" in page and "mails 1 person outside" in page
    assert (told["mails_outside"], told["rows"][0]["mails_outside"]) == (1, 1)
    sent = len(engine.tenant.invitations)
    await engine.work()
    mails = engine.tenant.invitations.mails[sent:]
    assert [(m.to, m.sort.value) for m in mails] == [(ANA, "invitation")]
    assert (await preview(engine, priya))[1]["rows"] == []


async def test_an_edit_on_each_side_is_shown_from_what_to_what_and_a_conflict_as_one(
    engine: Engine,
) -> None:
    firm, priya = engine.firm, await engine.colleague("Priya Shah")
    event = await in_step(engine, priya)
    (shown,) = await firm.meetings()
    engine.tenant.outlook.edit(priya, event, subject="Renamed in Outlook")
    week = f"/calendar/events/{shown.event.id}"
    assert "Annual review" in await get(firm, week)
    moved = {"version": str(shown.event.version), "date": "2026-03-06", "start": "08:00"}
    form = [*moved.items(), ("end", "09:00"), ("zone", "UTC"), ("end_date", "2026-03-06")]
    assert (await submit(firm, f"{week}/move", form)).status < 400

    page, told = await preview(engine, priya)
    rows = {row["side"]: row for row in told["rows"]}
    (subject,) = rows["crm"]["fields"]
    (span,) = rows["outlook"]["fields"]
    assert (subject["before"], subject["after"]) == ("Annual review", "Renamed in Outlook")
    assert (span["name"], rows["outlook"]["mails_outside"]) == ("span", 1)
    assert "<del>Annual review</del> <ins>Renamed in Outlook</ins>" in page
    await engine.work()
    (now,) = await firm.meetings()
    assert now.event.content.subject == "Renamed in Outlook"
    says = engine.tenant.outlook.look(priya, event).says
    assert (says.subject, says.span.start.hour) == ("Renamed in Outlook", 8)


async def test_an_event_marked_private_in_outlook_shows_the_redaction_and_its_reason(
    engine: Engine,
) -> None:
    firm, priya = engine.firm, await engine.colleague("Priya Shah")
    event = await in_step(engine, priya)
    engine.tenant.outlook.mark_private(priya, event)

    page, told = await preview(engine, priya)
    assert [(r["side"], r["why"]) for r in told["rows"]] == [("crm", "redacted")]
    assert "It was marked private" in page
    await engine.compare(priya)
    (kept,) = await firm.meetings()
    assert kept.event.content.subject == "Private appointment" and kept.guests == ()
    assert (await preview(engine, priya))[1]["left_out"] == {"private": 1}
