"""Each product's preset in whole runs: what its gates, schedule and brakes let happen, and what they do not."""

from datetime import timedelta
from typing import Any

import pytest

from simulator.graph.mail import Sensitivity
from sync_core.calendar.event import Privacy, Recurrence, ShowAs
from sync_core.presets import PRESETS
from sync_core.reconcile.brakes import Brake
from sync_core.work import MailboxId, Stream, Task
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span
from tests.flows.firm import DOMAIN, START

WEEKLY = Recurrence(rule="FREQ=WEEKLY;COUNT=3")
STRANGER = "nobody@elsewhere.test"


def calendar_of(preset: str) -> dict[str, Any]:
    """Return a preset's calendar section, for a firm without contacts."""
    return {**PRESETS[preset].document["calendar"], "only_with_contacts": False}


async def begin(office: Office, preset: str, **more: Any) -> None:
    """Bring every mailbox into step under a preset, its preview approved."""
    document = calendar_of(preset)
    told: dict[str, Any] = {**document, **more}
    brakes = {**document.get("brakes", {}), "preview_first": False}
    await office.begin(**{**told, "brakes": brakes})


async def later(office: Office, mailbox: MailboxId, minutes: int = 20) -> None:
    """Let some time pass and wake the mailbox, so that periodic directions run."""
    office.clock.advance(minutes * 60)
    await office.look(mailbox)


def subjects(office: Office) -> list[str]:
    """Return the subjects of the CRM's events that are not cancelled."""
    return sorted(e.content.subject for e in office.events() if not e.content.is_cancelled)


@pytest.mark.parametrize("preset", [p for p in PRESETS if p != "practifi_email"])
async def test_every_preset_waits_for_the_preview_of_a_first_run(
    office: Office, preset: str
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA, categories=("CRM",)))
    await office.begin(**{"brakes": {}, **calendar_of(preset)})

    held = await office.memory.held(bo, Stream.CALENDAR)
    assert held is not None
    assert held.brakes == (Brake.FIRST_RUN,)
    assert office.events() == []


async def test_practifi_keeps_client_meetings_alone_in_step_and_private_ones_without_people(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.user("cy")
    office.outlook.create(bo, meeting("Client", ANA))
    office.outlook.create(bo, meeting("Internal", f"cy@{DOMAIN}"))
    office.outlook.create(bo, meeting("Unmatched", STRANGER))
    office.outlook.create(bo, meeting("Private", ANA, sensitivity=Sensitivity.PRIVATE))
    office.outlook.draft(bo, meeting("Draft", ANA))
    await begin(office, "practifi_calendar")

    assert subjects(office) == ["Client", "Private"]
    people = {e.content.subject: len(e.content.attendees) for e in office.events()}
    assert people == {"Client": 1, "Private": 0}


async def test_practifi_lets_microsoft_365_win_and_deletes_there_but_keeps_in_the_crm(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    first = office.outlook.create(bo, meeting("First", ANA))
    second = office.outlook.create(bo, meeting("Second", ANA))
    office.outlook.create(bo, meeting("Third", ANA))
    await begin(office, "practifi_calendar")
    ids = {e.content.subject: e.id for e in office.events()}
    office.change(ids["First"], subject="In the CRM")
    office.outlook.edit(bo, first, subject="In Outlook")
    office.outlook.delete(bo, second)
    office.crm_calendar.remove(ids["Third"])
    await later(office, bo)

    assert office.subjects(bo) == ["In Outlook"]
    assert subjects(office) == ["In Outlook", "Second"]


async def test_practifi_invites_from_the_users_mailbox_at_once(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await begin(office, "practifi_calendar")
    office.make(bo, "Review", ANA)
    await office.look(bo)

    assert [(m.to, m.sender) for m in office.tenant.invitations.mails] == [(ANA, f"bo@{DOMAIN}")]


async def test_linkpoint_keeps_everything_but_private_items_in_its_window(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.user("cy")
    office.outlook.create(bo, meeting("Alone"))
    office.outlook.create(bo, meeting("Internal", f"cy@{DOMAIN}", show_as=ShowAs.FREE))
    office.outlook.create(bo, meeting("Private", ANA, sensitivity=Sensitivity.PRIVATE))
    for days in (-32, -29, 364, 367):
        office.outlook.create(bo, meeting(f"{days}", span=span(START + timedelta(days=days))))
    await begin(office, "linkpoint")
    office.make(bo, "Private here", ANA, privacy=Privacy.PRIVATE)
    await later(office, bo)

    assert set(subjects(office)) == {"-29", "364", "Alone", "Internal", "Private here"}
    assert "Private here" not in office.subjects(bo)


async def test_linkpoint_lets_the_newest_change_win_when_its_time_has_come(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await begin(office, "linkpoint")
    office.outlook.edit(bo, event, subject="Older")
    office.clock.advance(60)
    office.change(office.event.id, subject="Newer")
    await office.look(bo)
    assert office.subjects(bo) == ["Older"], "its fifteen minutes are not over"
    await later(office, bo)

    assert (office.subjects(bo), subjects(office)) == (["Newer"], ["Newer"])


async def test_interaction_takes_chosen_coming_single_events_of_known_people_only(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    chosen: dict[str, Any] = {"categories": ("CRM",)}
    past = span(START - timedelta(days=1))
    office.outlook.create(bo, meeting("Chosen", ANA, STRANGER, **chosen))
    office.outlook.create(bo, meeting("Not chosen", ANA))
    office.outlook.create(bo, meeting("Past", ANA, span=past, **chosen))
    office.outlook.create(bo, meeting("Series", ANA, recurrence=WEEKLY, **chosen))
    await begin(office, "interaction")

    assert subjects(office) == ["Chosen"]
    assert [a.address for a in office.event.content.attendees] == [ANA]
    assert (await office.counts(bo))["unknown_people"] == 1


async def test_interaction_never_writes_to_outlook_even_when_somebody_asks(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Chosen", ANA, categories=("CRM",)))
    await begin(office, "interaction")
    office.change(office.event.id, subject="In the CRM")
    office.make(bo, "Here", ANA)
    await office.look(bo, Task.CALENDAR_NOW)
    assert office.written() == {}
    assert office.outlook.look(bo, event).says.subject == "Chosen"

    office.outlook.create(bo, meeting("Other", ANA, categories=("CRM",)))
    office.outlook.delete(bo, event)
    await office.look(bo, Task.CALENDAR_NOW)
    assert office.subjects(bo) == ["Other"]
    assert office.written() == {}


async def test_practicemaster_writes_at_once_both_ways_and_stops_at_a_hundred_changes(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    events = [office.outlook.create(bo, meeting(f"M{n:03}")) for n in range(101)]
    await begin(office, "practicemaster")
    office.make(bo, "Here")
    office.outlook.edit(bo, events[0], span=span(TOMORROW + timedelta(hours=1)))
    await office.look(bo)
    assert "Here" in office.subjects(bo)
    assert TOMORROW + timedelta(hours=1) in {e.content.span.start for e in office.events()}

    for event in events:
        office.outlook.edit(bo, event, subject="Renamed")
    await office.compare(bo)
    held = await office.memory.held(bo, Stream.CALENDAR)
    assert held is not None
    assert held.brakes == (Brake.TOO_MANY_CHANGES,)
    assert "Renamed" not in subjects(office)


async def test_the_preset_for_mail_alone_leaves_calendars_alone(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.policy(**PRESETS["practifi_email"].document["calendar"])
    await office.begin_without_calendar()
    await office.compare(bo)

    assert office.events() == []
    assert await office.pairs(bo) == ()
