"""The calendar desk's store: what a user does to events is one transaction, whole or not at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql import schema
from adapters.crm.sql.database import Database
from adapters.crm.sql.event_reading import EventReading
from adapters.crm.sql.event_rows import attendees_of, event_of
from adapters.crm.sql.event_statements import EventStatements
from adapters.crm.sql.event_writing import EventWriting
from adapters.crm.sql.ids import number
from adapters.crm.sql.meeting_lists import MeetingLists
from adapters.crm.sql.people import People
from adapters.crm.sql.person_pages import PersonPages
from adapters.crm.sql.rowsets import encoded, with_values
from flows.calendar_desk.store import DeskWrite, Record, Tally
from flows.ports.calendar_desk import Meeting, MeetingFilter
from flows.ports.desk import StaffMember
from sync_core.address_kinds import rank
from sync_core.calendar.event import CrmEvent, CrmEventId
from sync_core.calendar.kept import place_key
from sync_core.calendar.window import Window
from sync_core.failures import ItemGone, VersionConflict
from sync_core.mail import Address, CrmUserId, PersonId, PersonRef
from sync_core.policy import Matching
from sync_core.storable import storable

_PEOPLE = """
SELECT p.id, p.name, a.kind, a.match_key FROM person p
LEFT JOIN person_address a ON a.person_id = p.id AND a.match_key IS NOT NULL
WHERE p.id IN (SELECT value FROM <values>)
"""
_BY_HAND = sa.text(
    "SELECT person_id FROM event_relation WHERE event_id = :event ORDER BY person_id"
)
_TOUCH = "UPDATE event SET modified_at = <now> WHERE id IN (SELECT value FROM <values>)"
_NEW_SLOT = "UPDATE event SET original_start = <slot> WHERE id = :event"
_ONE_AT_A_TIME = sa.text("LOCK TABLE resource IN SHARE ROW EXCLUSIVE MODE")
_ADD_RESOURCE = sa.text("INSERT INTO resource (name) VALUES (:name) RETURNING id")


class SqlDeskStore:
    """Implements flows.calendar_desk.store.DeskStore."""

    def __init__(
        self,
        database: Database,
        reading: EventReading,
        statements: EventStatements,
        people: People,
        person_pages: PersonPages,
    ) -> None:
        self._database = database
        self._reading = reading
        self._statements = statements
        self._people = people
        self._person_pages = person_pages
        self._lists = MeetingLists(database, reading)
        self._writing = EventWriting(database, reading, statements)
        on_postgresql = database.is_postgresql
        time = "CAST(:told AS timestamptz)" if on_postgresql else ":told"
        self._find_people = with_values(_PEOPLE, "bigint", on_postgresql)
        self._touch = with_values(_TOUCH.replace("<now>", time), "bigint", on_postgresql)
        self._new_slot = sa.text(_NEW_SLOT.replace("<slot>", time))

    async def found(
        self,
        which: MeetingFilter,
        window: Window,
        limit: int,
        *,
        by_start: bool = False,
        newest_first: bool = False,
    ) -> tuple[Meeting, ...]:
        """Return single events and changed occurrences in a window, by start."""
        return await self._lists.found(
            which, window, limit, by_start=by_start, newest_first=newest_first
        )

    async def series(self, which: MeetingFilter, until: datetime) -> tuple[Meeting, ...]:
        """Return the events that repeat and begin before a time."""
        return await self._lists.series(which, until)

    async def meetings_by_id(self, ids: Sequence[CrmEventId]) -> tuple[Meeting, ...]:
        """Return events by id, in the order of ids."""
        return await self._lists.by_id(ids)

    async def overrides(
        self, series: Sequence[CrmEventId]
    ) -> Mapping[CrmEventId, tuple[CrmEvent, ...]]:
        """Return the changed and cancelled occurrences of series."""
        return await self._reading.overrides(series)

    async def tally(self, which: MeetingFilter, window: Window) -> Mapping[CrmUserId, Tally]:
        """Return how many single events and changed occurrences each user has in a window."""
        return await self._lists.tally(which, window)

    async def record(self, event: CrmEventId) -> Record | None:
        """Return one event whole."""
        async with self._database.reading() as connection:
            rows = await self._reading.rows(connection, [event])
            if not rows:
                return None
            by_hand = await connection.execute(_BY_HAND, {"event": rows[0].id})
            return Record(
                event=event_of(rows[0]),
                attendees=attendees_of(rows[0]),
                by_hand=tuple(PersonId(str(row.person_id)) for row in by_hand),
            )

    async def users(self) -> Mapping[CrmUserId, StaffMember]:
        """Return all users."""
        return await self._person_pages.staff()

    async def people(
        self, ids: Sequence[PersonId]
    ) -> Mapping[PersonId, tuple[str, Address | None, str]]:
        """Return people by id: name, main address and the kind of field it stands in."""
        wanted = [n for n in map(number, ids) if n is not None]
        if not wanted:
            return {}
        async with self._database.reading() as connection:
            rows = (await connection.execute(self._find_people, {"values": encoded(wanted)})).all()
        best: dict[PersonId, tuple[str, Address | None, str]] = {}
        for row in sorted(rows, key=lambda r: (r.id, rank(r.kind or ""), r.match_key or "")):
            address = None if row.match_key is None else Address(row.match_key)
            best.setdefault(PersonId(str(row.id)), (row.name, address, row.kind or ""))
        return best

    async def known(
        self, addresses: Sequence[Address]
    ) -> tuple[Mapping[Address, PersonRef], Mapping[Address, CrmUserId]]:
        """Return the person, and the user, each address belongs to."""
        people = await self._people.find_people(addresses, Matching())
        users = await self._people.find_users(addresses)
        return {address: those[0] for address, those in people.items()}, users

    async def write(self, what: DeskWrite) -> tuple[CrmEventId, ...]:
        """Do one act whole and return the ids of its drafts."""
        async with self._database.writing() as connection:
            await self._expect(connection, what)
            await self._statements.remove(connection, what.removed)
            await self._writing.change_whole(connection, what.changes)
            await self._move_slots(connection, what.slots)
            made = await self._add(connection, what)
            await self._relate(connection, what.relations)
        return tuple(made)

    async def resource_names(self) -> Mapping[str, str]:
        """Return all resources: id -> name as entered."""
        return await self._reading.resource_names()

    async def add_resource(self, name: str) -> str | None:
        """Add a resource unless its name is taken."""
        async with self._database.writing() as connection:
            if self._database.is_postgresql:
                await connection.execute(_ONE_AT_A_TIME)
            names = await connection.execute(sa.select(schema.resource.c.name))
            if place_key(name) in {place_key(row.name) for row in names}:
                return None
            added = await connection.execute(_ADD_RESOURCE, {"name": storable(name)})
            return str(added.scalar_one())

    async def _expect(self, connection: AsyncConnection, what: DeskWrite) -> None:
        """Make sure that nobody changed what an act was decided on, nor does before it is done."""
        ids = [one for one, _ in what.expects]
        await self._statements.lock(connection, [*ids, *what.slots, *what.removed])
        held = {str(row.id): row.version for row in await self._reading.rows(connection, ids)}
        for one, version in what.expects:
            if one not in held:
                raise ItemGone("event")
            if held[one] != version:
                raise VersionConflict("event")
        series = [draft.series for draft in what.drafts if draft.series is not None]
        rows = await self._reading.override_rows(connection, series)
        taken = {(event.series, event.original_start) for event in map(event_of, rows)}
        if any((draft.series, draft.original_start) in taken for draft in what.drafts):
            raise VersionConflict("slot")

    async def _move_slots(
        self, connection: AsyncConnection, slots: Mapping[CrmEventId, datetime]
    ) -> None:
        """Let changed occurrences stand for other slots, one by one, each into a free one."""
        rows = await self._reading.rows(connection, list(slots))
        events = [event_of(row) for row in rows]
        starts = {e.id: e.original_start for e in events if e.original_start is not None}
        further = any(slots[one] > start for one, start in starts.items())
        for one in sorted(starts, key=lambda e: starts[e], reverse=further):
            told = {"event": int(one), "told": schema.told(slots[one])}
            await connection.execute(self._new_slot, told)

    async def _add(self, connection: AsyncConnection, what: DeskWrite) -> list[CrmEventId]:
        if not what.drafts:
            return []
        made = await self._statements.add(connection, what.drafts)
        parts = list(zip(made, what.drafts, strict=True))
        await self._statements.attach(
            connection,
            [(one, draft.attendees) for one, draft in parts],
            [(one, draft.content.places) for one, draft in parts],
        )
        related = [
            (int(one), int(person))
            for one, people in zip(made, what.drafted_people, strict=True)
            for person in people
        ]
        await self._statements.relate(connection, related)
        return made

    async def _relate(
        self, connection: AsyncConnection, relations: Sequence[tuple[CrmEventId, PersonId]]
    ) -> None:
        """Relate people to events; each counts as a new version of its event."""
        if not relations:
            return
        rows = [(int(event), int(person)) for event, person in relations]
        await self._statements.relate(connection, rows)
        told = {"values": encoded([event for event, _ in rows]), "told": self._statements.now}
        await connection.execute(self._touch, told)
