"""The contract of pairs, held plans and answers, kept by Azure Tables (Azurite)."""

from collections.abc import AsyncIterator

import pytest

from flows.ports.memory import Memory
from tests.contracts.answers_contract import AnswersContract
from tests.contracts.pairs_contract import PairsContract
from tests.storage_account import storage_account


@pytest.mark.azurite
class TestTablePairs(PairsContract, AnswersContract):
    @pytest.fixture
    async def memory(self, azurite: str) -> AsyncIterator[Memory]:
        async with storage_account(azurite) as account:
            yield account.memory
