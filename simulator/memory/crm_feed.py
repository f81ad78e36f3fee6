"""The feed of changed events in memory: an event stands in it once, where it changed last."""

from flows.ports.crm_calendar import ChangedEvents, ChangedOwners
from sync_core.calendar.event import CrmEvent, CrmEventId
from sync_core.mail import CrmUserId


class EventFeed:
    """What changed among the events of one CRM."""

    def __init__(self) -> None:
        self._newest = 0
        self._changes: dict[tuple[CrmEventId, CrmUserId], tuple[int, bool]] = {}
        """Event and owner -> place in the feed, whether it was a deletion."""

    def tell(self, event: CrmEvent, *, gone: bool) -> None:
        """Tell of a write of an event, or of its deletion; nobody is told of one without owner."""
        if event.owner is not None:
            self._newest += 1
            self._changes[event.id, event.owner] = (self._newest, gone)

    def events(self, owner: CrmUserId, cursor: str, limit: int) -> ChangedEvents:
        """Return what changed among a user's events since the cursor; an empty one begins now."""
        if not cursor:
            return ChangedEvents(ids=(), deleted=(), cursor=str(self._newest), has_more=False)
        since = self._since(cursor)
        told = sorted(
            (place, one, gone)
            for (one, whose), (place, gone) in self._changes.items()
            if whose == owner and place > since
        )
        page = told[:limit]
        return ChangedEvents(
            ids=tuple(one for _, one, gone in page if not gone),
            deleted=tuple(one for _, one, gone in page if gone),
            cursor=str(page[-1][0]) if page else cursor,
            has_more=len(told) > limit,
        )

    def owners(self, cursor: str, limit: int) -> ChangedOwners:
        """Return whose events changed since the cursor, each once; an empty cursor begins now."""
        if not cursor:
            return ChangedOwners(owners=(), cursor=str(self._newest), has_more=False)
        since = self._since(cursor)
        newest: dict[CrmUserId, int] = {}
        for (_, owner), (place, _) in self._changes.items():
            if place > since:
                newest[owner] = max(place, newest.get(owner, 0))
        told = sorted((place, owner) for owner, place in newest.items())
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
