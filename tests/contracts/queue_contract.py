"""What every WorkQueue does. How messages are taken out differs; a suite is told how."""

from collections.abc import Awaitable, Callable

import pytest

from flows.ports.queue import WorkQueue
from sync_core import limits
from sync_core.work import QueueName, Task, WorkItem
from tests.contracts.memory_rows import ANNA, NOW

Take = Callable[[QueueName], Awaitable[list[str]]]
"""Takes all visible messages of a queue and returns their texts, as the Functions host would."""


def wake() -> WorkItem:
    """Return a work item of the live queue."""
    return WorkItem(task=Task.MAIL_WAKE, mailbox=ANNA, woken_at=NOW)


def backfill() -> WorkItem:
    """Return a work item of the bulk queue."""
    return WorkItem(task=Task.MAIL_BACKFILL, mailbox=ANNA, woken_at=NOW, attempt=3)


class QueueContract:
    """A subclass provides the fixtures `queue` (a fresh one for each test) and `take`."""

    async def test_an_item_comes_out_as_it_went_in(self, queue: WorkQueue, take: Take) -> None:
        await queue.send(wake())
        (text,) = await take(QueueName.WORK)
        assert WorkItem.decode(text) == wake()

    async def test_back_fill_waits_in_a_queue_of_its_own(
        self, queue: WorkQueue, take: Take
    ) -> None:
        await queue.send(backfill())
        assert await take(QueueName.WORK) == []
        assert (await queue.waiting(QueueName.WORK), await queue.waiting(QueueName.BULK)) == (0, 1)
        (text,) = await take(QueueName.BULK)
        assert WorkItem.decode(text) == backfill()

    async def test_a_delayed_item_is_counted_and_not_seen_yet(
        self, queue: WorkQueue, take: Take
    ) -> None:
        await queue.send(wake(), delay_seconds=3600)
        assert await take(QueueName.WORK) == []
        assert await queue.waiting(QueueName.WORK) == 1

    async def test_the_longest_delay_is_taken_and_a_longer_one_refused(
        self, queue: WorkQueue
    ) -> None:
        await queue.send(wake(), delay_seconds=limits.QUEUE_DELAY_SECONDS_MAX)
        for delay_seconds in (limits.QUEUE_DELAY_SECONDS_MAX + 1, -1):
            with pytest.raises(ValueError, match="delay_seconds"):
                await queue.send(wake(), delay_seconds=delay_seconds)
        assert await queue.waiting(QueueName.WORK) == 1

    async def test_a_message_holds_ids_and_times_only(self, queue: WorkQueue, take: Take) -> None:
        await queue.send(wake())
        (text,) = await take(QueueName.WORK)
        assert text == wake().encode()
        assert len(text) < 1024

    async def test_nothing_is_poisoned_at_first(self, queue: WorkQueue) -> None:
        assert [await queue.poisoned(name) for name in QueueName] == [0, 0]
