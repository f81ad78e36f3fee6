from datetime import timedelta

import pytest

from flows.run import run_work_item
from flows.wakeups import refresh_directory_due, sweep_due, tend_subscriptions
from simulator.graph import Consent, MailboxState
from sync_core import limits
from sync_core.failures import ConsentNeeded, CrmStopped, ParkReason, Throttled, Unavailable
from sync_core.work import FIRM, MailboxId, Task, WorkItem
from tests.flows.firm import Firm, mail


def wake(firm: Firm, mailbox: MailboxId) -> WorkItem:
    return WorkItem(task=Task.MAIL_WAKE, mailbox=mailbox, woken_at=firm.clock.now())


class Failing:
    """A port of which one method fails a few times, then works."""

    def __init__(self, real: object, method: str, failure: Exception, times: int) -> None:
        self._real, self._method, self._failure, self.left = real, method, failure, times

    def __getattr__(self, name: str) -> object:
        if name == self._method and self.left > 0:
            self.left -= 1
            return self._fail
        return getattr(self._real, name)

    async def _fail(self, *_: object, **__: object) -> None:
        raise self._failure


def fail(firm: Firm, port: str, method: str, failure: Exception, times: int = 1) -> None:
    """Let one port's method fail the next times."""
    object.__setattr__(firm.parts, port, Failing(getattr(firm.parts, port), method, failure, times))


async def test_a_throttled_mailbox_is_left_alone_until_then_and_others_go_on(firm: Firm) -> None:
    bo, cy = firm.user("bo"), firm.user("cy")
    await firm.begin()
    fail(firm, "mail", "arrived", Throttled("rate", seconds=90))
    began = firm.clock.now()
    assert await run_work_item(firm.parts, wake(firm, bo)) == "retry"
    record = await firm.memory.mailbox(bo)
    firm.tenant.deliver(cy, mail(1))

    assert record is not None
    assert record.paused_until is not None
    assert record.paused_until >= began + timedelta(seconds=90)
    assert await run_work_item(firm.parts, wake(firm, bo)) == "paused"
    assert await run_work_item(firm.parts, wake(firm, cy)) == "done"
    assert len(firm.crm.emails()) == 1


