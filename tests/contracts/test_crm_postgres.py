"""The embedded CRM on PostgreSQL keeps every contract, and its own rules of transactions and logins."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import sqlalchemy as sa

from adapters.crm.sql.__main__ import main
from sync_core.failures import CrmStopped, Unavailable
from sync_core.mail import Address, LogResult
from sync_core.policy import Matching
from tests.contracts.crm_contract import CrmContract
from tests.contracts.crm_desk_contract import DeskContract
from tests.contracts.crm_firm import GOOD, mail, person, related
from tests.contracts.crm_sql_contract import SqlContract
from tests.contracts.crm_sql_firm import SqlFirm
from tests.contracts.postgres_server import PostgresServer, postgres_server

__all__ = ["postgres_server"]

_ANOTHER_WAITS = sa.text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture(scope="session")
def prepared_database(postgres_server: PostgresServer) -> str:
    """Return a database that holds the newest schema and nothing else."""
    name = postgres_server.new_database()
    assert main(["migrate", "--url", postgres_server.url(name)]) == 0
    return name


@pytest.fixture
def database(postgres_server: PostgresServer, prepared_database: str) -> Iterator[str]:
    """Return the address of a fresh database."""
    name = postgres_server.new_database(template=prepared_database)
    yield postgres_server.url(name)
    postgres_server.drop(name)


class OnPostgresql:
    @pytest.fixture
    async def firm(self, database: str) -> AsyncIterator[SqlFirm]:
        firm = SqlFirm(url=database)
        yield firm
        await firm.crm.close()


class TestCrmOnPostgresql(OnPostgresql, CrmContract):
    pass


class TestDeskOnPostgresql(OnPostgresql, DeskContract):
    pass


class TestSqlOnPostgresql(OnPostgresql, SqlContract):
    async def _refuse_subject(self, firm: SqlFirm, subject: str) -> None:
        await firm.execute(
            f"ALTER TABLE email_activity ADD CONSTRAINT refuse CHECK (subject <> '{subject}')"
        )

    async def test_an_address_committed_late_is_never_passed_over(self, firm: SqlFirm) -> None:
        """Its number is lower than one that was told of already."""
        ana, bea = [await firm.add_person(person(name)) for name in ("Ana", "Bea")]
        database = firm.crm._parts.database
        add = sa.text(
            "INSERT INTO person_address (person_id, kind, address) VALUES (:person, 'email', :address)"
        )
        told: list[str] = []
        async with database.writing() as slow:
            await slow.execute(add, {"person": int(ana), "address": "slow@x.test"})
            await firm.add_address(bea, "email", "quick@x.test")
            page = await firm.crm.known_addresses("", 10)
            told += [k.address for k in page.added]
        last = await firm.crm.known_addresses(page.cursor, 10)
        told += [k.address for k in last.added]
        assert sorted(told) == ["quick@x.test", "slow@x.test"]

    async def test_a_database_restored_on_another_server_tells_of_all_and_goes_on(
        self, firm: SqlFirm
    ) -> None:
        ana = await firm.add_person(person("Ana", ("email", "one@x.test")))
        await firm.execute("UPDATE person_address SET added_tx = 999999999999")
        page = await firm.crm.known_addresses("", 10)
        assert [k.address for k in page.added] == ["one@x.test"]
        await firm.crm.prepare()
        await firm.add_address(ana, "email", "two@x.test")
        later = await firm.crm.known_addresses(page.cursor, 10)
        assert [k.address for k in later.added] == ["one@x.test", "two@x.test"]
        end = await firm.crm.known_addresses(later.cursor, 10)
        assert end.added == ()

    @pytest.mark.parametrize("order", [1, -1])
    async def test_a_writer_waits_for_another_before_it_holds_what_that_one_needs(
        self, firm: SqlFirm, order: int
    ) -> None:
        """Both take the messages in order of their keys, in whatever order they were told."""
        first, second = sorted([mail(1), mail(2)], key=lambda told: told.key)
        others = firm.crm._parts.mail
        async with firm.crm._parts.database.writing() as slow:
            await others._store(slow, [first])
            waiting = asyncio.create_task(firm.crm.log_mail([first, second][::order]))
            while not waiting.done() and not (await firm.execute(_ANOTHER_WAITS))[0][0]:
                pass
            await others._store(slow, [second])
        outcomes = await waiting
        assert {o.result for o in outcomes} == {LogResult.ALREADY_THERE}

    async def test_writers_that_touch_the_same_people_in_other_orders_all_finish(
        self, firm: SqlFirm
    ) -> None:
        people = await firm.crm.add_people([person(f"P{i}") for i in range(20)])
        crms = [firm.another() for _ in range(4)]

        async def write(place: int) -> None:
            order = people[place:] + people[:place]
            for batch in range(5):
                start = 1_000 * place + 100 * batch
                told = [
                    mail(start + i, relations=(related(p, "a@x.test"),), sentiment=GOOD)
                    for i, p in enumerate(order)
                ]
                outcomes = await crms[place].log_mail(told)
                assert {o.result for o in outcomes} == {LogResult.CREATED}

        try:
            await asyncio.gather(*(write(place) for place in range(4)))
        finally:
            for crm in crms:
                await crm.close()

    async def test_a_lost_connection_is_unavailable_and_comes_back(self, firm: SqlFirm) -> None:
        await firm.crm.log_mail([mail(1)])
        other = firm.another()
        cut = sa.text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        async with other._parts.database.reading() as connection:
            await connection.execute(cut)
        with pytest.raises(Unavailable):
            await firm.crm.log_mail([mail(2)])
        assert (await firm.crm.log_mail([mail(2)]))[0].result is LogResult.CREATED
        await other.close()

    async def test_a_login_without_rights_stops_the_connector(self, firm: SqlFirm) -> None:
        await firm.execute("DROP ROLE IF EXISTS powerless")
        await firm.execute("CREATE ROLE powerless LOGIN")
        weak = SqlFirm(url=firm.url.replace("rapport@", "powerless@"))
        with pytest.raises(CrmStopped):
            await weak.crm.log_mail([mail(1)])
        with pytest.raises(CrmStopped):
            await weak.crm.find_people([Address("a@x.test")], Matching())
        await weak.crm.close()
        await firm.execute("DROP ROLE powerless")


async def test_a_database_that_does_not_exist_stops_the_connector(
    postgres_server: PostgresServer,
) -> None:
    firm = SqlFirm(url=postgres_server.url("missing"))
    with pytest.raises(CrmStopped):
        await firm.crm.log_mail([mail(1)])
    await firm.crm.close()


async def test_a_database_without_schema_stops_the_connector(
    postgres_server: PostgresServer,
) -> None:
    firm = SqlFirm(url=postgres_server.url(postgres_server.new_database()))
    with pytest.raises(CrmStopped):
        await firm.crm.log_mail([mail(1)])
    await firm.crm.close()


async def test_a_server_that_does_not_answer_is_unavailable() -> None:
    firm = SqlFirm(url="postgresql+psycopg://rapport@127.0.0.1:9/none")
    with pytest.raises(Unavailable):
        await firm.crm.log_mail([mail(1)])
    await firm.crm.close()
