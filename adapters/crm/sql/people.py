"""Who has an address: people, and members of staff."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import TextClause
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql.database import Database
from adapters.crm.sql.rowsets import encoded, with_values
from sync_core import limits
from sync_core.address_kinds import kinds_matched, rank
from sync_core.mail import Address, CrmUserId, PersonId, PersonRef
from sync_core.policy import Matching
from sync_core.storable import storable

_FIND_PEOPLE = """
SELECT a.match_key, a.person_id, a.kind FROM <values> JOIN person_address a ON a.match_key = v.value
"""
_FIND_STAFF = """
SELECT lower(s.address), s.id FROM <values> JOIN staff s ON lower(s.address) = v.value
"""


class People:
    """The people and staff of one database, to match."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._find_people = with_values(_FIND_PEOPLE, "text", database.is_postgresql)
        self._find_staff = with_values(_FIND_STAFF, "text", database.is_postgresql)

    async def find_people(
        self, addresses: Sequence[Address], by: Matching
    ) -> Mapping[Address, tuple[PersonRef, ...]]:
        """Return the people each address belongs to, in one round trip."""
        kinds = kinds_matched(by)
        asked = _asked(addresses)
        held: dict[str, list[tuple[int, tuple[int, str]]]] = defaultdict(list)
        async with self._database.reading() as connection:
            for key, person, kind in await _found(connection, self._find_people, asked):
                if kind in kinds:
                    held[key].append((person, rank(kind)))
        return {
            address: _each_once(people) for key, people in held.items() for address in asked[key]
        }

    async def find_users(self, addresses: Sequence[Address]) -> Mapping[Address, CrmUserId]:
        """Return the members of staff who have these addresses."""
        asked = _asked(addresses)
        async with self._database.reading() as connection:
            found = await _found(connection, self._find_staff, asked)
        return {address: CrmUserId(str(member)) for key, member in found for address in asked[key]}


def _asked(addresses: Sequence[Address]) -> dict[str, list[Address]]:
    """Return the addresses asked for under the form in which they are compared."""
    if len(addresses) > limits.ADDRESSES_PER_LOOKUP_MAX:
        raise ValueError(f"addresses: at most {limits.ADDRESSES_PER_LOOKUP_MAX} a lookup")
    asked: dict[str, list[Address]] = {}
    for address in dict.fromkeys(addresses):
        asked.setdefault(address.casefold(), []).append(address)
    return asked


async def _found(
    connection: AsyncConnection, statement: TextClause, asked: Mapping[str, object]
) -> list[tuple[Any, ...]]:
    """Return the rows that a lookup finds; what no database can hold, nobody has."""
    keys = sorted(key for key in asked if storable(key) == key)  # neighbours share index pages
    if not keys:
        return []
    found = await connection.execute(statement, {"values": encoded(keys)})
    return [tuple(row) for row in found]


def _each_once(held: list[tuple[int, tuple[int, str]]]) -> tuple[PersonRef, ...]:
    """Return people by id, each with the field that explains the match best."""
    best: dict[int, str] = {}
    for person, (_, kind) in sorted(held):
        best.setdefault(person, kind)
    return tuple(
        PersonRef(id=PersonId(str(person)), matched_by=kind) for person, kind in best.items()
    )
