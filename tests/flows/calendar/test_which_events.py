"""Which events are kept in step: every rule of the policy, in both directions, each with its reason."""

from datetime import timedelta

import pytest

from simulator.graph import Recipient
from sync_core.calendar.event import Answer, Origin, Recurrence, ShowAs
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span
from tests.flows.firm import DOMAIN, START

WEEKLY = Recurrence(rule="FREQ=WEEKLY;COUNT=4")
STRANGER = "nobody@elsewhere.test"


@pytest.mark.parametrize("side", ["outlook", "crm"])
async def test_an_internal_event_stays_where_it_is_unless_the_switch_is_on(
    office: Office, side: str
) -> None:
    bo, _ = office.user("bo"), office.user("cy")
    await office.begin()
    if side == "outlook":
        office.outlook.create(bo, meeting("Team", f"cy@{DOMAIN}"))
    else:
        office.make(bo, "Team", f"cy@{DOMAIN}")
    await office.look(bo)
    assert (office.subjects(bo), len(office.events())) == (
        (["Team"], 0) if side == "outlook" else ([], 1)
    )
    assert await office.left_out(bo) == ["internal"]

    await office.policy(internal=True)
    await office.look(bo)
    assert office.subjects(bo) == ["Team"]
    assert office.event.content.subject == "Team"
    assert await office.left_out(bo) == []


async def test_a_meeting_whose_last_client_left_is_copied_once_more_and_then_left_alone(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.user("cy")
    event = office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}"))
    await office.begin()
    office.outlook.edit(bo, event, attendees=meeting("", f"cy@{DOMAIN}").attendees)
    await office.look(bo)
    assert [a.address for a in office.event.content.attendees] == [f"cy@{DOMAIN}"]

    office.outlook.edit(bo, event, subject="Among ourselves")
    await office.look(bo)
    assert office.event.content.subject == "Review"
    assert await office.left_out(bo) == ["internal"]


async def test_an_event_that_no_person_of_the_crm_attends_stays_out_unless_the_switch_is_on(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Who is that", STRANGER))
    await office.begin()
    assert office.events() == []
    assert await office.left_out(bo) == ["unmatched"]

    await office.policy(unmatched=True)
    await office.look(bo)
    assert office.event.content.subject == "Who is that"


async def test_an_unmatched_event_comes_in_once_its_guest_is_a_person_of_the_crm(
    office: Office,
) -> None:
    bo = office.user("bo")
    office.outlook.create(bo, meeting("Who is that", ANA))
    await office.begin()
    assert await office.left_out(bo) == ["unmatched"]
    office.client()
    await office.compare(bo)

    assert office.event.content.subject == "Who is that"


async def test_only_related_keeps_events_of_the_crm_in_until_somebody_is_related(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(only_related=True, unmatched=True)
    office.make(bo, "Dentist")
    office.make(bo, "Review", ANA)
    await office.look(bo)

    assert office.subjects(bo) == ["Review"]
    assert await office.left_out(bo) == ["not_related"]


async def test_only_events_of_the_category_come_in_where_the_policy_asks_for_one(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    chosen = office.outlook.create(bo, meeting("Chosen", ANA, categories=("crm ", "Blue")))
    later = office.outlook.create(bo, meeting("Later", ANA))
    await office.begin(opt_in={"category": "CRM"})
    assert office.event.content.subject == "Chosen"
    assert await office.left_out(bo) == ["not_chosen"]

    office.outlook.edit(bo, later, categories=("CRM",))
    office.outlook.edit(bo, chosen, categories=(), subject="No more")
    await office.look(bo)
    assert sorted(e.content.subject for e in office.events()) == ["Chosen", "Later"]
    assert await office.left_out(bo) == ["not_chosen"]


async def test_future_only_keeps_out_what_was_past_when_it_was_chosen(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    past = span(START - timedelta(days=2))
    office.outlook.create(bo, meeting("Past", ANA, categories=("CRM",), span=past))
    event = office.outlook.create(bo, meeting("Coming", ANA, categories=("CRM",)))
    await office.begin(opt_in={"category": "CRM", "future_only": True})
    assert office.event.content.subject == "Coming"
    assert await office.left_out(bo) == ["past"]

    office.clock.advance(3 * 24 * 3600)
    office.outlook.edit(bo, event, subject="Chosen in time")
    await office.look(bo)
    assert office.event.content.subject == "Chosen in time"


async def test_not_recurring_keeps_chosen_series_out(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    says = meeting("Weekly", ANA, categories=("CRM",), recurrence=WEEKLY)
    office.outlook.create(bo, says)
    office.outlook.create(bo, meeting("Once", ANA, categories=("CRM",)))
    await office.begin(opt_in={"category": "CRM", "not_recurring": True})

    assert office.event.content.subject == "Once"
    assert set(await office.left_out(bo)) == {"recurring"}


async def test_series_stay_out_on_both_sides_where_the_policy_says_so(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Weekly there", ANA, recurrence=WEEKLY))
    await office.begin(recurring=False)
    office.make(bo, "Weekly here", ANA, recurrence=WEEKLY)
    await office.look(bo)

    assert [e.content.subject for e in office.events()] == ["Weekly here"]
    assert office.subjects(bo) == ["Weekly there"]
    assert set(await office.left_out(bo)) == {"recurring"}


async def test_a_draft_waits_until_it_is_sent(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    draft = office.outlook.draft(bo, meeting("Review", ANA))
    await office.begin()
    assert office.events() == []
    assert await office.left_out(bo) == ["draft"]

    office.outlook.send_draft(bo, draft)
    await office.look(bo)
    assert office.event.content.subject == "Review"
    assert await office.left_out(bo) == []


async def test_free_time_stays_out_where_the_policy_says_so(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Fair", ANA, show_as=ShowAs.FREE))
    await office.begin(free=False)
    office.make(bo, "Fair here", ANA, show_as=ShowAs.FREE)
    await office.look(bo)
    assert len(office.events()) == 1
    assert office.subjects(bo) == ["Fair"]
    assert await office.left_out(bo) == ["free", "free"]

    await office.policy(free=True)
    await office.look(bo)
    assert office.subjects(bo) == ["Fair", "Fair here"]
    assert len(office.events()) == 2


async def test_a_declined_invitation_comes_in_only_where_the_policy_says_so(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    uid = office.outlook.invite_from_outside(Recipient(ANA, "Ana"), meeting("Hers", f"bo@{DOMAIN}"))
    copy = office.outlook.copy(bo, uid)
    assert copy is not None
    office.outlook.respond(bo, copy, Answer.DECLINED)
    await office.begin()
    assert office.events() == []
    assert await office.left_out(bo) == ["declined"]

    await office.policy(declined=True)
    await office.look(bo)
    assert office.event.content.subject == "Hers"


async def test_an_imported_event_has_its_reason_and_never_leaves_whatever_is_allowed(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(internal=True, unmatched=True, private="full")
    one = office.make(bo, "Imported", ANA, origin=Origin.IMPORT)
    await office.look(bo)
    office.change(one, subject="Edited", span=span(TOMORROW + timedelta(hours=2)))
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == []
    assert await office.left_out(bo) == ["imported"]


async def test_an_event_cancelled_before_it_was_ever_in_step_stays_out(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "Off", ANA, is_cancelled=True)
    await office.look(bo)

    assert office.subjects(bo) == []
    assert await office.left_out(bo) == ["cancelled"]
