"""The embedded CRM on SQLite keeps every contract, and its own rules of files and locks."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync_core.failures import CrmStopped, Unavailable
from sync_core.mail import Address, LogResult
from sync_core.policy import Matching
from tests.contracts.crm_contract import CrmContract
from tests.contracts.crm_desk_contract import DeskContract
from tests.contracts.crm_firm import mail
from tests.contracts.crm_sql_contract import SqlContract
from tests.contracts.crm_sql_firm import SqlFirm


@pytest.fixture(scope="session")
def prepared_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database file that holds the newest schema and nothing else."""
    from adapters.crm.sql.__main__ import main

    path = tmp_path_factory.mktemp("crm") / "prepared.db"
    assert main(["migrate", "--url", f"sqlite+aiosqlite:///{path}"]) == 0
    return path


class OnSqlite:
    @pytest.fixture
    async def firm(self, prepared_file: Path, tmp_path: Path) -> AsyncIterator[SqlFirm]:
        path = tmp_path / "crm.db"
        shutil.copy(prepared_file, path)
        firm = SqlFirm(url=f"sqlite+aiosqlite:///{path}")
        yield firm
        await firm.crm.close()


class TestCrmOnSqlite(OnSqlite, CrmContract):
    pass


class TestDeskOnSqlite(OnSqlite, DeskContract):
    pass


class TestSqlOnSqlite(OnSqlite, SqlContract):
    async def _refuse_subject(self, firm: SqlFirm, subject: str) -> None:
        await firm.execute(
            f"""CREATE TRIGGER refuse BEFORE INSERT ON email_activity WHEN NEW.subject = '{subject}'
                BEGIN SELECT RAISE(ABORT, 'constraint failed: refused'); END"""
        )

    async def test_readers_and_a_writer_work_side_by_side(self, firm: SqlFirm) -> None:
        assert (await firm.execute("PRAGMA journal_mode"))[0][0] == "wal"

    async def test_a_locked_database_is_unavailable_and_works_again_afterwards(
        self, firm: SqlFirm, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sync_core.limits.CRM_LOCK_SECONDS_MAX", 0)
        other = sqlite3.connect(firm.crm._parts.database.url.database or "")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            await firm.crm.log_mail([mail(1)])
        assert await firm.crm.find_people([Address("a@x.test")], Matching()) == {}
        other.rollback()
        other.close()
        assert (await firm.crm.log_mail([mail(1)]))[0].result is LogResult.CREATED


async def test_a_database_without_schema_stops_the_connector(tmp_path: Path) -> None:
    firm = SqlFirm(url=f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(CrmStopped):
        await firm.crm.find_people([Address("a@x.test")], Matching())
    with pytest.raises(CrmStopped):
        await firm.crm.log_mail([mail(1)])
    await firm.crm.close()


async def test_a_file_that_is_no_database_stops_the_connector(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("This is no database. " * 100)
    firm = SqlFirm(url=f"sqlite+aiosqlite:///{path}")
    with pytest.raises(CrmStopped):
        await firm.crm.log_mail([mail(1)])
    await firm.crm.close()


async def test_a_folder_that_is_not_there_is_made_when_the_crm_is_prepared(tmp_path: Path) -> None:
    firm = SqlFirm(url=f"sqlite:///{tmp_path / 'a' / 'b' / 'crm.db'}")
    with pytest.raises(Unavailable):
        await firm.crm.log_mail([mail(1)])
    await firm.crm.prepare()
    assert (await firm.crm.log_mail([mail(1)]))[0].result is LogResult.CREATED
    await firm.crm.close()


async def test_a_relative_path_lies_where_the_process_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    firm = SqlFirm(url="sqlite+aiosqlite:///here.db")
    await firm.crm.prepare()
    await firm.crm.close()
    assert (tmp_path / "here.db").exists()


@pytest.mark.parametrize("url", ["", "mysql://secret@x/y", "nonsense secret", "sqlite+other:///x"])
async def test_an_address_of_no_database_is_refused_without_quoting_it(url: str) -> None:
    firm = SqlFirm(url=url)
    with pytest.raises(CrmStopped, match="expected sqlite") as stopped:
        await firm.crm.find_users([])
    assert "secret" not in str(stopped.value)
