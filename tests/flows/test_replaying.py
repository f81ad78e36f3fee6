"""What a queue gave up waits on a list until a person replays it or lets it go."""

from datetime import timedelta

from flows.poison import bury
from flows.replaying import let_go, replay
from flows.run import run_work_item
from flows.watching import watch
from sync_core import limits
from sync_core.failures import Throttled
from sync_core.work import FIRM, MailboxId, QueueName, Task, TraceId, WorkItem
from tests.flows.firm import Firm
from tests.flows.test_failures import fail

TRACE = TraceId("f" * 32)


async def buried(firm: Firm, mailbox: MailboxId, task: Task = Task.MAIL_WAKE) -> str:
    item = WorkItem(task=task, mailbox=mailbox, woken_at=firm.clock.now(), trace=TRACE)
    record = await bury(firm.parts, item.queue, item.encode())
    firm.clock.advance(1)
    return record.run


def enqueued(firm: Firm) -> list[WorkItem]:
    return [WorkItem.decode(text) for _, text in firm.queue.take(count=50)]


async def replayed(firm: Firm, *runs: str) -> int:
    return len(await replay(firm.memory, firm.queue, firm.clock, runs))


async def test_what_was_given_up_is_put_back_once_a_task_and_mailbox_under_its_trace(
    firm: Firm,
) -> None:
    bo = firm.user("bo")
    for task in (Task.MAIL_WAKE, Task.MAIL_WAKE, Task.MAIL_SWEEP):
        await buried(firm, bo, task)
    assert await replayed(firm) == 3
    items = enqueued(firm)

    assert sorted(i.task for i in items) == [Task.MAIL_SWEEP, Task.MAIL_WAKE]
    assert {i.trace for i in items} == {TRACE}
    assert {i.woken_at for i in items} == {firm.clock.now()}
    assert await firm.memory.buried(10) == ()


async def test_only_what_is_named_is_put_back(firm: Firm) -> None:
    bo, cy = firm.user("bo"), firm.user("cy")
    one, other = await buried(firm, bo), await buried(firm, cy)
    assert await replayed(firm, one) == 1

    assert [i.mailbox for i in enqueued(firm)] == [bo]
    assert [r.run for r in await firm.memory.buried(10)] == [other]


async def test_a_foreign_message_is_never_put_back_but_can_be_let_go(firm: Firm) -> None:
    await bury(firm.parts, QueueName.BULK, "canary")
    assert await replayed(firm) == 0
    assert len(await firm.memory.buried(10)) == 1
    assert len(await let_go(firm.memory)) == 1

    assert await firm.memory.buried(10) == ()
    assert enqueued(firm) == []


async def test_what_nobody_looked_after_is_forgotten_with_its_run(firm: Firm) -> None:
    await buried(firm, firm.user("bo"))
    firm.clock.advance(timedelta(days=limits.RUN_RECORD_DAYS - 1).total_seconds())
    kept = await buried(firm, firm.user("cy"))
    firm.clock.advance(2 * 86_400)
    item = WorkItem(task=Task.PRUNE, mailbox=FIRM, woken_at=firm.clock.now())
    assert await run_work_item(firm.parts, item) == "done"

    assert [r.run for r in await firm.memory.buried(10)] == [kept]


async def test_the_watch_counts_what_was_given_up_and_who_was_told_to_wait(firm: Firm) -> None:
    boxes = [firm.user(f"u{number}") for number in range(25)]
    await firm.begin()
    firm.clock.advance(2 * limits.LATELY_SECONDS)
    assert (await watch(firm.parts)).ended.runs == 0
    for box in boxes[:20]:
        fail(firm, "mail", "arrived", Throttled("rate", seconds=9))
        item = WorkItem(task=Task.MAIL_WAKE, mailbox=box, woken_at=firm.clock.now())
        assert await run_work_item(firm.parts, item) == "retry"
    await buried(firm, boxes[0])
    firm.clock.advance(60)
    seen = await watch(firm.parts)
    told = {f.sign.value: f for f in seen.findings}

    assert (seen.ended.throttled, seen.ended.runs) == (20, 21)
    assert told["watch_throttled"].percent == 95
    assert (told["watch_poisoned"].count, told["watch_poisoned"].seconds) == (1, 61)
    assert seen.levels["watch_poisoned"] == 1
    assert not [box for box in boxes if box in "".join(f.text() for f in seen.findings)]


async def test_the_watch_counts_runs_of_yesterday_where_the_hour_began_there(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    midnight = firm.clock.now().replace(hour=0, minute=0) + timedelta(days=1)
    for minutes in (-70, -10, 5):
        at = midnight + timedelta(minutes=minutes)
        firm.clock.advance((at - firm.clock.now()).total_seconds())
        await buried(firm, bo)

    assert (await watch(firm.parts)).ended.runs == 2
