"""When each direction runs: at once, by a schedule, when somebody asks; within the hours of the mailbox's day."""

from datetime import timedelta

import pytest

from flows.calendar.preview import preview
from sync_core.calendar.event import Recurrence
from sync_core.reconcile.plan import Withheld
from sync_core.work import FIRM, Task, WorkItem
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting


async def test_a_change_made_in_the_crm_reaches_outlook_at_once(office: Office) -> None:
    bo, _ = office.user("bo"), office.user("cy")
    office.client()
    await office.begin()
    await office.look(FIRM, Task.CRM_FEED)
    office.make(bo, "Here", ANA)
    now = office.clock.now()
    await office.look(FIRM, Task.CRM_FEED)

    assert office.subjects(bo) == ["Here"]
    runs = await office.memory.runs(now.date(), 500)
    assert {r.mailbox for r in runs if r.started_at >= now} == {FIRM, bo}, "cy was left alone"


async def test_a_manual_direction_runs_when_somebody_asks_and_not_before(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(schedule={"to_outlook": "manual"})
    office.make(bo, "Here", ANA)
    office.outlook.create(bo, meeting("There", ANA))
    await office.look(bo)
    await office.compare(bo)
    assert office.subjects(bo) == ["There"]
    assert sorted(e.content.subject for e in office.events()) == ["Here", "There"]

    await office.look(bo, Task.CALENDAR_NOW)
    assert office.subjects(bo) == ["Here", "There"]
    assert await office.left_out(bo) == []


async def test_a_manual_direction_to_the_crm_waits_alike(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(schedule={"to_crm": "manual"})
    office.make(bo, "Here", ANA)
    event = office.outlook.create(bo, meeting("There", ANA))
    await office.look(bo)
    await office.compare(bo)
    assert office.subjects(bo) == ["Here", "There"]
    assert [e.content.subject for e in office.events()] == ["Here"]

    await office.look(bo, Task.CALENDAR_NOW)
    assert sorted(e.content.subject for e in office.events()) == ["Here", "There"]
    office.outlook.edit(bo, event, subject="Later")
    await office.compare(bo)
    assert sorted(e.content.subject for e in office.events()) == ["Here", "There"]


async def test_nothing_runs_by_itself_where_both_directions_are_manual(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("There", ANA))
    await office.begin(schedule={"to_crm": "manual", "to_outlook": "manual"})
    office.make(bo, "Here", ANA)
    await office.look(bo)
    assert [e.content.subject for e in office.events()] == ["Here"]
    await office.look(bo, Task.CALENDAR_NOW)

    assert office.subjects(bo) == ["Here", "There"]
    assert len(office.events()) == 2


async def test_a_periodic_direction_runs_when_its_time_has_passed(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(schedule={"to_outlook": "periodic", "every_minutes": 60})
    office.make(bo, "Here", ANA)
    office.clock.advance(30 * 60)
    await office.look(bo)
    assert office.subjects(bo) == []
    office.clock.advance(31 * 60)
    await office.look(bo)

    assert office.subjects(bo) == ["Here"]


async def test_a_change_that_came_while_its_direction_was_closed_is_not_lost(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("There", ANA))
    await office.begin(schedule={"to_outlook": "periodic", "every_minutes": 60})
    office.change(office.event.id, subject="From the CRM")
    office.outlook.edit(bo, event, body="Agenda")
    await office.look(bo)
    assert office.event.content.body == "Agenda"
    assert office.subjects(bo) == ["There"]
    office.clock.advance(61 * 60)
    await office.look(bo)

    assert office.subjects(bo) == ["From the CRM"]


async def test_changed_occurrences_of_a_series_made_on_demand_follow_at_their_directions_turn(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(schedule={"to_outlook": "periodic", "every_minutes": 60})
    weekly = Recurrence(rule="FREQ=WEEKLY;COUNT=4")
    series = office.make(bo, "Weekly", recurrence=weekly)
    slot = TOMORROW + timedelta(days=7)
    office.override(series, slot, subject="Special")
    await office.look(bo, Task.CALENDAR_NOW)
    office.clock.advance(61 * 60)
    await office.look(bo)

    (master,) = office.masters(bo)
    occurrence = office.outlook.occurrence(bo, master, slot)
    assert office.outlook.look(bo, occurrence).says.subject == "Special"


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize("to_outlook", ["automatic", "manual"])
async def test_a_series_all_of_whose_occurrences_are_cancelled_in_outlook_stays_so_in_the_crm(
    office: Office, to_outlook: str, at_once: bool
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Other", ANA))
    await office.begin(
        schedule={"to_outlook": to_outlook},
        deletions={"in_crm": "delete"},
        brakes={"preview_first": False, "share": 1.0},
    )
    office.make(bo, "Weekly", recurrence=Recurrence(rule="FREQ=WEEKLY;COUNT=3"))
    await office.look(bo, Task.CALENDAR_NOW)
    (master,) = office.masters(bo)
    for week in range(3):
        office.outlook.cancel_occurrence(bo, master, TOMORROW + timedelta(weeks=week))
        if not at_once:
            await office.look(bo)
    for _ in range(2):
        await office.compare(bo)

    assert sum(e.content.is_cancelled for e in office.events()) == 3
    assert [e.content.subject for e in office.events() if not e.series] == ["Other", "Weekly"]


async def test_the_preview_shows_everything_whatever_the_schedule_says(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(schedule={"to_outlook": "manual"})
    office.make(bo, "Here", ANA)
    shown = await preview(office.parts, bo)

    assert [(r.subject, r.withheld) for r in shown.rows] == [("Here", None)]
    assert Withheld.NOT_DUE not in {r.withheld for r in shown.rows}


async def test_a_day_has_its_hours_in_the_mailboxs_own_zone(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.set_zone(bo, "Pacific Standard Time")
    await office.begin()
    await office.policy(schedule={"hours": {"begin": "07:00", "end": "19:00"}})
    office.make(bo, "Here", ANA)
    await office.look(bo)
    assert office.clock.now().hour == 9, "one o'clock in the morning there"
    assert office.subjects(bo) == []

    office.clock.advance(timedelta(hours=6).total_seconds())
    await office.look(bo)
    assert office.subjects(bo) == ["Here"]


async def test_somebody_who_asks_is_answered_at_any_hour(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    await office.policy(schedule={"hours": {"begin": "19:00", "end": "20:00"}})
    office.make(bo, "Here", ANA)
    await office.look(bo)
    assert office.subjects(bo) == []
    await office.look(bo, Task.CALENDAR_NOW)

    assert office.subjects(bo) == ["Here"]


async def test_a_wish_of_today_is_not_taken_for_one_that_was_settled(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(schedule={"to_outlook": "manual"})
    wish = WorkItem(task=Task.CALENDAR_NOW, mailbox=bo, woken_at=office.clock.now())
    office.clock.advance(300)
    await office.compare(bo)
    office.make(bo, "Here", ANA)
    await office.parts.queue.send(wish)
    await office.work()

    assert office.subjects(bo) == ["Here"]
