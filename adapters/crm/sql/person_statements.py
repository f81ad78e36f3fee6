"""The statements by which the firm's people are written as contact lists do, inside somebody's transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql import contact_rows
from adapters.crm.sql.contact_knowing import answers, numbers
from adapters.crm.sql.database import Database
from adapters.crm.sql.rowsets import encoded, with_rows, with_values
from adapters.crm.sql.schema import told
from adapters.crm.sql.traced import TRACE, under_trace
from sync_core.address_kinds import CONTACT_POINT
from sync_core.contacts.contact import Card, FirmPerson
from sync_core.contacts.kept import EMAIL, erased_hash, keys_of
from sync_core.mail import Address, PersonId

_PERSON = ", ".join(contact_rows.PERSON)
_REMOVED_POSITION = -1
"""Says that whoever removes an address has counted the write already (migration 0006)."""
# Ids are drawn in the order of the rows: the n-th lowest is the n-th person's.
_ADD_PEOPLE = f"""
INSERT INTO person (kind, {_PERSON}, modified_at, trace) SELECT 'contact', {_PERSON}, <now>, {TRACE}
FROM <rows> WHERE true ORDER BY r.place RETURNING id
"""  # noqa: S608 - names from this code
_CHANGE_PEOPLE = f"""
UPDATE person SET {", ".join(f"{c} = r.{c}" for c in contact_rows.PERSON)}, modified_at = <now>,
  trace = {TRACE}
FROM <rows> WHERE person.id = r.id
"""  # noqa: S608 - names from this code
_ADD_PERSON_KEYS = """
INSERT INTO person_key (kind, value, person_id) SELECT kind, value, person_id
FROM <rows> WHERE true ON CONFLICT DO NOTHING
"""
_NO_PERSON_KEYS = "DELETE FROM person_key WHERE person_id IN (SELECT value FROM <values>)"
_ADD_ADDRESSES = f"""
INSERT INTO person_address (person_id, kind, address, match_key, position)
SELECT person_id, '{CONTACT_POINT}', address, address, position FROM <rows>
"""  # noqa: S608 - names from this code
_PLACE_ADDRESSES = """
UPDATE person_address SET position = r.position FROM <rows> WHERE person_address.id = r.id
"""
_DROP_ADDRESSES = f"""
DELETE FROM person_address WHERE person_id IN (SELECT value FROM <values>)
  AND position = {_REMOVED_POSITION}
"""  # noqa: S608 - a number from this code
_CLEAR_LISTS = "DELETE FROM contact_entry WHERE person_id IN (SELECT value FROM <values>)"
_REMOVE = "DELETE FROM person WHERE id IN (SELECT value FROM <values>)"
_ADD_ERASED = """
INSERT INTO erasure (address_hash) SELECT value FROM <values> WHERE true ON CONFLICT DO NOTHING
"""


class PersonStatements:
    """Writes rows of people; what may be written is for the caller to know."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._now = now
        on_postgresql = database.is_postgresql
        at = "CAST(:now AS timestamptz)" if on_postgresql else ":now"

        def rows(text: str, columns: str) -> sa.TextClause:
            return with_rows(text.replace("<now>", at), columns, on_postgresql)

        def these(text: str, kind: str = "bigint") -> sa.TextClause:
            return with_values(text, kind, on_postgresql)

        person = contact_rows.typed(contact_rows.PERSON)
        self._add_people = rows(_ADD_PEOPLE, f"place integer, {person}")
        self._change_people = rows(_CHANGE_PEOPLE, f"id bigint, {person}")
        self._add_keys = rows(_ADD_PERSON_KEYS, "kind text, value text, person_id bigint")
        self._no_keys = these(_NO_PERSON_KEYS)
        addresses = "person_id bigint, address text, position integer"
        self._add_addresses = rows(_ADD_ADDRESSES, addresses)
        self._place_addresses = rows(_PLACE_ADDRESSES, "id bigint, position integer")
        self._drop_addresses = these(_DROP_ADDRESSES)
        self._clear_lists = these(_CLEAR_LISTS)
        self._remove = these(_REMOVE)
        self._add_erased = these(_ADD_ERASED, "text")

    async def add(self, connection: AsyncConnection, cards: Sequence[Card]) -> list[PersonId]:
        """Add people and what they are found by; their addresses become contact points."""
        if not cards:
            return []
        rows = [(place, *contact_rows.person_row(card)) for place, card in enumerate(cards)]
        asked = {"rows": encoded(rows), "now": told(self._now()), **under_trace()}
        made = await connection.execute(self._add_people, asked)
        ids = [PersonId(str(one)) for one in sorted(row.id for row in made)]
        people = list(zip(ids, cards, strict=True))
        await self.find(connection, people)
        await _add_rows(
            connection,
            self._add_addresses,
            [(int(one), a, n) for one, card in people for n, a in enumerate(card.emails)],
        )
        return ids

    async def change(
        self,
        connection: AsyncConnection,
        people: Sequence[FirmPerson],
        held: dict[PersonId, list[tuple[int, Address]]],
    ) -> None:
        """Write people anew; each counts as one more version.

        Args:
            connection: the transaction.
            people: as they are to be.
            held: their addresses so far, with the rows they stand in.
        """
        if not people:
            return
        rows = [(int(p.id), *contact_rows.person_row(p.card)) for p in people]
        asked = {"rows": encoded(sorted(rows)), "now": told(self._now()), **under_trace()}
        await connection.execute(self._change_people, asked)
        await answers(connection, self._no_keys, numbers([person.id for person in people]))
        await self.find(connection, [(person.id, person.card) for person in people])
        places: list[tuple[int, int]] = []
        fresh: list[tuple[int, Address, int]] = []
        for person in people:
            order = {address: place for place, address in enumerate(person.card.emails)}
            places += [(row, order.get(a, _REMOVED_POSITION)) for row, a in held[person.id]]
            former = {address for _, address in held[person.id]}
            fresh += [(int(person.id), a, n) for a, n in order.items() if a not in former]
        await _add_rows(connection, self._place_addresses, places)
        await answers(connection, self._drop_addresses, numbers([person.id for person in people]))
        await _add_rows(connection, self._add_addresses, fresh)

    async def find(
        self, connection: AsyncConnection, people: Sequence[tuple[PersonId, Card]]
    ) -> None:
        """Let people be found by names and numbers; their addresses stand in a table of their own."""
        keys = [(*key, int(one)) for one, card in people for key in keys_of(card)]
        rows = [key for key in keys if key[0] != EMAIL]
        await _add_rows(connection, self._add_keys, rows)

    async def erase(
        self, connection: AsyncConnection, person: PersonId, addresses: Iterable[Address]
    ) -> None:
        """Delete a person with everything that hangs on it; hashes of the addresses stay."""
        await answers(connection, self._clear_lists, numbers([person]))
        await answers(connection, self._add_erased, sorted(map(erased_hash, addresses)))
        await answers(connection, self._remove, numbers([person]))


async def _add_rows(
    connection: AsyncConnection, statement: sa.TextClause, rows: Sequence[Any]
) -> None:
    if rows:
        await connection.execute(statement, {"rows": encoded(rows)})
