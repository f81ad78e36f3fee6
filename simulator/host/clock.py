"""The clock by which timers fire, handed in so that tests move it."""

import asyncio
from datetime import UTC, datetime
from typing import Protocol

_LOOK_SECONDS_MAX = 60.0
"""A sleeping machine's wall clock jumps: it is looked at again at least this often."""


class Clock(Protocol):
    """Wall-clock time, and waiting for it."""

    def now(self) -> datetime:
        """Return the time (UTC)."""
        ...

    async def until(self, moment: datetime) -> None:
        """Return when the moment has come."""
        ...


class WallClock:
    """This machine's clock."""

    def now(self) -> datetime:
        """Return the time (UTC)."""
        return datetime.now(UTC)

    async def until(self, moment: datetime) -> None:
        """Return when the moment has come."""
        while (left := (moment - self.now()).total_seconds()) > 0:
            await asyncio.sleep(min(left, _LOOK_SECONDS_MAX))
