"""People and staff for the pages."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql import schema
from adapters.crm.sql.database import Database
from adapters.crm.sql.ids import number
from flows.ports.desk import PersonCard, StaffMember
from sync_core.address_kinds import rank
from sync_core.mail import Address, CrmUserId, PersonId, SentimentLabel
from sync_core.storable import storable

_P = schema.person.c
_ADDRESS = schema.person_address.c


class PersonPages:
    """The people of one database, to read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def person(self, person: PersonId) -> PersonCard | None:
        """Return one person."""
        wanted = number(person)
        if wanted is None:
            return None
        cards = await self._cards(sa.select(schema.person).where(_P.id == wanted))
        return cards[0] if cards else None

    async def search_people(self, text: str, limit: int) -> tuple[PersonCard, ...]:
        """Return people whose name, client or address holds the text, by name."""
        wanted = storable(text).strip().lower()
        query = sa.select(schema.person).order_by(sa.func.lower(_P.name), _P.id).limit(limit)
        if wanted:
            holding = sa.select(_ADDRESS.person_id).where(
                _ADDRESS.match_key.contains(wanted.casefold(), autoescape=True)
            )
            query = query.where(
                sa.or_(
                    sa.func.lower(_P.name).contains(wanted, autoescape=True),
                    sa.func.lower(_P.client).contains(wanted, autoescape=True),
                    _P.id.in_(holding),
                )
            )
        return await self._cards(query)

    async def staff(self) -> Mapping[CrmUserId, StaffMember]:
        """Return all members of staff, by id."""
        query = sa.select(schema.staff).order_by(schema.staff.c.id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        members = (
            StaffMember(id=CrmUserId(str(row.id)), name=row.name, address=Address(row.address))
            for row in rows
        )
        return {member.id: member for member in members}

    async def _cards(self, query: sa.Select[Any]) -> tuple[PersonCard, ...]:
        """Return the people a query finds, with their addresses, in two statements."""
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
            addresses = await _addresses(connection, [row.id for row in rows])
        return tuple(_card(row, addresses[row.id]) for row in rows)


async def _addresses(
    connection: AsyncConnection, people: Sequence[int]
) -> dict[int, list[tuple[str, Address]]]:
    """Return the addresses of some people, main one first."""
    held: dict[int, list[tuple[str, Address]]] = defaultdict(list)
    if not people:
        return held
    found = await connection.execute(
        sa.select(_ADDRESS.person_id, _ADDRESS.kind, _ADDRESS.match_key).where(
            _ADDRESS.person_id.in_(people)
        )
    )
    for person, kind, address in sorted(
        (tuple(row) for row in found), key=lambda r: (r[0], rank(r[1]), r[2])
    ):
        held[person].append((kind, Address(address)))
    return held


def _card(row: Any, addresses: Sequence[tuple[str, Address]]) -> PersonCard:
    return PersonCard(
        id=PersonId(str(row.id)),
        name=row.name,
        kind=row.kind,
        client=row.client,
        segment=row.segment,
        is_key=row.is_key,
        addresses=tuple(addresses),
        latest_sentiment=SentimentLabel(row.latest_sentiment),
        latest_sentiment_at=row.latest_sentiment_at,
    )
