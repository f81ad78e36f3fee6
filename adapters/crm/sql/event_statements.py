"""The statements by which events are written, many at once, inside somebody's transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql import event_rows
from adapters.crm.sql.database import Database
from adapters.crm.sql.ids import number
from adapters.crm.sql.rowsets import encoded, with_rows, with_values
from adapters.crm.sql.schema import told
from adapters.crm.sql.traced import TRACE, under_trace
from flows.ports.crm_calendar import CrmEventDraft
from sync_core.calendar.event import CrmAttendee, CrmEventId

_OWN = (
    "origin, series_id, original_start, organiser, attendees_total, subject, starts_at, ends_at,"
    " zone, is_all_day, body, privacy, show_as, is_cancelled, rrule"
)
# An owner, person, user or resource that the CRM no longer has is left out. "WHERE true" keeps SQLite
# from reading ON CONFLICT as a join's ON.
_ADD = f"""
INSERT INTO event (key, owner_id, {_OWN}, created_at, modified_at, trace)
SELECT r.key, (SELECT s.id FROM staff s WHERE s.id = r.owner_id), {_OWN}, <now>, <now>, {TRACE}
FROM <rows> WHERE true ORDER BY r.<order> <unless> RETURNING id, key, series_id, original_start
"""  # noqa: S608 - names from this code
_CHANGE = f"""
UPDATE event SET key = r.key, original_start = r.original_start,
  attendees_total = r.attendees_total, subject = r.subject, starts_at = r.starts_at,
  ends_at = r.ends_at, zone = r.zone, is_all_day = r.is_all_day, body = r.body,
  privacy = r.privacy, show_as = r.show_as, is_cancelled = r.is_cancelled, rrule = r.rrule,
  modified_at = <now>, trace = {TRACE}
FROM <rows> WHERE event.id = r.id
"""  # noqa: S608 - names from this code
_ADD_ATTENDEES = """
INSERT INTO event_attendee
  (event_id, position, address, name, kind, answer, person_id, matched_by, staff_id, resource_id)
SELECT r.event_id, r.position, r.address, r.name, r.kind, r.answer, p.id, r.matched_by, s.id, x.id
FROM <rows> LEFT JOIN person p ON p.id = r.person_id LEFT JOIN staff s ON s.id = r.staff_id
  LEFT JOIN resource x ON x.id = r.resource_id
