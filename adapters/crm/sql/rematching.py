"""Addresses newly known, by whoever wrote them, and the past that they explain."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql.database import Database
from adapters.crm.sql.heard import follow_people
from adapters.crm.sql.ids import number
from adapters.crm.sql.rowsets import encoded, with_rows
from flows.ports.crm import KnownAddress, KnownAddresses
from sync_core.addresses import NoAddress, normalise
from sync_core.mail import Address, PersonId
from sync_core.policy import PlusTags

# A cursor beyond the newest address is another database's: then all is told again, which is harmless.
_FEED_SQLITE = """
SELECT id, person_id, kind, address, match_key, 0 AS added_tx, added_seq FROM person_address
WHERE added_seq > (SELECT CASE WHEN :seq > newest THEN 0 ELSE :seq END FROM address_feed)
ORDER BY added_seq LIMIT :limit
"""
# Only transactions older than every running one are told of, in the order of transactions: a number
# drawn earlier but committed later is never passed over. A transaction from the future stands in a
# restored database only, and is over.
_FEED_POSTGRESQL = """
WITH seen AS (SELECT pg_snapshot_xmin(s)::text::bigint AS low, pg_snapshot_xmax(s)::text::bigint AS high
  FROM pg_current_snapshot() s)
SELECT id, person_id, kind, address, match_key, added_tx, added_seq FROM person_address, seen
WHERE (added_tx < low OR added_tx >= high)
  AND (CAST(:tx AS bigint) >= high OR (added_tx, added_seq) > (CAST(:tx AS bigint), CAST(:seq AS bigint)))
ORDER BY added_tx, added_seq LIMIT :limit
"""
_SET_KEYS = """
UPDATE person_address SET match_key = r.match_key FROM <rows>
WHERE person_address.id = r.id AND NOT EXISTS (SELECT 1 FROM person_address o
  WHERE o.match_key = r.match_key AND o.person_id = person_address.person_id
    AND o.kind = person_address.kind)
"""
_RELATE = """
INSERT INTO email_relation (activity_id, person_id, address, matched_by, is_ambiguous, is_by_hand)
SELECT activity_id, person_id, address, matched_by, false, false FROM (
  SELECT p.activity_id, person.id AS person_id, r.address, r.matched_by,
    row_number() OVER (PARTITION BY p.activity_id, person.id ORDER BY r.address, r.matched_by) AS place
  FROM <rows> JOIN person ON person.id = r.person_id
  JOIN email_participant p ON p.<column> = r.address AND NOT p.is_internal) found
WHERE place = 1 ORDER BY activity_id, person_id
ON CONFLICT DO NOTHING
"""
_MARK = """
WITH shared AS (
  SELECT a.match_key FROM person_address a WHERE a.match_key IN (SELECT r.address FROM <rows>)
  GROUP BY a.match_key HAVING count(DISTINCT a.person_id) > 1),
holding AS (
  SELECT DISTINCT l.activity_id, l.person_id, l.address FROM shared
  JOIN person_address a ON a.match_key = shared.match_key
  JOIN email_relation l ON l.person_id = a.person_id AND l.address = a.match_key),
several AS (
  SELECT activity_id, address FROM holding GROUP BY activity_id, address HAVING count(*) > 1)
UPDATE email_relation SET is_ambiguous = true FROM holding JOIN several
  ON several.activity_id = holding.activity_id AND several.address = holding.address
WHERE email_relation.activity_id = holding.activity_id
  AND email_relation.person_id = holding.person_id AND NOT email_relation.is_ambiguous
"""
_COLUMNS = "person_id bigint, address text, matched_by text"


class Rematching:
    """The feed of newly known addresses, and relating the past to it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        on_postgresql = database.is_postgresql
        self._feed = sa.text(_FEED_POSTGRESQL if on_postgresql else _FEED_SQLITE)
        self._set_keys = with_rows(_SET_KEYS, "id bigint, match_key text", on_postgresql)
        self._relate = [
            with_rows(_RELATE.replace("<column>", column), _COLUMNS, on_postgresql)
            for column in ("address", "untagged")
        ]
        self._mark = with_rows(_MARK, _COLUMNS, on_postgresql)
        self._follow = follow_people(on_postgresql)

    async def known_addresses(self, cursor: str, limit: int) -> KnownAddresses:
        """Return addresses given to people since the cursor; one that is not ours begins anew."""
        tx, seq = _position(cursor)
        where = {"seq": seq, "limit": limit + 1}
        if self._database.is_postgresql:
            where["tx"] = tx
        async with self._database.reading() as connection:
            rows = (await connection.execute(self._feed, where)).all()
        page = rows[:limit]
        await self._put_right(page)
        reached = f"{page[-1].added_tx}.{page[-1].added_seq}" if page else cursor
        return KnownAddresses(
            added=tuple(entry for row in page if (entry := _known(row)) is not None),
            cursor=reached,
            has_more=len(rows) > limit,
        )

    async def relate_past(
        self, known: Sequence[KnownAddress], plus_tags: PlusTags = PlusTags.EXACT
    ) -> int:
        """Relate past activities that hold these addresses; return how many relations were new."""
        rows = [
            (person, entry.address, entry.matched_by)
            for entry in known
            if (person := number(entry.person)) is not None
        ]
        if not rows:
            return 0
        statements = self._relate if plus_tags is PlusTags.IGNORE else self._relate[:1]
        async with self._database.writing() as connection:
            told = {"rows": encoded(rows)}
            new = 0
            for statement in statements:
                new += (await connection.execute(statement, told)).rowcount
            await connection.execute(self._mark, told)
            if new:
                await self._let_follow(connection, rows)
        return new

    async def _let_follow(
        self, connection: AsyncConnection, rows: Sequence[tuple[int, str, str]]
    ) -> None:
        people = sorted({row[0] for row in rows})
        await connection.execute(self._follow, {"values": encoded(people)})

    async def _put_right(self, rows: Sequence[Any]) -> None:
        """Give addresses that others wrote the normal form, which a trigger can only come near to."""
        wrong = []
        for row in rows:
            address = normalise(row.address)
            if not isinstance(address, NoAddress) and address != row.match_key:
                wrong.append((row.id, address))
        if wrong:
            async with self._database.writing() as connection:
                await connection.execute(self._set_keys, {"rows": encoded(wrong)})


def _position(cursor: str) -> tuple[int, int]:
    """Return the transaction and number that a cursor stands for."""
    tx, _, seq = cursor.partition(".")
    return number(tx) or 0, number(seq) or 0


def _known(row: Any) -> KnownAddress | None:
    """Return a row of the feed as the flows see it; None where it holds no address."""
    address = normalise(row.address)
    if isinstance(address, NoAddress):
        return None
    return KnownAddress(
        address=Address(address), person=PersonId(str(row.person_id)), matched_by=row.kind
    )
