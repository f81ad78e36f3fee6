"""Time, ids and chance that a test or the world turns by hand: the same seed gives the same run."""

import random
from datetime import datetime, timedelta


class ManualSurroundings:
    """Surroundings whose clock stands still until it is advanced."""

    def __init__(self, seed: int, start: datetime) -> None:
        """Begin at `start` (aware, UTC); ids and chance follow from the seed alone."""
        if start.tzinfo is None:
            raise ValueError("start: expected a time with its offset (UTC)")
        self._now = start
        self._random = random.Random(seed)
        self._ids = random.Random(f"ids of {seed}")

    def now(self) -> datetime:
        """Return the time."""
        return self._now

    def new_id(self) -> str:
        """Return the next id (32 hex digits); how often chance was asked does not change it."""
        return f"{self._ids.getrandbits(128):032x}"

    def chance(self) -> float:
        """Return the next number in 0..1."""
        return self._random.random()

    def advance(self, seconds: float) -> datetime:
        """Move the clock on and return the time; it never goes back."""
        if seconds < 0:
            raise ValueError("seconds: expected 0 or more, a clock does not go back")
        self._now += timedelta(seconds=seconds)
        return self._now
