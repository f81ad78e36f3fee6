"""The policy store's contract, kept by Azure Tables (Azurite)."""

from collections.abc import AsyncIterator

import pytest

from flows.ports.policy_store import PolicyStore
from tests.contracts.policy_contract import PolicyContract
from tests.storage_account import storage_account


@pytest.mark.azurite
class TestTablePolicyStore(PolicyContract):
    @pytest.fixture
    async def policies(self, azurite: str) -> AsyncIterator[PolicyStore]:
        async with storage_account(azurite) as account:
            yield account.policies
