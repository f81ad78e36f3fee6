import dataclasses
from datetime import timedelta

import pytest

from flows.run import run_work_item
from flows.wakeups import sweep_due
from simulator.graph import LostCursor
from sync_core import limits
from sync_core.failures import CursorLost
from sync_core.work import Task, WorkItem
from tests.flows.firm import START, Firm, mail

SMALL_PAGES = 3
COUNT = SMALL_PAGES * limits.PAGES_PER_ITEM * 2 + 5


@pytest.fixture
def slow() -> Firm:
    """Return a firm whose tenant answers in small pages, some of them empty."""
    return Firm(page_items_max=SMALL_PAGES, empty_page_chance=0.2, order_shuffled=True)


class Forgetful:
    """A mail source that loses the place of one listing once it has been given."""

    def __init__(self, real: object, method: str) -> None:
        self._real, self._method, self.lost = real, method, 0

    def __getattr__(self, name: str) -> object:
        return self._forget if name == self._method else getattr(self._real, name)

    async def _forget(self, *told: object) -> object:
        if told[-1] is not None and isinstance(told[-1], str) and not self.lost:
            self.lost += 1
            raise CursorLost("forgotten")
        return await getattr(self._real, self._method)(*told)


async def test_a_long_past_is_read_in_several_work_items(slow: Firm) -> None:
    bo = slow.user("bo")
    for n in range(COUNT):
        slow.tenant.deliver(bo, mail(n), received_at=START - timedelta(hours=n + 1))
    await slow.begin()
    record = await slow.memory.mailbox(bo)

    assert len(slow.crm.emails()) == COUNT
    assert await slow.tally(bo) == {"unmatched": COUNT}
    assert slow.outcomes["continued"] >= 2
    assert record is not None
    assert (record.history_done, record.history_expected, record.history_goal) == (
        COUNT,
        COUNT,
        None,
    )


async def test_a_burst_larger_than_one_item_is_read_to_its_end(slow: Firm) -> None:
    bo = slow.user("bo")
    await slow.begin()
    for n in range(COUNT):
        slow.tenant.deliver(bo, mail(n))
    await slow.work()

    assert await slow.tally(bo) == {"unmatched": COUNT}


@pytest.mark.parametrize("method", ["history", "arrived", "changed"])
async def test_a_place_lost_in_the_middle_costs_nothing_but_reading_again(
    slow: Firm, method: str
) -> None:
    bo = slow.user("bo")
    source = Forgetful(slow.parts.mail, method)
    object.__setattr__(slow.parts, "mail", source)
    for n in range(COUNT):
        slow.tenant.deliver(bo, mail(n), received_at=START - timedelta(hours=n + 1))
    await slow.begin()
    for n in range(COUNT):
        slow.tenant.deliver(bo, mail(COUNT + n))
    await slow.work()

    assert source.lost == 1
    assert await slow.tally(bo) == {"unmatched": 2 * COUNT}
    assert len(slow.crm.emails()) == 2 * COUNT


async def test_cursors_lost_by_chance_in_any_form_never_double_or_lose(slow: Firm) -> None:
    bo = slow.user("bo")
    for number, form in enumerate(LostCursor):
        slow.tenant.change_rules(cursor_loss_chance=0.1, lost_cursor=form)
        slow.tenant.deliver(bo, mail(number), "inbox/" + form.value)
        await slow.begin()
        await sweep_due(slow.parts)
        await slow.work()

    assert len(slow.crm.emails()) == len(LostCursor)


async def test_more_folders_than_one_item_asks_are_all_swept(firm: Firm) -> None:
    bo = firm.user("bo")
    count = limits.FOLDERS_PER_ITEM * 2 + 3
    for n in range(count):
        firm.tenant.folder(bo, f"inbox/Client {n}")
    await firm.begin()
    firm.tenant.change_rules(notification_lost_chance=1.0)
    for n in range(count):
        firm.tenant.deliver(bo, mail(n), f"inbox/Client {n}")
    await sweep_due(firm.parts)
    await firm.work()
    record = await firm.memory.mailbox(bo)

    assert len(firm.crm.emails()) == count
    assert record is not None
    assert record.swept_at is not None


@pytest.mark.parametrize("task", [Task.MAIL_SWEEP, Task.MAIL_BACKFILL])
async def test_a_listing_without_an_end_is_given_up_and_tried_later(
    firm: Firm, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAGES_PER_ROUND_MAX", 4)
    bo = firm.user("bo")
    await firm.begin()
    for n in range(3):
        firm.tenant.deliver(bo, mail(n))
    await firm.work()
    firm.tenant.mailbox(bo).has_endless_rounds = True
    firm.tenant.forget_cursors(bo)
    await firm.memory.change_mailbox(bo, history_from=None if task is Task.MAIL_BACKFILL else START)
    firm.clock.advance(5)
    item = WorkItem(task=task, mailbox=bo, woken_at=firm.clock.now())
    if task is Task.MAIL_BACKFILL:
        endless = firm.parts.mail

        class Endless:
            def __getattr__(self, name: str) -> object:
                return getattr(endless, name)

            async def history(self, *told: object) -> object:
                page = await endless.history(*told[:4])  # type: ignore[arg-type] # handed on as it came
                return dataclasses.replace(page, next="again")  # type: ignore[arg-type] # any text is a place

        object.__setattr__(firm.parts, "mail", Endless())

    assert await run_work_item(firm.parts, item) == "retry"
    assert await firm.tally(bo) == {"unmatched": 3}


async def test_what_comes_into_a_folder_while_it_is_listed_is_found_by_the_same_sweep(
    firm: Firm,
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.tenant.change_rules(notification_lost_chance=1.0, page_items_max=1)
    for n in range(limits.PAGES_PER_ITEM + limits.FOLDERS_PER_ITEM + 5):
        firm.tenant.deliver(bo, mail(n))
    await sweep_due(firm.parts)
    items = [
        (r, i)
        for r, t in firm.queue.take(count=9)
        if (i := WorkItem.decode(t)).task is Task.MAIL_SWEEP
    ]
    assert await run_work_item(firm.parts, items[0][1]) == "continued"
    firm.queue.delete(items[0][0])
    firm.tenant.deliver(bo, mail(99), received_at=START - timedelta(days=3))
    await firm.work()

    assert "Subject 99" in {e.subject for e in firm.crm.emails()}


async def test_a_widened_history_is_proved_by_listing_every_folder_again(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.tenant.change_rules(notification_lost_chance=1.0)
    firm.tenant.deliver(bo, mail(1), received_at=START - timedelta(days=300))
    await sweep_due(firm.parts)
    await firm.work()
    before = len(firm.crm.emails())
    await firm.memory.change_mailbox(bo, history_from=START - timedelta(days=400))
    await sweep_due(firm.parts)
    await firm.work()

    assert (before, len(firm.crm.emails())) == (0, 1)