"""
_ADD_PLACES = """
INSERT INTO event_place (event_id, position, name) SELECT event_id, position, name FROM <rows>
"""
_RELATE = """
INSERT INTO event_relation (event_id, person_id) SELECT event_id, person_id FROM <rows>
WHERE true ON CONFLICT DO NOTHING
"""


class EventStatements:
    """Writes rows of events; what may be written is for the caller to know."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._now = now
        self._on_postgresql = on_postgresql = database.is_postgresql
        now_at = "CAST(:now AS timestamptz)" if on_postgresql else ":now"

        def rows(text: str, columns: str) -> Any:
            return with_rows(text.replace("<now>", now_at), columns, on_postgresql)

        def of_events(text: str) -> Any:
            return with_values(text, "bigint", on_postgresql)

        adding = _ADD.replace("<unless>", "ON CONFLICT DO NOTHING").replace("<order>", "key")
        self._add_unless_there = rows(adding, event_rows.DRAFT_COLUMNS)
        adding = _ADD.replace("<unless>", "").replace("<order>", "place")
        self._add = rows(adding, event_rows.DRAFT_COLUMNS)
        self._change = rows(_CHANGE, event_rows.CHANGE_COLUMNS)
        self._add_attendees = rows(_ADD_ATTENDEES, event_rows.ATTENDEE_COLUMNS)
        self._add_places = rows(_ADD_PLACES, event_rows.PLACE_COLUMNS)
        self._relate = rows(_RELATE, "event_id bigint, person_id bigint")
        these = "IN (SELECT value FROM <values>)"
        self._lock = of_events(f"SELECT id FROM event WHERE id {these} ORDER BY id FOR UPDATE")  # noqa: S608 - names from this code
        self._remove = of_events(f"DELETE FROM event WHERE id {these}")  # noqa: S608 - names from this code
        self._keys = of_events(
            f"SELECT key FROM event WHERE key IS NOT NULL AND (id {these} OR series_id {these})"  # noqa: S608 - names from this code
        )
        self._forget_deleted = with_values(
            f"DELETE FROM event_deleted WHERE key {these}",  # noqa: S608 - names from this code
            "text",
            on_postgresql,
        )
        self._no_attendees = of_events(f"DELETE FROM event_attendee WHERE event_id {these}")  # noqa: S608 - names from this code
        self._no_places = of_events(f"DELETE FROM event_place WHERE event_id {these}")  # noqa: S608 - names from this code

    async def lock(self, connection: AsyncConnection, ids: Sequence[CrmEventId]) -> None:
        """Let nobody else write these events before this transaction ends; SQLite has one writer anyway.

        They are locked in order of their ids, so that two writers never wait for each other.
        """
        wanted = sorted({n for n in map(number, ids) if n is not None})
        if self._on_postgresql and wanted:
            await connection.execute(self._lock, {"values": encoded(wanted)})

    async def add_unless_there(
        self, connection: AsyncConnection, drafts: Sequence[CrmEventDraft]
    ) -> Sequence[Any]:
        """Add events whose key and slot are free; return id, key, series_id, original_start of each."""
        rows = [event_rows.draft_row(draft, place) for place, draft in enumerate(drafts)]
        told_now = {"rows": encoded(rows), "now": self.now, **under_trace()}
        return (await connection.execute(self._add_unless_there, told_now)).all()

    async def add(
        self, connection: AsyncConnection, drafts: Sequence[CrmEventDraft]
    ) -> list[CrmEventId]:
        """Add events, all of them, and return their ids.

        Ids are drawn in the order of the rows: the n-th lowest is the n-th draft's.
        """
        rows = [event_rows.draft_row(draft, place) for place, draft in enumerate(drafts)]
        told_now = {"rows": encoded(rows), "now": self.now, **under_trace()}
        added = await connection.execute(self._add, told_now)
        return [CrmEventId(str(one)) for one in sorted(row.id for row in added)]

    async def change(self, connection: AsyncConnection, rows: Sequence[event_rows.Row]) -> None:
        """Write rows of events anew; each counts as one more version."""
        if rows:
            told_now = {"rows": encoded(sorted(rows)), "now": self.now, **under_trace()}
            await connection.execute(self._change, told_now)

    async def attach(
        self,
        connection: AsyncConnection,
        attendees: Sequence[tuple[CrmEventId, Sequence[CrmAttendee]]],
        places: Sequence[tuple[CrmEventId, Sequence[str]]],
    ) -> None:
        """Add attendees and places."""
        people = [
            row for one, those in attendees for row in event_rows.attendee_rows(int(one), those)
        ]
        where = [row for one, those in places for row in event_rows.place_rows(int(one), those)]
        for statement, rows in ((self._add_attendees, people), (self._add_places, where)):
            if rows:
                await connection.execute(statement, {"rows": encoded(rows)})

    async def detach(
        self,
        connection: AsyncConnection,
        attendees: Sequence[CrmEventId],
        places: Sequence[CrmEventId],
    ) -> None:
        """Remove all attendees of some events, and all places of some."""
        for statement, ids in ((self._no_attendees, attendees), (self._no_places, places)):
            if ids:
                await connection.execute(statement, {"values": encoded([int(i) for i in ids])})

    async def relate(
        self, connection: AsyncConnection, relations: Sequence[tuple[int, int]]
    ) -> None:
        """Relate people to events by hand."""
        if relations:
            await connection.execute(self._relate, {"rows": encoded(relations)})

    async def remove(self, connection: AsyncConnection, ids: Sequence[CrmEventId]) -> None:
        """Delete events, of series their changed occurrences too."""
        if ids:
            wanted = encoded(sorted(int(one) for one in ids))
            await connection.execute(self._remove, {"values": wanted})

    async def keys_of(
        self, connection: AsyncConnection, ids: Sequence[CrmEventId]
    ) -> Sequence[str]:
        """Return the keys of events, and of the changed occurrences of series among them."""
        wanted = {"values": encoded(sorted(int(one) for one in ids))}
        return list((await connection.execute(self._keys, wanted)).scalars()) if ids else []

    async def forget_deleted(self, connection: AsyncConnection, keys: Sequence[str]) -> None:
        """Forget that events of these keys were deleted."""
        if keys:
            await connection.execute(self._forget_deleted, {"values": encoded(sorted(keys))})

    @property
    def now(self) -> str:
        """The time of writing, as text that either database takes."""
        return told(self._now())
