"""The real surroundings: the machine's clock, random ids, the operating system's chance."""

from datetime import UTC, datetime
from random import SystemRandom
from uuid import uuid4


class SystemSurroundings:
    """Surroundings of a running engine."""

    def __init__(self) -> None:
        self._chance = SystemRandom()

    def now(self) -> datetime:
        """Return the time (UTC, aware)."""
        return datetime.now(UTC)

    def new_id(self) -> str:
        """Return an id never given before (32 hex digits)."""
        return uuid4().hex

    def chance(self) -> float:
        """Return a number in 0..1, different each time."""
        return self._chance.random()
