"""The feed of changed entries: per list, and of the lists. No write is ever passed over."""

from typing import Any

import sqlalchemy as sa

from adapters.crm.sql.database import Database
from adapters.crm.sql.ids import number
from flows.ports.crm_contacts import ChangedEntries, ChangedLists
from sync_core.contacts.contact import CrmContactId
from sync_core.mail import CrmUserId

# A cursor beyond the newest change is another database's: then all is told again, which is harmless.
_SINCE_SQLITE = """
told_seq > (SELECT CASE WHEN :seq > newest THEN 0 ELSE :seq END FROM contact_feed)
"""
_NOW_SQLITE = "SELECT 0 AS told_tx, newest AS told_seq FROM contact_feed"
_ENTRIES_SQLITE = """
SELECT entry_id, is_deleted, 0 AS told_tx, told_seq FROM contact_change
WHERE owner_id = :owner AND <since> ORDER BY told_seq LIMIT :limit
"""
_LISTS_SQLITE = """
SELECT owner_id, 0 AS told_tx, max(told_seq) AS told_seq FROM contact_change
WHERE <since> GROUP BY owner_id ORDER BY 3 LIMIT :limit
"""
# Only transactions older than every running one are told of, in the order of transactions: a number
# drawn earlier but committed later is never passed over. A transaction from the future stands in a
# restored database only, and is over.
_SEEN = """
WITH seen AS (SELECT pg_snapshot_xmin(s)::text::bigint AS low, pg_snapshot_xmax(s)::text::bigint AS high
  FROM pg_current_snapshot() s)
"""
_SINCE_POSTGRESQL = """
(told_tx < low OR told_tx >= high)
  AND (CAST(:tx AS bigint) > high OR (told_tx, told_seq) > (CAST(:tx AS bigint), CAST(:seq AS bigint)))
"""
_NOW_POSTGRESQL = "<seen> SELECT low AS told_tx, 0 AS told_seq FROM seen"
_ENTRIES_POSTGRESQL = """
<seen> SELECT entry_id, is_deleted, told_tx, told_seq FROM contact_change, seen
WHERE owner_id = CAST(:owner AS bigint) AND <since> ORDER BY told_tx, told_seq LIMIT :limit
"""
_LISTS_POSTGRESQL = """
<seen> SELECT * FROM (SELECT DISTINCT ON (owner_id) owner_id, told_tx, told_seq
  FROM contact_change, seen WHERE <since>
  ORDER BY owner_id, told_tx DESC, told_seq DESC) newest
ORDER BY told_tx, told_seq LIMIT :limit
"""


class ContactFeed:
    """What changed among the contact lists of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        on_postgresql = database.is_postgresql
        self._now = _asking(_NOW_POSTGRESQL if on_postgresql else _NOW_SQLITE, on_postgresql)
        self._entries = _asking(
            _ENTRIES_POSTGRESQL if on_postgresql else _ENTRIES_SQLITE, on_postgresql
        )
        self._lists = _asking(_LISTS_POSTGRESQL if on_postgresql else _LISTS_SQLITE, on_postgresql)

    async def changed_entries(self, owner: CrmUserId, cursor: str, limit: int) -> ChangedEntries:
        """Return what changed in a user's list since the cursor; an empty one begins now."""
        if not cursor:
            return ChangedEntries(ids=(), deleted=(), cursor=await self._begin(), has_more=False)
        rows = await self._since(self._entries, cursor, limit, owner=number(owner) or 0)
        page = rows[:limit]
        return ChangedEntries(
            ids=tuple(CrmContactId(str(row.entry_id)) for row in page if not row.is_deleted),
            deleted=tuple(CrmContactId(str(row.entry_id)) for row in page if row.is_deleted),
            cursor=_reached(page, cursor),
            has_more=len(rows) > limit,
        )

    async def changed_lists(self, cursor: str, limit: int) -> ChangedLists:
        """Return whose lists changed since the cursor, each once; an empty cursor begins now."""
        if not cursor:
            return ChangedLists(owners=(), cursor=await self._begin(), has_more=False)
        rows = await self._since(self._lists, cursor, limit)
        page = rows[:limit]
        return ChangedLists(
            owners=tuple(CrmUserId(str(row.owner_id)) for row in page),
            cursor=_reached(page, cursor),
            has_more=len(rows) > limit,
        )

    async def _begin(self) -> str:
        async with self._database.reading() as connection:
            return _reached([(await connection.execute(self._now)).one()], "")

    async def _since(
        self, statement: sa.TextClause, cursor: str, limit: int, **which: int
    ) -> list[Any]:
        tx, _, seq = cursor.partition(".")
        asked = {"seq": number(seq) or 0, "limit": limit + 1, **which}
        if self._database.is_postgresql:
            asked["tx"] = number(tx) or 0
        async with self._database.reading() as connection:
            return list((await connection.execute(statement, asked)).all())


def _reached(page: list[Any], cursor: str) -> str:
    return f"{page[-1].told_tx}.{page[-1].told_seq}" if page else cursor


def _asking(text: str, on_postgresql: bool) -> sa.TextClause:
    since = _SINCE_POSTGRESQL if on_postgresql else _SINCE_SQLITE
    return sa.text(text.replace("<seen>", _SEEN).replace("<since>", since))
