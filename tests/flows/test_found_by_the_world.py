"""Flaws that seeds of the world found, each told plainly once."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.ports.desk import NewPerson
from flows.ports.leases import Lease
from flows.ports.remembrance import Remembrance
from flows.run import run_work_item
from flows.wakeups import rematch_due, sweep_due
from simulator.graph import Recipient
from sync_core.decisions import Reason
from sync_core.failures import Unavailable
from sync_core.mail import Address, MessageId
from sync_core.retrying import next_retry
from sync_core.seen import Seen, SeenKey
from sync_core.work import FIRM, RunId, Stream, Task, WorkItem
from tests.flows.firm import DOMAIN, Firm, mail


@pytest.fixture
def firm() -> Firm:
    return Firm()


async def test_an_address_in_a_field_the_policy_does_not_match_by_relates_no_past_mail(
    firm: Firm,
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.tenant.deliver(bo, mail(1))
    await firm.work()
    firm.crm.add_person(
        NewPerson(name="Ana", addresses=[("custom:former", Address("ana@client.test"))])
    )
    await rematch_due(firm.parts)
    await firm.work()

    assert [dict(e.relations) for e in firm.crm.emails()] == [{}]


async def test_an_address_that_became_known_while_its_mail_was_being_written_is_related(
    firm: Firm,
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    log_mail = firm.crm.log_mail

    async def overtaken(*arguments: object) -> object:
        firm.crm.log_mail = log_mail  # type: ignore[method-assign] # it happens once
        ana = NewPerson(name="Ana", addresses=[("email", Address("ana@client.test"))])
        firm.crm.add_person(ana)
        await run_work_item(
            firm.parts, WorkItem(task=Task.REMATCH, mailbox=FIRM, woken_at=firm.clock.now())
        )
        return await log_mail(*arguments)  # type: ignore[arg-type] # handed through as they are

    firm.crm.log_mail = overtaken  # type: ignore[method-assign,assignment] # overtaken by a rematch
    firm.tenant.deliver(bo, mail(1))
    await firm.work()
    assert [len(e.relations) for e in firm.crm.emails()] == [0]
    for _ in range(2):
        await rematch_due(firm.parts)
        await firm.work()

    assert [len(e.relations) for e in firm.crm.emails()] == [1]
    firm_now = await firm.memory.firm()
    assert firm_now.rematch_cursor == firm_now.rematch_ended


async def test_a_draft_that_is_sent_is_one_item_in_the_tally(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    outgoing = mail(1, author=Recipient(f"bo@{DOMAIN}"), to=(Recipient("ana@client.test"),))
    draft = firm.tenant.draft(bo, outgoing)
    await firm.work()
    firm.clock.advance(600)
    firm.tenant.send_draft(bo, draft)
    await firm.work()

    assert await firm.tally(bo) == {"unmatched": 1}


async def test_a_failed_item_whose_run_crashed_before_its_end_is_tried_again(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    message = firm.tenant.deliver(bo, mail(1))
    firm.tenant.damage(bo, message)
    await firm.work()
    await firm.memory.change_mailbox(bo, retry_due_at=None)  # what a crash in between leaves
    firm.tenant.damage(bo, message, is_damaged=False)
    await _retry_hourly(firm)

    assert await firm.tally(bo) == {"unmatched": 1}
    assert await firm.memory.retries(bo, None, 1) == ()


async def test_a_sweep_that_goes_on_after_a_crash_is_dated_by_its_beginning(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    began = firm.clock.now()
    for folder in ("inbox/A", "inbox/B", "inbox/C"):
        firm.tenant.folder(bo, folder)
    changed, calls = firm.parts.mail.changed, 0

    async def failing(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Unavailable("503")
        return await changed(*arguments)  # type: ignore[arg-type] # handed through as they are

    firm.parts.mail.changed = failing  # type: ignore[method-assign,assignment] # this one request fails
    await run_work_item(
        firm.parts, WorkItem(task=Task.MAIL_SWEEP, mailbox=bo, woken_at=firm.clock.now())
    )
    firm.clock.advance(7_200)
    await firm.work()

    record = await firm.memory.mailbox(bo)
    assert calls > 3
    assert record is not None
    assert record.swept_at == began


async def test_an_activity_left_pending_by_a_crash_gets_its_score_when_it_is_read_again(
    firm: Firm,
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    remember, written = firm.memory.remember, firm.crm.emails

    async def failing(*arguments: object) -> object:
        if written():
            firm.memory.remember = remember  # type: ignore[method-assign] # it failed once
            firm.scorer.is_broken = False
            raise Unavailable("between writing and remembering")
        return await remember(*arguments)  # type: ignore[arg-type] # handed through as they are

    firm.scorer.is_broken = True
    firm.memory.remember = failing  # type: ignore[method-assign,assignment] # fails once the CRM has it
    firm.tenant.deliver(bo, mail(1))
    await firm.work()

    assert [e.sentiment.label.value for e in firm.crm.emails()] == ["positive"]


async def test_a_pending_score_outlives_a_time_in_which_the_message_cannot_be_read(
    firm: Firm,
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.scorer.is_broken = True
    message = firm.tenant.deliver(bo, mail(1))
    await firm.work()
    firm.scorer.is_broken = False
    firm.tenant.damage(bo, message)
    await _retry_hourly(firm)
    firm.tenant.damage(bo, message, is_damaged=False)
    await _retry_hourly(firm)

    assert [e.sentiment.label.value for e in firm.crm.emails()] == ["positive"]


async def test_a_pending_score_follows_though_the_message_was_filed_in_a_left_out_folder(
    firm: Firm,
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.scorer.is_broken = True
    message = firm.tenant.deliver(bo, mail(1))
    await firm.work()
    firm.scorer.is_broken = False
    firm.tenant.delete(bo, message)
    await _retry_hourly(firm)

    assert [e.sentiment.label.value for e in firm.crm.emails()] == ["positive"]


async def test_a_pending_score_outlives_the_refusal_another_stream_met_with_the_same_message(
    firm: Firm,
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.scorer.is_broken = True
    message = firm.tenant.deliver(bo, mail(1))
    await firm.work()
    firm.scorer.is_broken = False
    (pending,) = await firm.memory.retries(bo, None, 1)
    now = firm.clock.now()
    refused = next_retry(message, pending.seen, Reason.REFUSED_BY_CRM, 1, now)
    lease = await firm.memory.acquire(bo, Stream.MAIL_LIVE, RunId("other"), now)
    assert isinstance(lease, Lease)
    lease = await firm.memory.remember(lease, Remembrance(retries=(refused,)), now)
    await firm.memory.release(lease, None)
    await _retry_hourly(firm)

    assert [e.sentiment.label.value for e in firm.crm.emails()] == ["positive"]
    assert await firm.tally(bo) == {"unmatched": 1}


async def test_a_round_that_goes_on_later_proves_nothing_of_what_came_meanwhile(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.tenant.change_rules(page_items_max=2)
    at = firm.clock.now()
    for number in range(6):
        firm.tenant.deliver(bo, mail(number), received_at=at)
    arrived, calls = firm.parts.mail.arrived, 0

    async def interrupted(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 2:
            firm.tenant.deliver(bo, mail(99), received_at=at - timedelta(seconds=60))
            raise Unavailable("503")
        return await arrived(*arguments)  # type: ignore[arg-type] # handed through as they are

    firm.parts.mail.arrived = interrupted  # type: ignore[method-assign,assignment] # fails once
    firm.outcomes.clear()
    await firm.work()

    assert len(firm.crm.emails()) == 7


def test_a_failed_item_is_recorded_for_its_retry_before_it_is_decided() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    key = SeenKey("seen.000000000001.a")
    failed = Seen(key=key, reason=Reason.UNREADABLE, decided_at=now)
    retry = next_retry(MessageId("a"), key, Reason.UNREADABLE, 1, now)
    first, second = Remembrance(seen=(failed,), retries=(retry,)).in_parts(1)

    assert (first.retries, first.seen) == ((retry,), ())
    assert (second.retries, second.seen) == ((), (failed,))


async def _retry_hourly(firm: Firm) -> None:
    for _ in range(2):
        firm.clock.advance(3_600)
        await sweep_due(firm.parts)
        await firm.work()
