"""The model's time: what is to happen, in the order in which it does."""

import heapq
from collections.abc import Callable
from typing import Any


class Clock:
    """A heap of calls; time stands still while one runs. What falls together happens in the order it was asked for."""

    __slots__ = ("_asked", "_heap", "now")

    def __init__(self) -> None:
        self.now = 0.0
        self._asked = 0
        self._heap: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []

    def at(self, time: float, call: Callable[..., None], *told: Any) -> None:
        """Call something later; a time that is over is now."""
        self._asked += 1
        heapq.heappush(self._heap, (max(time, self.now), self._asked, call, told))

    def run(self, until: float) -> int:
        """Let time pass and return how many calls were made; what is due later stays."""
        heap, made = self._heap, 0
        while heap and heap[0][0] <= until:
            self.now, _, call, told = heapq.heappop(heap)
            call(*told)
            made += 1
        self.now = until
        return made
