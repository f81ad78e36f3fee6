"""What keeping calendars does not cost: calls that would grow with the events or with the firm."""

from collections import Counter
from datetime import timedelta
from typing import Any

from flows.run import run_work_item
from sync_core.work import Task, WorkItem
from tests.flows.calendar.office import ANA, Office, meeting


async def test_events_made_in_the_crm_get_their_identity_in_one_round_trip(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    for number in range(7):
        office.make(bo, f"Review {number}", ANA)
    calls = _count(office.crm_calendar, "update_events")
    await office.look(bo)

    assert calls["update_events"] == 1
    assert len(office.subjects(bo)) == 7
    assert all(event.key is not None for event in office.events())


async def test_our_own_writes_told_by_the_crm_are_not_read_in_outlook(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    for number in range(7):
        office.outlook.create(bo, meeting(f"Review {number}", ANA))
    await office.begin()
    calls = _count(office.parts.calendar, "read")
    await office.look(bo)

    assert calls["read"] == 0
    assert await office.linked(bo) == 7


async def test_an_edit_in_the_crm_beside_our_own_writes_is_found(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    for number in range(3):
        office.outlook.create(bo, meeting(f"Review {number}", ANA))
    await office.begin()
    office.change(office.events()[1].id, subject="Renamed")
    calls = _count(office.parts.calendar, "read")
    await office.look(bo)

    assert calls["read"] == 1
    assert "Renamed" in office.subjects(bo)


async def test_an_edit_that_waited_for_its_direction_is_not_taken_for_our_own(
    office: Office,
) -> None:
    """Outlook's side is read at once and the CRM's by the hour: both changed meanwhile, one field each."""
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    await office.policy(schedule={"to_outlook": "periodic", "every_minutes": 60})
    await office.compare(bo)
    await office.look(bo)
    office.change(office.event.id, subject="Renamed")
    office.outlook.edit(bo, event, body="Bring the draft")
    await office.look(bo)

    assert office.subjects(bo) == ["Review"]
    assert office.event.content.body == "Bring the draft"
    office.clock.advance(3_600)
    await office.look(bo)
    assert office.subjects(bo) == ["Renamed"]


async def test_looking_at_one_mailbox_reads_no_other_ones_record(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.user("eva")
    await office.begin()
    await office.look(bo)
    calls = _count(office.memory, "mailboxes")
    await office.look(bo)

    assert calls["mailboxes"] == 0


async def test_a_look_at_which_nothing_is_new_reads_and_writes_its_lease_alone(
    office: Office,
) -> None:
    """The cursors come and go with it; the mailbox's record is read, and told of it now and then."""
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    await office.look(bo)
    before = await office.memory.cursors(bo, "calendar.")
    names = [n for n in dir(office.memory) if n[0] != "_" and n not in ("dump", "mailbox")]
    calls = [_count(office.memory, name) for name in names]
    await office.look(bo)
    spent = {name: count for each in calls for name, count in each.items()}

    assert spent.pop("aliases", 1) == 1  # the rules, once for all that runs within seconds
    spent.pop("runs", 0)  # by the test's own look at how it ended
    assert spent == {"acquire": 1, "cursors": 1, "release": 1}  # cursors: of the twin in memory
    assert await office.memory.cursors(bo, "calendar.") != before


async def test_a_small_change_reads_only_the_pairs_it_concerns_and_the_count_stays_right(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    for number in range(7):
        office.outlook.create(bo, meeting(f"Review {number}", ANA))
    await office.begin()
    await office.look(bo)
    all_read = _count(office.memory, "pairs")
    asked = _count(office.memory, "pairs_about")
    office.outlook.create(bo, meeting("New", ANA))
    await office.look(bo)
    office.change(office.events()[0].id, subject="Renamed")
    await office.look(bo)

    assert (
        all_read["pairs"] == asked["pairs_about"] > 0
    )  # the twin in memory looks through them itself
    record = await office.memory.mailbox(bo)
    assert record is not None
    assert record.calendar_pairs == await office.linked(bo) == 8


async def test_a_calendar_in_which_nothing_happens_still_tells_that_it_is_read(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    told = set()
    for _ in range(12):
        office.clock.advance(15 * 60)
        await office.look(bo)
        record = await office.memory.mailbox(bo)
        assert record is not None
        assert record.calendar_read_at is not None
        assert office.clock.now() - record.calendar_read_at < timedelta(minutes=30)
        told.add(record.calendar_read_at)

    assert len(told) <= 7


async def test_a_look_that_comes_back_after_its_connector_stopped_clears_that(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    await office.look(bo)
    await office.memory.change_firm(graph_stopped="Consent is missing.")
    item = WorkItem(task=Task.CALENDAR_WAKE, mailbox=bo, woken_at=office.clock.now(), attempt=1)
    office.clock.advance(60)
    assert await run_work_item(office.parts, item) == "done"

    assert (await office.memory.firm()).graph_stopped == ""


def _count(port: Any, method: str) -> Counter[str]:
    """Count the calls of a method from here on."""
    calls: Counter[str] = Counter()
    sound = getattr(port, method)

    async def counted(*arguments: Any, **named: Any) -> Any:
        calls[method] += 1
        return await sound(*arguments, **named)

    setattr(port, method, counted)
    return calls
