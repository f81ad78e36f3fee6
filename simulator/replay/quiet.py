"""Waiting until the engine has nothing left to do, and proving it by a sweep that changes nothing."""

import asyncio
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from simulator.replay.scene import Scene
from sync_core import limits

_LOOK_SECONDS = 1.0
_SWEEP_AGAIN = timedelta(seconds=45)
"""A sweep that met a lease held by a process that was killed is asked for again."""


class NotQuiet(Exception):
    """The engine still had something to do when patience ended."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How everything stands, to be compared with how it stands later."""

    decided: tuple[tuple[str, int], ...]
    activities: int
    unmatched: int
    retries_due: bool


async def until_history(scene: Scene, mailboxes: int, patience_seconds: float) -> None:
    """Return when the past of so many mailboxes is complete.

    Raises:
        NotQuiet: it was not in time.
    """
    told = ""
    async with _Patience(scene, patience_seconds):
        while True:
            records = await scene.records()
            complete = sum(r.history_from is not None and r.history_goal is None for r in records)
            done, expected = (
                sum(r.history_done for r in records),
                sum(r.history_expected for r in records),
            )
            line = (
                f"back-fill: {complete} of {mailboxes} mailboxes, {done:,} of {expected:,} messages"
            )
            if line != told:
                print(line, file=sys.stderr)
                told = line
            if complete >= mailboxes:
                return
            await asyncio.sleep(_LOOK_SECONDS)


async def until_quiet(scene: Scene, patience_seconds: float) -> None:
    """Return when queues and notifications are empty and a whole sweep has changed nothing.

    Raises:
        NotQuiet: it was not in time.
    """
    async with _Patience(scene, patience_seconds):
        while True:
            await _until_idle(scene)
            before = await _stand(scene)
            await _sweep_all(scene)
            await _until_idle(scene)
            after = await _stand(scene)
            print(f"sweep: {'nothing new' if before == after else 'found more'}", file=sys.stderr)
            if before == after and not after.retries_due:
                return


async def _until_idle(scene: Scene) -> None:
    """Return when nothing waits, seen twice in a row: work enqueues work."""
    quiet = 0
    before: dict[str, int] = {}
    while quiet < 2:
        waiting = await scene.waiting()
        quiet = 0 if any(waiting.values()) else quiet + 1
        if waiting != before:
            told = ", ".join(f"{number} in {name}" for name, number in waiting.items())
            print(f"waiting: {told}", file=sys.stderr)
            before = waiting
        await asyncio.sleep(_LOOK_SECONDS)


async def _sweep_all(scene: Scene) -> None:
    """Return when every mailbox that may run was swept since now."""
    since = datetime.now(UTC)
    asked: datetime | None = None
    while True:
        records = await scene.records()
        lacking = [r for r in records if r.is_active and not (r.swept_at and r.swept_at >= since)]
        if not lacking:
            return
        if asked is None or datetime.now(UTC) - asked > _SWEEP_AGAIN:
            await scene.firm.host.trigger("sweep")
            asked = datetime.now(UTC)
        await asyncio.sleep(_LOOK_SECONDS)


async def _stand(scene: Scene) -> Stand:
    totals = await scene.desk.totals()
    records = await scene.records()
    return Stand(
        decided=(await scene.tally()).by_reason,
        activities=totals["activities"],
        unmatched=totals["unmatched"],
        retries_due=any(r.retry_due_at is not None for r in records),
    )


class _Patience:
    """Turns a time-out into a clear line that says what was still waiting."""

    def __init__(self, scene: Scene, seconds: float) -> None:
        self._scene = scene
        self._seconds = seconds
        self._timeout = asyncio.timeout(seconds)

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(self, *failed: object) -> None:
        try:
            await self._timeout.__aexit__(*failed)  # type: ignore[arg-type] # handed on as it came
        except TimeoutError:
            raise NotQuiet(
                f"not quiet after {self._seconds:.0f} s: waiting: {await self._scene.waiting()}; "
                f"a lease of a process that was killed holds {limits.LEASE_SECONDS} s"
            ) from None
