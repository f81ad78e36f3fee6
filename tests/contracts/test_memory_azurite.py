"""The memory's contract, kept by Azure Tables (Azurite)."""

from collections.abc import AsyncIterator

import pytest

from flows.ports.memory import Memory
from tests.contracts.memory_contract import MemoryContract
from tests.storage_account import storage_account


@pytest.mark.azurite
class TestTableMemory(MemoryContract):
    @pytest.fixture
    async def memory(self, azurite: str) -> AsyncIterator[Memory]:
        async with storage_account(azurite) as account:
            yield account.memory
