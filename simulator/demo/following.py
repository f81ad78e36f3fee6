"""Watching, after somebody acted on one side, until the other side shows it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

WATCH_SECONDS_MAX = 30.0
_LOOK_SECONDS = 0.15


@dataclass(frozen=True, slots=True)
class Followed:
    """What somebody did on one side, and what came of it on the other."""

    what: str
    """Who did what, for a line in the terminal."""
    told: str
    """What became of it."""
    is_followed: bool


async def until_followed(
    what: str, where: str, is_there: Callable[[], Awaitable[bool]], begun: float
) -> Followed:
    """Return once a side shows what was done at a moment (monotonic), after at most WATCH_SECONDS_MAX.

    Args:
        what: who did what.
        where: which side is watched, as the line names it, with what it does: "the CRM followed".
        is_there: whether it shows it.
        begun: when it was done.
    """
    while (seconds := time.monotonic() - begun) < WATCH_SECONDS_MAX:
        if await is_there():
            return Followed(what, f"{where} in {seconds:.1f} s", is_followed=True)
        await asyncio.sleep(_LOOK_SECONDS)
    told = f"not seen yet that {where}; the next sweep sees to it"
    return Followed(what, told, is_followed=False)
