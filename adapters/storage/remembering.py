"""Writing what a step leaves behind: data first, cursors last, fenced by the lease, each item counted once.

All rows of a mailbox lie in one partition, so that one entity-group transaction holds the lease (If-Match:
a stale run writes nothing), up to 97 rows and the tallies they change. A new item is a create; a tally is
written on the etag it was read with. Whatever is refused is read again and written as it then should be.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from adapters.storage import leases
from adapters.storage.keys import (
    ANSWERS,
    CURSORS,
    PAIRS,
    RETRIES,
    SEEN,
    TALLIES,
    answer_key,
    cursor_key,
    lease_key,
    pair_row_key,
    retry_key,
    seen_row_key,
    tally_key,
)
from adapters.storage.pair_rows import pair_values
from adapters.storage.rows import (
    cursor_values,
    day_of,
    retry_values,
    seen_of,
    seen_values,
    tally_of,
    tally_values,
)
from adapters.storage.seeing import rows_of
from adapters.storage.tables import Refused, Table, Value, Verb, Write, end_of
from flows.ports.leases import Lease
from flows.ports.remembrance import Remembrance
from sync_core import limits
from sync_core.failures import Unavailable
from sync_core.seen import Seen, SeenKey, Tally


async def remember(table: Table, lease: Lease, what: Remembrance, now: datetime) -> Lease:
    """Write a step's rows and return the lease renewed.

    Transactions: 1 for each 97 rows and, where decisions are among them, 1 to read the day's tally. A
    part in which a decision turns out to be there already costs 2 more (its rows read, and written
    again as they then should be), and so does one in which rows to be removed are gone already. A
    replaced decision is taken out of the tally of its own day.

    Raises:
        LeaseLost: the lease is not ours; nothing more was written.
    """
    writing = _Writing(table, lease, now)
    for part in what.in_parts(limits.REMEMBERED_ROWS_PER_TRANSACTION):
        await writing.write(part)
    until = now + timedelta(seconds=limits.LEASE_SECONDS)
    return replace(lease, expires_at=until, fence=writing.fence)


class _Writing:
    """One call's writes, and what it has learnt of the partition on the way."""

    def __init__(self, table: Table, lease: Lease, now: datetime) -> None:
        self.fence = lease.fence
        self._table = table
        self._lease = lease
        self._now = now
        self._tallies: dict[date, tuple[Tally, str | None]] = {}
        """The tally of a day and its row's etag; None: there is no such row."""
        self._there: dict[SeenKey, tuple[Seen, str]] = {}
        """Decisions that were there before ours, with their rows' etags."""
        self._gone: set[str] = set()
        """Keys of rows to be removed that do not exist."""

    async def write(self, part: Remembrance) -> None:
        """Write one part whole."""
        for _ in range(limits.CONTENTION_ATTEMPTS_MAX):
            tallies = await self._counted(part)
            writes = [
                leases.renewal(self._lease, self.fence, self._now),
                *self._tally_writes(tallies),
                *self._rows(part),
            ]
            if len(writes) > limits.TRANSACTION_OPERATIONS_MAX:
                await self._write_halves(part)
                return
            done = await self._table.transact(writes)
            if not isinstance(done, Refused):
                self._learn(tallies, done)
                return
            await self._look_again(writes[done.index].key, part)
        raise Unavailable("memory contended")

    async def _write_halves(self, part: Remembrance) -> None:
        """Write a part in two: it replaces decisions of so many days that their tallies do not fit."""
        for half in part.in_parts((part.row_count + 1) // 2):
            await self.write(half)

    def _fates(self, part: Remembrance) -> Iterator[tuple[Seen, Seen | None, str | None]]:
        """Yield the decisions that are to be written, with what they replace and its etag."""
        for new in part.seen:
            old, etag = self._there.get(new.key, (None, None))
            if old is None or old.gives_way_to(new):
                yield new, old, etag

    async def _counted(self, part: Remembrance) -> dict[date, Tally]:
        """Return the tallies as they are with this part in them; days that do not change are left out."""
        days: dict[date, tuple[list[Seen], list[Seen]]] = {}
        for new, old, _ in self._fates(part):
            days.setdefault(day_of(new), ([], []))[0].append(new)
            if old is not None:
                days.setdefault(day_of(old), ([], []))[1].append(old)
        counted = {}
        for day, (added, taken_back) in days.items():
            if day not in self._tallies:
                await self._read_tally(day)
            counted[day] = self._tallies[day][0].plus(added, instead_of=taken_back)
        return counted

    def _tally_writes(self, tallies: dict[date, Tally]) -> Iterator[Write]:
        for day, tally in tallies.items():
            etag = self._tallies[day][1]
            verb = Verb.CREATE if etag is None else Verb.REPLACE
            yield self._row(verb, tally_key(day), tally_values(tally), etag)

    def _rows(self, part: Remembrance) -> Iterator[Write]:
        for new, _, etag in self._fates(part):
            verb = Verb.CREATE if etag is None else Verb.REPLACE
            yield self._row(verb, seen_row_key(new.key), seen_values(new), etag)
        for retry in part.retries:
            yield self._row(Verb.PUT, retry_key(retry.seen), retry_values(retry))
        for pair in part.pairs:
            key = pair_row_key(self._lease.stream, pair.key)
            yield self._row(Verb.PUT, key, pair_values(pair))
        for name, text in part.cursors.items():
            if text:
                yield self._row(Verb.PUT, cursor_key(name), cursor_values(text))
        removed = [key for key in self._removed(part) if key not in self._gone]
        yield from (self._row(Verb.DELETE, key) for key in removed)

    def _removed(self, part: Remembrance) -> Iterator[str]:
        """Yield the keys of rows that are to be there no more."""
        yield from (retry_key(key) for key in part.settled)
        yield from (pair_row_key(self._lease.stream, key) for key in part.parted)
        yield from (answer_key(self._lease.stream, key) for key in part.heeded)
        yield from (cursor_key(name) for name, text in part.cursors.items() if not text)

    def _row(
        self,
        verb: Verb,
        key: str,
        values: Mapping[str, Value] | None = None,
        etag: str | None = None,
    ) -> Write:
        return Write(verb, self._lease.mailbox, key, values or {}, etag)

    def _learn(self, tallies: dict[date, Tally], etags: Sequence[str]) -> None:
        """Keep the new etags: the lease's stands first, the tallies' follow."""
        self.fence = leases.fence_after(self.fence, etags[0])
        for (day, tally), etag in zip(tallies.items(), etags[1:], strict=False):
            self._tallies[day] = (tally, etag)

    async def _look_again(self, key: str, part: Remembrance) -> None:
        """Read again what stood in the way of a transaction."""
        if key == lease_key(self._lease.stream):
            self.fence = await leases.fence_still_ours(self._table, self._lease)
        elif key.startswith(TALLIES):
            await self._read_tally(date.fromisoformat(key.removeprefix(TALLIES)))
        elif key.startswith(SEEN):
            keys = [new.key for new in part.seen]
            rows = await rows_of(self._table, self._lease.mailbox, keys)
            self._there = {key: (seen_of(row), row.etag) for key, row in rows.items()}
        else:
            kind = next(k for k in (RETRIES, PAIRS, ANSWERS, CURSORS) if key.startswith(k))
            await self._find_gone([k for k in self._removed(part) if k.startswith(kind)])

    async def _find_gone(self, keys: Sequence[str]) -> None:
        """Learn at once which of the rows to be removed do not exist: a step done anew finds many gone."""
        if len(keys) == 1:
            self._gone.add(keys[0])
            return
        rows = self._table.rows(self._lease.mailbox, min(keys), end_of(max(keys)))
        self._gone |= set(keys) - {row.key async for row in rows}

    async def _read_tally(self, day: date) -> None:
        row = await self._table.get(self._lease.mailbox, tally_key(day))
        self._tallies[day] = (tally_of(row.values), row.etag) if row else (Tally(), None)
