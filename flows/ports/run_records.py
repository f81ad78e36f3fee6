"""What each run did, and which work items their queue gave up: what a person asks afterwards."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from sync_core.work import MailboxId, RunId


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """What one execution of one work item did."""

    run: RunId
    task: str
    mailbox: MailboxId
    started_at: datetime
    ended_at: datetime
    outcome: str
    """done, continued, coalesced, busy, retry, parked, stopped, dropped, failed or poisoned."""
    detail: str = ""
    """A code, never content."""
    counts: Mapping[str, int] = field(default_factory=dict)
    trace: str = ""
    """The trace of its work item; empty in records of older versions."""


class RunRecords(Protocol):
    """The records that memory keeps."""

    async def record_run(self, run: RunRecord) -> None:
        """Keep what a run did."""
        ...

    async def runs(self, day: date, limit: int) -> tuple[RunRecord, ...]:
        """Return the runs of one day, newest first."""
        ...

    async def bury(self, run: RunRecord) -> None:
        """Keep a work item that its queue gave up until somebody replays it or lets it go."""
        ...

    async def buried(self, limit: int) -> tuple[RunRecord, ...]:
        """Return work items given up, oldest first."""
        ...

    async def exhume(self, runs: Collection[RunRecord]) -> None:
        """Forget that these were given up: they were replayed or let go. Others stay."""
        ...

    async def prune_runs(self, before: date) -> int:
        """Remove run records of days before this one; return how many."""
        ...
