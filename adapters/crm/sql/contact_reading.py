"""Entries and people out of the database: each statement shows them whole, however many they are."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql import contact_rows
from adapters.crm.sql.contact_rows import entry_of, person_of
from adapters.crm.sql.database import Database
from adapters.crm.sql.ids import number
from adapters.crm.sql.rowsets import encoded, with_values
from flows.ports.contact_desk import Entries
from sync_core.contacts.contact import ContactKey, CrmContact, CrmContactId, FirmPerson
from sync_core.mail import CrmUserId, PersonId

_ENTRY = f"""
SELECT e.id, e.version, e.modified_at, {", ".join(f"e.{c}" for c in contact_rows.ENTRY)}
FROM contact_entry e WHERE <condition>
"""  # noqa: S608 - names from this code
_PERSON = f"""
SELECT p.id, p.version, p.modified_at, {", ".join(f"p.{c}" for c in contact_rows.PERSON)},
  (SELECT CAST(<group>(<array>(a.position, a.id, a.match_key)) AS text)
   FROM person_address a WHERE a.person_id = p.id) AS addresses
FROM person p WHERE <condition>
"""  # noqa: S608 - names from this code
_LISTED = """
e.owner_id = :owner AND (:with_private OR e.sharing <> 'private') AND <position>(e.sought, :text) > 0
"""
_LISTS_OF = """
SELECT owner_id, id FROM contact_entry WHERE person_id = :person AND sharing <> 'private' ORDER BY id
"""


class ContactReading:
    """The contact lists and people of one database, to read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        on_postgresql = database.is_postgresql

        def listed(text: str, condition: str, kind: str) -> sa.TextClause:
            return with_values(text.replace("<condition>", condition), kind, on_postgresql)

        these = "IN (SELECT value FROM <values>)"
        self._by_id = listed(_ENTRY, f"e.id {these} ORDER BY e.id", "bigint")
        self._by_key = listed(_ENTRY, f"e.key {these}", "text")
        self._people = listed(_with_arrays(on_postgresql), f"p.id {these} ORDER BY p.id", "bigint")
        of_owner = "e.owner_id = :owner AND e.id > :after ORDER BY e.id LIMIT :limit"
        self._of_owner = sa.text(_ENTRY.replace("<condition>", of_owner))
        wanted = _LISTED.replace("<position>", "strpos" if on_postgresql else "instr")
        page = f"{wanted} ORDER BY e.sort_name, e.id LIMIT :limit OFFSET :offset"
        self._page = sa.text(_ENTRY.replace("<condition>", page))
        self._total = sa.text(f"SELECT count(*) FROM contact_entry e WHERE {wanted}")  # noqa: S608 - text from this code

    async def entries(self, ids: Sequence[CrmContactId]) -> Mapping[CrmContactId, CrmContact]:
        """Return entries by id in one round trip; one that does not exist is left out."""
        async with self._database.reading() as connection:
            return await self.entries_on(connection, ids)

    async def entries_on(
        self, connection: AsyncConnection, ids: Sequence[CrmContactId]
    ) -> dict[CrmContactId, CrmContact]:
        """Return entries by id, in order of ids, as a transaction sees them."""
        wanted = sorted({n for n in map(number, ids) if n is not None})
        if not wanted:
            return {}
        rows = await connection.execute(self._by_id, {"values": encoded(wanted)})
        return {entry.id: entry for entry in map(entry_of, rows)}

    async def entries_by_key(self, keys: Sequence[ContactKey]) -> Mapping[ContactKey, CrmContact]:
        """Return entries by key in one round trip; one that does not exist is left out."""
        async with self._database.reading() as connection:
            return await self.keyed_on(connection, keys)

    async def keyed_on(
        self, connection: AsyncConnection, keys: Sequence[ContactKey]
    ) -> dict[ContactKey, CrmContact]:
        """Return entries by key, as a transaction sees them."""
        if not keys:
            return {}
        rows = await connection.execute(self._by_key, {"values": encoded(sorted(set(keys)))})
        return {ContactKey(row.key): entry_of(row) for row in rows}

    async def entries_of(
        self, owner: CrmUserId, after: CrmContactId | None, limit: int
    ) -> tuple[CrmContact, ...]:
        """Return a user's list, by id after `after`."""
        asked = {
            "owner": number(owner) or 0,
            "after": 0 if after is None else number(after) or 0,
            "limit": limit,
        }
        async with self._database.reading() as connection:
            rows = (await connection.execute(self._of_owner, asked)).all()
        return tuple(entry_of(row) for row in rows)

    async def people(self, ids: Sequence[PersonId]) -> Mapping[PersonId, FirmPerson]:
        """Return people of the firm by id in one round trip; one erased or never there is left out."""
        async with self._database.reading() as connection:
            rows = await self.person_rows(connection, ids)
        return {person.id: person for person in map(person_of, rows)}

    async def person_rows(
        self, connection: AsyncConnection, ids: Sequence[PersonId]
    ) -> Sequence[Any]:
        """Return the rows of people by id, in order of ids."""
        wanted = sorted({n for n in map(number, ids) if n is not None})
        if not wanted:
            return []
        return (await connection.execute(self._people, {"values": encoded(wanted)})).all()

    async def listed(
        self, owner: CrmUserId, text: str, offset: int, limit: int, *, with_private: bool
    ) -> Entries:
        """Return a page of a user's list by name."""
        asked = {
            "owner": number(owner) or 0,
            "text": text.strip().casefold().replace("\x00", ""),
            "with_private": with_private,
        }
        async with self._database.reading() as connection:
            total = (await connection.execute(self._total, asked)).scalar_one()
            part = {**asked, "limit": limit, "offset": offset}
            rows = (await connection.execute(self._page, part)).all()
        return Entries(rows=tuple(entry_of(row) for row in rows), total=total)

    async def lists_of(self, person: PersonId) -> tuple[tuple[CrmUserId, CrmContactId], ...]:
        """Return whose entries stand for a person, by entry, without private ones."""
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.text(_LISTS_OF), {"person": number(person) or 0})
            return tuple((CrmUserId(str(of)), CrmContactId(str(one))) for of, one in rows)


def _with_arrays(on_postgresql: bool) -> str:
    names = (
        ("json_agg", "json_build_array") if on_postgresql else ("json_group_array", "json_array")
    )
    return _PERSON.replace("<group>", names[0]).replace("<array>", names[1])
