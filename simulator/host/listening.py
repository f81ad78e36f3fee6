"""A queue trigger: polls one queue as the real host's listener does and settles each message.

From the real host (Learn: queue trigger; its QueueListener and QueueProcessor): up to batchSize messages
are fetched whenever no more than newBatchThreshold are being worked on; an idle queue is asked less and
less often, up to maxPollingInterval; a message is hidden for ten minutes and kept hidden while its function
runs; it is deleted after success, seen again after visibilityTimeout when the function failed, and copied
to <queue>-poison after maxDequeueCount. A poison queue has no poison queue of its own.
"""

import asyncio
import base64
import binascii
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from azure.core.exceptions import AzureError, HttpResponseError, ResourceExistsError
from azure.functions.queue import QueueMessage as TriggerMessage
from azure.storage.queue import QueueMessage
from azure.storage.queue.aio import QueueClient

from simulator.host.hostfile import QueueSettings
from simulator.host.invoking import FunctionFailed

PROCESSING_SECONDS = 600
"""How long a message stays hidden if this process dies; the real host's fixed value."""
_POLLING_SECONDS_MIN = 0.1
_SETTLED_ELSEWHERE = (400, 404)  # a stale receipt or no such message: somebody else settled it
_log = logging.getLogger("host")


@dataclass(frozen=True, slots=True)
class Queues:
    """The queue that is listened to and where its hopeless messages go."""

    queue: QueueClient
    poison: QueueClient | None
    """None for a poison queue."""


class QueueListener:
    """Listens to one queue."""

    def __init__(
        self,
        queues: Queues,
        settings: QueueSettings,
        call: Callable[[TriggerMessage], Awaitable[object]],
        processing_seconds: int = PROCESSING_SECONDS,
    ) -> None:
        self._queues = queues
        self._settings = settings
        self._call = call
        self._processing_seconds = processing_seconds
        self._handling: set[asyncio.Task[None]] = set()
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Fetch and hand out messages until told to stop."""
        idle_seconds = _POLLING_SECONDS_MIN
        while not self._stopping.is_set():
            await self._has_room.wait()
            messages = () if self._stopping.is_set() else await self._fetch()
            for message in messages:
                self._hand_out(message)
            if messages:
                idle_seconds = _POLLING_SECONDS_MIN
            else:
                await self._idle(idle_seconds)
                idle_seconds = min(idle_seconds * 2, self._settings.polling_seconds_max)

    def stop(self) -> None:
        """Let `run` end after what it is fetching; messages handed out go on (see drain)."""
        self._stopping.set()
        self._has_room.set()

    async def drain(self) -> None:
        """Return when every message handed out is settled."""
        while self._handling:
            await asyncio.wait(tuple(self._handling))

    async def _idle(self, seconds: float) -> None:
        """Wait before an empty queue is asked again, spread so that hosts do not ask in step."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds * random.uniform(0.8, 1.0)):
                await self._stopping.wait()

    async def _fetch(self) -> list[QueueMessage]:
        try:
            paged = self._queues.queue.receive_messages(
                max_messages=self._settings.batch_size, visibility_timeout=self._processing_seconds
            )
            return [message async for message in paged]
        except AzureError as bad:
            _log.warning("queue %s: %s", self._queues.queue.queue_name, type(bad).__name__)
            return []

    def _hand_out(self, message: QueueMessage) -> None:
        task = asyncio.create_task(self._handle(_Held(self._queues.queue, message)))
        self._handling.add(task)
        task.add_done_callback(self._handled)
        self._make_room()

    def _handled(self, task: asyncio.Task[None]) -> None:
        self._handling.discard(task)
        self._make_room()
        if not task.cancelled() and (bad := task.exception()):
            # The message is seen again when its hiding ends; nothing is lost by going on.
            _log.warning("queue %s: %s", self._queues.queue.queue_name, type(bad).__name__)

    def _make_room(self) -> None:
        if self._stopping.is_set() or len(self._handling) <= self._settings.threshold:
            self._has_room.set()
        else:
            self._has_room.clear()

    async def _handle(self, held: "_Held") -> None:
        body = _decoded(held.message.content, self._settings.message_encoding)
        dequeued = held.message.dequeue_count or 1
        if body is None or (self._queues.poison and dequeued > self._settings.max_dequeue_count):
            await self._give_up(held)
            return
        hiding = asyncio.create_task(held.keep_hidden(self._processing_seconds))
        try:
            await self._call(_trigger_message(held.message, body))
            failed = False
        except FunctionFailed:
            failed = True
        finally:
            await held.stop_hiding(hiding)
        if not failed:
            await held.delete()
        elif self._queues.poison and dequeued >= self._settings.max_dequeue_count:
            await self._give_up(held)
        else:
            await held.show_after(self._settings.retry_seconds)

    async def _give_up(self, held: "_Held") -> None:
        """Copy a message to the poison queue as it is, then delete it."""
        if self._queues.poison is not None:
            await _send_creating(self._queues.poison, held.message.content)
            _log.warning("queue %s: a message became poison", self._queues.queue.queue_name)
        await held.delete()


