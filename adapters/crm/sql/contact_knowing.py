"""What a write of contacts must know and hold still: looked up and locked inside its transaction.

Entries are locked before people, each in order of ids, so that two writers never wait for each other.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql.database import Database
from adapters.crm.sql.ids import number
from adapters.crm.sql.rowsets import encoded, with_values
from sync_core.contacts.contact import CrmContactId
from sync_core.contacts.kept import erased_hash
from sync_core.mail import Address, CrmUserId, PersonId

_LOCK_ENTRIES = """
SELECT id FROM contact_entry WHERE id IN (SELECT value FROM <values>) ORDER BY id FOR UPDATE
"""
_LOCK_LISTS = """
SELECT id FROM contact_entry WHERE person_id IN (SELECT value FROM <values>) ORDER BY id FOR UPDATE
"""
_LOCK_PEOPLE = """
SELECT id FROM person WHERE id IN (SELECT value FROM <values>) ORDER BY id FOR UPDATE
"""
_PEOPLE_THERE = """
SELECT id FROM person WHERE id IN (SELECT value FROM <values>) ORDER BY id <lock>
"""
_USERS = "SELECT id FROM staff WHERE id IN (SELECT value FROM <values>)"
_HOLDERS = """
SELECT match_key, person_id FROM person_address WHERE match_key IN (SELECT value FROM <values>)
"""
_ERASED = "SELECT address_hash FROM erasure WHERE address_hash IN (SELECT value FROM <values>)"
_ONE_AT_A_TIME = sa.text("SELECT pg_advisory_xact_lock(7209370129)")


class ContactKnowing:
    """Looks up and locks what writes of contacts stand on."""

    def __init__(self, database: Database) -> None:
        self._on_postgresql = on_postgresql = database.is_postgresql

        def these(text: str, kind: str = "bigint") -> sa.TextClause:
            return with_values(text, kind, on_postgresql)

        self._lock_entries = these(_LOCK_ENTRIES)
        self._lock_lists = these(_LOCK_LISTS)
        self._lock_people = these(_LOCK_PEOPLE)
        lock = "FOR SHARE" if on_postgresql else ""
        self._people_there = these(_PEOPLE_THERE.replace("<lock>", lock))
        self._users = these(_USERS)
        self._holders = these(_HOLDERS, "text")
        self._erased = these(_ERASED, "text")

    async def lock_entries(self, connection: AsyncConnection, ids: Iterable[CrmContactId]) -> None:
        """Let nobody else write these entries before this transaction ends; SQLite has one writer anyway."""
        if self._on_postgresql:
            await _of(connection, self._lock_entries, ids)

    async def lock_people(self, connection: AsyncConnection, ids: Iterable[PersonId]) -> None:
        """Let nobody else write these people, nor the entries that stand for them."""
        wanted = list(ids)
        if self._on_postgresql:
            await _of(connection, self._lock_lists, wanted)
            await _of(connection, self._lock_people, wanted)

    async def one_at_a_time(self, connection: AsyncConnection) -> None:
        """Let nobody else give people addresses by a contact list before this transaction ends."""
        if self._on_postgresql:
            await connection.execute(_ONE_AT_A_TIME)

    async def users(
        self, connection: AsyncConnection, ids: Iterable[CrmUserId]
    ) -> frozenset[CrmUserId]:
        """Return which of these users are there."""
        found = await _of(connection, self._users, ids)
        return frozenset(CrmUserId(str(row.id)) for row in found)

    async def people_there(
        self, connection: AsyncConnection, ids: Iterable[PersonId]
    ) -> frozenset[PersonId]:
        """Return which of these people are there; they stay as they are until this transaction ends."""
        found = await _of(connection, self._people_there, ids)
        return frozenset(PersonId(str(row.id)) for row in found)

    async def holders(
        self, connection: AsyncConnection, addresses: Iterable[Address]
    ) -> dict[Address, set[PersonId]]:
        """Return who has these addresses."""
        held: dict[Address, set[PersonId]] = {}
        for row in await _texts(connection, self._holders, addresses):
            held.setdefault(Address(row.match_key), set()).add(PersonId(str(row.person_id)))
        return held

    async def erased(
        self, connection: AsyncConnection, addresses: Iterable[Address]
    ) -> frozenset[Address]:
        """Return which of these addresses belonged to somebody who was erased."""
        hashes = {erased_hash(address): address for address in addresses}
        found = await _texts(connection, self._erased, hashes)
        return frozenset(hashes[row.address_hash] for row in found)


async def _of(
    connection: AsyncConnection, statement: sa.TextClause, ids: Iterable[str]
) -> Sequence[Any]:
    return await answers(connection, statement, numbers(ids))


async def _texts(
    connection: AsyncConnection, statement: sa.TextClause, texts: Iterable[str]
) -> Sequence[Any]:
    return await answers(connection, statement, sorted(set(texts)))


def numbers(ids: Iterable[str]) -> list[int]:
    """Return the numbers that ids stand for, in order, each once."""
    return sorted({n for n in map(number, ids) if n is not None})


async def answers(
    connection: AsyncConnection, statement: sa.TextClause, values: Sequence[Any]
) -> Sequence[Any]:
    """Return the rows a statement about :values answers with; one about nothing is not sent."""
    if not values:
        return []
    result = await connection.execute(statement, {"values": encoded(values)})
    return result.all() if result.returns_rows else []
