"""Brakes: a run stops before any write and waits for a person; what they approve is done, and only that."""

import json
from typing import Any

import pytest

from flows.calendar.preview import Preview, preview
from sync_core.calendar.event import CrmEventId, EventId
from sync_core.reconcile.brakes import Answers, Brake, HeldPlan
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Fingerprint
from sync_core.work import MailboxId, Stream, Task
from tests.flows.calendar.office import ANA, Office, meeting

OPEN = {"preview_first": False}


async def with_events(office: Office, count: int, **policy: Any) -> tuple[MailboxId, list[EventId]]:
    """Return a mailbox with so many meetings in step, under a policy set afterwards."""
    bo, _ = office.user("bo"), office.client()
    events = [office.outlook.create(bo, meeting(f"M{n:02}", ANA)) for n in range(count)]
    await office.begin()
    await office.policy(**policy)
    return bo, events


async def held(office: Office, mailbox: MailboxId) -> HeldPlan:
    """Return the plan that waits."""
    found = await office.memory.held(mailbox, Stream.CALENDAR)
    assert found is not None
    return found


async def answer(
    office: Office, mailbox: MailboxId, approved: set[Fingerprint], rejected: set[Fingerprint]
) -> None:
    """Answer the plan that waits, action by action, as the page does."""
    told = Answers(approved=frozenset(approved), rejected=frozenset(rejected))
    plan = await held(office, mailbox)
    now = office.clock.now()
    await office.memory.answer_held(mailbox, Stream.CALENDAR, plan.id, told, "admin", now)
    await office.look(mailbox, Task.CALENDAR_NOW)


def rename(office: Office, events: list[EventId], mailbox: MailboxId, what: str) -> None:
    for event in events:
        office.outlook.edit(mailbox, event, subject=what)


def named(office: Office, subject: str) -> CrmEventId:
    return next(e.id for e in office.events() if e.content.subject == subject)


def of(shown: Preview, subject: str) -> set[Fingerprint]:
    return {row.fingerprint for row in shown.rows if row.subject == subject}


