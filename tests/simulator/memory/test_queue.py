"""Delivery as a storage queue and the Functions host do it, taken by hand."""

from collections import Counter

import pytest

from simulator.memory import InMemoryQueue, ManualSurroundings
from sync_core.work import QueueName, Task, WorkItem
from tests.contracts.memory_rows import ANNA, NOW


@pytest.fixture
def surroundings() -> ManualSurroundings:
    return ManualSurroundings(7, NOW)


@pytest.fixture
def queue(surroundings: ManualSurroundings) -> InMemoryQueue:
    return InMemoryQueue(surroundings)


def work(attempt: int = 0) -> WorkItem:
    return WorkItem(task=Task.MAIL_WAKE, mailbox=ANNA, woken_at=NOW, attempt=attempt)


async def test_a_delayed_item_is_seen_when_its_time_has_come(
    queue: InMemoryQueue, surroundings: ManualSurroundings
) -> None:
    await queue.send(work(), delay_seconds=60)
    surroundings.advance(59)
    assert queue.take() == []
    assert queue.next_visible_at() == surroundings.now().replace(minute=1, second=0)
    surroundings.advance(1)
    assert len(queue.take()) == 1


async def test_an_item_that_is_not_deleted_comes_back_and_its_old_receipt_is_void(
    queue: InMemoryQueue, surroundings: ManualSurroundings
) -> None:
    await queue.send(work())
    ((first, _),) = queue.take(hidden_seconds=600)
    assert queue.take() == []
    surroundings.advance(600)
    ((second, _),) = queue.take()
    assert not queue.delete(first)
    assert not queue.abandon(first)
    assert queue.delete(second)
    assert not queue.delete(second)
    assert await queue.waiting(QueueName.WORK) == 0


async def test_after_five_deliveries_an_item_is_poison(queue: InMemoryQueue) -> None:
    await queue.send(work())
    for _ in range(5):
        ((receipt, text),) = queue.take()
        assert queue.abandon(receipt)
    assert queue.take() == []
    assert (await queue.waiting(QueueName.WORK), await queue.poisoned(QueueName.WORK)) == (0, 1)
    assert list(queue.dump()) == [f"poison work {text}"]
    assert queue.take_poison(QueueName.WORK) == [text]
    assert await queue.poisoned(QueueName.WORK) == 0


async def test_without_chance_the_longest_visible_comes_first(
    queue: InMemoryQueue, surroundings: ManualSurroundings
) -> None:
    for attempt in range(3):
        await queue.send(work(attempt))
        surroundings.advance(1)
    taken = [WorkItem.decode(text).attempt for _, text in queue.take(count=9)]
    assert taken == [0, 1, 2]


async def test_chance_takes_any_item_first_and_the_same_seed_the_same(
    surroundings: ManualSurroundings,
) -> None:
    firsts: Counter[int] = Counter()
    for seed in range(60):
        orders = []
        for _ in range(2):
            queue = InMemoryQueue(surroundings)
            for attempt in range(4):
                await queue.send(work(attempt))
            chance = ManualSurroundings(seed, NOW).chance
            orders.append([WorkItem.decode(t).attempt for _, t in queue.take(chance, count=4)])
        assert orders[0] == orders[1]
        assert sorted(orders[0]) == [0, 1, 2, 3]
        firsts[orders[0][0]] += 1
    assert set(firsts) == {0, 1, 2, 3}
