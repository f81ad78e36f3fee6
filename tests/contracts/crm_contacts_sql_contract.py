"""What the embedded CRM's contacts do beyond the ports' contract, on either database."""

import asyncio
import re
from abc import ABC, abstractmethod
from dataclasses import replace
from itertools import pairwise

import pytest
import sqlalchemy as sa

from adapters.crm.sql.preparing import prepare
from adapters.crm.sql.rowsets import encoded, with_values
from flows.ports.crm_contacts import Probe, Wrote
from flows.ports.desk import NewPerson
from sync_core import limits
from sync_core.contacts.contact import Card
from sync_core.contacts.names import name_keys
from sync_core.failures import SkipItem
from sync_core.mail import Address
from sync_core.policy import Matching
from tests.contracts.crm_calendar_firm import draft as event_draft
from tests.contracts.crm_calendar_firm import guest
from tests.contracts.crm_contacts_firm import (
    ANA,
    BEA,
    card,
    change,
    draft,
    made,
    person_change,
    person_of,
)
from tests.contracts.crm_contacts_sql_firm import SqlContactsFirm

BO = "bo@firm.test"
_ADD_ERASED = "INSERT INTO erasure (address_hash) SELECT value FROM <values>"


class SqlContactsContract(ABC):
    """Round trips, indexes, processes side by side, and other people's writing."""

    @pytest.fixture
    @abstractmethod
    def contacts_firm(self) -> SqlContactsFirm:
        """Return a firm with nobody in it and no entry."""

    @pytest.fixture
    @abstractmethod
    def former_firm(self) -> SqlContactsFirm:
        """Return a firm whose database is not there yet, or empty."""

    async def test_many_entries_and_people_take_as_many_round_trips_as_one(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        firm = contacts_firm
        bo = await firm.add_staff("Bo", BO)
        ana = await firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        contacts = firm.contacts
        costs: list[list[int]] = []
        for numbers in (range(1), range(1, 200)):
            marks = [firm.round_trips]
            cards = [
                card(f"N{n}", Address(f"n{n}@x.test"), mobile_phone="1234567") for n in numbers
            ]
            drafts = [
                draft(bo, n, c, person=ana if n % 2 else None)
                for n, c in zip(numbers, cards, strict=True)
            ]
            drafts = [replace(one, person=ana) for one in drafts[:1]] + drafts[1:]
            entries = await made(contacts, *drafts)
            marks.append(firm.round_trips)
            new = Card(nickname="N", emails=(BEA,))
            writes = [change(e, new, "nickname", "emails", person=ana) for e in entries]
            answers = await contacts.update_entries(writes)
            assert {a.result for a in answers} == {Wrote.WRITTEN}
            marks.append(firm.round_trips)
            await contacts.entries([e.id for e in entries])
            marks.append(firm.round_trips)
            probes = [Probe(emails=(BEA,), names=("ana", f"n{n}")) for n in numbers]
            found = await contacts.candidates(bo, probes)
            assert all(f.entries for f in found)
            marks.append(firm.round_trips)
            free = await made(contacts, *(draft(bo, None) for _ in numbers))
            marks.append(firm.round_trips)
            pairs = list(zip(cards, [e.id for e in free], strict=True))
            people = [a.person for a in await contacts.create_people(pairs) if a.person]
            assert len(people) == len(cards)
            marks.append(firm.round_trips)
            told = [
                person_change(p, Card(nickname="N", emails=(Address(f"new{n}@x.test"),)), "emails")
                for n, p in zip(numbers, people, strict=True)
            ]
            answered = await contacts.update_people(told)
            assert {a.result for a in answered} == {Wrote.WRITTEN}
            marks.append(firm.round_trips)
            await contacts.delete_entries([(e.id, 2) for e in entries])
            marks.append(firm.round_trips)
            costs.append([after - before for before, after in pairwise(marks)])
        assert costs[0] == costs[1]
        assert max(costs[0]) <= 16
        assert (costs[0][2], costs[0][3]) == (1, 3)

    async def test_looking_for_candidates_reads_indexes_alone(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        firm = contacts_firm
        bo = await firm.add_staff("Bo", BO)
        people = [
            NewPerson(name=f"Ana N{n}", addresses=(("email", Address(f"a{n}@x.test")),))
            for n in range(2_000)
        ]
        await firm.crm.add_people(people)
        for start in range(0, 600, 200):
            await made(
                firm.contacts,
                *(draft(bo, n, card(f"Ana E{n}")) for n in range(start, start + 200)),
            )
        add = with_values(_ADD_ERASED, "text", firm.crm._parts.database.is_postgresql)
        await firm.execute(add, values=encoded([f"{n:032x}" for n in range(2_000)]))
        rows = [(n, kind, "value") for n in range(200) for kind in ("email", "phone", "name")]
        statement = firm.crm._parts.contact_candidates.find.text
        plan = await self._plan(firm, statement, rows=encoded(rows), owner=int(bo))
        for table in ("contact_key", "person_key", "person_address", "erasure"):
            assert not re.search(rf"(SCAN|Seq Scan on) ({table}|[akx]\b)", plan), plan
        for index in ("person_address_match",):
            assert index in plan, plan

    @abstractmethod
    async def _plan(self, firm: SqlContactsFirm, statement: str, **values: object) -> str:
        """Return how the database means to answer a statement."""

    async def test_a_name_that_many_have_costs_no_more_than_a_rare_one(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        firm = contacts_firm
        bo = await firm.add_staff("Bo", BO)
        await firm.crm.add_people([NewPerson(name="John Smith") for _ in range(1_000)])
        (found,) = await firm.contacts.candidates(bo, [Probe(names=("john smith",))])
        assert len(found.people) == limits.CANDIDATES_MAX
        rows = await firm.execute(
            firm.crm._parts.contact_candidates.find,
            rows=encoded([(0, "name", "john smith")]),
            owner=int(bo),
        )
        assert len(rows) == limits.CANDIDATES_MAX

    async def test_processes_writing_the_same_entries_make_each_once(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        bo = await contacts_firm.add_staff("Bo", BO)
        ana = await contacts_firm.add_person(NewPerson(name="Ana"))
        crms = [contacts_firm.another() for _ in range(3)]
        told = [draft(bo, n, person=ana) for n in range(40)]
        try:
            answers = await asyncio.gather(
                crms[0].contacts.create_entries(told),
                crms[1].contacts.create_entries(told[::-1]),
                crms[2].contacts.create_entries(told[20:] + told[:20]),
            )
        finally:
            for crm in crms:
                await crm.close()
        results = [a.result for answer in answers for a in answer]
        assert (results.count(Wrote.WRITTEN), results.count(Wrote.ALREADY_THERE)) == (40, 80)
        assert len({a.entry.id for answer in answers for a in answer if a.entry}) == 40

    async def test_of_writers_on_the_same_version_one_wins(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        bo = await contacts_firm.add_staff("Bo", BO)
        entries = await made(contacts_firm.contacts, *(draft(bo, n) for n in range(20)))
        crms = [contacts_firm.another() for _ in range(4)]

        async def write(place: int) -> list[Wrote]:
            own = [change(e, Card(nickname=f"by {place}"), "nickname") for e in entries]
            order = own[place * 5 :] + own[: place * 5]
            return [a.result for a in await crms[place].contacts.update_entries(order)]

        try:
            results = await asyncio.gather(*(write(place) for place in range(4)))
        finally:
            for crm in crms:
                await crm.close()
        flat = [one for some in results for one in some]
        assert (flat.count(Wrote.WRITTEN), flat.count(Wrote.CONFLICT)) == (20, 60)
        held = await contacts_firm.contacts.entries([e.id for e in entries])
        assert {e.version for e in held.values()} == {2}

    async def test_of_processes_that_bring_in_the_same_address_one_does(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        bo = await contacts_firm.add_staff("Bo", BO)
        entries = await made(contacts_firm.contacts, *(draft(bo, n) for n in range(4)))
        crms = [contacts_firm.another() for _ in range(4)]
        try:
            answers = await asyncio.gather(
                *(
                    crm.contacts.create_people([(card("Ana", ANA), entry.id)])
                    for crm, entry in zip(crms, entries, strict=True)
                )
            )
        finally:
            for crm in crms:
                await crm.close()
        results = [answer[0].result for answer in answers]
        assert (results.count(Wrote.WRITTEN), results.count(Wrote.REFUSED)) == (1, 3)
        assert len((await contacts_firm.crm.find_people([ANA], Matching()))[ANA]) == 1

    async def test_another_program_raises_versions_and_comes_up_in_the_feed(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        firm = contacts_firm
        bo = await firm.add_staff("Bo", BO)
        cy = await firm.add_staff("Cy", "cy@firm.test")
        ana = await firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        contacts = firm.contacts
        (entry,) = await made(contacts, draft(bo, 1, person=ana))
        cursor = (await contacts.changed_entries(bo, "", 9)).cursor
        writings = (
            "UPDATE contact_entry SET nickname = 'typed in'",
            "UPDATE person SET job_title = 'typed in'",
            "UPDATE person_address SET address = 'bea@client.test'",
            "DELETE FROM person_address",
        )
        for place, writing in enumerate(writings):
            before = (await person_of(contacts, ana)).version
            await firm.execute(writing)
            feed = await contacts.changed_entries(bo, cursor, 9)
            assert feed.ids == (entry.id,), writing
            cursor = feed.cursor
            assert ((await person_of(contacts, ana)).version > before) == (place > 0), writing
        stale = await contacts.update_entries([change(entry, Card(), "nickname")])
        assert stale[0].result is Wrote.CONFLICT
        await firm.execute("UPDATE contact_entry SET owner_id = :cy", cy=int(cy))
        for owner in (bo, cy):
            assert (await contacts.changed_entries(owner, cursor, 9)).ids == (entry.id,)
        await firm.execute("DELETE FROM person")
        held = (await contacts.entries([entry.id]))[entry.id]
        assert held.person is None
        await firm.execute("DELETE FROM contact_entry")
        assert (await contacts.changed_entries(cy, cursor, 9)).deleted == (entry.id,)

    async def test_the_past_of_a_person_raises_no_version_and_wakes_no_list(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        firm = contacts_firm
        bo = await firm.add_staff("Bo", BO)
        ana = await firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        await made(firm.contacts, draft(bo, 1, person=ana))
        cursor = (await firm.contacts.changed_entries(bo, "", 9)).cursor
        held = await person_of(firm.contacts, ana)
        await firm.log_mail_with(1, ana, ANA)
        assert await person_of(firm.contacts, ana) == held
        assert (await firm.contacts.changed_entries(bo, cursor, 9)).ids == ()

    async def test_what_the_database_alone_refuses_costs_no_other(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        firm = contacts_firm
        await self._refuse_nickname(firm, "poison")
        bo = await firm.add_staff("Bo", BO)
        told = [
            draft(bo, n, card(nickname="poison" if n in (3, 17) else "fine")) for n in range(25)
        ]
        answers = await firm.contacts.create_entries(told)
        entries = [a.entry for a in answers if a.entry]
        refused = {n for n, a in enumerate(answers) if a.result is Wrote.REFUSED}
        assert (refused, len(entries)) == ({3, 17}, 23)
        writes = [
            change(e, Card(nickname="poison" if n == 5 else "new"), "nickname")
            for n, e in enumerate(entries)
        ]
        results = [a.result for a in await firm.contacts.update_entries(writes)]
        assert [n for n, r in enumerate(results) if r is Wrote.REFUSED] == [5]
        assert results.count(Wrote.WRITTEN) == 22
        pairs = [
            (card(nickname="poison" if n == 2 else "fine"), e.id) for n, e in enumerate(entries[:6])
        ]
        made_ = [a.result for a in await firm.contacts.create_people(pairs)]
        assert made_ == [Wrote.REFUSED if n == 2 else Wrote.WRITTEN for n in range(6)]

    @abstractmethod
    async def _refuse_nickname(self, firm: SqlContactsFirm, nickname: str) -> None:
        """Let the database refuse entries and people with this nickname."""

    async def test_a_filled_database_of_the_former_schema_is_brought_up(
        self, former_firm: SqlContactsFirm
    ) -> None:
        firm = former_firm
        await prepare(firm.crm._parts.database, "0004")
        for name in ("Ana Bell", "Zoë O'Hara"):
            await firm.execute("INSERT INTO person (name, client) VALUES (:name, 'Co')", name=name)
        (ana, zoe) = [row.id for row in await firm.execute("SELECT id FROM person ORDER BY id")]
        for kind, address in (("email", ANA), ("alternate", BEA)):
            await firm.execute(
                "INSERT INTO person_address (person_id, kind, address) VALUES (:p, :k, :a)",
                p=ana,
                k=kind,
                a=address,
            )
        cursor = (await firm.crm.known_addresses("", 9)).cursor
        await firm.crm.prepare()
        await firm.crm.prepare()
        bo = await firm.add_staff("Bo", BO)
        found = await firm.contacts.candidates(
            bo,
            [
                Probe(names=("ana bell",)),
                Probe(names=name_keys(Card(display_name="O'Hara, Zoe"))),
                Probe(emails=(BEA,)),
            ],
        )
        assert [[int(p.id) for p in one.people] for one in found] == [[ana], [zoe], [ana]]
        expected = Card(display_name="Ana Bell", company="Co", emails=(ANA, BEA))
        assert (found[0].people[0].card, found[0].people[0].version) == (expected, 1)
        assert (await firm.crm.known_addresses(cursor, 9)).added == ()

    async def test_an_erased_address_is_kept_as_a_hash_alone(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        firm = contacts_firm
        bo = await firm.add_staff("Bo", BO)
        ana = await firm.add_person(NewPerson(name="Canary Bird", addresses=(("email", ANA),)))
        await made(firm.contacts, draft(bo, 1, card("Canary Bird", ANA), person=ana))
        await firm.contacts.erase_person(ana, 1)
        tables = "person person_address person_key contact_entry contact_key contact_change erasure"
        for table in tables.split():
            rows = await firm.execute(sa.select(sa.text("*")).select_from(sa.table(table)))
            assert "canary" not in repr(rows).casefold()
            assert ANA not in repr(rows)
        assert len(await firm.execute("SELECT * FROM erasure")) == 1
        new = await firm.add_person(NewPerson(name="New"))
        with pytest.raises(SkipItem, match="learn: expected"):
            await firm.crm.relate([], new, ANA)
        assert await firm.crm.find_people([ANA], Matching()) == {}

    async def test_meetings_of_an_erased_person_stay_and_lose_the_relation(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        firm = contacts_firm
        ana = await firm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
        (answer,) = await firm.crm.calendar.create_events(
            [event_draft(1, None, (guest(ANA, ana),))]
        )
        assert answer.event is not None
        await firm.contacts.erase_person(ana, 1)
        event = (await firm.crm.calendar.events([answer.event.id]))[answer.event.id]
        assert (event.is_related, event.content) == (False, answer.event.content)
