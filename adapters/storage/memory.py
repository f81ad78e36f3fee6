"""The engine's memory in the storage account: each method's cost in storage transactions is stated.

Typical run of one wake-up that finds one new message: mailbox 1, acquire 2, seen 1, remember 2, change
of the mailbox's record 2, release 1, run record 1: ten. A back-fill page of 400 new messages: seen 1,
remember 1 + 5.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from adapters.storage import (
    aliases,
    answering,
    burying,
    holding,
    leases,
    mailboxes,
    remembering,
    runs,
)
from adapters.storage.keys import (
    RETRIES,
    SEEN,
    cursor_key,
    pair_row_key,
    pairs_prefix,
    tally_key,
)
from adapters.storage.pair_rows import filter_about, pair_of
from adapters.storage.rows import cursors_of, retry_of, seen_of, tally_day, tally_of, utc_text
from adapters.storage.seeing import rows_of
from adapters.storage.tables import Table, TableName, Tables, end_of
from flows.ports.leases import Busy, Lease, Released
from flows.ports.pair_memory import asked_at_most
from flows.ports.remembrance import Remembrance
from flows.ports.run_records import RunRecord
from sync_core.digests import Digester
from sync_core.mail import CrmUserId, MessageId
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.reconcile.answers import Answered
from sync_core.reconcile.brakes import Answers, HeldPlan
from sync_core.reconcile.pairs import Pair, PairKey
from sync_core.seen import Retry, Seen, SeenKey, Tally
from sync_core.waiting import Waiting
from sync_core.work import MailboxId, RunId, Stream


class TableMemory:
    """A Memory in Azure Tables."""

    def __init__(self, tables: Tables, digester: Digester) -> None:
        """The digester finds an item's decision by its id."""
        self._tables = tables
        self._digester = digester

    async def firm(self) -> FirmRecord:
        """Return what holds for the whole firm. 1 transaction."""
        return await mailboxes.firm(self._records)

    async def change_firm(self, **fields: Any) -> FirmRecord:
        """Set the named fields; TypeError names one that does not exist. 2 transactions."""
        return await mailboxes.change_firm(self._records, fields)

    async def fix_history_start(self, start: datetime, now: datetime) -> FirmRecord:
        """Set started_at and history_start unless they are set. 1 transaction where they are, else 3."""
        return await mailboxes.fix_history_start(self._records, start, now)

    async def mailboxes(self) -> tuple[MailboxRecord, ...]:
        """Return all mailboxes remembered, by id. 1 transaction for each 1,000."""
        return await mailboxes.mailboxes(self._records)

    async def mailboxes_of(self, owners: Collection[CrmUserId]) -> tuple[MailboxRecord, ...]:
        """Return the mailboxes of these users, by id. 1 transaction for each 10 users."""
        return await mailboxes.mailboxes_of(self._records, owners)

    async def mailbox(self, mailbox: MailboxId) -> MailboxRecord | None:
        """Return one mailbox. 1 transaction."""
        return await mailboxes.mailbox(self._records, mailbox)

    async def change_mailbox(self, mailbox: MailboxId, **fields: Any) -> MailboxRecord:
        """Set the named fields; TypeError names one that does not exist. 2 transactions."""
        return await mailboxes.change_mailbox(self._records, mailbox, fields)

    async def forget_mailbox(self, mailbox: MailboxId) -> None:
        """Remove everything remembered of one mailbox. 1 transaction for each 100 rows, and a few."""
        await mailboxes.forget_mailbox(self._records, self._memory, mailbox)

    async def acquire(
        self, mailbox: MailboxId, stream: Stream, run: RunId, now: datetime
    ) -> Lease | Busy:
        """Take the lease, or mark it dirty when another run holds it. 2 transactions; cursors come with it."""
        return await leases.acquire(self._memory, mailbox, stream, run, now)

    async def release(
        self,
        lease: Lease,
        read_at: datetime | None,
        cursors: Mapping[str, str] | None = None,
        waiting: tuple[Waiting, ...] = (),
    ) -> Released:
        """Give the lease back, cursors and what waits with it. 1 transaction; 3 when somebody came by meanwhile."""
        return await leases.release(self._memory, lease, read_at, cursors or {}, waiting)

    async def cursors(self, mailbox: MailboxId, prefix: str) -> Mapping[str, str]:
        """Return the cursors whose name begins with this. 1 transaction for each 1,000."""
        low = cursor_key(prefix)
        return cursors_of([row async for row in self._memory.rows(mailbox, low, end_of(low))])

    async def seen(self, mailbox: MailboxId, keys: Collection[SeenKey]) -> Mapping[SeenKey, Seen]:
        """Return what is remembered of these items. 1 transaction for a page of mail: see seeing."""
        rows = await rows_of(self._memory, mailbox, keys)
        return {key: seen_of(row) for key, row in rows.items()}

    async def pairs(self, mailbox: MailboxId, stream: Stream) -> tuple[Pair, ...]:
        """Return every pair remembered of one stream, by key. 1 transaction for each 1,000."""
        low = pairs_prefix(stream)
        rows = self._memory.rows(mailbox, low, end_of(low))
        found = [pair_of(row.key.removeprefix(low), row.values) async for row in rows]
        return tuple(sorted(found, key=lambda pair: pair.key))

    async def pairs_about(
        self, mailbox: MailboxId, stream: Stream, ids: Collection[str], keys: Collection[PairKey]
    ) -> tuple[Pair, ...]:
        """Return the pairs of these ids and keys and the unfinished ones, by key. 1 transaction."""
        asked_at_most(ids, keys)
        low, rows = pairs_prefix(stream), [pair_row_key(stream, key) for key in keys]
        found = self._memory.rows(mailbox, low, end_of(low), filter_about(ids, rows))
        told = [pair_of(row.key.removeprefix(low), row.values) async for row in found]
        return tuple(sorted(told, key=lambda pair: pair.key))

    async def hold(self, lease: Lease, plan: HeldPlan | None) -> None:
        """Keep the plan held, in place of a former one; None: none. 2 transactions."""
        await holding.hold(self._memory, lease, plan)

    async def held(self, mailbox: MailboxId, stream: Stream) -> HeldPlan | None:
        """Return the plan held for a stream of a mailbox. 1 transaction."""
        return await holding.held(self._memory, mailbox, stream)

    async def answer_held(
        self,
        mailbox: MailboxId,
        stream: Stream,
        plan_id: str,
        answers: Answers,
        by: str,
        at: datetime,
    ) -> bool:
        """Note a person's answer to a held plan; False when it is held no more. 2 transactions."""
        answer = holding.Answer(plan_id, answers, by, at)
        return await holding.answer(self._memory, mailbox, stream, answer)

    async def answer_pair(
        self, mailbox: MailboxId, stream: Stream, key: PairKey, answered: Answered
    ) -> bool:
        """Note an answer to what a pair asks; False when it asks that no more. 2 transactions."""
        return await answering.answer(self._memory, mailbox, stream, key, answered)

    async def answers(self, mailbox: MailboxId, stream: Stream) -> Mapping[PairKey, Answered]:
        """Return the answers that were not acted on yet. 1 transaction for each 1,000."""
        return await answering.answers(self._memory, mailbox, stream)

    async def remember(self, lease: Lease, what: Remembrance, now: datetime) -> Lease:
        """Write a step's rows under the lease. 1 transaction for each 97 rows, 1 for the tally."""
        return await remembering.remember(self._memory, lease, what, now)

    async def retries(
        self, mailbox: MailboxId, due: datetime | None, limit: int
    ) -> tuple[Retry, ...]:
        """Return failed items, soonest first, given-up ones last. 1 transaction for each 1,000."""
        where = "" if due is None else f"due_at le '{utc_text(due)}'"
        rows = self._memory.rows(mailbox, RETRIES, end_of(RETRIES), where)
        found = sorted([(str(row.values["due_at"]), row.key, row) async for row in rows], key=_due)
        return tuple(retry_of(row) for _, _, row in found[:limit])

    async def tallies(self, mailbox: MailboxId, since: date, until: date) -> Mapping[date, Tally]:
        """Return the tallies of days since <= day <= until. 1 transaction for each 1,000 days."""
        if since > until:
            return {}
        low, high = tally_key(since), tally_key(until + timedelta(days=1))
        rows = [row async for row in self._memory.rows(mailbox, low, high)]
        return {tally_day(row): tally_of(row.values) for row in rows if row.values}

    async def decision(self, mailbox: MailboxId, message: MessageId) -> Seen | None:
        """Return what was decided about one item as it was last received. Reads all of the mailbox's decisions."""
        ending = f".{self._digester.item(message)}"
        rows = self._memory.rows(mailbox, SEEN, end_of(SEEN))
        found = [seen_of(row) async for row in rows if row.key.endswith(ending)]
        return max(found, key=lambda s: s.key, default=None)

    async def record_run(self, run: RunRecord) -> None:
        """Keep what a run did. 1 transaction."""
        await runs.record(self._runs, run)

    async def runs(self, day: date, limit: int) -> tuple[RunRecord, ...]:
        """Return the runs of one day, newest first. 1 transaction for each 1,000."""
        return await runs.newest(self._runs, day, limit)

    async def bury(self, run: RunRecord) -> None:
        """Keep a work item that its queue gave up. 1 transaction."""
        await burying.bury(self._runs, run)

    async def buried(self, limit: int) -> tuple[RunRecord, ...]:
        """Return work items given up, oldest first. 1 transaction for each 1,000."""
        return await burying.buried(self._runs, limit)

    async def exhume(self, runs: Collection[RunRecord]) -> None:
        """Forget that these were given up. 1 transaction for each 100."""
        await burying.exhume(self._runs, runs)

    async def prune_runs(self, before: date) -> int:
        """Remove run records of days before this one. 11 transactions for each 1,000."""
        return await runs.prune(self._runs, before)

    async def save_aliases(self, digests: frozenset[bytes]) -> None:
        """Remember the digests of the directory's addresses. 1 transaction where none has changed."""
        await aliases.save(self._records, digests)

    async def aliases(self) -> frozenset[bytes]:
        """Return the digests of the directory's addresses. 2 transactions."""
        return await aliases.read(self._records)

    @property
    def _records(self) -> Table:
        return self._tables.table(TableName.MAILBOXES)

    @property
    def _memory(self) -> Table:
        return self._tables.table(TableName.MEMORY)

    @property
    def _runs(self) -> Table:
        return self._tables.table(TableName.RUNS)


def _due(found: tuple[str, str, object]) -> tuple[str, str]:
    return found[:2]
