"""Prevented operations, direction and winner: what is withheld stays as it was and happens once when allowed."""

from datetime import timedelta
from typing import Any

import pytest

from flows.calendar.preview import preview
from sync_core.calendar.event import EventId
from sync_core.reconcile.plan import Withheld
from sync_core.work import MailboxId
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span

TODAY = TOMORROW.date() - timedelta(days=1)
LATER = span(TOMORROW + timedelta(hours=3))


async def withheld(office: Office, mailbox: MailboxId) -> set[Withheld | None]:
    """Return why the actions of the next run are withheld."""
    return {row.withheld for row in (await preview(office.parts, mailbox)).rows}


async def in_step(office: Office, **policy: Any) -> tuple[MailboxId, EventId]:
    """Return a mailbox with one meeting of each side in step, under a policy set afterwards."""
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("There", ANA))
    await office.begin()
    await office.policy(**policy)
    return bo, event


async def test_a_prevented_creation_in_the_crm_happens_once_when_it_is_allowed(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("There", ANA))
    await office.begin(prevent={"crm": {"create": True}})
    assert office.events() == []
    assert await withheld(office, bo) == {Withheld.PREVENTED}

    await office.policy()
    for _ in range(3):
        await office.compare(bo)
    assert office.event.content.subject == "There"
    assert office.event.version == 1


