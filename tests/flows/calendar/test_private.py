"""Private events, in both directions; one that turns private later is redacted in the CRM."""

import pytest

from simulator.graph.calendar.appointment import Place
from simulator.graph.mail import Sensitivity
from sync_core.calendar.event import Privacy
from sync_core.calendar.projection import PRIVATE_SUBJECT
from tests.flows.calendar.office import ANA, Office, meeting

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


async def test_an_event_that_is_private_no_more_comes_back_whole(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Doctor", ANA, **SECRET))
    await office.begin(private="busy_only")
    office.outlook.mark_private(bo, event)
    await office.look(bo)
    office.outlook.mark_private(bo, event, is_private=False)
    await office.look(bo)

    kept = office.event.content
    assert (kept.subject, [a.address for a in kept.attendees]) == ("Doctor", [ANA])
