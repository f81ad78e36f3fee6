"""One run at a time works on one stream of one mailbox, and whoever comes by meanwhile is not forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sync_core.waiting import Waiting
from sync_core.work import MailboxId, RunId, Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right of one run to work on one stream of one mailbox; whoever writes shows it."""

    mailbox: MailboxId
    stream: Stream
    run: RunId
    expires_at: datetime
    read_at: datetime | None
    """When the last finished read of this stream began: older wake-ups are settled."""
    fence: str
    """Changes with every write under the lease; a stale one writes nothing."""
    cursors: Mapping[str, str] = field(default_factory=dict)
    """Cursors whose name begins with the stream's and a dot, as they stood when the lease was taken."""
    waiting: tuple[Waiting, ...] = ()
    """Items of the stream that were put back, one a task, as they stood when the lease was taken."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Another run holds the lease; it has been told that there is more to do (dirty)."""

    until: datetime
    was_dirty: bool = False
    """Somebody had come by before: their safety item already waits for the lease to expire."""


@dataclass(frozen=True, slots=True)
class Released:
    """The lease is free again."""

    is_dirty: bool
    """Somebody came by while it was held: exactly one more run is due."""


class Leases(Protocol):
    """The leases that memory keeps."""

    async def acquire(
        self, mailbox: MailboxId, stream: Stream, run: RunId, now: datetime
    ) -> Lease | Busy:
        """Take the lease for limits.LEASE_SECONDS, or mark it dirty when another run holds it."""
        ...

    async def release(
        self,
        lease: Lease,
        read_at: datetime | None,
        cursors: Mapping[str, str] | None = None,
        waiting: tuple[Waiting, ...] = (),
    ) -> Released:
        """Give the lease back; `read_at` is when a finished read began, None where none finished.

        Cursors, none of them empty, are set in the same write: for a read that found nothing to remember
        before them. So is what waits of the stream from now on, one item a task: nothing, unless told. A lease
        lost meanwhile is no error: nothing changes and Released(False) comes back.
        """
        ...