async def test_a_first_run_waits_for_its_preview_by_default(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    office.tenant.requests.clear()
    await office.begin(brakes={})

    assert office.events() == []
    assert await office.pairs(bo) == ()
    assert (await held(office, bo)).brakes == (Brake.FIRST_RUN,)
    shown = await preview(office.parts, bo)
    assert shown.is_first_run
    assert [(r.subject, r.move) for r in shown.rows] == [("Review", Move.CREATE)]

    await office.answer(bo)
    assert office.event.content.subject == "Review"
    assert not await office.is_held(bo)


async def test_a_first_run_that_has_nothing_to_do_waits_for_nobody(office: Office) -> None:
    bo = office.user("bo")
    await office.begin(brakes={})

    assert not await office.is_held(bo)
    record = await office.memory.mailbox(bo)
    assert record is not None
    assert record.calendar_started_at is not None


async def test_more_changes_than_allowed_stop_the_run_before_any_write(office: Office) -> None:
    bo, events = await with_events(office, 5, brakes={**OPEN, "changes": 3})
    office.change(named(office, "M04"), subject="From the CRM")
    rename(office, events[:3], bo, "Renamed")
    versions, pairs = office.versions(), await office.pairs(bo)
    office.tenant.requests.clear()
    await office.compare(bo)

    assert office.versions() == versions
    assert office.written() == {}
    assert await office.pairs(bo) == pairs
    plan = await held(office, bo)
    assert plan.brakes == (Brake.TOO_MANY_CHANGES,)
    assert (plan.updates, len(plan.fingerprints)) == (4, 4)
    assert "Approve" in Brake.TOO_MANY_CHANGES.text


async def test_as_many_changes_as_allowed_pass(office: Office) -> None:
    bo, events = await with_events(office, 5, brakes={**OPEN, "changes": 3})
    rename(office, events[:3], bo, "Renamed")
    await office.compare(bo)

    assert not await office.is_held(bo)
    assert sum(e.content.subject == "Renamed" for e in office.events()) == 3


async def test_a_large_share_of_all_events_stops_the_run_and_a_few_events_do_not(
    office: Office,
) -> None:
    bo, events = await with_events(office, 20, brakes={**OPEN, "share": 0.5})
    rename(office, events[:9], bo, "Nine")
    await office.compare(bo)
    assert not await office.is_held(bo)
    rename(office, events[:11], bo, "Eleven")
    await office.compare(bo)

    assert (await held(office, bo)).brakes == (Brake.TOO_MANY_CHANGES,)


@pytest.mark.parametrize("side", ["outlook", "crm"])
async def test_more_deletions_than_allowed_stop_the_run(office: Office, side: str) -> None:
    rules = {"in_crm": "delete", "in_outlook": "delete"}
    bo, events = await with_events(
        office, 8, brakes={**OPEN, "deletes": 2, "invitation_fuse": 100}, deletions=rules
    )
    for n, event in enumerate(events[:3]):
        if side == "outlook":
            office.outlook.delete(bo, event)
        else:
            office.crm_calendar.remove(named(office, f"M{n:02}"))
    await office.compare(bo)

    plan = await held(office, bo)
    assert (plan.brakes, plan.deletes) == ((Brake.TOO_MANY_DELETES,), 3)
    assert max(len(office.events()), len(office.subjects(bo))) == 8
    await office.answer(bo)
    assert (len(office.events()), len(office.subjects(bo))) == (5, 5)


@pytest.mark.parametrize("side", ["outlook", "crm"])
async def test_a_side_that_suddenly_shows_nothing_stops_the_run(office: Office, side: str) -> None:
    bo, events = await with_events(office, 3)
    for n, event in enumerate(events):
        if side == "outlook":
            office.outlook.delete(bo, event)
        else:
            office.crm_calendar.remove(named(office, f"M{n:02}"))
    await office.policy(deletions={"in_crm": "delete", "in_outlook": "delete"})
    await office.compare(bo)

    assert Brake.SIDE_EMPTY in (await held(office, bo)).brakes
    assert max(len(office.events()), len(office.subjects(bo))) == 3


async def test_a_suspended_mailbox_stays_as_it_is_until_somebody_answers(office: Office) -> None:
    bo, events = await with_events(office, 5, brakes={**OPEN, "changes": 3})
    rename(office, events[:4], bo, "Renamed")
    await office.compare(bo)
    plan = await held(office, bo)
    for _ in range(3):
        office.clock.advance(24 * 3600)
        await office.look(bo)
        await office.compare(bo)

    assert await held(office, bo) == plan
    assert not any(e.content.subject == "Renamed" for e in office.events())


async def test_the_other_mailboxes_go_on(office: Office) -> None:
    cy = office.user("cy")
    bo, events = await with_events(office, 5, brakes={**OPEN, "changes": 3})
    rename(office, events[:4], bo, "Renamed")
    await office.compare(bo)
    office.outlook.create(cy, meeting("Hers", ANA))
    await office.look(cy)

    assert await office.is_held(bo)
    assert "Hers" in [e.content.subject for e in office.events()]


async def test_what_was_approved_is_done_and_what_changed_since_is_decided_anew(
    office: Office,
) -> None:
    bo, events = await with_events(office, 8, brakes={**OPEN, "changes": 3})
    rename(office, events[:4], bo, "Approved")
    await office.compare(bo)
    plan = await held(office, bo)
    rename(office, events[3:8], bo, "Not approved")
    await answer(office, bo, set(plan.fingerprints), set())

    told = [e.content.subject for e in office.events()]
    assert told.count("Approved") == 3
    assert "Not approved" not in told
    later = await held(office, bo)
    assert later.id != plan.id
    assert len(later.fingerprints) == 5


async def test_some_are_approved_and_the_others_rejected(office: Office) -> None:
    bo, events = await with_events(office, 5, brakes={**OPEN, "changes": 3})
    for n in range(4):
        office.outlook.edit(bo, events[n], subject=f"New {n}")
    await office.compare(bo)
    shown = await preview(office.parts, bo)
    good = of(shown, "M00") | of(shown, "M01")
    assert len(good) == 2
    await answer(office, bo, good, set((await held(office, bo)).fingerprints) - good)
    for _ in range(2):
        await office.compare(bo)

    told = sorted(e.content.subject for e in office.events())
    assert told == ["M02", "M03", "M04", "New 0", "New 1"]
    assert office.subjects(bo) == ["M04", "New 0", "New 1", "New 2", "New 3"]
    assert not await office.is_held(bo)


async def test_a_rejected_event_is_in_step_again_once_it_is_changed_anew(office: Office) -> None:
    bo, events = await with_events(office, 5, brakes={**OPEN, "changes": 1})
    rename(office, events[:2], bo, "Rejected")
    await office.compare(bo)
    await office.answer(bo, approve=False)
    assert not await office.is_held(bo)
    assert not any(e.content.subject == "Rejected" for e in office.events())
    office.outlook.edit(bo, events[0], subject="Anew")
    await office.look(bo)

    assert "Anew" in [e.content.subject for e in office.events()]


async def test_a_first_run_that_was_rejected_writes_nothing_then_or_later(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Old", ANA))
    await office.begin(brakes={})
    await office.answer(bo, approve=False)
    await office.compare(bo)
    assert office.events() == []
    assert not await office.is_held(bo)

    office.outlook.create(bo, meeting("New", ANA))
    await office.look(bo)
    assert office.event.content.subject == "New"


async def test_a_held_plan_names_no_event(office: Office) -> None:
    bo, events = await with_events(office, 5, brakes={**OPEN, "changes": 3})
    rename(office, events[:4], bo, "Confidential")
    await office.compare(bo)

    assert await office.is_held(bo)
    assert not any("Confidential" in text or ANA in text for text in office.kept())
    assert json.dumps(str(await held(office, bo))).count("Confidential") == 0


async def test_a_plan_that_waited_is_let_go_once_nothing_of_it_is_left_to_do(
    office: Office,
) -> None:
    bo, events = await with_events(office, 5, brakes={**OPEN, "changes": 3})
    rename(office, events[:4], bo, "Renamed")
    await office.compare(bo)
    assert await office.is_held(bo)
    for n, event in enumerate(events[:4]):
        office.outlook.edit(bo, event, subject=f"M{n:02}")
    await office.compare(bo)

    assert not await office.is_held(bo)


@pytest.mark.parametrize("what", ["delete", "cancel"])
async def test_a_deletion_that_was_rejected_is_not_done_by_a_later_comparison(
    office: Office, what: str
) -> None:
    bo, events = await with_events(
        office, 2, brakes={**OPEN, "deletes": 0, "changes": 1}, deletions={"in_crm": what}
    )
    for event in events:
        office.outlook.delete(bo, event)
    await office.compare(bo)
    await office.answer(bo, approve=False)
    assert not await office.is_held(bo)
    for _ in range(2):
        await office.compare(bo)
        assert not await office.is_held(bo)
    assert [e.content.is_cancelled for e in office.events()] == [False, False]


async def test_a_cancellation_that_was_rejected_is_not_done_by_a_later_comparison(
    office: Office,
) -> None:
    bo, _ = await with_events(
        office, 2, winner="crm", brakes={**OPEN, "deletes": 0}, deletions={"in_outlook": "delete"}
    )
    for event in office.events():
        await office.crm_calendar.cancel(event.id, event.version)
    await office.compare(bo)
    await office.answer(bo, approve=False)
    assert not await office.is_held(bo)
    for _ in range(2):
        await office.compare(bo)
        assert not await office.is_held(bo)
    assert office.subjects(bo) == ["M00", "M01"]