async def test_a_prevented_creation_in_outlook_happens_once_when_it_is_allowed(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(prevent={"outlook": {"create": True}})
    office.make(bo, "Here", ANA)
    await office.look(bo)
    assert office.subjects(bo) == []
    assert await office.left_out(bo) == ["prevented"]

    await office.policy()
    for _ in range(3):
        await office.compare(bo)
    assert office.subjects(bo) == ["Here"]
    assert len(office.tenant.invitations) == 1


async def test_a_prevented_update_in_the_crm_happens_once_when_it_is_allowed(
    office: Office,
) -> None:
    bo, event = await in_step(office, prevent={"crm": {"update": True}})
    office.outlook.edit(bo, event, subject="Changed")
    await office.compare(bo)
    before = office.event
    assert before.content.subject == "There"
    assert await withheld(office, bo) == {Withheld.PREVENTED}

    await office.policy()
    for _ in range(3):
        await office.compare(bo)
    assert office.event.content.subject == "Changed"
    assert office.event.version == before.version + 1


async def test_a_prevented_update_in_outlook_happens_once_when_it_is_allowed(
    office: Office,
) -> None:
    bo, _ = await in_step(office, prevent={"outlook": {"update": True}})
    office.change(office.event.id, subject="Changed")
    await office.compare(bo)
    assert office.subjects(bo) == ["There"]
    office.tenant.requests.clear()

    await office.policy()
    for _ in range(3):
        await office.compare(bo)
    assert office.subjects(bo) == ["Changed"]
    assert office.written() == {"update": 1}


async def test_a_prevented_deletion_in_the_crm_happens_once_when_it_is_allowed(
    office: Office,
) -> None:
    rules = {"in_crm": "delete", "in_outlook": "delete"}
    bo, event = await in_step(office, prevent={"crm": {"delete": True}}, deletions=rules)
    office.outlook.create(bo, meeting("Other", ANA))
    office.outlook.delete(bo, event)
    await office.compare(bo)
    await office.compare(bo)
    assert [e.content.subject for e in office.events()] == ["There", "Other"]

    await office.policy(deletions=rules)
    await office.compare(bo)
    assert [e.content.subject for e in office.events()] == ["Other"]
    assert office.subjects(bo) == ["Other"]


async def test_a_prevented_deletion_in_outlook_happens_once_when_it_is_allowed(
    office: Office,
) -> None:
    rules = {"in_crm": "delete", "in_outlook": "delete"}
    bo, _ = await in_step(office, prevent={"outlook": {"delete": True}}, deletions=rules)
    office.crm_calendar.remove(office.event.id)
    office.make(bo, "Other", ANA)
    await office.compare(bo)
    await office.compare(bo)
    assert office.subjects(bo) == ["Other", "There"]
    office.tenant.invitations.clear()

    await office.policy(deletions=rules)
    for _ in range(3):
        await office.compare(bo)
    assert office.subjects(bo) == ["Other"]
    assert [m.sort.value for m in office.tenant.invitations.mails] == ["cancellation"]


async def test_a_cancellation_counts_as_an_update_of_the_crm(office: Office) -> None:
    bo, event = await in_step(office, prevent={"crm": {"update": True}})
    office.outlook.create(bo, meeting("Other", ANA))
    office.outlook.delete(bo, event)
    await office.compare(bo)
    assert [e.content.is_cancelled for e in office.events()] == [False, False]
    await office.policy()
    await office.compare(bo)

    assert [e.content.is_cancelled for e in office.events()] == [True, False]


async def test_prevented_operations_override_the_direction_and_an_approval(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(
        direction="to_outlook",
        prevent={"outlook": {"create": True}},
        brakes={"preview_first": True},
    )
    office.make(bo, "Here", ANA)
    await office.look(bo)

    assert not await office.is_held(bo), "nothing is to be approved where nothing may be done"
    assert office.subjects(bo) == []
    assert await withheld(office, bo) == {Withheld.PREVENTED}


async def test_only_changes_of_outlook_flow_where_the_direction_is_to_the_crm(
    office: Office,
) -> None:
    bo, event = await in_step(office, direction="to_crm")
    office.change(office.event.id, subject="In the CRM")
    office.make(bo, "Here", ANA)
    office.outlook.edit(bo, event, span=LATER)
    office.tenant.requests.clear()
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == ["There"]
    assert office.written() == {}
    told = {e.content.subject: e.content.span for e in office.events()}
    assert told == {"In the CRM": LATER, "Here": span()}
    assert "direction" in await office.left_out(bo)


async def test_only_changes_of_the_crm_flow_where_the_direction_is_to_outlook(
    office: Office,
) -> None:
    bo, event = await in_step(office, direction="to_outlook")
    office.outlook.edit(bo, event, subject="In Outlook")
    office.outlook.create(bo, meeting("New there", ANA))
    office.change(office.event.id, span=LATER)
    versions = office.versions()
    await office.look(bo)
    await office.compare(bo)

    assert office.versions() == versions
    assert office.outlook.look(bo, event).says.span.start == LATER.start
    assert office.subjects(bo) == ["In Outlook", "New there"]


async def test_what_a_one_way_direction_withheld_flows_once_it_is_two_way(office: Office) -> None:
    bo, _ = await in_step(office, direction="to_crm")
    office.change(office.event.id, subject="In the CRM")
    office.make(bo, "Here", ANA)
    await office.look(bo)
    await office.policy()
    office.tenant.requests.clear()
    for _ in range(3):
        await office.compare(bo)

    assert office.subjects(bo) == ["Here", "In the CRM"]
    assert office.written() == {"create": 1, "update": 1}


@pytest.mark.parametrize(
    ("winner", "last", "stays"),
    [
        ("microsoft365", "crm", "In Outlook"),
        ("crm", "outlook", "In the CRM"),
        ("newest", "crm", "In the CRM"),
        ("newest", "outlook", "In Outlook"),
    ],
)
async def test_of_two_changes_of_one_field_the_policys_winner_stays_and_the_loss_is_counted(
    office: Office, winner: str, last: str, stays: str
) -> None:
    bo, event = await in_step(office, winner=winner)
    edits = {
        "outlook": lambda: office.outlook.edit(bo, event, subject="In Outlook"),
        "crm": lambda: office.change(office.event.id, subject="In the CRM"),
    }
    first = next(side for side in edits if side != last)
    edits[first]()
    office.clock.advance(60)
    edits[last]()
    await office.look(bo)

    assert office.event.content.subject == stays
    assert office.subjects(bo) == [stays]
    lost = [r.counts.get("lost.subject", 0) for r in await office.memory.runs(TODAY, 500)]
    assert sum(lost) == 1


async def test_a_blank_that_won_is_not_filled_while_it_may_not_be_copied(office: Office) -> None:
    bo, event = await in_step(office)
    await office.lose_memory(bo)
    office.outlook.edit(bo, event, body="Agenda")
    await office.policy(winner="crm", prevent={"outlook": {"update": True}})
    for _ in range(3):
        await office.compare(bo)
    assert office.event.content.body == ""

    await office.policy(winner="crm")
    await office.compare(bo)
    assert office.event.content.body == ""
    assert office.outlook.look(bo, event).says.body.strip() == ""
