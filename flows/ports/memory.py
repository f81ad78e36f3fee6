"""What the engine remembers between runs. Ids, keyed digests, times, counts, reason codes; no content.

Every method may raise Unavailable or Throttled (sync_core.failures).
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Protocol

from flows.ports.leases import Lease, Leases
from flows.ports.mailbox_records import MailboxRecords
from flows.ports.pair_memory import PairMemory
from flows.ports.remembrance import Remembrance
from flows.ports.run_records import RunRecords
from sync_core.mail import MessageId
from sync_core.seen import Retry, Seen, SeenKey, Tally
from sync_core.work import MailboxId


class Memory(MailboxRecords, Leases, PairMemory, RunRecords, Protocol):
    """The engine's memory: one store, since what belongs together is written whole."""

    async def cursors(self, mailbox: MailboxId, prefix: str) -> Mapping[str, str]:
        """Return the cursors whose name begins with this."""
        ...

    async def seen(self, mailbox: MailboxId, keys: Collection[SeenKey]) -> Mapping[SeenKey, Seen]:
        """Return what is remembered of these items."""
        ...

    async def remember(self, lease: Lease, what: Remembrance, now: datetime) -> Lease:
        """Write a step's rows under the lease and return the lease renewed.

        Rows go first, cursors with the last of them; each item counts once in the day's tally, and a
        new decision takes the place of the old one there. Of two runs that decide the same new item,
        the first counts. Raises LeaseLost, with nothing more written, when the lease is not ours.
        """
        ...

    async def retries(
        self, mailbox: MailboxId, due: datetime | None, limit: int
    ) -> tuple[Retry, ...]:
        """Return failed items due by then, soonest first; None returns all, given-up ones too."""
        ...

    async def tallies(self, mailbox: MailboxId, since: date, until: date) -> Mapping[date, Tally]:
        """Return the tallies of days since <= day <= until (UTC, the day decided)."""
        ...

    async def decision(self, mailbox: MailboxId, message: MessageId) -> Seen | None:
        """Return what was decided about one item, found by its id; slow, for a person's question.

        One that was received twice (a draft that was sent) has two: that of the later reception.
        """
        ...
