"""What people enter: relations by hand, people, members of staff."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql import schema
from adapters.crm.sql.contact_knowing import ContactKnowing
from adapters.crm.sql.database import Database
from adapters.crm.sql.heard import follow_people
from adapters.crm.sql.ids import number
from adapters.crm.sql.person_statements import PersonStatements
from adapters.crm.sql.rowsets import encoded, with_rows, with_values
from flows.ports.desk import NewPerson
from sync_core.address_kinds import BY_HAND, CONTACT_POINT, is_kind, rank
from sync_core.addresses import NoAddress, normalise
from sync_core.contacts.contact import Card
from sync_core.failures import SkipItem, SkipReason
from sync_core.mail import ActivityId, Address, CrmUserId, PersonId
from sync_core.storable import storable

_KINDS = ("individual", "contact")
_RELATE = """
INSERT INTO email_relation (activity_id, person_id, address, matched_by, is_ambiguous, is_by_hand)
SELECT a.id, :person, :address, :matched_by, false, true FROM email_activity a
WHERE a.id IN (SELECT value FROM <values>) ORDER BY a.id ON CONFLICT DO NOTHING
"""
_LEARN = """
INSERT INTO person_address (person_id, kind, address, match_key)
SELECT :person, :kind, :address, :address WHERE NOT EXISTS (
  SELECT 1 FROM person_address WHERE person_id = :person AND match_key = :address)
