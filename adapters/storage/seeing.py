"""Reading what is remembered of many items at once: a page of mail is one range of rows."""

import asyncio
from collections.abc import Iterable

from adapters.storage.keys import seen_row_key
from adapters.storage.tables import Row, Table
from sync_core import limits
from sync_core.seen import SeenKey
from sync_core.work import MailboxId


async def rows_of(table: Table, mailbox: MailboxId, keys: Iterable[SeenKey]) -> dict[SeenKey, Row]:
    """Return the rows of these items that exist.

    Up to limits.POINT_READS_MAX items cost 1 transaction each. More of them are read in ranges, each
    beginning at the next item asked for, so that what lies between far apart items is not read: 1
    transaction for a page of mail, at most one an item.
    """
    asked = {seen_row_key(key): key for key in keys}
    left = sorted(asked)
    found: list[Row] = []
    token: str | None = None
    while len(left) > limits.POINT_READS_MAX:
        top = min(limits.STORAGE_PAGE_ROWS, 4 * len(left))
        page = await table.page(mailbox, left[0], left[-1], top, token)
        found.extend(page.rows)
        if page.next is None:
            left = []
        elif page.rows:
            token, left = None, [key for key in left if key > page.rows[-1].key]
        else:
            token = page.next  # Azure may answer with an empty page and go on
    found.extend(await _one_by_one(table, mailbox, left))
    return {asked[row.key]: row for row in found if row.key in asked}


async def _one_by_one(table: Table, mailbox: MailboxId, keys: list[str]) -> list[Row]:
    rows = await asyncio.gather(*(table.get(mailbox, key) for key in keys))
    return [row for row in rows if row is not None]
