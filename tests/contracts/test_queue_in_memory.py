"""The queue's contract, kept by its twin in memory."""

import pytest

from simulator.memory import InMemoryQueue, ManualSurroundings
from sync_core.work import QueueName
from tests.contracts.memory_rows import NOW
from tests.contracts.queue_contract import QueueContract, Take


class TestInMemoryQueue(QueueContract):
    @pytest.fixture
    def queue(self) -> InMemoryQueue:
        return InMemoryQueue(ManualSurroundings(1, NOW))

    @pytest.fixture
    def take(self, queue: InMemoryQueue) -> Take:
        async def taken(name: QueueName) -> list[str]:
            return [text for _, text in queue.take(queue=name, count=32)]

        return taken
