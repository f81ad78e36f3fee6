"""One trace from the notification to the run's record, whatever follows from it; one line for each work item."""

import json

import pytest

from flows.accounting import account
from flows.meter import Cost, Meter
from flows.ports.run_records import RunRecord
from flows.run import run_work_item
from flows.tracing import current_trace
from flows.wakeups import refresh_directory_due
from sync_core.log_lines import LogLine
from sync_core.work import FIRM, MailboxId, Task, TraceId, WorkItem
from tests.flows.firm import Firm, mail

TRACE = TraceId("0123456789abcdef" * 2)


def wake(firm: Firm, mailbox: MailboxId, trace: str = TRACE) -> WorkItem:
    now = firm.clock.now()
    return WorkItem(task=Task.MAIL_WAKE, mailbox=mailbox, woken_at=now, trace=TraceId(trace))


def waiting(firm: Firm) -> list[WorkItem]:
    firm.clock.advance(3_600)
    return [WorkItem.decode(text) for _, text in firm.queue.take(count=50)]


async def runs(firm: Firm) -> tuple[RunRecord, ...]:
    return await firm.memory.runs(firm.clock.now().date(), 100)


async def test_each_notification_begins_a_trace_that_its_run_is_recorded_under(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.clock.advance(60)
    began = firm.clock.now()
    for number in (1, 2):
        firm.tenant.deliver(bo, mail(number))
        await firm.work()
    told = [r for r in await runs(firm) if r.started_at >= began and r.task == Task.MAIL_WAKE]

    assert len(firm.crm.emails()) == 2
    assert len({r.trace for r in told}) == 2
    assert all(len(r.trace) == 32 for r in told)


async def test_all_that_follows_from_a_directory_refresh_has_its_trace(firm: Firm) -> None:
    firm.user("bo")
    await firm.policy()
    await refresh_directory_due(firm.parts)
    ((receipt, text),) = firm.queue.take()
    await run_work_item(firm.parts, WorkItem.decode(text))
    firm.queue.delete(receipt)
    following = waiting(firm)

    assert {item.task for item in following} == {Task.SUBSCRIBE, Task.MAIL_BACKFILL}
    assert {item.trace for item in following} == {WorkItem.decode(text).trace}


async def test_an_item_put_back_keeps_its_trace(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    await firm.memory.acquire(bo, wake(firm, bo).stream, "other", firm.clock.now())  # type: ignore[arg-type] # any other run
    assert await run_work_item(firm.parts, wake(firm, bo)) == "busy"

    assert [(i.trace, i.attempt) for i in waiting(firm) if i.task is Task.MAIL_WAKE] == [(TRACE, 1)]


async def test_an_item_of_an_older_version_is_traced_by_its_run(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.tenant.deliver(bo, mail(1))
    firm.clock.advance(9)
    await run_work_item(firm.parts, wake(firm, bo, trace=""))
    newest = (await runs(firm))[0]

    assert newest.trace == newest.run


async def test_a_work_item_ends_with_one_line_that_tells_its_own_costs(firm: Firm) -> None:
    bo, lines, meter = firm.user("bo"), list[LogLine](), Meter()
    await firm.begin()
    firm.tenant.deliver(bo, mail(1))
    meter.count(Cost.GRAPH_REQUESTS, 50)
    within: list[str] = []
    real = firm.parts.mail.arrived

    async def counted(*told: object, **more: object) -> object:
        meter.count(Cost.GRAPH_REQUESTS, 2)
        within.append(current_trace())
        return await real(*told, **more)  # type: ignore[arg-type] # handed through as it came

    object.__setattr__(firm.parts.mail, "arrived", counted)
    record = await account(firm.parts, meter, wake(firm, bo), lines.append)
    (line,) = lines
    told = json.loads(line.text())

    assert within == [TRACE]
    assert current_trace() == ""
    assert told["event"] == "work"
    assert (told["run"], told["trace"]) == (record.run, TRACE)
    assert (told["graph_requests"], told["outcome"]) == (2, "done")
    assert told["counts"]["matched" if "matched" in told["counts"] else "unmatched"] == 1
    assert told["mailbox"] == firm.parts.digester.tag(bo)
    assert bo not in line.text()
    assert len(line.text()) < 600


async def test_a_fault_of_ours_is_told_too_without_what_it_quotes(firm: Firm) -> None:
    bo, lines = firm.user("bo"), list[LogLine]()
    await firm.begin()

    async def broken(*_: object, **__: object) -> object:
        raise KeyError("canary@client.test")

    object.__setattr__(firm.parts.mail, "arrived", broken)
    with pytest.raises(KeyError):
        await account(firm.parts, Meter(), wake(firm, bo), lines.append)
    told = json.loads(lines[0].text())

    assert (told["outcome"], told["detail"]) == ("fault", "KeyError")
    assert "canary" not in lines[0].text()


async def test_the_firms_own_work_is_told_under_the_firms_tag(firm: Firm) -> None:
    lines: list[LogLine] = []
    item = WorkItem(task=Task.PRUNE, mailbox=FIRM, woken_at=firm.clock.now())
    await account(firm.parts, Meter(), item, lines.append)

    assert json.loads(lines[0].text())["mailbox"] == firm.parts.digester.tag(FIRM)
