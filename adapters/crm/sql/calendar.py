"""The embedded CRM's calendar: events in its database, behind the CrmCalendar and the CalendarDesk port.

SQLAlchemy is loaded on first use, as for the rest of the CRM.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from flows.calendar_desk.desk import StoredCalendarDesk
from flows.calendar_desk.store import DeskStore
from flows.ports.crm import KnownAddress
from flows.ports.crm_calendar import (
    CrmEventChange,
    CrmEventDraft,
    Written,
)
from flows.ports.crm_feed import ChangedItems, ChangedOwners
from sync_core.calendar.event import CrmEvent, CrmEventId, EventKey
from sync_core.calendar.window import Window
from sync_core.mail import CrmUserId
from sync_core.policy import PlusTags

if TYPE_CHECKING:
    from adapters.crm.sql.parts import SqlParts


class SqlCalendar(StoredCalendarDesk):
    """The calendar in SQLite or PostgreSQL. Implements flows.ports: CrmCalendar and CalendarDesk."""

    def __init__(self, parts: Callable[[], "SqlParts"]) -> None:
        self._parts = parts

    @property
    def desk_store(self) -> DeskStore:
        """Where events, people and rooms are kept."""
        return self._parts().desk_store

    async def events(self, ids: Sequence[CrmEventId]) -> Mapping[CrmEventId, CrmEvent]:
        """Return events by id in one round trip; one that does not exist is left out."""
        return await self._parts().event_reading.events(ids)

    async def events_by_key(self, keys: Sequence[EventKey]) -> Mapping[EventKey, CrmEvent]:
        """Return events by key in one round trip; one that does not exist is left out."""
        return await self._parts().event_reading.events_by_key(keys)

    async def deleted_by_key(self, keys: Sequence[EventKey]) -> Mapping[EventKey, datetime]:
        """Return when events of these keys were deleted by people; not of a key that an event has now."""
        return await self._parts().event_reading.deleted_by_key(keys)

    async def overrides(
        self, series: Sequence[CrmEventId]
    ) -> Mapping[CrmEventId, tuple[CrmEvent, ...]]:
        """Return the changed and cancelled occurrences of series, by their slots."""
        return await self._parts().event_reading.overrides(series)

    async def events_of(
        self, owner: CrmUserId, window: Window, after: CrmEventId | None, limit: int
    ) -> tuple[CrmEvent, ...]:
        """Return a user's events in a window, and series that may reach into it, by id."""
        return await self._parts().event_reading.events_of(owner, window, after, limit)

    async def changed_events(
        self, owner: CrmUserId, cursor: str, limit: int
    ) -> ChangedItems[CrmEventId]:
        """Return what changed among a user's events since the cursor; an empty one begins now."""
        return await self._parts().event_feed.changed(owner, cursor, limit)

    async def changed_owners(self, cursor: str, limit: int) -> ChangedOwners:
        """Return whose events changed since the cursor, each once; an empty cursor begins now."""
        return await self._parts().event_feed.changed_owners(cursor, limit)

    async def create_events(self, drafts: Sequence[CrmEventDraft]) -> tuple[Written, ...]:
        """Write events; answers in the same order."""
        return await self._parts().event_writing.create(drafts)

    async def update_events(self, changes: Sequence[CrmEventChange]) -> tuple[Written, ...]:
        """Write fields of events; answers in the same order."""
        return await self._parts().event_writing.update(changes)

    async def delete_events(self, those: Sequence[tuple[CrmEventId, int]]) -> tuple[Written, ...]:
        """Delete events; one already gone answers GONE."""
        return await self._parts().event_writing.delete(those)

    async def resources(self) -> Mapping[str, tuple[str, ...]]:
        """Return the resources: case-folded name -> ids; more than one id is a clash."""
        return await self._parts().event_reading.resources()

    async def relate_past(
        self, known: Sequence[KnownAddress], plus_tags: PlusTags = PlusTags.EXACT
    ) -> int:
        """Relate events to people by attendees; return how many attendees became people."""
        return await self._parts().event_relating.relate_past(known, plus_tags)
