"""Events out of the database: each statement shows them whole, however many they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql.database import Database
from adapters.crm.sql.event_rows import event_of
from adapters.crm.sql.ids import number
from adapters.crm.sql.rowsets import encoded, with_values
from adapters.crm.sql.schema import UtcTime, as_time
from sync_core.calendar.event import CrmEvent, CrmEventId, EventKey
from sync_core.calendar.kept import place_key
from sync_core.calendar.window import Window
from sync_core.mail import CrmUserId

# Attendees and places come as JSON arrays that begin with their position; Python puts them in order.
_SHOWN = """
SELECT e.id, e.version, e.key, e.owner_id, e.origin, e.subject, e.starts_at, e.ends_at, e.zone,
  e.is_all_day, e.body, e.privacy, e.show_as, e.is_cancelled, e.rrule, e.series_id,
  e.original_start, e.organiser, e.attendees_total, e.modified_at,
  (SELECT CAST(<group>(<array>(a.position, a.address, a.name, a.kind, a.answer, a.person_id,
     a.matched_by, a.staff_id, a.resource_id)) AS text)
   FROM event_attendee a WHERE a.event_id = e.id) AS attendees,
  (SELECT CAST(<group>(<array>(p.position, p.name)) AS text)
   FROM event_place p WHERE p.event_id = e.id) AS places,
  (EXISTS (SELECT 1 FROM event_attendee a WHERE a.event_id = e.id AND a.person_id IS NOT NULL)
   OR EXISTS (SELECT 1 FROM event_relation r WHERE r.event_id = e.id)) AS is_related
FROM event e WHERE <condition>
"""
_DELETED = """
SELECT key, deleted_at FROM event_deleted WHERE key IN (SELECT value FROM <values>)
"""
LIES_THERE = """
((e.starts_at < :until AND e.ends_at > :since)
  OR (e.starts_at = e.ends_at AND e.starts_at >= :since AND e.starts_at < :until))
"""
"""sync_core.calendar.window.Window.holds, of an event's own span."""
_IN_CALENDAR = f"""
e.owner_id = :owner AND e.id > :after
AND (CASE WHEN e.rrule IS NOT NULL THEN e.starts_at < :until
  ELSE {LIES_THERE} OR (e.original_start >= :since AND e.original_start < :until) END)
ORDER BY e.id LIMIT :limit
"""


def shown(condition: str, on_postgresql: bool) -> str:
    """Return the statement that shows the events `e` for which a condition holds."""
    names = (
        ("json_agg", "json_build_array") if on_postgresql else ("json_group_array", "json_array")
    )
    text = _SHOWN.replace("<group>", names[0]).replace("<array>", names[1])
    return text.replace("<condition>", condition)


def in_window(text: str) -> sa.TextClause:
    """Return a statement whose :since and :until are instants."""
    return sa.text(text).bindparams(
        sa.bindparam("since", type_=UtcTime), sa.bindparam("until", type_=UtcTime)
    )


class EventReading:
    """The events of one database, to read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        on_postgresql = database.is_postgresql

        def listed(condition: str, kind: str) -> sa.TextClause:
            return with_values(shown(condition, on_postgresql), kind, on_postgresql)

        self._by_id = listed("e.id IN (SELECT value FROM <values>) ORDER BY e.id", "bigint")
        self._by_key = listed("e.key IN (SELECT value FROM <values>)", "text")
        self._overrides = listed(
            "e.series_id IN (SELECT value FROM <values>) ORDER BY e.original_start", "bigint"
        )

        self._deleted = with_values(_DELETED, "text", on_postgresql)
        self._of_owner = in_window(shown(_IN_CALENDAR, on_postgresql))

    async def events(self, ids: Sequence[CrmEventId]) -> Mapping[CrmEventId, CrmEvent]:
        """Return events by id in one round trip; one that does not exist is left out."""
        async with self._database.reading() as connection:
            rows = await self.rows(connection, ids)
        return {CrmEventId(str(row.id)): event_of(row) for row in rows}

    async def rows(self, connection: AsyncConnection, ids: Sequence[CrmEventId]) -> Sequence[Any]:
        """Return the rows of events by id, ordered by id."""
        wanted = sorted({n for n in map(number, ids) if n is not None})
        if not wanted:
            return []
        return (await connection.execute(self._by_id, {"values": encoded(wanted)})).all()

    async def events_by_key(self, keys: Sequence[EventKey]) -> Mapping[EventKey, CrmEvent]:
        """Return events by key in one round trip; one that does not exist is left out."""
        if not keys:
            return {}
        async with self._database.reading() as connection:
            rows = await self.keyed_rows(connection, keys)
        return {EventKey(row.key): event_of(row) for row in rows}

    async def keyed_rows(
        self, connection: AsyncConnection, keys: Sequence[EventKey]
    ) -> Sequence[Any]:
        """Return the rows of events by key."""
        wanted = {"values": encoded(sorted(set(keys)))}
        return (await connection.execute(self._by_key, wanted)).all()

    async def deleted_by_key(self, keys: Sequence[EventKey]) -> Mapping[EventKey, datetime]:
        """Return when events of these keys were deleted by people; not of a key that an event has now."""
        if not keys:
            return {}
        wanted = {"values": encoded(sorted(set(keys)))}
        async with self._database.reading() as connection:
            rows = (await connection.execute(self._deleted, wanted)).all()
        return {EventKey(row.key): as_time(row.deleted_at) for row in rows}

    async def overrides(
        self, series: Sequence[CrmEventId]
    ) -> Mapping[CrmEventId, tuple[CrmEvent, ...]]:
        """Return the changed and cancelled occurrences of series, by their slots."""
        async with self._database.reading() as connection:
            rows = await self.override_rows(connection, series)
        found: dict[CrmEventId, list[CrmEvent]] = {}
        for row in rows:
            found.setdefault(CrmEventId(str(row.series_id)), []).append(event_of(row))
        return {of: tuple(those) for of, those in found.items()}

    async def override_rows(
        self, connection: AsyncConnection, series: Sequence[CrmEventId]
    ) -> Sequence[Any]:
        """Return the rows of the changed and cancelled occurrences of series, by their slots."""
        wanted = sorted({n for n in map(number, series) if n is not None})
        if not wanted:
            return []
        return (await connection.execute(self._overrides, {"values": encoded(wanted)})).all()

    async def events_of(
        self, owner: CrmUserId, window: Window, after: CrmEventId | None, limit: int
    ) -> tuple[CrmEvent, ...]:
        """Return a user's events in a window, and series that may reach into it, by id."""
        asked = {
            "owner": number(owner) or 0,
            "after": 0 if after is None else number(after) or 0,
            "limit": limit,
            "since": window.since,
            "until": window.until,
        }
        async with self._database.reading() as connection:
            rows = (await connection.execute(self._of_owner, asked)).all()
        return tuple(event_of(row) for row in rows)

    async def resources(self) -> Mapping[str, tuple[str, ...]]:
        """Return the resources: case-folded name -> ids; more than one id is a clash."""
        found: dict[str, list[str]] = {}
        for one, name in (await self.resource_names()).items():
            found.setdefault(place_key(name), []).append(one)
        return {name: tuple(ids) for name, ids in found.items()}

    async def resource_names(self) -> Mapping[str, str]:
        """Return the resources: id -> name as entered."""
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.text("SELECT id, name FROM resource ORDER BY id"))
            return {str(row.id): row.name for row in rows}
