"""Listing what the CRM has, as every stream does it: its feed followed to the end, or all there is, page by page."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TypeVar

from flows.ports.crm_feed import ChangedItems
from flows.ports.remembrance import Remembrance
from flows.running import Run
from sync_core.failures import Unavailable

ItemId = TypeVar("ItemId")
"""The id of a record of the CRM."""
Item = TypeVar("Item")
"""Such a record."""


async def followed(
    run: Run,
    ask: Callable[[str], Awaitable[ChangedItems[ItemId]]],
    cursor: str,
    *,
    pages_max: int,
    forgets: Collection[str],
) -> ChangedItems[ItemId]:
    """Return all that a feed tells since a cursor as one page of it, each record once.

    Args:
        run: the run.
        ask: returns one page of the feed.
        cursor: where to begin.
        pages_max: a feed of more pages is taken for one without an end.
        forgets: names of the cursors forgotten then, so that the next run compares both sides whole and
            nothing that was told by now is passed over.

    Raises:
        Unavailable: the feed has no end.
    """
    ids: dict[ItemId, None] = {}
    deleted: dict[ItemId, None] = {}
    for _ in range(pages_max):
        await run.hold_lease()
        page = await ask(cursor)
        ids.update(dict.fromkeys(page.ids))
        deleted.update(dict.fromkeys(page.deleted))
        cursor = page.cursor
        if not page.has_more:
            return ChangedItems(
                ids=tuple(ids), deleted=tuple(deleted), cursor=cursor, has_more=False
            )
    await run.remember(Remembrance(cursors=dict.fromkeys(forgets, "")))
    raise Unavailable("endless_feed")


async def all_of(
    run: Run,
    ask: Callable[[ItemId | None], Awaitable[Sequence[Item]]],
    id_of: Callable[[Item], ItemId],
    *,
    per_call: int,
    pages_max: int,
) -> dict[ItemId, Item]:
    """Return every record of a listing by its id.

    Args:
        run: the run.
        ask: returns the records after an id, in the order of their ids, `per_call` at most.
        id_of: the id of a record.
        per_call: a page of fewer is the last.
        pages_max: a listing of more pages is taken for one without an end.

    Raises:
        Unavailable: the listing has no end.
    """
    found: dict[ItemId, Item] = {}
    after: ItemId | None = None
    for _ in range(pages_max):
        await run.hold_lease()
        some = await ask(after)
        found.update({id_of(one): one for one in some})
        if len(some) < per_call:
            return found
        after = id_of(some[-1])
    raise Unavailable("endless_listing")
