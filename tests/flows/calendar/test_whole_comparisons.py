"""Whole comparisons: how often, what settles them, and that an answer to a held plan finds what was answered."""

from datetime import timedelta

from flows.wakeups import sweep_due
from sync_core.reconcile.brakes import Answers
from sync_core.work import Stream, Task
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span


async def test_a_plan_that_waits_is_not_compared_anew_at_every_tick(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.policy(brakes={"preview_first": True})
    await office.begin_without_calendar()
    for _ in range(4):
        office.clock.advance(15 * 60)
        await sweep_due(office.parts)
        await office.work()
    runs = await office.memory.runs(office.clock.now().date(), 500)
    compared = [r for r in runs if r.task.startswith("calendar.") and r.counts.get("listed")]

    assert len(compared) == 1
    await office.answer(bo)
    assert [event.content.subject for event in office.events()] == ["Review"]


async def test_what_only_a_whole_comparison_found_is_done_once_it_was_approved(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    for number in range(3):
        at = TOMORROW + timedelta(days=380, hours=number)
        office.outlook.create(bo, meeting(f"Review {number}", ANA, span=span(at)))
    await office.begin()
    await office.policy(brakes={"preview_first": False, "changes": 2})
    await office.look(bo)
    office.clock.advance(30 * 24 * 60 * 60)  # now they lie in the window
    await office.compare(bo)
    held = await office.memory.held(bo, Stream.CALENDAR)
    assert held is not None
    assert (held.creates, office.events()) == (3, [])
    answers = Answers(approved=frozenset(held.fingerprints))
    now = office.clock.now()
    await office.memory.answer_held(bo, Stream.CALENDAR, held.id, answers, "admin", now)
    await office.look(bo)
    """The feeds tell nothing new: an ordinary wake-up comes before the one that the answer asks for."""

    assert len(office.events()) == 3
    assert not await office.is_held(bo)


async def test_a_direction_that_was_not_due_is_compared_whole_once_it_is(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    await office.policy(schedule={"to_crm": "periodic", "every_minutes": 60})
    await office.look(bo, Task.CALENDAR_NOW)
    office.clock.advance(24 * 60 * 60)
    await office.look(bo)
    before = await office.memory.mailbox(bo)
    office.clock.advance(24 * 60 * 60 - 15 * 60)
    await office.look(bo)
    office.clock.advance(15 * 60)
    await sweep_due(office.parts)
    await office.work()
    half = await office.memory.mailbox(bo)
    office.clock.advance(45 * 60)
    await sweep_due(office.parts)
    await office.work()
    whole = await office.memory.mailbox(bo)

    assert before is not None and half is not None and whole is not None
    assert half.calendar_swept_at == before.calendar_swept_at
    assert whole.calendar_swept_at is not None and half.calendar_swept_at is not None
    assert whole.calendar_swept_at > half.calendar_swept_at
