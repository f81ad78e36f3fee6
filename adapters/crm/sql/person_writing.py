"""Writing the firm's people as contact lists do: nobody's address becomes somebody else's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql.contact_batches import in_halves, in_waves
from adapters.crm.sql.contact_knowing import ContactKnowing
from adapters.crm.sql.contact_reading import ContactReading
from adapters.crm.sql.contact_rows import addresses_of, person_of
from adapters.crm.sql.contact_statements import ContactStatements
from adapters.crm.sql.database import Database
from adapters.crm.sql.person_statements import PersonStatements
from flows.contact_desk import ruling
from flows.contact_desk.store import PersonDone
from flows.ports.crm_contacts import PersonChange, Wrote
from sync_core.contacts.contact import Card, CrmContact, CrmContactId, FirmPerson
from sync_core.contacts.kept import fit_card
from sync_core.mail import Address, PersonId

_REFUSED = PersonDone(result=Wrote.REFUSED)


@dataclass(frozen=True, slots=True)
class _People:
    """People as a transaction sees them, with the rows their addresses stand in."""

    held: dict[PersonId, FirmPerson]
    addresses: dict[PersonId, list[tuple[int, Address]]]


class PersonWriting:
    """The firm's people of one database, to write by contact lists."""

    def __init__(
        self,
        database: Database,
        reading: ContactReading,
        knowing: ContactKnowing,
        entries: ContactStatements,
        statements: PersonStatements,
    ) -> None:
        self._database = database
        self._reading = reading
        self._knowing = knowing
        self._entries = entries
        self._statements = statements

    async def create(self, cards: Sequence[tuple[Card, CrmContactId]]) -> tuple[PersonDone, ...]:
        """Add people, each for one entry; answers in the same order."""
        return tuple(await in_halves(self._create_some, cards, _REFUSED))

    async def update(self, changes: Sequence[PersonChange]) -> tuple[PersonDone, ...]:
        """Write fields of people; answers in the same order, a second write of one after the first."""

        async def write(some: Sequence[PersonChange]) -> list[PersonDone]:
            return await in_halves(self._update_some, some, _REFUSED)

        return await in_waves(write, changes, lambda change: change.id)

    async def erase(self, person: PersonId, version: int) -> Wrote:
        """Erase a person with addresses, relations and entries; hashes of the addresses stay."""
        async with self._database.writing() as connection:
            await self._knowing.one_at_a_time(connection)
            await self._knowing.lock_people(connection, [person])
            people = await self._people(connection, [person])
            held = people.held.get(person)
            if held is None:
                return Wrote.GONE
            if held.version != version:
                return Wrote.CONFLICT
            await self._statements.erase(connection, person, held.card.emails)
        return Wrote.WRITTEN

    async def _update_some(self, changes: Sequence[PersonChange]) -> list[PersonDone]:
        knowing = self._knowing
        ids = [change.id for change in changes]
        async with self._database.writing() as connection:
            await knowing.one_at_a_time(connection)
            await knowing.lock_people(connection, ids)
            people = await self._people(connection, ids)
            known = await self._known(connection, [change.card for change in changes])
            holders = {address: set(those) for address, those in known.holders.items()}
            done: list[PersonDone] = []
            for change in changes:
                known = replace(known, holders=holders)
                held = people.held.get(change.id)
                done.append(ruling.person_edited(change, held, known, self._entries.now))
                _hold(holders, done[-1])
            new = [one.person for one in done if one.result is Wrote.WRITTEN and one.person]
            await self._statements.change(connection, new, people.addresses)
        return done

    async def _create_some(self, cards: Sequence[tuple[Card, CrmContactId]]) -> list[PersonDone]:
        knowing = self._knowing
        ids = [one for _, one in cards]
        async with self._database.writing() as connection:
            await knowing.one_at_a_time(connection)
            await knowing.lock_entries(connection, ids)
            entries = await self._reading.entries_on(connection, ids)
            standing = [entry.person for entry in entries.values() if entry.person]
            people = await self._people(connection, standing)
            known = await self._known(connection, [card for card, _ in cards])
            done = self._ruled(cards, entries, people.held, known)
            new = {
                p: d.person.card
                for p, d in enumerate(done)
                if d.result is Wrote.WRITTEN and d.person
            }
            made = await self._statements.add(connection, list(new.values()))
            now_known = dict(zip(new, made, strict=True))
            await self._entries.change(
                connection,
                [replace(entries[cards[p][1]], person=one) for p, one in now_known.items()],
                found=False,
            )
        fresh = {_provisional(place): one for place, one in now_known.items()}
        return [_named(one, fresh) for one in done]

    def _ruled(
        self,
        cards: Sequence[tuple[Card, CrmContactId]],
        entries: dict[CrmContactId, CrmContact],
        people: dict[PersonId, FirmPerson],
        known: ruling.Known,
    ) -> list[PersonDone]:
        """Return what becomes of each card, one after the other; new people have provisional ids."""
        holders = {address: set(those) for address, those in known.holders.items()}
        stands = {one: people[e.person] for one, e in entries.items() if e.person in people}
        done: list[PersonDone] = []
        for place, (card, one) in enumerate(cards):
            if one in stands:
                done.append(PersonDone(result=Wrote.ALREADY_THERE, person=stands[one]))
                continue
            known = replace(known, holders=holders)
            fresh = _provisional(place)
            now = self._entries.now
            done.append(ruling.person_added(card, fresh, entries.get(one), known, now))
            made = done[-1].person
            if made is not None:
                stands[one] = made
                _hold(holders, done[-1])
        return done

    async def _people(self, connection: AsyncConnection, ids: Sequence[PersonId]) -> _People:
        rows = await self._reading.person_rows(connection, ids)
        return _People(
            {PersonId(str(row.id)): person_of(row) for row in rows},
            {PersonId(str(row.id)): addresses_of(row) for row in rows},
        )

    async def _known(self, connection: AsyncConnection, cards: Sequence[Card]) -> ruling.Known:
        addresses = {address for card in cards for address in fit_card(card).emails}
        return ruling.Known(
            holders=await self._knowing.holders(connection, addresses),
            erased=await self._knowing.erased(connection, addresses),
        )


def _hold(holders: dict[Address, set[PersonId]], done: PersonDone) -> None:
    """Note who has which address after a write."""
    if done.result is Wrote.WRITTEN and done.person is not None:
        for those in holders.values():
            those.discard(done.person.id)
        for address in done.person.card.emails:
            holders.setdefault(address, set()).add(done.person.id)


def _provisional(place: int) -> PersonId:
    return PersonId(f"new {place}")


def _named(done: PersonDone, fresh: dict[PersonId, PersonId]) -> PersonDone:
    """Return an answer about somebody by the id that the database gave."""
    person = done.person
    if person is None or person.id not in fresh:
        return done
    return replace(done, person=replace(person, id=fresh[person.id]))
