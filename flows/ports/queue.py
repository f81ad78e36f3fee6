"""The queue of work items."""

from typing import Protocol

from sync_core.work import QueueName, WorkItem


class WorkQueue(Protocol):
    """Where work waits. May deliver an item twice, late, or out of order."""

    async def send(self, item: WorkItem, delay_seconds: int = 0) -> None:
        """Store an item in its queue (WorkItem.queue); it is seen after the delay.

        Raises Unavailable when it was not stored.
        """
        ...

    async def waiting(self, queue: QueueName) -> int:
        """Return about how many items wait, delayed ones too."""
        ...

    async def poisoned(self, queue: QueueName) -> int:
        """Return about how many items lie in the queue's poison queue."""
        ...
