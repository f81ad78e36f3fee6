"""The one running firm that all these tests look at: it is lived once, because living it takes half a minute."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from simulator.processes.firm import REPOSITORY
from tests.running.story import Told, live


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Yield what a whole running firm left behind; a failure shows its seed."""
    if not (REPOSITORY / "node_modules" / ".bin" / "azurite").exists():
        pytest.skip("Azurite is not installed: run `make setup` first")
    seed = time.time_ns() % 1_000_000
    yield asyncio.run(live(tmp_path_factory.mktemp("firm"), seed))
