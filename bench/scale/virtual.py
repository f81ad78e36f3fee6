"""An event loop whose time is the model's: it does not wait, it turns its clock to what is due next."""

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


class _Selector(selectors.SelectSelector):
    """Never waits: where nothing is ready, the loop's clock is turned instead."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready now."""
        ready = super().select(0)
        if not ready and timeout:
            self.loop.turned += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop for code that waits for time alone: a thread or a socket would be overtaken by its clock."""

    def __init__(self) -> None:
        selector = _Selector()
        selector.loop = self
        self.turned = 0.0
        super().__init__(selector)

    def time(self) -> float:
        """Return the seconds that were passed over."""
        return self.turned


class LoopSurroundings:
    """Time as the running loop has it; ids that count up; chance that is always the same."""

    def __init__(self, chance: float) -> None:
        self._chance = chance
        self._ids = 0

    def now(self) -> datetime:
        """Return the time."""
        return MIDNIGHT + timedelta(seconds=asyncio.get_running_loop().time())

    def new_id(self) -> str:
        """Return the next id."""
        self._ids += 1
        return f"{self._ids:032x}"

    def chance(self) -> float:
        """Return the number in 0..1 that every draw gives."""
        return self._chance


def run_virtually(work: Coroutine[Any, Any, T]) -> T:
    """Run something to its end in a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)
