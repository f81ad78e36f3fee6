"""Events made, changed and deleted on either side follow on the other."""

from datetime import timedelta

from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span


async def test_a_meeting_made_in_outlook_comes_into_the_crm_with_its_people(office: Office) -> None:
    bo, ana = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()

    assert office.event.content.subject == "Review"
    assert office.event.is_related
    (kept,) = office.crm_calendar.everything()
    assert [a.person.id for a in kept.attendees if a.person] == [ana]


async def test_a_change_in_outlook_follows_in_the_crm(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.outlook.edit(
        bo, event, subject="Annual review", span=span(TOMORROW + timedelta(hours=2))
    )
    await office.look(bo)

    assert office.event.content.subject == "Annual review"
    assert office.event.content.span.start == TOMORROW + timedelta(hours=2)


async def test_an_event_made_in_the_crm_is_made_in_outlook_and_invites(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "Review", ANA)
    await office.look(bo)

    (event,) = office.events()
    assert event.key is not None
    assert [(m.to, m.sort.value) for m in office.tenant.invitations.mails] == [(ANA, "invitation")]
    await office.compare(bo)
    assert len(office.events()) == 1
    assert len(office.tenant.invitations) == 1


async def test_a_change_in_the_crm_follows_in_outlook(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.change(office.event.id, subject="Annual review")
    await office.look(bo)

    assert office.outlook.look(bo, event).says.subject == "Annual review"


async def test_different_fields_changed_on_both_sides_are_merged(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.change(office.event.id, subject="Annual review")
    office.outlook.edit(bo, event, span=span(TOMORROW + timedelta(hours=3)))
    await office.look(bo)

    assert office.event.content.span.start == TOMORROW + timedelta(hours=3)
    assert office.outlook.look(bo, event).says.subject == "Annual review"


async def test_the_same_field_changed_on_both_sides_is_microsoft_365s_and_the_loss_is_named(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.change(office.event.id, subject="In the CRM")
    office.outlook.edit(bo, event, subject="In Outlook")
    await office.look(bo)

    assert office.event.content.subject == "In Outlook"
    assert office.outlook.look(bo, event).says.subject == "In Outlook"


async def test_what_is_in_step_is_not_written_again(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.make(bo, "Lunch", ANA)
    await office.look(bo)
    before = [(e.id, e.version) for e in office.events()]
    office.tenant.requests.clear()
    await office.compare(bo)
    await office.look(bo)

    assert [(e.id, e.version) for e in office.events()] == before
    assert not [
        k for k in office.tenant.requests if k.startswith("events.") and k != "events.delta"
    ]


async def test_an_unchanged_mailbox_costs_one_delta_call(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.clock.advance(600)
    office.tenant.requests.clear()
    await office.look(bo)

    assert {k: n for k, n in office.tenant.requests.items() if "event" in k} == {"events.delta": 1}


async def test_an_event_deleted_in_outlook_is_cancelled_in_the_crm_by_default(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.outlook.delete(bo, event)
    await office.look(bo)

    assert office.event.content.is_cancelled


async def test_an_event_deleted_in_the_crm_stays_in_outlook_by_default_and_is_not_made_again(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.crm_calendar.remove(office.event.id)
    await office.look(bo)
    await office.compare(bo)

    assert office.outlook.look(bo, event).says.subject == "Review"
    assert office.events() == []


async def test_an_event_deleted_here_and_edited_there_survives(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.outlook.edit(bo, event, subject="Still on")
    office.crm_calendar.remove(office.event.id)
    await office.look(bo)

    assert office.event.content.subject == "Still on"


async def test_an_event_made_again_in_outlook_stays_one_event_in_the_crm(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.change(office.event.id, subject="Still on")
    office.outlook.delete(bo, event)
    await office.look(bo)
    await office.compare(bo)
    office.change(office.event.id, subject="On Tuesday")
    await office.look(bo)

    assert office.subjects(bo) == ["On Tuesday"]
    assert [e.content.subject for e in office.events()] == ["On Tuesday"]
