"""The work queues in Azure Storage Queues. Messages are ids-only JSON in base64, and never expire."""

from typing import Protocol

from adapters.storage.limits import check_delay, check_message
from sync_core.work import QueueName, WorkItem

POISON_SUFFIX = "-poison"
"""The Functions host names a queue's poison queue so."""


class Messages(Protocol):
    """The queues of one storage account; each method is one storage transaction."""

    async def put(self, queue: str, text: str, hidden_seconds: int) -> None:
        """Store a message that is hidden at first. Raises Unavailable when it was not stored."""
        ...

    async def length(self, queue: str) -> int:
        """Return about how many messages lie in a queue, hidden ones too."""
        ...


class StorageWorkQueue:
    """A WorkQueue in Azure Storage Queues."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    async def send(self, item: WorkItem, delay_seconds: int = 0) -> None:
        """Store an item; it is seen after the delay (at most seven days). 1 transaction."""
        text = item.encode()
        check_message(text)
        check_delay(delay_seconds)
        await self._messages.put(item.queue.value, text, delay_seconds)

    async def waiting(self, queue: QueueName) -> int:
        """Return about how many items wait, delayed ones too. 1 transaction."""
        return await self._messages.length(queue.value)

    async def poisoned(self, queue: QueueName) -> int:
        """Return about how many items lie in the queue's poison queue. 1 transaction."""
        return await self._messages.length(f"{queue.value}{POISON_SUFFIX}")
