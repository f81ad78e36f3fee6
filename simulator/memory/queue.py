"""A work queue in memory with a storage queue's rules: delays, receipts, redelivery and poison.

Rules as Azure documents them: a message taken is hidden for a while and comes back unless it is
deleted with its newest receipt; after maxDequeueCount (5) deliveries the Functions host moves it to the
poison queue instead of delivering it again. Nothing promises an order.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.ports.surroundings import Surroundings
from sync_core import limits
from sync_core.work import QueueName, WorkItem

DELIVERIES_MAX = 5
"""host.json's maxDequeueCount."""
HIDDEN_SECONDS = 600
"""How long the host's own lease of a message lasts when the run under it crashes."""


@dataclass(slots=True)
class _Waiting:
    """One message in a queue."""

    text: str
    visible_at: datetime
    deliveries: int = 0


class InMemoryQueue:
    """A WorkQueue whose deliveries are taken by hand."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._queues: dict[QueueName, dict[int, _Waiting]] = {name: {} for name in QueueName}
        self._poison: dict[QueueName, dict[int, _Waiting]] = {name: {} for name in QueueName}
        self._numbered = 0

    async def send(self, item: WorkItem, delay_seconds: int = 0) -> None:
        """Store an item; it is seen after the delay (0 to limits.QUEUE_DELAY_SECONDS_MAX)."""
        if not 0 <= delay_seconds <= limits.QUEUE_DELAY_SECONDS_MAX:
            raise ValueError(f"delay_seconds: expected 0..{limits.QUEUE_DELAY_SECONDS_MAX}")
        self._numbered += 1
        visible_at = self._surroundings.now() + timedelta(seconds=delay_seconds)
        self._queues[item.queue][self._numbered] = _Waiting(item.encode(), visible_at)

    async def waiting(self, queue: QueueName) -> int:
        """Return how many items wait, delayed and taken ones too."""
        return len(self._queues[queue])

    async def poisoned(self, queue: QueueName) -> int:
        """Return how many items lie in the queue's poison queue."""
        return len(self._poison[queue])

    def take(
        self,
        chance: Callable[[], float] | None = None,
        *,
        queue: QueueName | None = None,
        count: int = 1,
        hidden_seconds: float = HIDDEN_SECONDS,
    ) -> list[tuple[str, str]]:
        """Take up to `count` visible items as (receipt, text) and hide them for a while.

        Which one comes next is drawn with `chance`; without it, the one visible longest. An item
        delivered five times before goes to the poison queue and is not returned.
        """
        taken: list[tuple[str, str]] = []
        while len(taken) < count and (visible := self._visible(queue)):
            at = int(chance() * len(visible)) if chance else 0
            name, number, message = visible[min(at, len(visible) - 1)]
            if message.deliveries >= DELIVERIES_MAX:
                self._bury(name, number)
                continue
            message.deliveries += 1
            message.visible_at = self._surroundings.now() + timedelta(seconds=hidden_seconds)
            taken.append((f"{name}:{number}:{message.deliveries}", message.text))
        return taken

    def delete(self, receipt: str) -> bool:
        """Remove a taken item; False when the receipt is no longer the newest one."""
        message = self._taken(receipt)
        if message is None:
            return False
        name, number, _ = receipt.split(":")
        del self._queues[QueueName(name)][int(number)]
        return True

    def abandon(self, receipt: str) -> bool:
        """Let a taken item be seen again at once, as the host does when the function failed."""
        message = self._taken(receipt)
        if message is None:
            return False
        message.visible_at = self._surroundings.now()
        return True

    def take_poison(self, queue: QueueName) -> list[str]:
        """Remove and return the texts in a poison queue, oldest first."""
        texts = [message.text for message in self._poison[queue].values()]
        self._poison[queue].clear()
        return texts

    def next_visible_at(self) -> datetime | None:
        """Return when the next item can be taken (it may be past); None when nothing waits."""
        times = (m.visible_at for waiting in self._queues.values() for m in waiting.values())
        return min(times, default=None)

    def dump(self) -> Iterator[str]:
        """Yield everything held, as text."""
        for kind, queues in (("queue", self._queues), ("poison", self._poison)):
            for name, waiting in queues.items():
                for message in waiting.values():
                    yield f"{kind} {name.value} {message.text}"

    def _visible(self, queue: QueueName | None) -> list[tuple[QueueName, int, _Waiting]]:
        now = self._surroundings.now()
        names = QueueName if queue is None else (queue,)
        found = [
            (name, number, message)
            for name in names
            for number, message in self._queues[name].items()
            if message.visible_at <= now
        ]
        return sorted(found, key=lambda one: (one[2].visible_at, one[1]))

    def _taken(self, receipt: str) -> _Waiting | None:
        name, number, delivery = receipt.split(":")
        message = self._queues[QueueName(name)].get(int(number))
        return message if message and message.deliveries == int(delivery) else None

    def _bury(self, name: QueueName, number: int) -> None:
        self._poison[name][number] = self._queues[name].pop(number)