class _Held:
    """A message hidden from others; every update changes the receipt by which it is settled."""

    def __init__(self, queue: QueueClient, message: QueueMessage) -> None:
        self._queue = queue
        self.message = message
        self._receipt = message.pop_receipt
        self._updating = asyncio.Lock()

    async def keep_hidden(self, seconds: int) -> None:
        """Renew the hiding at half its time, for ever."""
        while True:
            await asyncio.sleep(seconds / 2)
            await self._hide(seconds)

    async def stop_hiding(self, hiding: asyncio.Task[None]) -> None:
        """End the renewal, letting an update under way finish: it decides which receipt is valid."""
        async with self._updating:
            hiding.cancel()

    async def delete(self) -> None:
        """Remove the message."""
        await self._settle(self._queue.delete_message(self.message.id, self._receipt))

    async def show_after(self, seconds: float) -> None:
        """Let the message be seen again."""
        async with self._updating:
            await self._settle(
                self._queue.update_message(
                    self.message.id, self._receipt, visibility_timeout=int(seconds)
                )
            )

    async def _hide(self, seconds: int) -> None:
        async with self._updating:
            try:
                updated = await self._queue.update_message(
                    self.message.id, self._receipt, visibility_timeout=seconds
                )
                self._receipt = updated.pop_receipt
            except AzureError as bad:
                _log.warning(
                    "queue %s: not renewed: %s", self._queue.queue_name, type(bad).__name__
                )

    async def _settle(self, settling: Awaitable[object]) -> None:
        try:
            await settling
        except HttpResponseError as bad:
            if bad.status_code not in _SETTLED_ELSEWHERE:
                raise
            _log.warning("queue %s: settled elsewhere: %s", self._queue.queue_name, bad.status_code)


def _decoded(content: str, encoding: str) -> bytes | None:
    """Return a message's bytes; None where it is not encoded as host.json says."""
    if encoding == "none":
        return content.encode()
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return None


def _trigger_message(message: QueueMessage, body: bytes) -> TriggerMessage:
    """Return the message as azure.functions hands it to a function."""
    return TriggerMessage(  # type: ignore[no-untyped-call] # azure.functions leaves it untyped
        id=message.id,
        body=body,
        dequeue_count=message.dequeue_count,
        expiration_time=message.expires_on,
        insertion_time=message.inserted_on,
        time_next_visible=message.next_visible_on,
        pop_receipt=message.pop_receipt,
    )


def message_by_hand(text: str) -> TriggerMessage:
    """Return a message that came through no queue."""
    return TriggerMessage(id="admin", body=text.encode())  # type: ignore[no-untyped-call] # see above


async def _send_creating(queue: QueueClient, content: str) -> None:
    """Send a message to a queue that may not exist yet; poison messages never expire."""
    try:
        await queue.send_message(content, time_to_live=-1)
    except HttpResponseError as bad:
        if bad.status_code != 404:
            raise
        with suppress(ResourceExistsError):
            await queue.create_queue()
        await queue.send_message(content, time_to_live=-1)
