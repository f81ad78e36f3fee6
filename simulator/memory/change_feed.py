"""A feed of changes in memory, of events or of contact lists: an item stands in it once, where it changed last."""

from typing import Generic

from flows.ports.crm_feed import ChangedItems, ChangedOwners, ItemId
from sync_core.mail import CrmUserId


class ChangeFeed(Generic[ItemId]):
    """What changed among the items of one CRM."""

    def __init__(self) -> None:
        self._newest = 0
        self._changes: dict[CrmUserId, dict[ItemId, tuple[int, bool]]] = {}
        """Of each owner, the newest last: item -> place in the feed, whether it was a deletion."""

    def tell(self, item: ItemId, owner: CrmUserId | None, *, gone: bool) -> None:
        """Tell of a write that concerns an item, or of its deletion; nobody is told of one without owner."""
        if owner is None:
            return
        self._newest += 1
        told = self._changes.setdefault(owner, {})
        told.pop(item, None)
        told[item] = (self._newest, gone)

    def changed(self, owner: CrmUserId, cursor: str, limit: int) -> ChangedItems[ItemId]:
        """Return what changed among a user's items since the cursor; an empty one begins now."""
        if not cursor:
            return ChangedItems(ids=(), deleted=(), cursor=str(self._newest), has_more=False)
        since = self._since(cursor)
        changes = self._changes.get(owner, {})
        told = [(place, one, gone) for one, (place, gone) in changes.items() if place > since]
        page = told[:limit]
        return ChangedItems(
            ids=tuple(one for _, one, gone in page if not gone),
            deleted=tuple(one for _, one, gone in page if gone),
            cursor=str(page[-1][0]) if page else cursor,
            has_more=len(told) > limit,
        )

    def changed_owners(self, cursor: str, limit: int) -> ChangedOwners:
        """Return whose items changed since the cursor, each once; an empty cursor begins now."""
        if not cursor:
            return ChangedOwners(owners=(), cursor=str(self._newest), has_more=False)
        since = self._since(cursor)
        newest = {owner: next(reversed(told.values()))[0] for owner, told in self._changes.items()}
        told = sorted((place, owner) for owner, place in newest.items() if place > since)
        page = told[:limit]
        return ChangedOwners(
            owners=tuple(owner for _, owner in page),
            cursor=str(page[-1][0]) if page else cursor,
            has_more=len(told) > limit,
        )

    def _since(self, cursor: str) -> int:
        """Return the place a cursor stands for; one that is not ours begins before everything."""
        told = int(cursor) if cursor.isdecimal() else 0
        return told if told <= self._newest else 0
