"""What the engine remembers between runs. Ids, keyed digests, times, counts, reason codes; no content.

Every method may raise Unavailable or Throttled (sync_core.failures).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from sync_core import limits
from sync_core.mail import CrmUserId, MessageId
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.reconcile.answers import Answered
from sync_core.reconcile.brakes import Answers, HeldPlan
from sync_core.reconcile.pairs import Pair, PairKey
from sync_core.seen import Retry, Seen, SeenKey, Tally
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembrance:
    """What one step of a run leaves behind, written whole: data first, cursors last."""

    seen: tuple[Seen, ...] = ()
    retries: tuple[Retry, ...] = ()
    """Failed items, to be read again; replaces what was recorded of the same item."""
    settled: tuple[SeenKey, ...] = ()
    """Retries that are over."""
    pairs: tuple[Pair, ...] = ()
    """Pairs of the lease's stream, each replacing the row of its key."""
    parted: tuple[PairKey, ...] = ()
    """Pairs of the lease's stream to be forgotten."""
    heeded: tuple[PairKey, ...] = ()
    """Pairs of the lease's stream whose answer was acted on: the answer is forgotten."""
    cursors: Mapping[str, str] = field(default_factory=dict)
    """Name of the cursor -> opaque text; empty text forgets it."""

    @property
    def row_count(self) -> int:
        """How many rows these are."""
        decided = len(self.seen) + len(self.retries) + len(self.settled)
        paired = len(self.pairs) + len(self.parted) + len(self.heeded)
        return decided + paired + len(self.cursors)

    def in_parts(self, rows_max: int) -> Iterator["Remembrance"]:
        """Yield the same in parts of at most so many rows, each written whole: cursors come last.

        A crash between two parts leaves rows without their cursors, never a cursor ahead of its rows;
        nor a failure that is decided and recorded for no other try, so retries go before decisions.
        Always at least one part, so that the lease is renewed. Each row stands in it once: of two
        decisions about one item the one that holds, of two records of one failed item the later, and
        an item that failed again is not settled.
        """
        failed = {retry.seen: retry for retry in self.retries}
        pairs = {pair.key: pair for pair in self.pairs}
        rows: dict[str, list[Any]] = {
            "retries": list(failed.values()),
            "seen": _each_once(self.seen),
            "settled": [key for key in dict.fromkeys(self.settled) if key not in failed],
            "pairs": list(pairs.values()),
            "parted": [key for key in dict.fromkeys(self.parted) if key not in pairs],
            "heeded": list(dict.fromkeys(self.heeded)),
        }
        cursors = dict(self.cursors)
        while True:
            room = rows_max
            part: dict[str, Any] = {}
            for kind, left in rows.items():
                part[kind] = tuple(left[:room])
                del left[:room]
                room -= len(part[kind])
            names = [] if any(rows.values()) else list(cursors)[:room]
            last = {name: cursors.pop(name) for name in names}
            yield Remembrance(**part, cursors=last)
            if not (any(rows.values()) or cursors):
                return


def _each_once(decisions: Iterable[Seen]) -> list[Seen]:
    """Return the decision that holds for each item."""
    held: dict[SeenKey, Seen] = {}
    for new in decisions:
        old = held.get(new.key)
        if old is None or old.gives_way_to(new):
            held[new.key] = new
    return list(held.values())


def asked_at_most(ids: Collection[str], keys: Collection[PairKey]) -> None:
    """Refuse a question for pairs that no store could answer in one.

    Raises:
        ValueError: more ids and keys than limits.PAIRS_ASKED_MAX allows.
    """
    if 3 * len(ids) + len(keys) > limits.PAIRS_ASKED_MAX:
        raise ValueError(
            f"pairs_about: {len(ids)} ids and {len(keys)} keys are too many for one question"
        )


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


