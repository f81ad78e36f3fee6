"""The embedded CRM's contacts on PostgreSQL keep every contract, and its own rules of transactions."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from flows.ports.desk import NewPerson
from tests.contracts.crm_contact_desk_contract import ContactDeskContract
from tests.contracts.crm_contacts_contract import CrmContactsContract
from tests.contracts.crm_contacts_firm import draft, made
from tests.contracts.crm_contacts_sql_contract import SqlContactsContract
from tests.contracts.crm_contacts_sql_firm import SqlContactsFirm
from tests.contracts.postgres_server import PostgresServer, postgres_server
from tests.contracts.test_crm_postgres import database, prepared_database

__all__ = ["database", "postgres_server", "prepared_database"]

_ANOTHER_WAITS = sa.text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


class OnPostgresql:
    @pytest.fixture
    async def contacts_firm(self, database: str) -> AsyncIterator[SqlContactsFirm]:
        firm = SqlContactsFirm(url=database)
        yield firm
        await firm.crm.close()


class TestContactsOnPostgresql(OnPostgresql, CrmContactsContract):
    pass


class TestContactDeskOnPostgresql(OnPostgresql, ContactDeskContract):
    pass


class TestSqlContactsOnPostgresql(OnPostgresql, SqlContactsContract):
    @pytest.fixture
    async def former_firm(self, postgres_server: PostgresServer) -> AsyncIterator[SqlContactsFirm]:
        name = postgres_server.new_database()
        firm = SqlContactsFirm(url=postgres_server.url(name))
        yield firm
        await firm.crm.close()
        postgres_server.drop(name)

    async def _refuse_nickname(self, firm: SqlContactsFirm, nickname: str) -> None:
        for table in ("contact_entry", "person"):
            await firm.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT refuse CHECK (nickname <> '{nickname}')"
            )

    async def _plan(self, firm: SqlContactsFirm, statement: str, **values: object) -> str:
        for table in ("contact_key", "person_key", "person_address", "erasure"):
            await firm.execute(f"ANALYZE {table}")
        return "\n".join(row[0] for row in await firm.execute(f"EXPLAIN {statement}", **values))

    async def test_a_change_committed_late_is_never_passed_over(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        """Its number is lower than one that was told of already."""
        bo = await contacts_firm.add_staff("Bo", "bo@firm.test")
        contacts = contacts_firm.contacts
        slow, quick = [e.id for e in await made(contacts, draft(bo, 1), draft(bo, 2))]
        cursor = (await contacts.changed_entries(bo, "", 9)).cursor
        lists = (await contacts.changed_lists("", 9)).cursor
        touch = sa.text("UPDATE contact_entry SET notes = 'x' WHERE id = :id")
        async with contacts_firm.crm._parts.database.writing() as running:
            await running.execute(touch, {"id": int(slow)})
            begun_meanwhile = (await contacts.changed_entries(bo, "", 9)).cursor
            await contacts_firm.execute(touch, id=int(quick))
            page = await contacts.changed_entries(bo, cursor, 9)
            told = await contacts.changed_lists(lists, 9)
        last = await contacts.changed_entries(bo, page.cursor, 9)
        assert sorted((*page.ids, *last.ids)) == sorted((slow, quick))
        assert (await contacts.changed_lists(told.cursor, 9)).owners == (bo,)
        assert slow in (await contacts.changed_entries(bo, begun_meanwhile, 9)).ids

    async def test_a_person_changed_while_an_entry_comes_to_stand_for_them_is_told_to_it(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        """Neither sees the other's writing before it is committed, so that one has to wait."""
        firm, contacts = contacts_firm, contacts_firm.contacts
        bo = await firm.add_staff("Bo", "bo@firm.test")
        ana = await firm.add_person(NewPerson(name="Ana"))
        (entry,) = await made(contacts, draft(bo, 1))
        relate = sa.text("UPDATE contact_entry SET person_id = :person WHERE id = :id")
        async with firm.crm._parts.database.writing() as running:
            await running.execute(relate, {"person": int(ana), "id": int(entry.id)})
            rename = asyncio.create_task(firm.execute("UPDATE person SET name = 'Ana Bell'"))
            while not rename.done() and not (await firm.execute(_ANOTHER_WAITS))[0][0]:
                pass
            assert not rename.done()
        await rename
        rows = await firm.execute(
            "SELECT told_tx FROM contact_change WHERE entry_id = :id", id=int(entry.id)
        )
        (renamed,) = await firm.execute("SELECT xmin::text::bigint FROM person")
        assert [row[0] for row in rows] == [renamed[0]]

    async def test_a_database_restored_on_another_server_tells_of_all_and_goes_on(
        self, contacts_firm: SqlContactsFirm
    ) -> None:
        bo = await contacts_firm.add_staff("Bo", "bo@firm.test")
        contacts = contacts_firm.contacts
        (one,) = await made(contacts, draft(bo, 1))
        await contacts_firm.execute("UPDATE contact_change SET told_tx = 999999999999")
        page = await contacts.changed_entries(bo, "0.0", 9)
        assert page.ids == (one.id,)
        await contacts_firm.crm.prepare()
        (two,) = await made(contacts, draft(bo, 2))
        later = await contacts.changed_entries(bo, page.cursor, 9)
        assert set(later.ids) == {one.id, two.id}
        assert (await contacts.changed_entries(bo, later.cursor, 9)).ids == ()
