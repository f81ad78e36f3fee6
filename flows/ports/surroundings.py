"""Time, ids and chance, handed in so that a run can be repeated exactly."""

from datetime import datetime
from typing import Protocol


class Surroundings(Protocol):
    """Where the engine stands. None of these wait for anything."""

    def now(self) -> datetime:
        """Return the time (UTC, aware)."""
        ...

    def new_id(self) -> str:
        """Return an id never given before (32 hex digits)."""
        ...

    def chance(self) -> float:
        """Return a number in 0..1, different each time."""
        ...
