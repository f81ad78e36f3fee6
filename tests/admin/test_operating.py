"""What an operator does on a running app: follow a trace, replay, resync, examine."""

import json
from datetime import timedelta
from typing import Any

from flows.doctor.check import Check, Health
from flows.ports.run_records import RunRecord
from flows.tracing import under
from sync_core.failures import ParkReason
from sync_core.work import MailboxId, RunId, Task, TraceId, WorkItem
from tests.admin.asking import call, get, submit
from tests.admin.firm import DIGESTER, Firm
from tests.contracts.crm_firm import mail

BOX = MailboxId("0a1b2c3d-1111-4000-8000-000000000000")
TRACE = TraceId("c0ffee00" * 4)


def run(firm: Firm, number: int = 1, task: str = "mail.wake", trace: str = TRACE) -> RunRecord:
    now = firm.surroundings.now()
    return RunRecord(
        run=RunId(f"{number:032x}"),
        task=task,
        mailbox=BOX,
        started_at=now,
        ended_at=now + timedelta(seconds=1),
        outcome="done",
        counts={"matched": 3, "pages": 0},
        trace=trace,
    )


async def bury(firm: Firm, number: int = 1, task: str = "mail.wake") -> str:
    record = run(firm, number, task)
    await firm.memory.bury(record)
    return record.run


def queued(firm: Firm) -> list[WorkItem]:
    return [WorkItem.decode(text) for _, text in firm.queue.take(count=9)]


async def test_a_trace_leads_from_its_runs_to_the_rows_in_the_crm(firm: Firm) -> None:
    await firm.memory.record_run(run(firm))
    await firm.memory.record_run(run(firm, 2, trace="d" * 32))
    with under(TRACE):
        await firm.crm.log_mail([mail(1)])
    status, told = await call(firm, "GET", f"/api/admin/traces/{TRACE}")

    assert status == 200
    assert [r["run"] for r in told["runs"]] == [f"{1:032x}"]
    assert told["runs"][0]["tag"] == DIGESTER.tag(BOX)
    assert [(r["kind"], r["id"]) for r in told["rows"]] == [("email", "1")]
    page = await get(firm, f"/runs?trace={TRACE}")
    assert "Email <code>1</code>" in page
    assert "dddddddd" not in page


async def test_the_runs_page_shows_each_run_with_its_trace(firm: Firm) -> None:
    await firm.memory.record_run(run(firm))
    page = await get(firm, "/runs")

    assert TRACE[:8] in page
    assert f"trace={TRACE}" in page
    assert DIGESTER.tag(BOX) in page
    assert "3 matched" in page


async def test_a_trace_that_is_none_is_refused_by_name(firm: Firm) -> None:
    for wrong in ("x", "<script>", "A" * 32):
        status, told = await call(firm, "GET", f"/api/admin/traces/{wrong}")
        assert (status, told["error"]["fields"][0]["path"]) == (400, "trace")
    status, told = await call(firm, "GET", f"/api/admin/traces/{TRACE}?day=monday")
    assert (status, told["error"]["fields"][0]["path"]) == (400, "day")


async def test_what_was_given_up_is_listed_and_put_back(firm: Firm) -> None:
    one = await bury(firm)
    other = await bury(firm, 2, "mail.sweep")
    _, told = await call(firm, "GET", "/api/admin/poisoned")
    assert [item["run"] for item in told["items"]] == [one, other]
    status, told = await call(firm, "POST", "/api/admin/poisoned/replay", {"runs": [other]})

    assert (status, [item["run"] for item in told["items"]]) == (202, [other])
    assert [(i.task, i.trace) for i in queued(firm)] == [(Task.MAIL_SWEEP, TRACE)]
    status, told = await call(firm, "POST", "/api/admin/poisoned/let-go")
    assert (status, len(told["items"])) == (200, 1)
    assert await firm.memory.buried(9) == ()