async def test_what_waited_out_a_pause_is_captured_then(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    fail(firm, "mail", "arrived", Throttled("rate", seconds=90))
    firm.tenant.deliver(bo, mail(1))
    await firm.work()
    record = await firm.memory.mailbox(bo)

    assert len(firm.crm.emails()) == 1
    assert record is not None
    assert record.paused_until is None


async def test_rules_that_cannot_be_read_leave_no_lease_in_the_way_of_the_next_run(
    firm: Firm,
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.clock.advance(limits.POLICY_CACHE_SECONDS)
    fail(firm, "policies", "current", Unavailable("away"))

    assert await run_work_item(firm.parts, wake(firm, bo)) == "retry"
    assert await run_work_item(firm.parts, wake(firm, bo)) == "done"


async def test_an_outside_fault_is_tried_again_with_growing_distance(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    fail(firm, "crm", "log_mail", Unavailable("away"), times=4)
    firm.tenant.deliver(bo, mail(1))
    began = firm.clock.now()
    await firm.work()

    assert len(firm.crm.emails()) == 1
    assert firm.clock.now() - began >= timedelta(seconds=6 + 11 + 21 + 41)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (MailboxState.ACCESS_DENIED, ParkReason.ACCESS_DENIED),
        (MailboxState.NO_LICENCE, ParkReason.NO_MAILBOX),
    ],
)
async def test_a_mailbox_that_refuses_is_parked_with_its_reason_and_rechecked(
    firm: Firm, state: MailboxState, reason: ParkReason
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.tenant.set_state(bo, state)
    assert await run_work_item(firm.parts, wake(firm, bo)) == "parked"
    parked = await firm.memory.mailbox(bo)
    await sweep_due(firm.parts)
    assert await firm.queue.waiting(wake(firm, bo).queue) == 0
    firm.tenant.set_state(bo, MailboxState.ACTIVE)
    firm.tenant.deliver(bo, mail(1))
    firm.clock.advance(limits.PARKED_RECHECK_SECONDS + 1)
    await sweep_due(firm.parts)
    await firm.work()
    back = await firm.memory.mailbox(bo)

    assert parked is not None
    assert parked.parked is reason
    assert back is not None
    assert back.parked is None
    assert len(firm.crm.emails()) == 1


@pytest.mark.parametrize("consent", [Consent.TOKEN_REFUSED, Consent.REVOKED])
async def test_revoked_consent_is_told_to_the_administrator_and_clears_by_itself(
    firm: Firm, consent: Consent
) -> None:
    firm.user("bo")
    await firm.begin()
    firm.tenant.change_rules(consent=consent)
    await refresh_directory_due(firm.parts)
    (receipt, text), *_ = firm.queue.take()
    assert await run_work_item(firm.parts, WorkItem.decode(text)) == "stopped"
    firm.queue.delete(receipt)
    told = await firm.memory.firm()
    firm.tenant.change_rules(consent=Consent.GRANTED)
    await firm.work()

    assert told.graph_stopped == ConsentNeeded.__doc__
    assert (await firm.memory.firm()).graph_stopped == ""


async def test_a_stopped_crm_is_told_and_the_mail_waits(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    fail(firm, "crm", "find_people", CrmStopped("credential"), times=2)
    firm.tenant.deliver(bo, mail(1))
    await firm.notify()
    (receipt, text), *_ = firm.queue.take()
    assert await run_work_item(firm.parts, WorkItem.decode(text)) == "stopped"
    firm.queue.delete(receipt)
    told = (await firm.memory.firm()).crm_stopped
    await firm.work()

    assert told == CrmStopped.__doc__
    assert len(firm.crm.emails()) == 1
    assert (await firm.memory.firm()).crm_stopped == ""


async def test_a_burst_of_notifications_is_one_read_and_a_few_glances(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    items = [wake(firm, bo) for _ in range(20)]
    firm.clock.advance(limits.WAKE_SETTLED_SECONDS + 1)
    before = firm.tenant.requests.total()
    outcomes = [await run_work_item(firm.parts, item) for item in items]

    assert outcomes == ["done"] + ["coalesced"] * 19
    assert firm.tenant.requests.total() - before == 1


async def test_a_wake_up_during_a_run_causes_exactly_one_more(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    item = wake(firm, bo)
    real = firm.parts.mail

    class Interrupted:
        """Somebody calls three times while the mailbox is being read."""

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        async def arrived(self, *told: object) -> object:
            for _ in range(3):
                firm.outcomes[await run_work_item(firm.parts, wake(firm, bo))] += 1
            return await real.arrived(*told)  # type: ignore[arg-type] # handed on as it came

    object.__setattr__(firm.parts, "mail", Interrupted())
    assert await run_work_item(firm.parts, item) == "done"
    object.__setattr__(firm.parts, "mail", real)
    at_once = [WorkItem.decode(text) for _, text in firm.queue.take(count=10)]

    assert firm.outcomes["busy"] == 3
    assert [i.task for i in at_once] == [Task.MAIL_WAKE]


async def test_a_run_whose_lease_was_taken_over_writes_nothing_more(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.tenant.deliver(bo, mail(1))
    real = firm.parts.crm

    class Slow:
        """The CRM takes so long that the lease expires and another run does the work."""

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        async def log_mail(self, mails: object) -> object:
            object.__setattr__(firm.parts, "crm", real)
            firm.clock.advance(limits.LEASE_SECONDS + 1)
            firm.outcomes[await run_work_item(firm.parts, wake(firm, bo))] += 1
            return await real.log_mail(mails)  # type: ignore[arg-type] # handed on as it came

    object.__setattr__(firm.parts, "crm", Slow())
    assert await run_work_item(firm.parts, wake(firm, bo)) == "lost"

    assert firm.outcomes["done"] >= 1
    assert len(firm.crm.emails()) == 1
    assert await firm.tally(bo) == {"unmatched": 1}


async def test_work_for_a_mailbox_that_is_not_captured_is_dropped(firm: Firm) -> None:
    stranger = MailboxId("00000000-0000-0000-0000-000000000000")

    assert await run_work_item(firm.parts, wake(firm, stranger)) == "dropped"
    assert firm.tenant.requests.total() == 0


async def test_our_own_fault_leaves_as_it_is_and_frees_the_mailbox(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    fail(firm, "crm", "find_people", ZeroDivisionError("ours"))
    firm.tenant.deliver(bo, mail(1))
    with pytest.raises(ZeroDivisionError):
        await run_work_item(firm.parts, wake(firm, bo))

    assert await run_work_item(firm.parts, wake(firm, bo)) == "done"


async def test_subscriptions_are_renewed_recreated_and_their_duplicates_ended(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    first = await firm.memory.mailbox(bo)
    assert first is not None
    await firm.parts.subscriptions.create(bo, "another", firm.clock.now() + timedelta(days=2))
    await tend_subscriptions(firm.parts)
    await firm.work()
    held = await firm.parts.subscriptions.existing()
    firm.clock.advance(timedelta(days=4).total_seconds())
    await tend_subscriptions(firm.parts)
    await firm.work()
    renewed = await firm.memory.mailbox(bo)
    firm.tenant.drop_subscription(first.subscription_id or "")
    firm.tenant.deliver(bo, mail(1))
    await firm.work()
    again = await firm.memory.mailbox(bo)

    assert [h.id for h in held] == [first.subscription_id]
    assert renewed is not None
    assert renewed.subscription_id == first.subscription_id
    assert (renewed.subscription_until or firm.clock.now()) > firm.clock.now() + timedelta(days=6)
    assert again is not None
    assert again.subscription_id not in (None, first.subscription_id)
    assert len(firm.crm.emails()) == 1


async def test_the_firms_own_work_runs_without_a_mailbox(firm: Firm) -> None:
    item = WorkItem(task=Task.PRUNE, mailbox=FIRM, woken_at=firm.clock.now())

    assert await run_work_item(firm.parts, item) == "done"


async def test_items_given_up_are_tried_again_when_a_person_asks(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    bad = firm.tenant.deliver(bo, mail(1))
    firm.tenant.damage(bo, bad)
    for _ in range(limits.RETRY_ATTEMPTS_MAX):
        await firm.work()
        firm.clock.advance(limits.RETRY_SECONDS_MAX + 1)
        await sweep_due(firm.parts)
    (given_up,) = await firm.memory.retries(bo, None, 10)
    record = await firm.memory.mailbox(bo)
    firm.tenant.damage(bo, bad, is_damaged=False)
    await firm.queue.send(WorkItem(task=Task.MAIL_RETRY_ALL, mailbox=bo, woken_at=firm.clock.now()))
    await firm.work()

    assert given_up.due_at is None
    assert record is not None
    assert record.failed_items == 1
    assert len(firm.crm.emails()) == 1
    assert await firm.memory.retries(bo, None, 10) == ()


async def test_work_that_gets_further_each_time_is_not_slowed_down(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.tenant.change_rules(page_items_max=1)
    for n in range(8):
        firm.tenant.deliver(bo, mail(n))
    await firm.notify()
    real, calls = firm.parts.mail, [0]

    class EverySecond:
        """Every second request fails."""

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        async def arrived(self, *told: object) -> object:
            calls[0] += 1
            if calls[0] % 2 == 0:
                raise Unavailable("every second")
            return await real.arrived(*told)  # type: ignore[arg-type] # handed on as it came

    object.__setattr__(firm.parts, "mail", EverySecond())
    began = firm.clock.now()
    await firm.work()

    assert len(firm.crm.emails()) == 8
    assert firm.clock.now() - began < timedelta(seconds=8 * 10)
