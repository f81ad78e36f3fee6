"""A slow tenant, a feed without end, one event that nobody can read: the mailbox goes on, and nothing is doubled."""

from datetime import timedelta
from typing import Any

import pytest

from flows.ports.leases import Lease
from flows.run import run_work_item
from sync_core import limits
from sync_core.calendar.event import EventId, Recurrence
from sync_core.calendar.twins import NEW
from sync_core.failures import SkipItem, SkipReason, Unavailable
from sync_core.reconcile.pairs import PairState, Writing
from sync_core.work import MailboxId, RunId, Stream, Task, WorkItem
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span

_DAILY = Recurrence(rule="FREQ=DAILY;COUNT=3")
_SLOW_SECONDS = limits.LEASE_SECONDS / 3


async def test_a_run_keeps_its_lease_while_it_writes_slowly(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    _slow_down(office, "create")
    for number in range(8):
        office.make(bo, f"Review {number}", ANA, span=span(TOMORROW + timedelta(hours=number)))
    office.outcomes.clear()
    await office.look(bo)

    assert len(office.subjects(bo)) == 8
    assert office.outcomes["rivals"] == office.outcomes["lost"] == 0


async def test_a_run_keeps_its_lease_while_it_reads_slowly(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    for number in range(8):
        at = span(TOMORROW + timedelta(hours=number))
        office.outlook.create(bo, meeting(f"Daily {number}", ANA, span=at, recurrence=_DAILY))
    _slow_down(office, "series")
    await office.begin()

    assert len(office.events()) == 24
    assert office.outcomes["rivals"] == office.outcomes["lost"] == 0


async def test_an_event_that_cannot_be_read_once_it_was_made_holds_up_no_other(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "Broken", ANA)
    _make_unreadable(office)
    await office.look(bo)
    office.outlook.create(bo, meeting("Sound", ANA, span=span(TOMORROW)))
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == ["Broken", "Sound"]
    assert [event.content.subject for event in office.events()] == ["Broken", "Sound"]
    rows = await office.memory.pairs(bo, Stream.CALENDAR)
    (begun,) = [row for row in rows if row.key.startswith(NEW)]
    assert [intent.writing for intent in begun.intents] == [Writing.CREATE]


async def test_an_event_that_came_back_to_the_crm_before_it_was_found_is_left_out_as_a_double(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "Review", ANA)
    sound = _find_nothing(office)
    outcomes = [await _wake(office, bo) for _ in range(2)]
    office.parts.calendar.find = sound  # type: ignore[method-assign] # the search is up to date again
    await office.work()
    await office.compare(bo)

    assert outcomes == ["retry", "retry"]
    assert office.subjects(bo) == ["Review"]
    rows = await office.memory.pairs(bo, Stream.CALENDAR)
    assert sorted((row.state, row.reason) for row in rows) == [
        (PairState.LEFT_OUT, "double"),
        (PairState.LINKED, ""),
    ]


async def test_a_calendar_that_never_succeeds_is_tried_less_and_less_often(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()

    async def fail(*_: Any) -> Any:
        raise Unavailable("away")

    office.crm_calendar.events_by_key = fail  # type: ignore[assignment,method-assign] # it is away
    office.outlook.create(bo, meeting("Review", ANA))
    await office.notify()
    waits = []
    for _ in range(4):
        _wait_for_work(office)
        ((receipt, text),) = office.queue.take()
        began = office.clock.now()
        await office._run(receipt, text)
        due = office.queue.next_visible_at()
        assert due is not None
        waits.append((due - began).total_seconds())

    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0]


async def test_a_feed_without_an_end_is_left_for_a_whole_comparison(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "First", ANA)
    office.make(bo, "Second", ANA, span=span(TOMORROW + timedelta(hours=2)))
    with monkeypatch.context() as narrow:
        narrow.setattr(limits, "CRM_EVENTS_PER_CALL_MAX", 1)
        narrow.setattr(limits, "EVENT_PAGES_MAX", 1)
        outcome = await _wake(office, bo)
    assert (outcome, office.subjects(bo)) == ("retry", [])
    await office.work()

    assert office.subjects(bo) == ["First", "Second"]


async def test_a_run_that_writes_for_long_leaves_the_rest_to_another(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    for number in range(6):
        office.outlook.create(bo, meeting(f"Review {number}", ANA))
    monkeypatch.setattr(limits, "TWINS_PER_STEP", 2)
    create = office.crm_calendar.create_events

    async def slow(*told: Any) -> Any:
        office.clock.advance(limits.CALENDAR_ITEM_SECONDS)
        return await create(*told)

    monkeypatch.setattr(office.crm_calendar, "create_events", slow)
    outcomes = []
    for made in (2, 4, 6):
        outcomes.append(await _wake(office, bo))
        assert len(office.events()) == made

    assert outcomes == ["continued", "continued", "done"]


async def test_more_series_than_can_be_read_in_time_are_given_up_with_a_reason(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    for number in range(4):
        at = span(TOMORROW + timedelta(hours=number))
        office.outlook.create(bo, meeting(f"Daily {number}", ANA, span=at, recurrence=_DAILY))
    series = office.parts.calendar.series

    async def slow(*told: Any) -> Any:
        office.clock.advance(limits.CALENDAR_READ_SECONDS / 3)
        return await series(*told)

    monkeypatch.setattr(office.parts.calendar, "series", slow)
    assert await _wake(office, bo) == "retry"
    runs = await office.memory.runs(office.clock.now().date(), 100)
    assert "Unavailable:too_many_series" in [run.detail for run in runs]
    assert office.events() == []

    monkeypatch.setattr(office.parts.calendar, "series", series)
    await office.work()
    assert len(office.events()) == 12


async def _wake(office: Office, mailbox: MailboxId) -> str:
    """Run one work item and return its outcome."""
    now = office.clock.now()
    item = WorkItem(task=Task.CALENDAR_WAKE, mailbox=mailbox, woken_at=now)
    return await run_work_item(office.parts, item)


def _slow_down(office: Office, method: str) -> None:
    """Let each call of a method of Outlook's calendar take a while, and another run try to come in."""
    prompt = getattr(office.parts.calendar, method)

    async def slow(mailbox: MailboxId, *told: Any) -> Any:
        office.clock.advance(_SLOW_SECONDS)
        rival, now = RunId("rival"), office.clock.now()
        office.outcomes["rivals"] += isinstance(
            await office.memory.acquire(mailbox, Stream.CALENDAR, rival, now), Lease
        )
        return await prompt(mailbox, *told)

    setattr(office.parts.calendar, method, slow)


def _make_unreadable(office: Office) -> None:
    """Let what is made be there in a form that cannot be read, which the search for it tells."""
    calendar = office.parts.calendar
    create, find = calendar.create, calendar.find
    made: list[EventId] = []

    async def damaged(mailbox: MailboxId, *told: Any) -> Any:
        event = await create(mailbox, *told)
        made.append(event.id)
        office.outlook.damage(mailbox, event.id)
        raise SkipItem(SkipReason.UNREADABLE, "start: expected a time")

    async def found(*told: Any) -> Any:
        if made:
            raise SkipItem(SkipReason.UNREADABLE, "start: expected a time")
        return await find(*told)

    calendar.create, calendar.find = damaged, found  # type: ignore[assignment,method-assign] # odd data


def _find_nothing(office: Office) -> Any:
    """Let the search lag behind, and the answer to a creation be lost; return the sound search."""
    calendar = office.parts.calendar
    create, find = calendar.create, calendar.find

    async def lost(*told: Any) -> Any:
        calendar.create = create  # type: ignore[method-assign] # the next one is answered
        await create(*told)
        raise Unavailable("no answer")

    async def nothing(*_: Any) -> Any:
        return None

    calendar.create, calendar.find = lost, nothing  # type: ignore[assignment,method-assign] # a slow index
    return find


def _wait_for_work(office: Office) -> None:
    """Let time pass until something in the queue is due."""
    due = office.queue.next_visible_at()
    if due is not None:
        office.clock.advance(max((due - office.clock.now()).total_seconds(), 0.0) + 0.001)
