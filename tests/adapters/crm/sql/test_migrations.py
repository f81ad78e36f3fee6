"""Every former version of the schema becomes the newest one, with what lies in it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from adapters.crm.sql import preparing, schema
from sync_core.calendar.event import CrmEventId
from sync_core.failures import CrmStopped
from sync_core.mail import Address, LogResult
from sync_core.policy import Matching
from tests.contracts.crm_firm import mail
from tests.contracts.crm_sql_firm import SqlFirm
from tests.contracts.postgres_server import PostgresServer, postgres_server

__all__ = ["postgres_server"]

_ROWS = {
    "0001": (
        "INSERT INTO person (name) VALUES ('Ana')",
        "INSERT INTO person_address (person_id, kind, address) VALUES (1, 'email', 'Ana@X.test')",
        "INSERT INTO staff (name, address) VALUES ('Bo', 'bo@firm.test')",
    ),
    "0002": (
        """INSERT INTO email_activity (key, direction, sent_at, received_at, synced_at, has_attachments,
             is_matched, sentiment_label, sentiment_score, sentiment_scorer, risk_lexicon,
             unreadable_entries)
           VALUES ('k', 'inbound', '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00',
             '2026-01-01 00:00:00+00:00', false, false, 'none', 0, '', '', 0)""",
    ),
    "0003": (
        "INSERT INTO resource (name) VALUES ('Blue room')",
        """INSERT INTO event (subject, owner_id, starts_at, ends_at, created_at, modified_at)
           VALUES ('Review', 1, '2026-01-05T09:00:00.000000+00:00', '2026-01-05T10:00:00.000000+00:00',
             '2026-01-01T00:00:00.000000+00:00', '2026-01-01T00:00:00.000000+00:00')""",
        "INSERT INTO event_attendee (event_id, position, address) VALUES (1, 0, 'ana@x.test')",
        "INSERT INTO event_place (event_id, position, name) VALUES (1, 0, 'Blue room')",
        "INSERT INTO event_relation (event_id, person_id) VALUES (1, 1)",
    ),
    "0004": (),
    "0005": ("INSERT INTO event_deleted VALUES ('k', '2026-01-01T00:00:00.000000+00:00')",),
    "0006": (
        """INSERT INTO contact_entry (key, owner_id, person_id, created_at, modified_at)
           VALUES ('k', 1, 1, '2026-01-01T00:00:00.000000+00:00', '2026-01-01T00:00:00.000000+00:00')""",
    ),
    "0007": ("UPDATE event SET trace = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",),
}
"""What lies in a database of each version, besides what lay in the one before."""


def _versions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(Path(preparing.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    return [script.revision for script in scripts][::-1]


class MigrationContract:
    """On either database."""

    @pytest.fixture
    async def firm(self, url: str) -> AsyncIterator[SqlFirm]:
        firm = SqlFirm(url=url)
        yield firm
        await firm.crm.close()

    async def _prepare(self, firm: SqlFirm, version: str) -> None:
        await preparing.prepare(firm.crm._parts.database, version)

    @pytest.mark.parametrize("former", _versions())
    async def test_a_former_version_becomes_the_newest_and_keeps_what_it_holds(
        self, firm: SqlFirm, former: str
    ) -> None:
        held = _versions()[: _versions().index(former) + 1]
        await self._prepare(firm, former)
        for version in held:
            for statement in _ROWS[version]:
                await firm.execute(statement)
        await firm.crm.prepare()
        found = await firm.crm.find_people([Address("ana@x.test")], Matching())
        assert [p.id for p in found[Address("ana@x.test")]] == ["1"]
        assert await firm.crm.find_users([Address("bo@firm.test")]) == {"bo@firm.test": "1"}
        assert await firm.count() == (1 if "0002" in held else 0)
        assert (await firm.crm.log_mail([mail(1)]))[0].result is LogResult.CREATED
        found_events = await firm.crm.calendar.events([CrmEventId("1")])
        assert [e.content.subject for e in found_events.values()] == (
            ["Review"] if "0003" in held else []
        )
        assert all(
            e.owner == "1" and e.is_related and e.content.places == ("Blue room",)
            for e in found_events.values()
        )

    async def test_the_schema_goes_back_version_by_version_and_forward_again(
        self, firm: SqlFirm
    ) -> None:
        as_they_were = {}
        for version in _versions():
            await self._prepare(firm, version)
            as_they_were[version] = await _objects(firm)
            for statement in _ROWS[version]:
                await firm.execute(statement)
        await firm.execute("INSERT INTO erasure (address_hash) VALUES ('asked')")
        for former in _versions()[-2:0:-1]:
            await preparing.go_back(firm.crm._parts.database, former)
            assert await _objects(firm) == as_they_were[former], former
            assert await firm.count() == 1
            if former != "0002":
                assert await firm.execute("SELECT subject FROM event") == [("Review",)]
        await firm.crm.prepare()
        found = await firm.crm.find_people([Address("ana@x.test")], Matching())
        assert [p.id for p in found[Address("ana@x.test")]] == ["1"]
        assert await firm.execute("SELECT address_hash FROM erasure") == [("asked",)]

    async def test_there_is_no_way_back_to_before_the_first_version(self, firm: SqlFirm) -> None:
        await firm.crm.prepare()
        as_it_is = await _objects(firm)
        for former in ("0001", "base", "9999", "nonsense"):
            with pytest.raises(CrmStopped, match="no way back"):
                await preparing.go_back(firm.crm._parts.database, former)

        assert await _objects(firm) == as_it_is

    @pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
    async def test_the_migrations_build_the_tables_that_the_queries_name(
        self, firm: SqlFirm
    ) -> None:
        await firm.crm.prepare()

        def differences(connection: sa.Connection) -> list[Any]:
            context = MigrationContext.configure(connection, opts={"include_name": _is_table})
            return list(compare_metadata(context, schema.metadata))

        async with firm.crm._parts.database.reading() as connection:
            found = await connection.run_sync(differences)
        unnamed = ("remove_index", "remove_constraint")
        assert [d for d in found if d[0] not in unnamed and not _is_of_the_feed(d)] == []

    async def test_a_schema_newer_than_the_program_stops_the_connector(self, firm: SqlFirm) -> None:
        await firm.crm.prepare()
        await firm.execute("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(CrmStopped, match="newer"):
            await firm.crm.prepare()


async def _objects(firm: SqlFirm) -> set[str]:
    """Return the names of all tables, columns, indexes, triggers, functions and sequences.

    Who was erased is kept over a way back: that table is not looked at.
    """
    on_postgresql = firm.crm._parts.database.is_postgresql
    rows = await firm.execute(_OF_POSTGRESQL if on_postgresql else _OF_SQLITE)
    return {name for (name,) in rows if "erasure" not in name}


_OF_SQLITE = """
SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'
UNION ALL
SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'
"""
_OF_POSTGRESQL = """
SELECT relkind::text || ' ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


def _is_table(name: str | None, kind: str, _: Any) -> bool:
    """Leave out what triggers write and the feeds' statements alone name."""
    told = ("address_feed", "event_feed", "event_change", "contact_feed", "contact_change")
    return kind != "table" or name not in told


def _is_of_the_feed(difference: Any) -> bool:
    """Return whether a difference is a column that the feed's statements name in their own text."""
    return difference[0] == "remove_column" and difference[3].name in ("added_seq", "added_tx")


class TestMigrationsOnSqlite(MigrationContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite+aiosqlite:///{tmp_path / 'crm.db'}"


class TestMigrationsOnPostgresql(MigrationContract):
    @pytest.fixture
    def url(self, postgres_server: PostgresServer) -> Iterator[str]:
        name = postgres_server.new_database()
        yield postgres_server.url(name)
        postgres_server.drop(name)


def test_every_version_has_rows_to_be_kept() -> None:
    assert set(_versions()) == set(_ROWS)
