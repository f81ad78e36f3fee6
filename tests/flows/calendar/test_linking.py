"""Twins that are not linked yet: equal ones are linked and not doubled, whatever became of the memory."""

from flows.calendar.preview import preview
from simulator.graph import Recipient
from sync_core.calendar.event import Recurrence
from sync_core.reconcile.plan import Why, Withheld
from tests.flows.calendar.office import ANA, Office, meeting
from tests.flows.firm import DOMAIN


async def test_equal_events_without_a_link_are_linked_and_not_doubled(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("There", ANA))
    office.outlook.create(
        bo, meeting("Weekly", ANA, recurrence=Recurrence(rule="FREQ=DAILY;COUNT=3"))
    )
    await office.begin()
    office.make(bo, "Here", ANA)
    office.make(bo, "Weekly here", ANA, recurrence=Recurrence(rule="FREQ=WEEKLY;COUNT=3"))
    await office.look(bo)
    rows, versions, written = await office.linked(bo), office.versions(), office.written()
    office.tenant.invitations.clear()
    await office.lose_memory(bo)
    assert await office.linked(bo) == 0
    await office.compare(bo)

    assert (office.versions(), office.written()) == (versions, written)
    assert await office.linked(bo) == rows == 6
    assert len(office.tenant.invitations) == 0


async def test_events_that_differ_without_a_link_become_one_by_the_winners_value(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("There", ANA))
    await office.begin(winner="crm")
    await office.lose_memory(bo)
    office.change(office.event.id, subject="Here")
    assert [r.why for r in (await preview(office.parts, bo)).rows] in (
        [Why.CONFLICT],
        [Why.MATCHED],
    )
    await office.compare(bo)

    assert office.outlook.look(bo, event).says.subject == "Here"
    assert office.event.content.subject == "Here"


async def test_an_attendees_copy_waits_for_the_organisers_mailbox_that_is_in_step_too(
    office: Office,
) -> None:
    bo, cy = office.user("bo"), office.user("cy")
    office.client()
    await office.begin(prevent={"crm": {"create": True}})
    office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}"))
    await office.look(cy)
    assert office.events() == []
    assert await office.left_out(cy) == ["organiser_first"]

    await office.policy()
    for mailbox in (bo, cy):
        await office.compare(mailbox)
    assert office.event.owner == (await office.memory.mailbox(bo)).owner  # type: ignore[union-attr]  # it is there
    assert await office.left_out(cy) == []
    assert await office.linked(cy) == 1


async def test_an_edit_of_an_attendees_copy_is_refused_with_a_reason(office: Office) -> None:
    bo = office.user("bo")
    office.client()
    uid = office.outlook.invite_from_outside(Recipient(ANA, "Ana"), meeting("Hers", f"bo@{DOMAIN}"))
    await office.begin()
    office.change(office.event.id, subject="Ours now", places=("Here",))
    await office.look(bo)

    shown = await preview(office.parts, bo)
    assert {r.withheld for r in shown.rows} == {Withheld.ATTENDEE_COPY}
    assert {f.name for r in shown.rows for f in r.fields} == {"subject", "places"}
    assert "organiser" in Withheld.ATTENDEE_COPY.text
    copy = office.outlook.copy(bo, uid)
    assert copy is not None
    assert office.outlook.look(bo, copy).says.subject == "Hers"
    assert office.written() == {}
