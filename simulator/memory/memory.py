"""The engine's memory, held in memory: the twin of the storage account's, under the same contract.

Methods await nothing, so that a coroutine of one can be driven without an event loop. What is handed in
and out is frozen, so nothing is copied.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flows.ports.leases import Busy, Lease, Released
from flows.ports.pair_memory import asked_at_most
from flows.ports.remembrance import Remembrance
from flows.ports.run_records import RunRecord
from simulator.memory.keys import checked
from sync_core import limits
from sync_core.digests import Digester
from sync_core.failures import LeaseLost
from sync_core.mail import CrmUserId, MessageId
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.reconcile.answers import Answered
from sync_core.reconcile.brakes import Answers, HeldPlan
from sync_core.reconcile.pairs import Pair, PairKey
from sync_core.seen import Retry, Seen, SeenKey, Tally
from sync_core.waiting import Waiting
from sync_core.work import MailboxId, RunId, Stream


@dataclass(slots=True)
class _LeaseRow:
    """Who holds a stream, and whether somebody came by meanwhile."""

    run: RunId | None = None
    expires_at: datetime | None = None
    is_dirty: bool = False
    read_at: datetime | None = None
    waiting: tuple[Waiting, ...] = ()
    written: int = 0


@dataclass(slots=True)
class _Partition:
    """Everything remembered of one mailbox beside its record."""

    leases: dict[Stream, _LeaseRow] = field(default_factory=dict)
    cursors: dict[str, str] = field(default_factory=dict)
    seen: dict[SeenKey, Seen] = field(default_factory=dict)
    retries: dict[SeenKey, Retry] = field(default_factory=dict)
    tallies: dict[date, Tally] = field(default_factory=dict)
    pairs: dict[Stream, dict[PairKey, Pair]] = field(default_factory=dict)
    plans: dict[Stream, HeldPlan] = field(default_factory=dict)
    answers: dict[Stream, dict[PairKey, Answered]] = field(default_factory=dict)


class InMemoryMemory:
    """A Memory that lasts as long as the process."""

    def __init__(self, *, digester: Digester) -> None:
        """The digester finds an item's decision by its id."""
        self._digester = digester
        self._firm = FirmRecord()
        self._mailboxes: dict[MailboxId, MailboxRecord] = {}
        self._partitions: dict[MailboxId, _Partition] = {}
        self._runs: dict[date, dict[RunId, RunRecord]] = {}
        self._buried: dict[RunId, RunRecord] = {}
        self._aliases: frozenset[bytes] = frozenset()

    async def firm(self) -> FirmRecord:
        """Return what holds for the whole firm."""
        return self._firm

    async def change_firm(self, **fields: Any) -> FirmRecord:
        """Set the named fields; TypeError names one that does not exist."""
        self._firm = replace(self._firm, **fields)
        return self._firm

    async def fix_history_start(self, start: datetime, now: datetime) -> FirmRecord:
        """Set started_at and history_start unless they are set."""
        firm = self._firm
        self._firm = replace(
            firm,
            started_at=firm.started_at or now,
            history_start=firm.history_start or start,
        )
        return self._firm

    async def mailboxes(self) -> tuple[MailboxRecord, ...]:
        """Return all mailboxes remembered, by id."""
        return tuple(self._mailboxes[mailbox] for mailbox in sorted(self._mailboxes))

    async def mailboxes_of(self, owners: Collection[CrmUserId]) -> tuple[MailboxRecord, ...]:
        """Return the mailboxes of these users, by id."""
        return tuple(r for r in await self.mailboxes() if r.owner in frozenset(owners))

    async def mailbox(self, mailbox: MailboxId) -> MailboxRecord | None:
        """Return one mailbox."""
        return self._mailboxes.get(mailbox)

    async def change_mailbox(self, mailbox: MailboxId, **fields: Any) -> MailboxRecord:
        """Set the named fields; TypeError names one that does not exist."""
        if "id" in fields:
            raise TypeError("id: a mailbox's id does not change")
        record = self._mailboxes.get(mailbox) or MailboxRecord(id=MailboxId(checked(mailbox)))
        self._mailboxes[mailbox] = replace(record, **fields)
        return self._mailboxes[mailbox]

    async def forget_mailbox(self, mailbox: MailboxId) -> None:
        """Remove everything remembered of one mailbox."""
        self._partitions.pop(mailbox, None)
        self._mailboxes.pop(mailbox, None)

    async def acquire(
        self, mailbox: MailboxId, stream: Stream, run: RunId, now: datetime
    ) -> Lease | Busy:
        """Take the lease, or mark it dirty when another run holds it."""
        row = self._partition(mailbox).leases.setdefault(stream, _LeaseRow())
        until = row.expires_at
        if row.run not in (None, run) and until is not None and until > now:
            was_dirty, row.is_dirty = row.is_dirty, True
            return Busy(until=until, was_dirty=was_dirty)
        row.run = run
        cursors = await self.cursors(mailbox, f"{stream.value}.")
        return replace(self._renewed(mailbox, stream, row, now), cursors=cursors)

    async def release(
        self,
        lease: Lease,
        read_at: datetime | None,
        cursors: Mapping[str, str] | None = None,
        waiting: tuple[Waiting, ...] = (),
    ) -> Released:
        """Give the lease back, and set cursors and what waits; a lease lost meanwhile changes nothing."""
        row = self._held(lease)
        if row is None:
            return Released(is_dirty=False)
        was_dirty = row.is_dirty
        row.run, row.is_dirty, row.written = None, False, row.written + 1
        row.waiting = waiting
        if read_at is not None:
            row.read_at = max(read_at, row.read_at or read_at)
        self._partition(lease.mailbox).cursors.update(cursors or {})
        return Released(is_dirty=was_dirty)

    async def cursors(self, mailbox: MailboxId, prefix: str) -> Mapping[str, str]:
        """Return the cursors whose name begins with this."""
        held = self._partition(mailbox).cursors
        return {name: text for name, text in held.items() if name.startswith(prefix)}

    async def seen(self, mailbox: MailboxId, keys: Collection[SeenKey]) -> Mapping[SeenKey, Seen]:
        """Return what is remembered of these items."""
        held = self._partition(mailbox).seen
        return {key: held[key] for key in keys if key in held}

    async def pairs(self, mailbox: MailboxId, stream: Stream) -> tuple[Pair, ...]:
        """Return every pair remembered of one stream of a mailbox, by key."""
        held = self._partition(mailbox).pairs.get(stream, {})
        return tuple(held[key] for key in sorted(held))

    async def pairs_about(
        self, mailbox: MailboxId, stream: Stream, ids: Collection[str], keys: Collection[PairKey]
    ) -> tuple[Pair, ...]:
        """Return the pairs of these ids and keys and the unfinished ones, by key."""
        asked_at_most(ids, keys)
        wanted = frozenset(keys)
        return tuple(
            p
            for p in await self.pairs(mailbox, stream)
            if p.is_unfinished or p.key in wanted or any(map(p.knows, ids))
        )

    async def hold(self, lease: Lease, plan: HeldPlan | None) -> None:
        """Keep the plan held for the lease's mailbox and stream, in place of a former one; None: none."""
        if self._held(lease) is None:
            raise LeaseLost(lease.stream.value)
        plans = self._partition(lease.mailbox).plans
        former = plans.pop(lease.stream, None)
        if plan is not None:
            plans[lease.stream] = plan.answered_as(former)

    async def held(self, mailbox: MailboxId, stream: Stream) -> HeldPlan | None:
        """Return the plan held for a stream of a mailbox."""
        return self._partition(mailbox).plans.get(stream)

    async def answer_held(
        self,
        mailbox: MailboxId,
        stream: Stream,
        plan_id: str,
        answers: Answers,
        by: str,
        at: datetime,
    ) -> bool:
        """Note a person's answer to a held plan; False when that plan is held no more."""
        plans = self._partition(mailbox).plans
        plan = plans.get(stream)
        if plan is None or plan.id != plan_id:
            return False
        plans[stream] = plan.with_answer(answers, by, at)
        return True

    async def answer_pair(
        self, mailbox: MailboxId, stream: Stream, key: PairKey, answered: Answered
    ) -> bool:
        """Note a person's answer to what a pair asks; False when it asks that no more."""
        held = self._partition(mailbox)
        pair = held.pairs.get(stream, {}).get(key)
        if pair is None or not pair.does_ask(answered.about):
            return False
        held.answers.setdefault(stream, {})[key] = answered
        return True

    async def answers(self, mailbox: MailboxId, stream: Stream) -> Mapping[PairKey, Answered]:
        """Return the answers of one stream of a mailbox that were not acted on yet."""
        return dict(sorted(self._partition(mailbox).answers.get(stream, {}).items()))

    async def remember(self, lease: Lease, what: Remembrance, now: datetime) -> Lease:
        """Write a step's rows under the lease and return the lease renewed.

        Written whole: a world that crashes between two transactions calls this once for each of
        `what.in_parts(limits.REMEMBERED_ROWS_PER_TRANSACTION)`.
        """
        row = self._held(lease)
        if row is None:
            raise LeaseLost(lease.stream.value)
        held = self._partition(lease.mailbox)
        for new in what.seen:
            _decide(held, new)
        for key in what.settled:
            held.retries.pop(key, None)
        held.retries.update((retry.seen, retry) for retry in what.retries)
        pairs = held.pairs.setdefault(lease.stream, {})
        for parted in what.parted:
            pairs.pop(parted, None)
        pairs.update((pair.key, pair) for pair in what.pairs)
        for heeded in what.heeded:
            held.answers.get(lease.stream, {}).pop(heeded, None)
        for name, text in what.cursors.items():
            if text:
                held.cursors[name] = text
            else:
                held.cursors.pop(name, None)
        renewed = self._renewed(lease.mailbox, lease.stream, row, now)
        return replace(renewed, cursors=lease.cursors)

    async def retries(
        self, mailbox: MailboxId, due: datetime | None, limit: int
    ) -> tuple[Retry, ...]:
        """Return failed items due by then, soonest first; None returns all, given-up ones last."""
        held = self._partition(mailbox).retries.values()
        never = datetime.max.replace(tzinfo=UTC)
        wanted = (r for r in held if due is None or (r.due_at is not None and r.due_at <= due))
        return tuple(sorted(wanted, key=lambda r: (r.due_at or never, r.seen))[:limit])

    async def tallies(self, mailbox: MailboxId, since: date, until: date) -> Mapping[date, Tally]:
        """Return the tallies of days since <= day <= until."""
        held = self._partition(mailbox).tallies
        return {day: held[day] for day in sorted(held) if since <= day <= until}

    async def decision(self, mailbox: MailboxId, message: MessageId) -> Seen | None:
        """Return what was decided about one item as it was last received."""
        ending = f".{self._digester.item(message)}"
        found = [s for key, s in self._partition(mailbox).seen.items() if key.endswith(ending)]
        return max(found, key=lambda s: s.key, default=None)

    async def record_run(self, run: RunRecord) -> None:
        """Keep what a run did."""
        kept = replace(run, counts=dict(run.counts))
        self._runs.setdefault(run.started_at.astimezone(UTC).date(), {})[run.run] = kept

    async def runs(self, day: date, limit: int) -> tuple[RunRecord, ...]:
        """Return the runs of one day, newest first."""
        held = self._runs.get(day, {}).values()
        return tuple(sorted(held, key=lambda r: (r.started_at, r.run), reverse=True)[:limit])

    async def bury(self, run: RunRecord) -> None:
        """Keep a work item that its queue gave up."""
        self._buried[run.run] = replace(run, counts=dict(run.counts))

    async def buried(self, limit: int) -> tuple[RunRecord, ...]:
        """Return work items given up, oldest first."""
        held = sorted(self._buried.values(), key=lambda r: (r.started_at, r.run))
        return tuple(held[:limit])

    async def exhume(self, runs: Collection[RunRecord]) -> None:
        """Forget that these were given up."""
        for run in runs:
            self._buried.pop(run.run, None)

    async def prune_runs(self, before: date) -> int:
        """Remove run records of days before this one; return how many."""
        old = [day for day in self._runs if day < before]
        return sum(len(self._runs.pop(day)) for day in old)

    async def save_aliases(self, digests: frozenset[bytes]) -> None:
        """Remember the digests of the directory's addresses, in place of the former ones."""
        self._aliases = digests

    async def aliases(self) -> frozenset[bytes]:
        """Return the digests of the directory's addresses."""
        return self._aliases

    def dump(self) -> Iterator[str]:
        """Yield everything held, as text."""
        yield repr(self._firm)
        yield from map(repr, self._mailboxes.values())
        for mailbox, held in self._partitions.items():
            for name, rows in (
                ("cursor", held.cursors),
                ("lease", held.leases),
                ("plan", held.plans),
                ("answers", held.answers),
            ):
                yield from (f"{mailbox} {name} {key!r} {row!r}" for key, row in rows.items())
            for row in (*held.seen.values(), *held.retries.values(), *held.tallies.items()):
                yield f"{mailbox} {row!r}"
            for stream, pairs in held.pairs.items():
                yield from (f"{mailbox} {stream} {pair!r}" for pair in pairs.values())
        for runs in self._runs.values():
            yield from map(repr, runs.values())
        yield from map(repr, self._buried.values())
        yield from (digest.hex() for digest in self._aliases)

    def _partition(self, mailbox: MailboxId) -> _Partition:
        found = self._partitions.get(mailbox)
        if found is None:
            found = self._partitions[MailboxId(checked(mailbox))] = _Partition()
        return found

    def _held(self, lease: Lease) -> _LeaseRow | None:
        """Return the lease's row while its run still owns it, expired or not."""
        held = self._partitions.get(lease.mailbox)
        row = held.leases.get(lease.stream) if held else None
        return row if row is not None and row.run == lease.run else None

    def _renewed(self, mailbox: MailboxId, stream: Stream, row: _LeaseRow, now: datetime) -> Lease:
        row.expires_at = until = now + timedelta(seconds=limits.LEASE_SECONDS)
        row.written += 1
        return Lease(
            mailbox=mailbox,
            stream=stream,
            run=row.run or RunId(""),
            expires_at=until,
            read_at=row.read_at,
            fence=str(row.written),
            waiting=row.waiting,
        )


def _decide(held: _Partition, new: Seen) -> None:
    """Write one decision, and count it on its day in place of the one it replaces."""
    old = held.seen.get(new.key)
    if old is not None:
        if not old.gives_way_to(new):
            return
        day = old.decided_at.astimezone(UTC).date()
        held.tallies[day] = held.tallies.get(day, Tally()).plus((), instead_of=(old,))
        if not held.tallies[day].by_reason:
            del held.tallies[day]
    held.seen[new.key] = new
    day = new.decided_at.astimezone(UTC).date()
    held.tallies[day] = held.tallies.get(day, Tally()).plus((new,))
