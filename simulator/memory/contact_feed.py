"""The feed of changed entries in memory: an entry stands in it once, where it changed last."""

from flows.ports.crm_contacts import ChangedEntries, ChangedLists
from sync_core.contacts.contact import CrmContact, CrmContactId
from sync_core.mail import CrmUserId


class ContactFeed:
    """What changed among the contact lists of one CRM."""

    def __init__(self) -> None:
        self._newest = 0
        self._changes: dict[CrmUserId, dict[CrmContactId, tuple[int, bool]]] = {}
        """Of each list: entry -> place in the feed, whether it was a deletion."""

    def tell(self, entry: CrmContact, *, gone: bool) -> None:
        """Tell of a write of an entry or of its person, or of its deletion."""
        self._newest += 1
        told = self._changes.setdefault(entry.owner, {})
        told.pop(entry.id, None)
        told[entry.id] = (self._newest, gone)

    def entries(self, owner: CrmUserId, cursor: str, limit: int) -> ChangedEntries:
        """Return what changed in a user's list since the cursor; an empty one begins now."""
        if not cursor:
            return ChangedEntries(ids=(), deleted=(), cursor=str(self._newest), has_more=False)
        since = self._since(cursor)
        changes = self._changes.get(owner, {})
        told = [(place, one, gone) for one, (place, gone) in changes.items() if place > since]
        page = told[:limit]
        return ChangedEntries(
            ids=tuple(one for _, one, gone in page if not gone),
            deleted=tuple(one for _, one, gone in page if gone),
            cursor=str(page[-1][0]) if page else cursor,
            has_more=len(told) > limit,
        )

    def lists(self, cursor: str, limit: int) -> ChangedLists:
        """Return whose lists changed since the cursor, each once; an empty cursor begins now."""
        if not cursor:
            return ChangedLists(owners=(), cursor=str(self._newest), has_more=False)
        since = self._since(cursor)
        newest = {owner: next(reversed(told.values()))[0] for owner, told in self._changes.items()}
        told = sorted((place, owner) for owner, place in newest.items() if place > since)
        page = told[:limit]
        return ChangedLists(
            owners=tuple(owner for _, owner in page),
            cursor=str(page[-1][0]) if page else cursor,
            has_more=len(told) > limit,
        )

    def _since(self, cursor: str) -> int:
        """Return the place a cursor stands for; one that is not ours begins before everything."""
        told = int(cursor) if cursor.isdecimal() else 0
        return told if told <= self._newest else 0
