"""Pruning: run records older than their keeping time are removed; tallies and decisions stay."""

from datetime import timedelta

from flows.running import Done, Run
from sync_core import limits


async def prune(run: Run) -> Done:
    """Remove old run records."""
    before = (run.started_at - timedelta(days=limits.RUN_RECORD_DAYS)).date()
    run.counts["pruned"] += await run.parts.memory.prune_runs(before)
    await _prune_buried(run)
    return Done()


async def _prune_buried(run: Run) -> None:
    """Let go what was given up so long ago that no run tells of it any more."""
    before = run.started_at - timedelta(days=limits.RUN_RECORD_DAYS)
    buried = await run.parts.memory.buried(limits.BURIED_MAX)
    old = [one for one in buried if one.started_at < before]
    if old:
        await run.parts.memory.exhume(old)
