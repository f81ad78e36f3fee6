"""What the embedded CRM does beyond the ports' contracts, on either database."""

import asyncio
from abc import ABC, abstractmethod
from datetime import timedelta

import pytest

from sync_core.mail import Address, LogResult, SentimentLabel
from sync_core.policy import Matching
from tests.contracts.crm_firm import (
    BAD,
    GOOD,
    NOON,
    client,
    key,
    mail,
    person,
    related,
)
from tests.contracts.crm_sql_firm import SqlFirm

ANA = "ana@client.test"


class SqlContract(ABC):
    """Round trips, processes side by side, and other people's writing."""

    @pytest.fixture
    @abstractmethod
    def firm(self) -> SqlFirm:
        """Return a firm with nobody in it."""

    async def test_a_page_of_messages_takes_few_round_trips(self, firm: SqlFirm) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        page = [mail(i, relations=(related(ana, ANA),), sentiment=GOOD) for i in range(400)]
        costs = []
        for told in (page, page, [mail(i) for i in range(400, 800)]):
            before = firm.round_trips
            await firm.crm.log_mail(told)
            costs.append(firm.round_trips - before)
        assert costs == [7, 8, 5]  # with BEGIN and COMMIT; new, known already, nobody related

    async def test_a_lookup_is_one_round_trip(self, firm: SqlFirm) -> None:
        before = firm.round_trips
        await firm.crm.find_people([Address(f"p{i}@x.test") for i in range(2_000)], Matching())
        assert firm.round_trips - before == 1

    async def test_two_processes_writing_the_same_messages_create_each_once(
        self, firm: SqlFirm
    ) -> None:
        ana = await firm.add_person(person("Ana", ("email", ANA)))
        crms = [firm.another() for _ in range(3)]
        try:
            for round_of in range(5):
                numbers = range(round_of * 40, round_of * 40 + 40)
                told = [mail(n, relations=(related(ana, ANA),), sentiment=GOOD) for n in numbers]
                outcomes = await asyncio.gather(
                    crms[0].log_mail(told),
                    crms[1].log_mail(told[::-1]),
                    crms[2].log_mail(told[20:] + told[:20]),
                )
                made = [o for answer in outcomes for o in answer if o.result is LogResult.CREATED]
                assert len(made) == len({o.activity for o in made}) == 40
                assert {o.result for answer in outcomes for o in answer} <= {
                    LogResult.CREATED,
                    LogResult.ALREADY_THERE,
                }
        finally:
            for crm in crms:
                await crm.close()
        assert await firm.count() == 200
        assert await firm.latest(ana) == (SentimentLabel.POSITIVE, NOON + timedelta(minutes=199))

    async def test_an_address_typed_in_by_anyone_matches_whatever_its_case(
        self, firm: SqlFirm
    ) -> None:
        ana = await firm.add_person(person("Ana"))
        await firm.add_address(ana, "email", "  Ana.RUIZ@Client.Test ")
        found = await firm.crm.find_people([Address("ana.ruiz@client.test")], Matching())
        assert [p.id for p in found[Address("ana.ruiz@client.test")]] == [ana]

    async def test_an_address_typed_in_oddly_matches_once_the_feed_told_of_it(
        self, firm: SqlFirm
    ) -> None:
        ana = await firm.add_person(person("Ana"))
        await firm.add_address(ana, "email", "<MÜLLER@GRÖßE.TEST>")
        page = await firm.crm.known_addresses("", 10)
        assert [k.address for k in page.added] == ["müller@grösse.test"]
        found = await firm.crm.find_people([Address("müller@grösse.test")], Matching())
        assert [p.id for p in found[Address("müller@grösse.test")]] == [ana]

    async def test_what_is_typed_in_and_is_no_address_is_passed_over(self, firm: SqlFirm) -> None:
        ana = await firm.add_person(person("Ana"))
        await firm.add_address(ana, "email", "none known")
        await firm.add_address(ana, "alternate", ANA)
        page = await firm.crm.known_addresses("", 10)
        assert [k.address for k in page.added] == [ANA]

    async def test_an_address_changed_by_anyone_matches_and_is_told_of_again(
        self, firm: SqlFirm
    ) -> None:
        ana = await firm.add_person(person("Ana", ("email", "old@x.test")))
        cursor = (await firm.crm.known_addresses("", 10)).cursor
        await firm.execute("UPDATE person_address SET address = 'New@X.test'")
        asked = [Address("new@x.test"), Address("old@x.test")]
        found = await firm.crm.find_people(asked, Matching())
        assert {a: [p.id for p in people] for a, people in found.items()} == {asked[0]: [ana]}
        page = await firm.crm.known_addresses(cursor, 10)
        assert [k.address for k in page.added] == ["new@x.test"]

    async def test_an_address_added_after_one_was_removed_is_still_told_of(
        self, firm: SqlFirm
    ) -> None:
        ana = await firm.add_person(person("Ana", ("email", "old@x.test")))
        cursor = (await firm.crm.known_addresses("", 10)).cursor
        await firm.execute("DELETE FROM person_address")
        await firm.add_address(ana, "email", ANA)
        page = await firm.crm.known_addresses(cursor, 10)
        assert [k.address for k in page.added] == [ANA]

    async def test_a_row_that_the_database_alone_refuses_costs_no_other(
        self, firm: SqlFirm
    ) -> None:
        await self._refuse_subject(firm, "poison")
        told = [mail(i, subject="poison" if i in (3, 17) else "fine") for i in range(25)]
        outcomes = await firm.crm.log_mail(told)
        refused = {i for i, o in enumerate(outcomes) if o.result is LogResult.REFUSED}
        created = [o for o in outcomes if o.result is LogResult.CREATED]
        assert (refused, len(created), await firm.count()) == ({3, 17}, 23, 23)
        assert all(outcomes[i].detail and "poison" not in outcomes[i].detail for i in refused)

    @abstractmethod
    async def _refuse_subject(self, firm: SqlFirm, subject: str) -> None:
        """Let the database refuse activities with this subject."""

    async def test_preparing_again_and_by_two_at_once_changes_nothing(self, firm: SqlFirm) -> None:
        await firm.crm.log_mail([mail(1)])
        other = firm.another()
        await asyncio.gather(firm.crm.prepare(), other.prepare(), firm.crm.prepare())
        await other.close()
        assert await firm.count() == 1

    async def test_nothing_of_a_failed_call_is_left_behind(self, firm: SqlFirm) -> None:
        await firm.crm.log_mail([mail(1, participants=(client(ANA),), sentiment=BAD)])
        before = await firm.look(key(1))
        await self._refuse_subject(firm, "poison")
        await firm.crm.log_mail([mail(2, subject="poison", participants=(client(ANA),))])
        assert await firm.look(key(1)) == before
        orphans = "SELECT count(*) FROM email_participant WHERE activity_id NOT IN (SELECT id FROM email_activity)"
        assert (await firm.execute(orphans))[0][0] == 0
