import json
import logging

import azure.functions as func
import pytest

from flows.meter import Cost
from functions import schedule, work
from sync_core.work import FIRM, QueueName, Task, TraceId, WorkItem
from tests.flows.firm import Firm, mail
from wiring.engine import engine


def message(text: str) -> func.QueueMessage:
    return func.QueueMessage(id="1", body=text.encode())


async def test_a_queue_message_runs_as_a_work_item(
    firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.tenant.deliver(bo, mail(1))
    item = WorkItem(task=Task.MAIL_WAKE, mailbox=bo, woken_at=firm.clock.now())
    with caplog.at_level(logging.INFO, "rapport"):
        await work._run(message(item.encode()))

    assert len(firm.crm.emails()) == 1
    line = json.loads(caplog.messages[-1])
    assert (line["task"], line["outcome"]) == ("mail.wake", "done")
    assert bo not in caplog.text


async def test_a_foreign_message_is_dropped_and_counted_without_being_repeated(
    firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    await work._run(message('{"secret": "canary"}'))

    assert (await engine()).meter.read()[Cost.WORK_ITEMS_DROPPED] == 1
    assert "canary" not in caplog.text
    assert list(firm.queue.dump()) == []


async def test_a_poisoned_item_is_recorded_and_let_go(
    firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    item = WorkItem(task=Task.PRUNE, mailbox=FIRM, woken_at=firm.clock.now())
    await work._bury(message(item.encode()), QueueName.WORK)
    await work._bury(message("canary"), QueueName.BULK)
    runs = await firm.memory.runs(firm.clock.now().date(), 10)

    assert sorted((r.task, r.outcome, r.detail) for r in runs) == [
        ("memory.prune", "poisoned", "work"),
        ("unreadable", "poisoned", "bulk"),
    ]
    assert "canary" not in caplog.text + "".join(firm.kept())


async def test_each_timer_enqueues_its_work_and_ends(firm: Firm) -> None:
    firm.user("bo")
    await firm.begin()
    names = ("sweep", "subscriptions", "directory", "rematch", "crmfeed", "prune")
    for name in names:
        builder = getattr(schedule, name)
        await builder._function.get_user_function()(timer=None)
    tasks = {WorkItem.decode(text).task for _, text in firm.queue.take(count=20)}

    assert tasks >= {Task.MAIL_SWEEP, Task.SUBSCRIBE, Task.DIRECTORY, Task.REMATCH, Task.PRUNE}


async def test_a_poisoned_line_tells_whose_and_under_which_trace_but_no_id(
    firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    bo, trace = firm.user("bo"), TraceId("0" * 31 + "7")
    item = WorkItem(task=Task.MAIL_WAKE, mailbox=bo, woken_at=firm.clock.now(), trace=trace)
    await work._bury(message(item.encode()), QueueName.WORK)
    line = json.loads(caplog.messages[-1])

    assert (line["event"], line["task"], line["trace"]) == ("poisoned", "mail.wake", trace)
    assert line["mailbox"] == firm.parts.digester.tag(bo)
    assert bo not in caplog.text


async def test_the_watch_writes_a_line_for_each_finding_and_one_for_itself(
    firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    item = WorkItem(task=Task.MAIL_WAKE, mailbox=bo, woken_at=firm.clock.now())
    await work._bury(message(item.encode()), QueueName.WORK)
    await firm.memory.change_firm(crm_stopped="The CRM refuses us.")
    caplog.clear()
    with caplog.at_level(logging.INFO, "rapport"):
        await schedule.watch._function.get_user_function()(timer=None)
    lines = [json.loads(told) for told in caplog.messages]

    assert {line["event"] for line in lines} >= {"watch_poisoned", "watch_stopped", "watch"}
    assert lines[-1]["findings"] == len(lines) - 1
    assert lines[-1]["poisoned"] == 1
    assert bo not in caplog.text
