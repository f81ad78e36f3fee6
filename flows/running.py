"""One execution of one work item: what its flow is handed, and what the flow gives back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flows.ports.leases import Lease
from flows.ports.parts import Parts
from flows.ports.remembrance import Remembrance
from flows.verdicts import Verdicts
from sync_core import limits
from sync_core.folders import FolderMemory
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.rules import FirmRules
from sync_core.work import RunId, WorkItem


@dataclass(slots=True, kw_only=True)
class Run:
    """A run under way. The lease moves with every remember; counts grow; all else stands."""

    parts: Parts
    item: WorkItem
    id: RunId
    started_at: datetime
    rules: FirmRules
    record: MailboxRecord
    lease: Lease
    counts: Counter[str] = field(default_factory=Counter)
    """Items by reason, pages and folders read: what the run record tells."""
    next_retry_at: datetime | None = None
    """When the first failure recorded by this run is due again."""
    folders: FolderMemory | None = None
    """The mailbox's folders, once this run has looked them up."""
    progress: dict[str, Any] = field(default_factory=dict)
    """Fields of the mailbox's record to set when the run ends."""
    _firm: FirmRecord | None = None

    async def firm(self) -> FirmRecord:
        """Return the firm's record as it was when this run first asked for it."""
        if self._firm is None:
            self._firm = await self.parts.memory.firm()
        return self._firm

    async def remember(self, what: Remembrance) -> None:
        """Write one step under the lease; data first, cursors last."""
        now = self.parts.surroundings.now()
        self.lease = await self.parts.memory.remember(self.lease, what, now)

    async def hold_lease(self) -> None:
        """Renew the lease where half of its time is over.

        Called before each of many outside requests between which nothing is remembered: so a slow tenant
        does not let another run in, which would do the same once more.

        Raises:
            LeaseLost: another run has it.
        """
        left = self.lease.expires_at - self.parts.surroundings.now()
        if left < timedelta(seconds=limits.LEASE_SECONDS) / 2:
            await self.remember(Remembrance())

    def is_to_be_noted(self, noted_at: datetime | None) -> bool:
        """Return whether the mailbox's record is to tell of a look at which nothing had happened.

        It tells to some minutes only when the last one was: it is another row to be written.
        """
        minutes = timedelta(seconds=limits.QUIET_LOOK_NOTED_SECONDS)
        return noted_at is None or self.started_at - noted_at >= minutes

    def decided(self, verdicts: Verdicts) -> None:
        """Add a page's decisions to the run's counts."""
        self.counts.update(reason.value for reason in verdicts.reasons)
        due = [at for at in (self.next_retry_at, verdicts.next_due) if at]
        self.next_retry_at = min(due, default=None)


@dataclass(frozen=True, slots=True)
class Done:
    """A flow's end: what there is to do now, and from when on nothing is new."""

    go_on: tuple[WorkItem, ...] = ()
    """Work to enqueue: the rest of this one, or what follows from it."""
    read_at: datetime | None = None
    """When a read that found everything began; wake-ups older than it are settled."""
    is_partial: bool = False
    """The rest waits in `go_on`."""
    is_quiet: bool = False
    """Nothing had happened, so nothing is recorded of the run but where and when it read."""
    cursors: Mapping[str, str] = field(default_factory=dict)
    """Of a quiet run: where reading goes on, set as the lease is given back."""