class Memory(Protocol):
    """The engine's memory."""

    async def firm(self) -> FirmRecord:
        """Return what holds for the whole firm; a fresh one where nothing was remembered."""
        ...

    async def change_firm(self, **fields: Any) -> FirmRecord:
        """Set the named fields of FirmRecord, leave the others, and return the record."""
        ...

    async def fix_history_start(self, start: datetime, now: datetime) -> FirmRecord:
        """Set started_at and history_start unless they are set; the first caller wins."""
        ...

    async def mailboxes(self) -> tuple[MailboxRecord, ...]:
        """Return all mailboxes remembered, by id."""
        ...

    async def mailboxes_of(self, owners: Collection[CrmUserId]) -> tuple[MailboxRecord, ...]:
        """Return the mailboxes of these users, by id: as few rows as there are, in a firm of any size."""
        ...

    async def mailbox(self, mailbox: MailboxId) -> MailboxRecord | None:
        """Return one mailbox."""
        ...

    async def change_mailbox(self, mailbox: MailboxId, **fields: Any) -> MailboxRecord:
        """Set the named fields of MailboxRecord, leave the others, and return the record."""
        ...

    async def forget_mailbox(self, mailbox: MailboxId) -> None:
        """Remove everything remembered of one mailbox."""
        ...

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
        before them. So is what waits of the stream from now on, one item a task: nothing, unless told. A lease lost meanwhile is no error: nothing changes and Released(False) comes back.
        """
        ...

    async def cursors(self, mailbox: MailboxId, prefix: str) -> Mapping[str, str]:
        """Return the cursors whose name begins with this."""
        ...

    async def seen(self, mailbox: MailboxId, keys: Collection[SeenKey]) -> Mapping[SeenKey, Seen]:
        """Return what is remembered of these items."""
        ...

    async def pairs(self, mailbox: MailboxId, stream: Stream) -> tuple[Pair, ...]:
        """Return every pair remembered of one stream of a mailbox, by key."""
        ...

    async def pairs_about(
        self, mailbox: MailboxId, stream: Stream, ids: Collection[str], keys: Collection[PairKey]
    ) -> tuple[Pair, ...]:
        """Return some of a stream's pairs, by key: what a small change concerns, however many there are.

        They are those that have one of the ids as Outlook's, the CRM's or their series', those of the keys,
        and all that failed or were begun and not finished.

        Raises:
            ValueError: more ids and keys than limits.PAIRS_ASKED_MAX allows: ids count thrice.
        """
        ...

    async def hold(self, lease: Lease, plan: HeldPlan | None) -> None:
        """Keep the plan held for the lease's mailbox and stream, in place of a former one; None: none.

        An answer given meanwhile to a plan of the same id stays: the run that holds it anew has not
        seen it. The lease is not renewed.

        Raises LeaseLost, with nothing written, when the lease is not ours.
        """
        ...

    async def held(self, mailbox: MailboxId, stream: Stream) -> HeldPlan | None:
        """Return the plan held for a stream of a mailbox."""
        ...

    async def answer_held(
        self,
        mailbox: MailboxId,
        stream: Stream,
        plan_id: str,
        answers: Answers,
        by: str,
        at: datetime,
    ) -> bool:
        """Note a person's answer to a held plan; False when that plan is held no more.

        Answers to the same plan add up; of an action answered twice the later answer holds.
        """
        ...

    async def answer_pair(
        self, mailbox: MailboxId, stream: Stream, key: PairKey, answered: Answered
    ) -> bool:
        """Note a person's answer to what a pair asks; False when it asks that no more.

        A later answer to the same pair takes the place of the earlier one.
        """
        ...

    async def answers(self, mailbox: MailboxId, stream: Stream) -> Mapping[PairKey, Answered]:
        """Return the answers of one stream of a mailbox that were not acted on yet."""
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

    async def save_aliases(self, digests: frozenset[bytes]) -> None:
        """Remember the digests of the directory's addresses, in place of the former ones."""
        ...

    async def aliases(self) -> frozenset[bytes]:
        """Return the digests of the directory's addresses."""
        ...
