"""The contract of pairs, held plans and answers, kept by the twin in memory."""

import pytest

from flows.ports.memory import Memory
from simulator.memory import InMemoryMemory
from tests.contracts.answers_contract import AnswersContract
from tests.contracts.memory_rows import DIGESTER
from tests.contracts.pairs_contract import PairsContract


class TestInMemoryPairs(PairsContract, AnswersContract):
    @pytest.fixture
    def memory(self) -> Memory:
        return InMemoryMemory(digester=DIGESTER)
