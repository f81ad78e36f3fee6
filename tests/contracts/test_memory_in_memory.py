"""The memory's contract, kept by its twin in memory."""

import pytest

from flows.ports.memory import Memory
from simulator.memory import InMemoryMemory
from tests.contracts.memory_contract import MemoryContract
from tests.contracts.memory_rows import DIGESTER


class TestInMemoryMemory(MemoryContract):
    @pytest.fixture
    def memory(self) -> Memory:
        return InMemoryMemory(digester=DIGESTER)
