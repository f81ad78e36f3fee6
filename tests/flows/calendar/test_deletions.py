"""What becomes of an event whose twin was deleted, by the policy of its side; never without proof."""

from datetime import timedelta

import pytest

from simulator.graph import Recipient
from simulator.graph.rules import MailboxState
from sync_core.calendar.event import Privacy, Recurrence
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span
from tests.flows.firm import DOMAIN

WEEKLY = Recurrence(rule="FREQ=WEEKLY;COUNT=4")
WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("rule", "is_there", "is_cancelled"),
    [("delete", False, False), ("keep", True, False), ("cancel", True, True)],
)
async def test_an_event_deleted_in_outlook_is_in_the_crm_what_the_policy_says(
    office: Office, rule: str, is_there: bool, is_cancelled: bool
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin(deletions={"in_crm": rule})
    office.outlook.delete(bo, event)
    await office.look(bo)
    await office.compare(bo)
    await office.compare(bo)

    assert [e.content.is_cancelled for e in office.events()] == [is_cancelled] * is_there
    assert office.subjects(bo) == []


@pytest.mark.parametrize(
    ("rule", "is_there"), [("delete", False), ("keep", True), ("cancel", False)]
)
async def test_an_event_deleted_in_the_crm_is_in_outlook_what_the_policy_says(
    office: Office, rule: str, is_there: bool
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin(deletions={"in_outlook": rule})
    office.tenant.invitations.clear()
    office.crm_calendar.remove(office.event.id)
    await office.look(bo)
    await office.compare(bo)
    await office.compare(bo)

    assert office.subjects(bo) == ["Review"] * is_there
    assert office.events() == []
    told = [(m.to, m.sort.value) for m in office.tenant.invitations.mails]
    assert told == [(ANA, "cancellation")] * (not is_there)


async def test_an_event_that_was_kept_is_parted_for_good(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin(deletions={"in_crm": "keep"})
    office.outlook.delete(bo, event)
    await office.look(bo)
    office.change(office.event.id, subject="Its own now")
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == []
    assert office.event.content.subject == "Its own now"


async def test_an_event_made_in_the_crm_follows_the_same_rules(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(deletions={"in_outlook": "delete", "in_crm": "delete"})
    first = office.make(bo, "First", ANA)
    office.make(bo, "Second", ANA)
    await office.look(bo)
    office.crm_calendar.remove(first)
    await office.look(bo)
    assert office.subjects(bo) == ["Second"]
    office.outlook.delete(bo, office.outlook_event(bo))
    await office.look(bo)
    await office.compare(bo)

    assert office.events() == []
    assert office.subjects(bo) == []


async def test_an_event_made_and_deleted_in_the_crm_before_any_run_is_made_nowhere(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.crm_calendar.remove(office.make(bo, "Mistake", ANA))
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == []
    assert await office.pairs(bo) == ()


async def test_an_edit_gives_way_to_a_deletion_where_the_policy_says_so_and_is_named(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin(deletions={"in_crm": "delete", "edit_survives": False})
    office.change(office.event.id, subject="Still on?")
    office.outlook.delete(bo, event)
    await office.look(
        bo,
    )

    assert office.events() == []
    assert office.subjects(bo) == []


async def test_both_sides_deleted_is_forgotten(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.crm_calendar.remove(office.event.id)
    office.outlook.delete(bo, event)
    await office.look(bo)

    assert await office.pairs(bo) == ()


@pytest.mark.parametrize("state", [MailboxState.ACCESS_DENIED, MailboxState.NO_LICENCE])
async def test_a_mailbox_that_lost_its_access_deletes_nothing(
    office: Office, state: MailboxState
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin(deletions={"in_crm": "delete", "in_outlook": "delete"})
    office.tenant.set_state(bo, state)
    await office.compare(bo)
    assert [e.content.is_cancelled for e in office.events()] == [False]

    office.tenant.set_state(bo, MailboxState.ACTIVE)
    office.clock.advance(26 * 3600)
    await office.begin_without_calendar()
    await office.compare(bo)
    assert [e.content.is_cancelled for e in office.events()] == [False]
    assert office.subjects(bo) == ["Review"]


async def test_one_deleted_occurrence_of_a_series_is_by_the_policy_too(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    series = office.outlook.create(bo, meeting("Weekly", ANA, recurrence=WEEKLY))
    await office.begin(deletions={"in_crm": "delete", "in_outlook": "delete"})
    office.outlook.cancel_occurrence(bo, series, TOMORROW + WEEK)
    await office.look(bo)
    assert [e.content.span.start for e in office.events()] == office.starts(bo)

    office.crm_calendar.remove(office.events()[-1].id)
    await office.look(bo)
    await office.compare(bo)
    assert office.starts(bo) == [TOMORROW, TOMORROW + 2 * WEEK]


async def test_a_meeting_that_comes_again_after_it_was_parted_is_decided_once(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    organiser = Recipient(ANA, "Ana")
    uid = office.outlook.invite_from_outside(organiser, meeting("Theirs", f"bo@{DOMAIN}"))
    await office.begin(winner="crm", deletions={"edit_survives": False})
    copy = office.outlook.copy(bo, uid)
    assert copy is not None
    office.outlook.delete(bo, copy)
    await office.look(bo)
    office.outlook.edit_outside(uid, span=span(TOMORROW + WEEK))
    await office.look(bo)
    settled = office.event
    for _ in range(3):
        await office.compare(bo)

    assert office.event == settled


async def test_a_past_event_is_not_cancelled_by_mail_though_the_crm_had_moved_it(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.clock.advance(WEEK.total_seconds())
    office.tenant.invitations.clear()
    office.change(office.event.id, span=span(TOMORROW + 2 * WEEK), is_cancelled=True)
    await office.look(bo)
    await office.compare(bo)

    told = [m.sort.value for m in office.tenant.invitations.mails]
    assert "cancellation" not in told


async def test_an_event_deleted_in_outlook_and_cancelled_in_the_crm_is_not_made_again(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.tenant.invitations.clear()
    office.change(office.event.id, subject="Called off", is_cancelled=True)
    office.outlook.delete(bo, event)
    office.tenant.invitations.clear()
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == []
    assert len(office.tenant.invitations) == 0


@pytest.mark.parametrize("in_crm", ["keep", "cancel"])
async def test_an_occurrence_that_comes_again_in_outlook_is_there_in_the_crm_and_mails_nobody(
    office: Office, in_crm: str
) -> None:
    bo, _ = office.user("bo"), office.client()
    series = office.outlook.create(bo, meeting("Weekly", ANA, recurrence=WEEKLY))
    await office.begin(winner="crm", deletions={"in_crm": in_crm})
    office.outlook.shift(bo, series, timedelta(days=1))
    await office.look(bo)
    office.outlook.shift(bo, series, timedelta(hours=-22))
    office.tenant.invitations.clear()
    office.tenant.requests.clear()
    await office.look(bo)
    await office.compare(bo)

    kept = {e.content.span.start for e in office.events() if not e.content.is_cancelled}
    assert set(office.starts(bo)) == {TOMORROW + timedelta(hours=2) + n * WEEK for n in range(4)}
    assert kept >= set(office.starts(bo))
    assert office.written() == {}
    assert len(office.tenant.invitations) == 0


async def test_what_is_left_of_parted_twins_is_not_deleted_though_a_rule_had_left_it_out(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin(deletions={"in_crm": "delete", "in_outlook": "delete"})
    one = office.event.id
    office.change(one, is_cancelled=True)
    await office.look(bo)
    assert office.subjects(bo) == []
    for privacy in (Privacy.PRIVATE, Privacy.NORMAL):
        office.change(one, privacy=privacy)
        await office.compare(bo)

    assert office.event.content.is_cancelled