async def test_what_is_no_list_of_runs_is_refused(firm: Firm) -> None:
    await bury(firm)
    wrongs: list[Any] = [[], {"runs": "all"}, {"runs": [1]}]
    for wrong in wrongs:
        status, told = await call(firm, "POST", "/api/admin/poisoned/replay", wrong)
        assert (status, told["error"]["fields"][0]["path"]) == (400, "runs")
    assert queued(firm) == []


async def test_the_page_puts_back_everything_that_was_given_up(firm: Firm) -> None:
    run_id = await bury(firm)
    assert f'id="buried-{run_id}"' in await get(firm, "/runs")
    answer = await submit(firm, "/runs/given-up/replay", [])

    assert b"1 work items were put back" in answer.body
    assert len(queued(firm)) == 1
    assert "given up" not in await get(firm, "/runs")


async def test_a_mailbox_is_read_anew_by_its_id_or_by_its_tag_in_the_log(firm: Firm) -> None:
    await firm.memory.change_mailbox(BOX, enabled=True)
    for told in (BOX, BOX.upper(), DIGESTER.tag(BOX)):
        status, answer = await call(firm, "POST", f"/api/admin/mailboxes/{told}/resync", {})
        assert (status, answer["mailbox"]) == (202, BOX)
    items = queued(firm)

    assert [i.task for i in items] == [Task.MAIL_RESYNC] * 3
    assert len({i.trace for i in items}) == 3


async def test_a_mailbox_that_is_forgotten_is_enrolled_anew_by_the_directory(firm: Firm) -> None:
    await firm.memory.change_mailbox(BOX, enabled=True, failed_items=3)
    status, told = await call(firm, "POST", f"/api/admin/mailboxes/{DIGESTER.tag(BOX)}/forget", {})

    assert (status, told["mailbox"]) == (202, BOX)
    assert await firm.memory.mailbox(BOX) is None
    assert [i.task for i in queued(firm)] == [Task.DIRECTORY]


async def test_what_a_timer_enqueues_can_be_asked_for_now(firm: Firm) -> None:
    status, told = await call(firm, "POST", "/api/admin/timers/subscriptions", {})
    assert (status, told["enqueued"]) == (202, "subscriptions.tend")
    status, told = await call(firm, "POST", "/api/admin/timers/nothing", {})
    assert (status, "crmfeed" in told["error"]["message"]) == (404, True)

    assert [i.task for i in queued(firm)] == [Task.SUBSCRIBE]


async def test_a_mailbox_that_would_not_run_is_refused_with_the_reason(firm: Firm) -> None:
    for path in ("nobody", "0" * 12):
        status, _ = await call(firm, "POST", f"/api/admin/mailboxes/{path}/resync", {})
        assert status == 404
    await firm.memory.change_mailbox(BOX, enabled=False)
    assert (await call(firm, "POST", f"/api/admin/mailboxes/{BOX}/resync", {}))[0] == 409
    await firm.memory.change_mailbox(BOX, enabled=True, parked=ParkReason.ACCESS_DENIED)
    status, told = await call(firm, "POST", f"/api/admin/mailboxes/{BOX}/resync", {})
    assert (status, told["error"]["code"]) == (409, "mailbox_parked")
    assert queued(firm) == []


async def test_the_doctor_tells_what_to_mend_and_whether_all_is_well(firm: Firm) -> None:
    status, told = await call(firm, "POST", f"/api/admin/doctor?mailbox={BOX}&outside=B", {})
    assert (status, told["well"]) == (200, True)
    assert told["checks"] == [{"name": "asked", "outcome": "ok", "told": f"{BOX} b"}]
    firm.checks.append(Check(name="crm", health=Health.FAILED, told="Away.", mend="Start it."))
    _, told = await call(firm, "POST", "/api/admin/doctor", {})

    assert told["well"] is False
    assert told["checks"][1]["mend"] == "Start it."
    assert json.dumps(told)
