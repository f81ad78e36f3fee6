"""Queue triggers settle messages as the real host does, against Azurite."""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import azure.functions as func
import pytest
from azure.storage.queue.aio import QueueClient

from simulator.host.hostfile import QueueSettings
from simulator.host.invoking import FunctionFailed
from simulator.host.listening import QueueListener, Queues
from tests.azurite import azurite

__all__ = ["azurite"]
pytestmark = pytest.mark.azurite
Called = Callable[[func.QueueMessage], Awaitable[object]]
FAST = {
    "batchSize": 4,
    "newBatchThreshold": 2,
    "maxDequeueCount": 3,
    "visibilityTimeout": "00:00:00",
    "maxPollingInterval": "00:00:01",
}


class CountingQueue(QueueClient):
    """A queue client that tells when messages are updated or deleted."""

    def watch(self) -> None:
        self.updated: asyncio.Semaphore = asyncio.Semaphore(0)
        self.deleted: asyncio.Semaphore = asyncio.Semaphore(0)

    async def update_message(self, *words: Any, **named: Any) -> Any:
        done = await super().update_message(*words, **named)
        self.updated.release()
        return done

    async def delete_message(self, *words: Any, **named: Any) -> None:
        await super().delete_message(*words, **named)
        self.deleted.release()


class Place:
    """A queue with its poison queue, and listeners on them."""

    def __init__(self, queue: CountingQueue, poison: QueueClient) -> None:
        self.queue = queue
        self.poison = poison

    async def send(self, *texts: str) -> None:
        for text in texts:
            await self.queue.send_message(base64.b64encode(text.encode()).decode())

    @asynccontextmanager
    async def listening(
        self, call: Called, processing_seconds: int = 600, **changed: object
    ) -> AsyncIterator[QueueListener]:
        settings = QueueSettings.model_validate(FAST | changed)
        listener = QueueListener(
            Queues(self.queue, self.poison), settings, call, processing_seconds
        )
        loop = asyncio.create_task(listener.run())
        try:
            yield listener
        finally:
            listener.stop()
            await loop
            await listener.drain()

    async def waiting(self) -> int:
        return (await self.queue.get_queue_properties()).approximate_message_count or 0


@pytest.fixture
async def place(azurite: str) -> AsyncIterator[Place]:
    name = f"q{uuid4().hex[:12]}"
    async with (
        CountingQueue.from_connection_string(azurite, name) as queue,
        QueueClient.from_connection_string(azurite, f"{name}-poison") as poison,
    ):
        queue.watch()
        await queue.create_queue()
        yield Place(queue, poison)


async def test_a_message_reaches_the_function_decoded_and_is_deleted_after_it(
    place: Place,
) -> None:
    got: asyncio.Queue[func.QueueMessage] = asyncio.Queue()

    async def call(message: func.QueueMessage) -> None:
        await got.put(message)

    async with place.listening(call):
        await place.send('{"look": "here"}')
        message = await got.get()
        await place.queue.deleted.acquire()
    assert isinstance(message, func.QueueMessage)
    assert (message.get_json(), message.dequeue_count) == ({"look": "here"}, 1)
    assert message.insertion_time is not None
    assert await place.waiting() == 0


async def test_a_failing_message_is_tried_again_and_then_becomes_poison_word_for_word(
    place: Place,
) -> None:
    counts: list[int | None] = []

    async def call(message: func.QueueMessage) -> None:
        counts.append(message.dequeue_count)
        raise FunctionFailed

    async with place.listening(call):
        await place.send("never")
        await place.queue.deleted.acquire()
    assert counts == [1, 2, 3]
    (poison,) = [m async for m in place.poison.receive_messages()]
    assert base64.b64decode(poison.content) == b"never"
    assert await place.waiting() == 0


async def test_a_failed_message_waits_as_long_as_the_settings_say(place: Place) -> None:
    async def call(message: func.QueueMessage) -> None:
        raise FunctionFailed

    async with place.listening(call, visibilityTimeout="01:00:00"):
        await place.send("later")
        await place.queue.updated.acquire()
    assert await place.waiting() == 1
    assert [m async for m in place.queue.receive_messages()] == []


async def test_a_message_whose_process_died_too_often_becomes_poison_unseen(place: Place) -> None:
    await place.send("deadly")
    for _ in range(3):
        async for _message in place.queue.receive_messages(visibility_timeout=1):
            pass
        while not await place.queue.peek_messages():
            await asyncio.sleep(0.05)
    called: list[object] = []

    async def call(message: func.QueueMessage) -> None:
        called.append(message)

    async with place.listening(call):
        await place.queue.deleted.acquire()
    assert called == []
    assert len([m async for m in place.poison.receive_messages()]) == 1


async def test_a_message_that_is_not_encoded_becomes_poison_as_it_is(place: Place) -> None:
    await place.queue.send_message("not base64!")

    async def call(message: func.QueueMessage) -> None:
        pytest.fail("the function was called")

    async with place.listening(call):
        await place.queue.deleted.acquire()
    (poison,) = [m async for m in place.poison.receive_messages()]
    assert poison.content == "not base64!"


async def test_a_poison_queue_has_no_poison_queue_and_is_tried_on(place: Place) -> None:
    counts: list[int] = []
    enough = asyncio.Event()

    async def call(message: func.QueueMessage) -> None:
        counts.append(message.dequeue_count or 0)
        if len(counts) > 4:
            enough.set()
        raise FunctionFailed

    settings = QueueSettings.model_validate(FAST)
    listener = QueueListener(Queues(place.queue, None), settings, call)
    loop = asyncio.create_task(listener.run())
    await place.send("again")
    await enough.wait()
    listener.stop()
    await loop
    await listener.drain()
    assert counts[:5] == [1, 2, 3, 4, 5]
    assert await place.waiting() == 1


async def test_a_message_stays_hidden_as_long_as_its_function_runs(place: Place) -> None:
    calls: list[object] = []

    async def call(message: func.QueueMessage) -> None:
        calls.append(message)
        for _ in range(4):  # four renewals of a hiding of two seconds: twice its length
            await place.queue.updated.acquire()

    async with place.listening(call, processing_seconds=2):
        await place.send("long")
        await place.queue.deleted.acquire()
    assert len(calls) == 1
    assert await place.waiting() == 0


async def test_no_more_messages_run_at_once_than_the_settings_allow(place: Place) -> None:
    running = most = 0
    go = asyncio.Semaphore(0)
    full = asyncio.Event()

    async def call(message: func.QueueMessage) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == 6:
            full.set()
        await go.acquire()
        running -= 1

    await place.send(*(str(n) for n in range(12)))
    async with place.listening(call):
        for _ in range(2):  # a batch of four leaves room for none; two done, four more come
            go.release()
        await full.wait()
        for _ in range(12):
            go.release()
        for _ in range(12):
            await place.queue.deleted.acquire()
    assert most == 6  # batchSize + newBatchThreshold


async def test_stopping_lets_what_runs_end_and_leaves_the_rest_in_the_queue(place: Place) -> None:
    began, go = asyncio.Semaphore(0), asyncio.Event()

    async def call(message: func.QueueMessage) -> None:
        began.release()
        await go.wait()

    await place.send(*(str(n) for n in range(6)))
    settings = QueueSettings.model_validate(FAST | {"newBatchThreshold": 0})
    listener = QueueListener(Queues(place.queue, place.poison), settings, call)
    loop = asyncio.create_task(listener.run())
    for _ in range(4):
        await began.acquire()
    listener.stop()
    go.set()
    await loop
    await listener.drain()
    assert await place.waiting() == 2
