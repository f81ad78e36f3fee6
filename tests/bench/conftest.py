"""The benchmarks collect garbage before each step, so that its CPU is its own: here, only what a test left."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def nothing_older_is_collected() -> Iterator[None]:
    """Keep what the session holds already out of every collection of a test: nothing here is timed."""
    gc.freeze()
    yield
    gc.unfreeze()
