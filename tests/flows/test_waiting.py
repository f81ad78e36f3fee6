"""While the outside is away, one item of each task waits; it and every fresh one find that it is back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows.ports.leases import Lease
from flows.run import run_work_item
from flows.wakeups import crm_feed_due, sweep_due
from sync_core import limits
from sync_core.failures import CrmStopped, Failure, Throttled, Unavailable
from sync_core.mailboxes import MailboxRecord
from sync_core.waiting import Waiting
from sync_core.work import FIRM, MailboxId, QueueName, RunId, Stream, Task, TraceId, WorkItem
from tests.flows.firm import Firm, mail

_TICK_SECONDS = 900


class Away:
    """A port that answers every call with a failure while it is away."""

    def __init__(self, real: object, failure: Failure) -> None:
        self._real, self._failure = real, failure
        self.is_away, self.refused = True, 0

    def __getattr__(self, name: str) -> object:
        return self._refuse if self.is_away else getattr(self._real, name)

    async def _refuse(self, *_: object, **__: object) -> None:
        self.refused += 1
        raise self._failure


def away(firm: Firm, port: str, failure: Failure) -> Away:
    """Take one port away until `is_away` is set back."""
    found = Away(getattr(firm.parts, port), failure)
    object.__setattr__(firm.parts, port, found)
    return found


def item(firm: Firm, mailbox: MailboxId, number: int = 1, attempt: int = 0) -> WorkItem:
    return WorkItem(
        task=Task.MAIL_WAKE,
        mailbox=mailbox,
        woken_at=firm.clock.now(),
        attempt=attempt,
        trace=TraceId(f"{number:032x}"),
    )


async def work_until(firm: Firm, ends_at: datetime) -> None:
    """Run whatever can be seen by a time."""
    while True:
        await firm.notify()
        if taken := firm.queue.take():
            ((receipt, text),) = taken
            firm.outcomes[await run_work_item(firm.parts, WorkItem.decode(text))] += 1
            firm.queue.delete(receipt)
            continue
        times = (firm.queue.next_visible_at(), firm.tenant.outbox.next_due_at())
        due = [at for at in times if at is not None and at < ends_at]
        upto = min(due, default=ends_at)
        firm.clock.advance(max((upto - firm.clock.now()).total_seconds(), 0))
        if not due:
            return


async def ticks(firm: Firm, count: int) -> None:
    """Let the timer tick so often, every quarter of an hour, and do what can be done."""
    for _ in range(count):
        await sweep_due(firm.parts)
        await work_until(firm, firm.clock.now() + timedelta(seconds=_TICK_SECONDS))


async def waiting(firm: Firm) -> int:
    return sum([await firm.queue.waiting(name) for name in QueueName])


async def marks(firm: Firm, mailbox: MailboxId) -> tuple[Waiting, ...]:
    """Return what the lease of live mail says of items that wait, and leave it so."""
    lease = await firm.memory.acquire(mailbox, Stream.MAIL_LIVE, RunId("look"), firm.clock.now())
    assert isinstance(lease, Lease)
    await firm.memory.release(lease, None, None, lease.waiting)
    return lease.waiting


def queued(firm: Firm) -> Iterator[WorkItem]:
    for line in firm.queue.dump():
        yield WorkItem.decode(line.split(" ", 2)[2])


@pytest.mark.parametrize("failure", [Unavailable("away"), Throttled("rate", seconds=300)])
async def test_an_outage_of_many_ticks_leaves_few_items_and_asks_as_often_as_it_is_long(
    firm: Firm, failure: Failure
) -> None:
    firm.user("bo")
    await firm.begin()
    outage = away(firm, "mail", failure)
    await ticks(firm, 8)
    after_two_hours = outage.refused
    await ticks(firm, 24)

    assert after_two_hours >= 8
    assert outage.refused <= 4.5 * after_two_hours
    assert await waiting(firm) <= 4  # of each task the newest, and one that has not come back since
    assert firm.outcomes.total() < 2.5 * outage.refused + 100


async def test_mail_that_comes_while_the_crm_is_down_leaves_one_item_a_task(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    outage = away(firm, "crm", CrmStopped("daily limit"))
    for number in range(40):
        firm.tenant.deliver(bo, mail(number))
        await ticks(firm, 1)

    assert await waiting(firm) <= 6
    assert outage.refused < 40 * 4
    outage.is_away = False
    await ticks(firm, 2)
    assert len(firm.crm.emails()) == 40
    assert await waiting(firm) == 0


async def test_the_first_item_that_comes_after_an_outage_finds_everything(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    outage = away(firm, "mail", Unavailable("away"))
    await ticks(firm, 12)
    firm.tenant.deliver(bo, mail(1))
    await ticks(firm, 1)
    outage.is_away = False
    firm.tenant.deliver(bo, mail(2))
    await work_until(firm, firm.clock.now() + timedelta(seconds=5))

    assert len(firm.crm.emails()) == 2
    assert await marks(firm, bo) == ()


async def test_an_older_item_that_comes_back_is_dropped_for_the_newer_one(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    outage = away(firm, "mail", Unavailable("away"))
    old = item(firm, bo, 1)
    assert await run_work_item(firm.parts, old) == "retry"
    firm.clock.advance(3)
    new = item(firm, bo, 2)
    assert await run_work_item(firm.parts, new) == "retry"
    assert outage.refused == 2

    assert await run_work_item(firm.parts, old.again()) == "coalesced"
    assert outage.refused == 2
    assert [w.trace for w in await marks(firm, bo)] == [new.trace]
    assert await run_work_item(firm.parts, new.again()) == "retry"
    assert outage.refused == 3


class Losing:
    """A queue that loses whatever is sent."""

    async def send(self, *_: object) -> None:
        """Lose it."""


async def test_where_the_message_that_waits_is_lost_the_next_to_come_back_runs(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    outage = away(firm, "mail", Unavailable("away"))
    object.__setattr__(firm.parts, "queue", Losing())
    firm.tenant.deliver(bo, mail(1))
    old = item(firm, bo, 1)
    assert await run_work_item(firm.parts, old) == "retry"
    assert await run_work_item(firm.parts, item(firm, bo, 2)) == "retry"
    (told,) = await marks(firm, bo)
    outage.is_away = False

    assert await run_work_item(firm.parts, old.again()) == "coalesced"
    firm.clock.advance((told.until - firm.clock.now()).total_seconds())
    assert await run_work_item(firm.parts, old.again()) == "done"
    assert len(firm.crm.emails()) == 1


async def test_a_read_that_finished_leaves_no_mark_behind(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    outage = away(firm, "mail", Unavailable("away"))
    await run_work_item(firm.parts, item(firm, bo, 1))
    assert len(await marks(firm, bo)) == 1
    outage.is_away = False

    assert await run_work_item(firm.parts, item(firm, bo, 2)) == "done"
    assert await marks(firm, bo) == ()


async def test_a_burst_in_an_outage_neither_resets_the_delay_nor_lets_it_grow(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    away(firm, "mail", Unavailable("away"))
    first = item(firm, bo, 1)
    for attempt in range(5):
        first = item(firm, bo, 1, attempt)
        await run_work_item(firm.parts, first)
    for number in range(2, 12):
        firm.clock.advance(0.5)
        await run_work_item(firm.parts, item(firm, bo, number))

    (told,) = await marks(firm, bo)
    assert told.attempt == 5
    assert timedelta(seconds=80) <= told.until - firm.clock.now() <= timedelta(seconds=101)


async def test_an_item_that_waits_out_a_pause_is_one_of_its_task(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    outage = away(firm, "mail", Throttled("rate", seconds=600))
    assert await run_work_item(firm.parts, item(firm, bo, 1)) == "retry"
    olds = []
    for number in range(2, 6):
        firm.clock.advance(20)
        olds.append(item(firm, bo, number))
        assert await run_work_item(firm.parts, olds[-1]) == "paused"

    assert [await run_work_item(firm.parts, old.again()) for old in olds] == [
        "coalesced",
        "coalesced",
        "coalesced",
        "paused",
    ]
    assert outage.refused == 1
    outage.is_away = False
    firm.tenant.deliver(bo, mail(1))
    await firm.work()
    assert len(firm.crm.emails()) == 1


async def test_the_feed_that_is_read_each_minute_leaves_one_item_while_the_crm_is_away(
    firm: Firm,
) -> None:
    firm.user("bo")
    await firm.begin()
    await switch_calendars_on(firm)
    outage = away(firm, "crm_calendar", CrmStopped("maintenance"))
    for _ in range(180):
        await crm_feed_due(firm.parts)
        await work_until(firm, firm.clock.now() + timedelta(seconds=60))

    fed = [i for i in queued(firm) if i.task is Task.CRM_FEED]
    assert outage.refused <= 181
    assert len(fed) <= limits.CONNECTOR_RECHECK_SECONDS * 1.25 / 60 + 1
    outage.is_away = False
    await crm_feed_due(firm.parts)
    await work_until(firm, firm.clock.now() + timedelta(seconds=1))
    lease = await firm.memory.acquire(FIRM, Stream.CRM_FEED, RunId("look"), firm.clock.now())
    assert isinstance(lease, Lease)
    assert lease.waiting == ()


async def switch_calendars_on(firm: Firm) -> None:
    """Let the feed of the CRM's events be read."""
    version = await firm.policies.current()
    document = {**version.document, "calendar": {"enabled": True}}
    await firm.policies.append(replace(version, number=version.number + 1, document=document))
    firm.parts.rulebook.forget()


async def test_a_mailbox_that_is_parked_meanwhile_keeps_no_item(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    away(firm, "mail", Unavailable("away"))
    await ticks(firm, 2)
    await firm.memory.change_mailbox(bo, enabled=False)
    await firm.work()

    record = await firm.memory.mailbox(bo)
    assert isinstance(record, MailboxRecord)
    assert await waiting(firm) == 0
