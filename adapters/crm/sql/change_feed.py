"""A feed of changes, of events or of contact lists: per owner, and of the owners. No write is ever passed over."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic

import sqlalchemy as sa

from adapters.crm.sql.database import Database
from adapters.crm.sql.ids import number
from flows.ports.crm_feed import ChangedItems, ChangedOwners, ItemId
from sync_core.calendar.event import CrmEventId
from sync_core.contacts.contact import CrmContactId
from sync_core.mail import CrmUserId

# A cursor beyond the newest change is another database's: then all is told again, which is harmless.
_SINCE_SQLITE = """
told_seq > (SELECT CASE WHEN :seq > newest THEN 0 ELSE :seq END FROM <feed>)
"""
_NOW_SQLITE = "SELECT 0 AS told_tx, newest AS told_seq FROM <feed>"
_ITEMS_SQLITE = """
SELECT <id> AS id, is_deleted, 0 AS told_tx, told_seq FROM <change>
WHERE owner_id = :owner AND <since> ORDER BY told_seq LIMIT :limit
"""
_OWNERS_SQLITE = """
SELECT owner_id, 0 AS told_tx, max(told_seq) AS told_seq FROM <change>
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
_ITEMS_POSTGRESQL = """
<seen> SELECT <id> AS id, is_deleted, told_tx, told_seq FROM <change>, seen
WHERE owner_id = CAST(:owner AS bigint) AND <since> ORDER BY told_tx, told_seq LIMIT :limit
"""
_OWNERS_POSTGRESQL = """
<seen> SELECT * FROM (SELECT DISTINCT ON (owner_id) owner_id, told_tx, told_seq
  FROM <change>, seen WHERE <since>
  ORDER BY owner_id, told_tx DESC, told_seq DESC) newest
ORDER BY told_tx, told_seq LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Kept(Generic[ItemId]):
    """Where a feed lies, and what it tells of."""

    feed: str
    """The table of SQLite's that counts changes; PostgreSQL counts transactions itself."""
    change: str
    """The table of what changed last when."""
    id: str
    """Its column with the item's id."""
    id_type: Callable[[str], ItemId]


EVENTS = Kept("event_feed", "event_change", "event_id", CrmEventId)
ENTRIES = Kept("contact_feed", "contact_change", "entry_id", CrmContactId)


class ChangeFeed(Generic[ItemId]):
    """What changed among the items of one database."""

    def __init__(self, database: Database, kept: Kept[ItemId]) -> None:
        self._database = database
        self._id_type = kept.id_type
        on_postgresql = database.is_postgresql
        now = _NOW_POSTGRESQL if on_postgresql else _NOW_SQLITE
        items = _ITEMS_POSTGRESQL if on_postgresql else _ITEMS_SQLITE
        owners = _OWNERS_POSTGRESQL if on_postgresql else _OWNERS_SQLITE
        since = _SINCE_POSTGRESQL if on_postgresql else _SINCE_SQLITE
        self._now, self._items, self._owners = (
            _asking(text, since, kept) for text in (now, items, owners)
        )

    async def changed(self, owner: CrmUserId, cursor: str, limit: int) -> ChangedItems[ItemId]:
        """Return what changed among a user's items since the cursor; an empty one begins now."""
        if not cursor:
            return ChangedItems(ids=(), deleted=(), cursor=await self._begin(), has_more=False)
        rows = await self._since(self._items, cursor, limit, owner=number(owner) or 0)
        page = rows[:limit]
        told = [(self._id_type(str(row.id)), bool(row.is_deleted)) for row in page]
        return ChangedItems(
            ids=tuple(one for one, is_deleted in told if not is_deleted),
            deleted=tuple(one for one, is_deleted in told if is_deleted),
            cursor=_reached(page, cursor),
            has_more=len(rows) > limit,
        )

    async def changed_owners(self, cursor: str, limit: int) -> ChangedOwners:
        """Return whose items changed since the cursor, each once; an empty cursor begins now."""
        if not cursor:
            return ChangedOwners(owners=(), cursor=await self._begin(), has_more=False)
        rows = await self._since(self._owners, cursor, limit)
        page = rows[:limit]
        return ChangedOwners(
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


def _asking(text: str, since: str, kept: Kept[ItemId]) -> sa.TextClause:
    parts = {"seen": _SEEN, "since": since}
    names = {"feed": kept.feed, "change": kept.change, "id": kept.id}
    for name, told in (parts | names).items():
        text = text.replace(f"<{name}>", told)
    return sa.text(text)
