"""Watching: how everything stands is read, and what somebody should look at is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.outcomes import Outcome
from flows.ports.parts import Parts
from flows.ports.run_records import RunRecord
from sync_core import limits
from sync_core.failures import Throttled
from sync_core.log_lines import WatchEnded
from sync_core.watching import (
    Finding,
    Lately,
    Sign,
    Standing,
    findings,
    oldest_due_seconds,
)
from sync_core.work import QueueName


@dataclass(frozen=True, slots=True)
class Watch:
    """What one look found."""

    ended: WatchEnded
    findings: tuple[Finding, ...]

    @property
    def levels(self) -> Mapping[str, float]:
        """How high everything stands, as metrics: a finding's sign has its count, 0 where there is none."""
        seen = self.ended
        counts: dict[str, float] = {
            "mailboxes": seen.mailboxes,
            "mailboxes_active": seen.active,
            "oldest_due_seconds": seen.oldest_due_seconds,
            "runs_throttled": seen.throttled,
        }
        counts |= dict.fromkeys((sign.value for sign in Sign), 0)
        counts |= {f"queue_{name}": count for name, count in seen.waiting.items()}
        for one in self.findings:
            counts[one.sign.value] += one.count
        return counts


async def watch(parts: Parts) -> Watch:
    """Look at everything once: a handful of reads, however many mailboxes there are."""
    standing = await _standing(parts)
    found = findings(standing, parts.digester.tag)
    ended = WatchEnded(
        findings=len(found),
        mailboxes=len(standing.records),
        active=len(standing.active),
        waiting=standing.waiting,
        poisoned=len(standing.buried) + standing.poisoned,
        runs=standing.lately.runs,
        throttled=standing.lately.throttled,
        oldest_due_seconds=oldest_due_seconds(standing),
    )
    return Watch(ended, found)


async def _standing(parts: Parts) -> Standing:
    now = parts.surroundings.now()
    buried = await parts.memory.buried(limits.BURIED_MAX)
    return Standing(
        now=now,
        firm=await parts.memory.firm(),
        records=await parts.memory.mailboxes(),
        waiting={queue.value: await parts.queue.waiting(queue) for queue in QueueName},
        poisoned=sum([await parts.queue.poisoned(queue) for queue in QueueName]),
        buried=[run.started_at for run in buried],
        lately=_lately(await _runs_since(parts, now - timedelta(seconds=limits.LATELY_SECONDS))),
    )


async def _runs_since(parts: Parts, since: datetime) -> list[RunRecord]:
    """Return the newest runs since then, of yesterday too where the hour began there."""
    found: list[RunRecord] = []
    for day in sorted({since.date(), parts.surroundings.now().date()}, reverse=True):
        left = limits.LATELY_RUNS_MAX - len(found)
        found += await parts.memory.runs(day, left) if left else ()
    return [run for run in found if run.started_at >= since]


def _lately(runs: Sequence[RunRecord]) -> Lately:
    told_to_wait = [
        run
        for run in runs
        if run.outcome == Outcome.RETRY and run.detail.startswith(Throttled.__name__)
    ]
    return Lately(
        runs=len(runs),
        throttled=len(told_to_wait),
        cursor_resets=sum(run.counts.get("cursors_lost", 0) for run in runs),
    )
