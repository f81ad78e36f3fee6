"""The storage emulator, in a process of its own for as long as a benchmark needs it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from simulator.processes.azurite import start_azurite

ROOT = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def emulator() -> AsyncIterator[str]:
    """Yield the connection string of an emulator that holds everything in memory.

    Raises:
        DidNotStart: it is not installed (`make setup`).
    """
    with TemporaryDirectory() as logs:
        azurite = await start_azurite(ROOT, Path(logs))
        try:
            yield azurite.connection
        finally:
            await azurite.child.stop()
