"""Pruning: run records older than their keeping time are removed; tallies and decisions stay."""

from datetime import timedelta

from flows.running import Done, Run
from sync_core import limits


async def prune(run: Run) -> Done:
    """Remove old run records."""
    before = (run.started_at - timedelta(days=limits.RUN_RECORD_DAYS)).date()
    run.counts["pruned"] += await run.parts.memory.prune_runs(before)
    return Done()
