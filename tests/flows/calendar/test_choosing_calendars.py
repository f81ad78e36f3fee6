"""Which mailbox and which calendar: the primary of several, and one that the policy names."""

from flows.calendar.preview import preview
from simulator.graph.mail import Sensitivity
from sync_core.mailboxes import MailboxKind
from sync_core.work import MailboxId
from tests.flows.calendar.office import ANA, Office, meeting


async def begin(office: Office, *shared: MailboxId, **calendar: object) -> None:
    """Bring every mailbox into step; the shared ones belong to bo."""
    await office.policy(**calendar)
    await office.begin_without_calendar()
    bo = next(r for r in await office.memory.mailboxes() if r.id not in shared)
    for mailbox in shared:
        await office.memory.change_mailbox(
            mailbox, owner=bo.owner, enabled=True, calendar_enabled=True, kind=MailboxKind.SHARED
        )
    for record in await office.memory.mailboxes():
        await office.compare(record.id)


async def test_what_a_user_makes_in_the_crm_goes_to_their_own_mailbox_alone(office: Office) -> None:
    bo, team = office.user("bo"), office.tenant.add_user("team", "team@northwind.test")
    office.client()
    await begin(office, team)
    office.make(bo, "Review", ANA)
    for mailbox in (team, bo, team):
        await office.look(mailbox)

    assert (office.subjects(bo), office.subjects(team)) == (["Review"], [])
    assert {m.sender for m in office.tenant.invitations.mails} == {"bo@northwind.test"}
    assert await office.left_out(team) == []


async def test_the_policy_may_choose_another_mailbox_as_the_primary_one(office: Office) -> None:
    bo, team = office.user("bo"), office.tenant.add_user("team", "team@northwind.test")
    office.client()
    await begin(office, team, mailboxes=[{"mailbox": team, "is_primary": True}])
    office.make(bo, "Review", ANA)
    for mailbox in (bo, team, bo):
        await office.look(mailbox)

    assert (office.subjects(bo), office.subjects(team)) == ([], ["Review"])
    assert {m.sender for m in office.tenant.invitations.mails} == {"team@northwind.test"}


async def test_only_the_calendar_that_the_policy_names_is_kept_in_step(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    clients = office.outlook.add_calendar(bo, "Clients")
    office.outlook.create(bo, meeting("Chosen", ANA), clients)
    office.outlook.create(bo, meeting("Elsewhere", ANA))
    await office.begin(mailboxes=[{"mailbox": bo, "calendar": "clients"}])
    assert [e.content.subject for e in office.events()] == ["Chosen"]

    office.make(bo, "From the CRM", ANA)
    await office.look(bo)
    calendars = office.tenant.mailbox(bo).calendars
    made = next(e for e in office._items(bo) if e.says.subject == "From the CRM")
    assert calendars.calendars[made.calendar].name == "Clients"


async def test_private_items_of_a_chosen_calendar_stay_out_whatever_the_policy_says(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    clients = office.outlook.add_calendar(bo, "Clients")
    says = meeting("Doctor", ANA, sensitivity=Sensitivity.PRIVATE)
    office.outlook.create(bo, says, clients)
    await office.begin(private="full", mailboxes=[{"mailbox": bo, "calendar": "Clients"}])

    assert office.events() == []
    assert await office.left_out(bo) == ["private"]


async def test_a_calendar_that_the_mailbox_does_not_have_is_told_and_nothing_is_deleted(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    await office.policy(mailboxes=[{"mailbox": bo, "calendar": "Clients"}])
    await office.compare(bo)

    assert not office.event.content.is_cancelled
    runs = await office.memory.runs(office.clock.now().date(), 500)
    (said,) = {r.detail for r in runs if r.mailbox == bo and r.outcome not in ("done", "coalesced")}
    assert "calendar.mailboxes.calendar: no such calendar" in said
    assert "no such calendar" in (await preview(office.parts, bo)).refused


async def test_a_mailbox_that_the_policy_switches_off_is_left_alone(office: Office) -> None:
    bo, cy = office.user("bo"), office.user("cy")
    office.client()
    office.outlook.create(bo, meeting("His", ANA))
    office.outlook.create(cy, meeting("Hers", ANA))
    await office.begin(mailboxes=[{"mailbox": bo, "enabled": False}])

    assert [e.content.subject for e in office.events()] == ["Hers"]


async def test_listed_alone_keeps_only_the_named_mailboxes_in_step(office: Office) -> None:
    bo, cy = office.user("bo"), office.user("cy")
    office.client()
    office.outlook.create(bo, meeting("His", ANA))
    office.outlook.create(cy, meeting("Hers", ANA))
    await office.begin(choose="listed", mailboxes=[{"mailbox": bo}])

    assert [e.content.subject for e in office.events()] == ["His"]
