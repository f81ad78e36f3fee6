"""Who is mailed: only what a person's own change calls for, and never more than the fuse allows."""

from datetime import timedelta

from flows.calendar.preview import preview
from simulator.graph.calendar.invitations import Author
from sync_core.calendar.event import Origin, ShowAs
from sync_core.reconcile.brakes import Brake
from tests.flows.calendar.office import ANA, Office, meeting, span
from tests.flows.firm import START


def mailed(office: Office) -> list[str]:
    return [m.to for m in office.tenant.invitations.by(Author.APPLICATION)]


async def test_a_first_run_invites_nobody_though_the_event_is_made(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.policy(enabled=False)
    await office.begin_without_calendar()
    office.make(bo, "Review", ANA)
    await office.begin()

    assert office.subjects(bo) == ["Review"]
    assert mailed(office) == []
    await office.compare(bo)
    assert mailed(office) == []


async def test_an_imported_event_never_leaves_the_crm(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "Imported", ANA, origin=Origin.IMPORT)
    await office.look(bo)

    assert office.subjects(bo) == []
    assert mailed(office) == []


async def test_a_past_event_is_made_without_its_attendees(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "Yesterday", ANA, span=span(START - timedelta(days=1)))
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == ["Yesterday"]
    assert mailed(office) == []


async def test_where_the_firm_lets_nothing_invite_events_are_made_without_attendees(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(invite=False)
    office.make(bo, "Review", ANA)
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == ["Review"]
    assert mailed(office) == []


async def test_a_change_of_silent_fields_mails_nobody(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.change(office.event.id, show_as=ShowAs.TENTATIVE)
    await office.look(bo)

    assert office.outlook.look(bo, event).says.show_as is ShowAs.TENTATIVE
    assert mailed(office) == []


async def test_a_plan_that_would_mail_more_outsiders_than_the_fuse_allows_is_held(
    office: Office,
) -> None:
    bo = office.user("bo")
    guests = [f"g{n}@client.test" for n in range(4)]
    for guest in guests:
        office.client(guest)
    await office.begin(brakes={"preview_first": False, "invitation_fuse": 3})
    office.make(bo, "Everybody", *guests)
    await office.look(bo)

    assert mailed(office) == []
    record = await office.memory.mailbox(bo)
    assert record is not None
    assert record.calendar_held
    shown = await preview(office.parts, bo)
    assert shown.brakes == (Brake.INVITATIONS,)
    assert shown.mails_outside == 4
    await office.answer(bo)
    assert sorted(mailed(office)) == sorted(guests)
