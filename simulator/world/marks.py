"""Counting what the worlds met: a fault, a reason, a failure that never occurred proves nothing."""

from collections import Counter
from collections.abc import Iterable


class Marks:
    """How often each named thing happened."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def hit(self, name: str) -> None:
        """Count one occurrence."""
        self._counts[name] += 1

    def add(self, counts: dict[str, int]) -> None:
        """Add another world's counts."""
        self._counts.update(counts)

    def counts(self) -> dict[str, int]:
        """Return all counts by name."""
        return dict(sorted(self._counts.items()))

    def missing(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Return which of the wanted never happened."""
        return tuple(sorted(name for name in wanted if not self._counts[name]))
