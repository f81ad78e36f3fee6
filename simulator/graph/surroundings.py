"""Surroundings of a tenant that runs by the wall clock, with chance that can be repeated."""

from datetime import UTC, datetime
from random import Random


class SeededSurroundings:
    """The real time; ids and chance follow from a seed."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self._ids = Random(f"ids of {seed}")

    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)

    def new_id(self) -> str:
        """Return the next id (32 hex digits)."""
        return f"{self._ids.getrandbits(128):032x}"

    def chance(self) -> float:
        """Return the next number in 0..1."""
        return self._chance.random()
