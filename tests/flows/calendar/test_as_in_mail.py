"""What the outside does wrong, met by a calendar as by mail: waits, stops, doubles, a lease lost, news lost."""

from datetime import timedelta

import pytest

from flows.run import run_work_item
from flows.wakeups import sweep_due
from sync_core import limits
from sync_core.failures import ConsentNeeded, CrmStopped, Failure, Throttled
from sync_core.work import MailboxId, Task, WorkItem
from tests.flows.calendar.mischief import between, fail
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span
from tests.flows.firm import DOMAIN

LATER = span(TOMORROW + timedelta(hours=3))


def wake(office: Office, mailbox: MailboxId) -> WorkItem:
    """Return what a notification of a mailbox's events asks for."""
    now = office.clock.now()
    return WorkItem(task=Task.CALENDAR_WAKE, mailbox=mailbox, woken_at=now)


async def in_step(office: Office) -> MailboxId:
    """Return a mailbox with one event on both sides."""
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    assert await office.linked(bo) == 1
    return bo


async def test_a_throttled_calendar_is_left_alone_until_then_and_others_go_on(
    office: Office,
) -> None:
    cy, bo = office.user("cy"), await in_step(office)
    office.outlook.edit(bo, office.outlook_event(bo), subject="Renamed")
    office.outlook.create(cy, meeting("Of cy", ANA))
    fail(office.parts.calendar, "changed", Throttled("rate", seconds=90))
    began = office.clock.now()
    assert await run_work_item(office.parts, wake(office, bo)) == "retry"
    record = await office.memory.mailbox(bo)
    assert record is not None and record.paused_until is not None
    assert record.paused_until >= began + timedelta(seconds=90)
    assert await run_work_item(office.parts, wake(office, bo)) == "paused"
    assert await run_work_item(office.parts, wake(office, cy)) == "done"
    assert [e.content.subject for e in office.events()] == ["Review", "Of cy"]

    await office.work()
    assert sorted(e.content.subject for e in office.events()) == ["Of cy", "Renamed"]


@pytest.mark.parametrize("method", ["create", "update", "delete"])
async def test_a_write_that_is_throttled_is_done_once_later(office: Office, method: str) -> None:
    bo = await in_step(office)
    await office.policy(deletions={"in_outlook": "delete"})
    await office.look(bo)
    one = office.event.id
    office.tenant.requests.clear()
    fail(office.parts.calendar, method, Throttled("rate", seconds=30), times=2)
    if method == "create":
        office.make(bo, "New", ANA)
    elif method == "update":
        office.change(one, span=LATER)
    else:
        office.crm_calendar.remove(one)
    await office.look(bo)
    await office.compare(bo)

    assert office.written() == {method: 1}
    shown = {"create": ["New", "Review"], "update": ["Review"], "delete": []}
    assert office.subjects(bo) == shown[method]


@pytest.mark.parametrize(
    ("port", "method", "failure", "told"),
    [
        ("calendar", "changed", ConsentNeeded("revoked"), "graph_stopped"),
        ("crm", "find_people", CrmStopped("credential"), "crm_stopped"),
    ],
)
async def test_a_stopped_connector_is_told_and_the_calendar_waits(
    office: Office, port: str, method: str, failure: Failure, told: str
) -> None:
    bo = await in_step(office)
    office.outlook.edit(bo, office.outlook_event(bo), subject="Renamed")
    fail(getattr(office.parts, port), method, failure)
    assert await run_work_item(office.parts, wake(office, bo)) == "stopped"
    assert getattr(await office.memory.firm(), told) == type(failure).__doc__
    assert office.event.content.subject == "Review"
    await office.work()

    assert office.event.content.subject == "Renamed"
    assert getattr(await office.memory.firm(), told) == ""


async def test_a_burst_of_notifications_is_one_look_at_a_calendar(office: Office) -> None:
    bo = await in_step(office)
    items = [wake(office, bo) for _ in range(20)]
    office.clock.advance(limits.WAKE_SETTLED_SECONDS + 1)
    before = office.tenant.requests.total()
    outcomes = [await run_work_item(office.parts, item) for item in items]

    assert outcomes == ["done"] + ["coalesced"] * 19
    assert office.tenant.requests.total() - before == 1


async def test_a_calendars_run_whose_lease_was_taken_over_writes_nothing_more(
    office: Office,
) -> None:
    bo = await in_step(office)
    office.tenant.requests.clear()
    for number in range(3):
        office.make(bo, f"New {number}", ANA)
    sound, outcomes = office.parts.calendar.create, []

    async def slow(*told: object) -> object:
        """Outlook takes so long that the lease expires and another run does the work."""
        office.parts.calendar.create = sound  # type: ignore[method-assign]  # slow once
        office.clock.advance(limits.LEASE_SECONDS + 1)
        outcomes.append(await run_work_item(office.parts, wake(office, bo)))
        return await sound(*told)  # type: ignore[arg-type]  # handed on as it came

    office.parts.calendar.create = slow  # type: ignore[assignment,method-assign]  # as above
    outcomes.append(await run_work_item(office.parts, wake(office, bo)))
    await office.work()
    await office.compare(bo)

    assert outcomes == ["done", "lost"]
    assert office.subjects(bo) == ["New 0", "New 1", "New 2", "Review"]
    assert len(office.events()) == 4


async def test_what_no_notification_told_of_is_found_by_the_timer(office: Office) -> None:
    bo = await in_step(office)
    office.outlook.edit(bo, office.outlook_event(bo), subject="Renamed")
    office.make(bo, "New", ANA)
    for post in office.tenant.outbox.take_due(office.clock.now(), office.tenant.rules):
        office.tenant.outbox.delivered(post)
    await office.work()
    assert sorted(e.content.subject for e in office.events()) == ["New", "Review"]
    office.clock.advance(limits.CALENDAR_SWEEP_SECONDS)
    await sweep_due(office.parts)
    await office.work()

    assert sorted(e.content.subject for e in office.events()) == ["New", "Renamed"]
    assert office.subjects(bo) == ["New", "Renamed"]


async def test_work_for_a_calendar_that_is_not_kept_in_step_touches_nothing(
    office: Office,
) -> None:
    bo = await in_step(office)
    office.outlook.edit(bo, office.outlook_event(bo), subject="Renamed")
    await office.policy(enabled=False)
    between(office.parts.calendar, "changed", lambda: pytest.fail("Outlook was read"))
    await office.look(bo)

    assert office.event.content.subject == "Review"
    assert office.event.organiser == f"bo@{DOMAIN}"
