"""A process that ends between any two effects of a run: whoever goes on does each thing once.

Every effect outside the process (a write in Outlook, in the CRM, to memory, to the queue) is counted in a run
of its own; then the same day is lived again, with the process ending before, and right after, each of them.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flows.calendar.preview import preview
from simulator.graph.calendar.invitations import Author
from sync_core.calendar.event import Recurrence
from sync_core.work import MailboxId, Task, WorkItem
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span

pytestmark = pytest.mark.slow

WEEKLY = Recurrence(rule="FREQ=WEEKLY;COUNT=3")
WEEK = timedelta(days=7)
EFFECTS = {
    "calendar": ("create", "update", "answer", "delete"),
    "crm_calendar": ("create_events", "update_events", "delete_events"),
    "memory": ("acquire", "remember", "release", "change_mailbox", "change_firm", "record_run"),
    "queue": ("send",),
}
HOUR = 3600


class Ended(Exception):
    """The process ended here."""


class Process:
    """One process: its effects are counted, and it may end at one of them."""

    def __init__(self, ends_at: int = 0, *, after: bool = False) -> None:
        self.count = 0
        self.names: set[str] = set()
        self._ends_at, self._after = ends_at, after
        self._is_over = False

    def lived_in(self, port: Any, names: tuple[str, ...]) -> Any:
        """Return a port whose effects are this process's."""
        return _Port(self, port, names)

    async def does(self, method: Any, *told: Any, **named: Any) -> Any:
        """Do one effect, unless the process ends here, or has ended."""
        if self._is_over:
            raise Ended
        self.count += 1
        self.names.add(method.__name__)
        self._is_over = self.count == self._ends_at
        if self._is_over and not self._after:
            raise Ended
        answer = await method(*told, **named)
        if self._is_over:
            raise Ended
        return answer


class _Port:
    def __init__(self, process: Process, port: Any, names: tuple[str, ...]) -> None:
        self._process, self._port, self._names = process, port, names

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if name not in self._names:
            return method
        return lambda *told, **named: self._process.does(method, *told, **named)


async def a_day(office: Office) -> MailboxId:
    """Live a day on both sides, with nothing of it brought into step yet."""
    bo, _ = office.user("bo"), office.client()
    names = ("Edited there", "Edited here", "Deleted there", "Deleted here", "Untouched")
    events = {name: office.outlook.create(bo, meeting(name, ANA)) for name in names}
    await office.begin(deletions={"in_crm": "delete", "in_outlook": "delete"})
    ids = {e.content.subject: e.id for e in office.events()}
    series = office.make(bo, "Series here", ANA, recurrence=WEEKLY)
    await office.look(bo)
    office.tenant.invitations.clear()
    office.outlook.edit(bo, events["Edited there"], subject="Was edited there")
    office.change(ids["Edited here"], subject="Was edited here")
    office.outlook.delete(bo, events["Deleted there"])
    office.crm_calendar.remove(ids["Deleted here"])
    office.outlook.create(bo, meeting("New there", ANA))
    office.outlook.create(bo, meeting("Series there", ANA, recurrence=WEEKLY))
    office.make(bo, "New here", ANA)
    office.make(bo, "New series here", ANA, recurrence=WEEKLY)
    office.override(series, TOMORROW + WEEK, span=span(TOMORROW + WEEK + timedelta(hours=2)))
    return bo


async def live(office: Office, bo: MailboxId, process: Process) -> None:
    """Let one process do what it can of the day, and others go on where it ended."""
    sound = office.parts
    ports = {n: process.lived_in(getattr(sound, n), names) for n, names in EFFECTS.items()}
    item = WorkItem(task=Task.CALENDAR_WAKE, mailbox=bo, woken_at=office.clock.now())
    await office.queue.send(item)
    office.parts = replace(sound, **ports)
    try:
        await office.work()
    except Ended:
        office.clock.advance(HOUR)
    office.parts = sound
    await office.work()
    for _ in range(2):
        office.clock.advance(HOUR)
        await office.compare(bo)


async def check(office: Office, bo: MailboxId) -> None:
    """Check that the day is in step: each event once, everybody mailed once."""
    assert office.subjects(bo) == sorted(
        ["Was edited there", "Was edited here", "Untouched", "New there", "New here"]
        + ["Series there", "Series here", "Series here", "New series here"]
    ), "an exception counts as an item of its own"
    assert sorted(e.content.subject for e in office.events()) == sorted(
        ["Was edited there", "Was edited here", "Untouched", "New there", "New here"]
        + ["Series there"] * 3
        + ["Series here", "Series here", "New series here"]
    )
    told = sorted(
        (m.sort.value, m.because) for m in office.tenant.invitations.by(Author.APPLICATION)
    )
    assert [sort for sort, _ in told] == ["cancellation", "invitation", "invitation"] + [
        "update"
    ] * 2
    assert (await preview(office.parts, bo)).rows == ()
    written, versions, pairs = office.written(), office.versions(), await office.pairs(bo)
    await office.compare(bo)
    assert (office.written(), office.versions(), await office.pairs(bo)) == (
        written,
        versions,
        pairs,
    )
    assert not [p.key for p in pairs if p.key.startswith("new.") or p.intents]


async def effects_of_the_day() -> int:
    """Return how many effects the day has where nothing goes wrong: every write of events is among them."""
    office = Office()
    bo, process = await a_day(office), Process()
    await live(office, bo, process)
    await check(office, bo)
    assert process.names >= {*EFFECTS["calendar"], *EFFECTS["crm_calendar"]} - {"answer"}
    return process.count


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_process_may_end_at_any_effect_of_a_run(after: bool) -> None:
    count = await effects_of_the_day()
    assert count > 15
    for effect in range(1, count + 1):
        office = Office()
        bo = await a_day(office)
        try:
            await live(office, bo, Process(effect, after=after))
            await check(office, bo)
        except AssertionError as wrong:
            raise AssertionError(
                f"ended {'after' if after else 'before'} effect {effect}"
            ) from wrong
