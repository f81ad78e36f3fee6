"""Private events, in both directions; one that turns private later is redacted in the CRM."""

from dataclasses import replace
from datetime import timedelta

import pytest

from simulator.graph.calendar.appointment import Place
from simulator.graph.mail import Sensitivity
from sync_core.calendar.event import Privacy
from sync_core.calendar.projection import PRIVATE_SUBJECT
from sync_core.work import MailboxId
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span

SECRET = {"body": "Diagnosis", "places": (Place(name="Clinic"),)}


@pytest.mark.parametrize(
    "mark", [Sensitivity.PRIVATE, Sensitivity.PERSONAL, Sensitivity.CONFIDENTIAL]
)
async def test_private_events_of_outlook_stay_there_by_default(
    office: Office, mark: Sensitivity
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Doctor", ANA, sensitivity=mark, **SECRET))
    await office.begin()

    assert office.events() == []
    assert await office.left_out(bo) == ["private"]


async def test_private_events_of_the_crm_stay_there_by_default(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "Doctor", ANA, privacy=Privacy.PRIVATE)
    await office.look(bo)

    assert office.subjects(bo) == []
    assert await office.left_out(bo) == ["private"]


async def test_busy_only_brings_the_time_and_nothing_else_into_the_crm(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Doctor", ANA, sensitivity=Sensitivity.PRIVATE, **SECRET))
    await office.begin(private="busy_only")

    kept = office.event.content
    assert (kept.subject, kept.body, kept.places, kept.attendees) == (PRIVATE_SUBJECT, "", (), ())
    assert kept.privacy is Privacy.PRIVATE
    assert not office.event.is_partial
    assert not any("Diagnosis" in text for text in office.crm_calendar.dump())


async def test_busy_only_brings_the_time_and_nothing_else_into_outlook(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(private="busy_only")
    office.make(bo, "Doctor", ANA, privacy=Privacy.PRIVATE, body="Diagnosis", places=("Clinic",))
    await office.look(bo)
    await office.compare(bo)

    says = office.outlook.look(bo, office.outlook_event(bo)).says
    assert (says.subject, says.body, says.places, says.attendees) == (PRIVATE_SUBJECT, "", (), ())
    assert says.sensitivity is Sensitivity.PRIVATE
    assert len(office.tenant.invitations) == 0
    assert office.event.content.subject == "Doctor"


async def test_without_attendees_brings_all_but_the_people_both_ways(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Doctor", ANA, sensitivity=Sensitivity.PRIVATE, **SECRET))
    await office.begin(private="without_attendees")
    kept = office.event.content
    assert (kept.subject, kept.body, kept.attendees) == ("Doctor", "Diagnosis", ())

    office.make(bo, "Lawyer", ANA, privacy=Privacy.PRIVATE)
    await office.look(bo)
    assert office.subjects(bo) == ["Doctor", "Lawyer"]
    assert len(office.tenant.invitations.mails) == 1
    """The one that Outlook's own user sent."""


async def test_full_brings_private_events_whole(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Doctor", ANA, sensitivity=Sensitivity.PRIVATE, **SECRET))
    await office.begin(private="full")

    kept = office.event.content
    assert (kept.subject, [a.address for a in kept.attendees]) == ("Doctor", [ANA])


@pytest.mark.parametrize("rule", ["skip", "busy_only"])
async def test_an_event_that_turns_private_is_redacted_in_the_crm(
    office: Office, rule: str
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Doctor", ANA, **SECRET))
    await office.begin(private=rule)
    office.tenant.invitations.clear()
    office.outlook.mark_private(bo, event)
    await office.look(bo)
    await office.compare(bo)

    kept = office.event.content
    assert (kept.subject, kept.body, kept.places, kept.attendees) == (PRIVATE_SUBJECT, "", (), ())
    says = office.outlook.look(bo, event).says
    assert (says.subject, says.body, len(says.attendees)) == ("Doctor", "Diagnosis", 1)
    assert len(office.tenant.invitations) == 0


async def test_an_event_that_turns_private_is_redacted_though_the_crm_wins_conflicts(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Doctor", ANA, **SECRET))
    await office.begin(private="busy_only", winner="crm")
    office.change(office.event.id, subject="Clinic with Ana")
    office.outlook.mark_private(bo, event)
    await office.look(bo)

    assert office.event.content.subject == PRIVATE_SUBJECT
    assert office.outlook.look(bo, event).says.subject == "Doctor"


async def test_a_redacted_subject_never_flows_back(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Doctor", ANA, sensitivity=Sensitivity.PRIVATE))
    await office.begin(private="busy_only")
    office.change(office.event.id, subject="Changed in the CRM")
    await office.look(bo)
    await office.compare(bo)

    assert office.outlook.look(bo, event).says.subject == "Doctor"
    assert len(office.outlook.look(bo, event).says.attendees) == 1


@pytest.mark.parametrize("rule", ["skip", "busy_only"])
async def test_an_event_that_is_private_no_more_comes_back_whole(office: Office, rule: str) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Doctor", ANA, **SECRET))
    await office.begin(private=rule)
    office.outlook.mark_private(bo, event)
    await office.look(bo)
    office.outlook.mark_private(bo, event, is_private=False)
    await office.look(bo)

    kept = office.event.content
    assert (kept.subject, [a.address for a in kept.attendees]) == ("Doctor", [ANA])


@pytest.mark.parametrize("rule", ["skip", "busy_only", "without_attendees", "full"])
@pytest.mark.parametrize("made_in", ["crm", "outlook"])
async def test_an_event_made_private_in_the_crm_is_marked_private_in_outlook_and_mails_nobody(
    office: Office, rule: str, made_in: str
) -> None:
    bo = await one_in_step(office, made_in, rule)
    event, kept = office.outlook_event(bo), office.event.content
    office.tenant.invitations.clear()
    office.change(office.event.id, privacy=Privacy.PRIVATE)
    await office.look(bo)
    await office.compare(bo)

    says = office.outlook.look(bo, event).says
    assert says.sensitivity is Sensitivity.PRIVATE
    assert (says.subject, says.body.strip(), len(says.attendees)) == ("Doctor", "Diagnosis", 1)
    assert office.event.content == replace(kept, privacy=Privacy.PRIVATE)
    assert len(office.tenant.invitations) == 0


@pytest.mark.parametrize("made_in", ["crm", "outlook"])
@pytest.mark.parametrize(("winner", "subject"), [("crm", "Surgeon"), ("microsoft365", "Doctor")])
async def test_an_event_made_private_in_the_crm_is_left_alone_until_it_is_private_no_more(
    office: Office, made_in: str, winner: str, subject: str
) -> None:
    bo = await one_in_step(office, made_in, "skip", winner=winner)
    event = office.outlook_event(bo)
    office.change(office.event.id, privacy=Privacy.PRIVATE)
    await office.look(bo)
    office.change(office.event.id, subject="Surgeon")
    await office.look(bo)
    await office.compare(bo)
    assert office.outlook.look(bo, event).says.subject == "Doctor"
    assert await office.left_out(bo) == ["private"]

    office.change(office.event.id, privacy=Privacy.NORMAL)
    await office.look(bo)
    await office.compare(bo)
    says = office.outlook.look(bo, event).says
    assert (says.sensitivity, says.subject) == (Sensitivity.NORMAL, subject)
    assert (office.event.content.subject, office.event.content.body) == (subject, "Diagnosis")
    assert await office.linked(bo) == 1


async def test_an_event_of_the_crm_made_private_in_outlook_is_marked_there_and_keeps_its_text(
    office: Office,
) -> None:
    bo = await one_in_step(office, "crm", "skip")
    event = office.outlook_event(bo)
    office.outlook.mark_private(bo, event)
    await office.look(bo)
    await office.compare(bo)
    kept = office.event.content
    assert (kept.privacy, kept.subject, kept.body) == (Privacy.PRIVATE, "Doctor", "Diagnosis")
    assert await office.left_out(bo) == ["private"]

    office.outlook.mark_private(bo, event, is_private=False)
    await office.look(bo)
    assert office.event.content == replace(kept, privacy=Privacy.NORMAL)
    assert office.outlook.look(bo, event).says.subject == "Doctor"


@pytest.mark.parametrize("winner", ["crm", "microsoft365"])
async def test_what_is_private_on_one_side_is_not_made_public_by_a_lost_memory(
    office: Office, winner: str
) -> None:
    bo = await one_in_step(office, "outlook", "skip", winner=winner)
    await office.lose_memory(bo)
    office.change(office.event.id, privacy=Privacy.PRIVATE)
    await office.compare(bo)
    await office.compare(bo)

    assert office.event.content.privacy is Privacy.PRIVATE


async def one_in_step(office: Office, made_in: str, rule: str, **calendar: str) -> MailboxId:
    """Return a mailbox with one public event in step, made on one side."""
    bo, _ = office.user("bo"), office.client()
    if made_in == "outlook":
        office.outlook.create(bo, meeting("Doctor", ANA, **SECRET))
    await office.begin(private=rule, **calendar)
    if made_in == "crm":
        office.make(bo, "Doctor", ANA, body="Diagnosis", places=("Clinic",))
        await office.look(bo)
    assert await office.linked(bo) == 1
    return bo


@pytest.mark.parametrize("deleted_in", ["crm", "outlook"])
@pytest.mark.parametrize(
    ("before", "after"),
    [("full", "busy_only"), ("without_attendees", "busy_only"), ("busy_only", "full")],
)
async def test_another_rule_for_private_events_is_no_edit_that_survives_a_deletion(
    office: Office, before: str, after: str, deleted_in: str
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(
        bo, meeting("Doctor", ANA, sensitivity=Sensitivity.PRIVATE, **SECRET)
    )
    office.outlook.create(bo, meeting("Review", ANA))
    rules = {"in_outlook": "delete", "in_crm": "delete"}
    await office.begin(private=before, deletions=rules)
    (doctor,) = (e.id for e in office.events() if e.content.privacy is Privacy.PRIVATE)
    if deleted_in == "crm":
        office.crm_calendar.remove(doctor)
    else:
        office.outlook.delete(bo, event)
    await office.policy(private=after, deletions=rules)
    await office.look(bo)

    assert [e.content.subject for e in office.events()] == ["Review"]
    assert office.subjects(bo) == ["Review"]


async def test_an_edit_of_a_private_event_survives_though_another_rule_hides_more(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Doctor", ANA, sensitivity=Sensitivity.PRIVATE))
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin(private="full")
    (doctor,) = (e.id for e in office.events() if e.content.privacy is Privacy.PRIVATE)
    office.crm_calendar.remove(doctor)
    office.outlook.edit(bo, event, span=span(TOMORROW + timedelta(hours=3)))
    await office.policy(private="busy_only")
    await office.look(bo)

    (_, kept) = (e.content for e in office.events())
    assert (kept.span.start, kept.subject) == (TOMORROW + timedelta(hours=3), PRIVATE_SUBJECT)