"""
# Ids are drawn in the order of the rows: the n-th lowest is the n-th person's.
_ADD_PEOPLE = """
INSERT INTO person (kind, name, client, segment, is_key)
SELECT kind, name, client, segment, is_key FROM <rows> WHERE true ORDER BY place RETURNING id
"""
_PEOPLE_COLUMNS = "place integer, kind text, name text, client text, segment text, is_key boolean"
_ADD_ADDRESSES = """
INSERT INTO person_address (person_id, kind, address, match_key, position)
SELECT person_id, kind, address, address, position FROM <rows> WHERE true ON CONFLICT DO NOTHING
"""
_ADD_STAFF = """
INSERT INTO staff (name, address) SELECT name, address FROM <rows> WHERE true ON CONFLICT DO NOTHING
"""
_COUNT = "SELECT count(*) FROM email_activity WHERE id IN (SELECT value FROM <values>)"
_STAFF_IDS = (
    "SELECT lower(address), id FROM staff WHERE lower(address) IN (SELECT value FROM <values>)"
)
_PEOPLE_PER_STATEMENT = 5_000


class Entering:
    """The hand-made part of one database."""

    def __init__(
        self, database: Database, knowing: ContactKnowing, people: PersonStatements
    ) -> None:
        self._database = database
        self._knowing = knowing
        self._people = people
        on_postgresql = database.is_postgresql
        self._relate = with_values(_RELATE, "bigint", on_postgresql)
        self._count = with_values(_COUNT, "bigint", on_postgresql)
        self._staff_ids = with_values(_STAFF_IDS, "text", on_postgresql)
        self._add_people = with_rows(_ADD_PEOPLE, _PEOPLE_COLUMNS, on_postgresql)
        self._add_staff = with_rows(_ADD_STAFF, "name text, address text", on_postgresql)
        self._add_addresses = with_rows(
            _ADD_ADDRESSES,
            "person_id bigint, kind text, address text, position integer",
            on_postgresql,
        )
        self._follow = follow_people(on_postgresql)

    async def relate(
        self, activities: Sequence[ActivityId], person: PersonId, learn: Address | None
    ) -> int:
        """Relate activities to a person by hand; return how many relations were new.

        Raises:
            SkipItem: the person, an activity or the address is none; nothing was written.
        """
        wanted = sorted({_known_id(activity, "activity") for activity in activities})
        somebody = _known_id(person, "person")
        address = Address("") if learn is None else _address(learn)
        async with self._database.writing() as connection:
            await self._check(connection, wanted, somebody)
            told = {"person": somebody, "address": address, "matched_by": BY_HAND}
            related = await connection.execute(self._relate, {**told, "values": encoded(wanted)})
            if address:
                await self._refuse_erased(connection, [address], "learn")
                kind = {"person": somebody, "address": address, "kind": CONTACT_POINT}
                await connection.execute(sa.text(_LEARN), kind)
            await connection.execute(self._follow, {"values": encoded([somebody])})
        return int(related.rowcount)

    async def add_people(self, people: Sequence[NewPerson]) -> tuple[PersonId, ...]:
        """Add people with their addresses; all or none.

        Raises:
            SkipItem: a person cannot be added as told; names which one and the field.
        """
        for place, somebody in enumerate(people):
            _check_person(somebody, place)
        ids: list[PersonId] = []
        async with self._database.writing() as connection:
            for start in range(0, len(people), _PEOPLE_PER_STATEMENT):
                part = people[start : start + _PEOPLE_PER_STATEMENT]
                ids += await self._add_part(connection, part)
        return tuple(ids)

    async def add_staff(self, staff: Sequence[tuple[str, Address]]) -> tuple[CrmUserId, ...]:
        """Add members of staff; one whose address is known keeps its id.

        Raises:
            SkipItem: an address is none; nothing was written.
        """
        rows = [(name, _address(told)) for name, told in staff]
        addresses = [address for _, address in rows]
        async with self._database.writing() as connection:
            await connection.execute(self._add_staff, {"rows": encoded(rows)})
            found = await connection.execute(self._staff_ids, {"values": encoded(addresses)})
            ids = {address: member for address, member in found}
        return tuple(CrmUserId(str(ids[address])) for address in addresses)

    async def _check(
        self, connection: AsyncConnection, activities: Sequence[int], person: int
    ) -> None:
        """Refuse a person or an activity that does not exist."""
        table = schema.person
        somebody = sa.select(table.c.id).where(table.c.id == person)
        if (await connection.execute(somebody)).first() is None:
            raise SkipItem(SkipReason.NOT_AN_ITEM, "person")
        known = await connection.execute(self._count, {"values": encoded(activities)})
        if known.scalar_one() != len(activities):
            raise SkipItem(SkipReason.NOT_AN_ITEM, "activity")

    async def _add_part(
        self, connection: AsyncConnection, people: Sequence[NewPerson]
    ) -> list[PersonId]:
        told_addresses = [_address(a) for somebody in people for _, a in somebody.addresses]
        await self._refuse_erased(connection, told_addresses, "addresses")
        rows = [(i, p.kind, p.name, p.client, p.segment, p.is_key) for i, p in enumerate(people)]
        added = await connection.execute(self._add_people, {"rows": encoded(rows)})
        ids = sorted(row.id for row in added)
        addresses = [
            (number_of, kind, _address(told), position)
            for number_of, somebody in zip(ids, people, strict=True)
            for position, (kind, told) in enumerate(
                sorted(somebody.addresses, key=lambda held: rank(held[0]))
            )
        ]
        if addresses:
            await connection.execute(self._add_addresses, {"rows": encoded(addresses)})
        made = [PersonId(str(number_of)) for number_of in ids]
        cards = (Card(display_name=storable(somebody.name)) for somebody in people)
        await self._people.find(connection, list(zip(made, cards, strict=True)))
        return made

    async def _refuse_erased(
        self, connection: AsyncConnection, addresses: Sequence[Address], field: str
    ) -> None:
        """Refuse somebody who was erased to be brought in again."""
        if await self._knowing.erased(connection, addresses):
            expected = f"{field}: expected an address of nobody who was erased"
            raise SkipItem(SkipReason.REFUSED_BY_CRM, expected)


def _check_person(person: NewPerson, place: int) -> None:
    """Refuse a person who cannot be added as told."""
    if not person.name.strip():
        raise SkipItem(SkipReason.REFUSED_BY_CRM, f"people.{place}.name: expected a name")
    if person.kind not in _KINDS:
        raise SkipItem(SkipReason.REFUSED_BY_CRM, f"people.{place}.kind: expected {_KINDS}")
    for kind, address in person.addresses:
        if not is_kind(kind) or isinstance(normalise(address), NoAddress):
            raise SkipItem(
                SkipReason.REFUSED_BY_CRM,
                f"people.{place}.addresses: expected email, alternate, contact_point or "
                "custom:NAME, each with an address such as ana@x.test",
            )


def _address(told: str) -> Address:
    address = normalise(told)
    if isinstance(address, NoAddress):
        raise SkipItem(SkipReason.NOT_AN_ITEM, "address: expected one such as ana@x.test")
    return Address(storable(address))


def _known_id(told: str, what: str) -> int:
    found = number(told)
    if found is None:
        raise SkipItem(SkipReason.NOT_AN_ITEM, what)
    return found
