"""The policy store's contract, kept by its twin in memory."""

import pytest

from flows.ports.policy_store import PolicyStore
from simulator.memory import InMemoryPolicyStore
from tests.contracts.policy_contract import PolicyContract


class TestInMemoryPolicyStore(PolicyContract):
    @pytest.fixture
    def policies(self) -> PolicyStore:
        return InMemoryPolicyStore()
