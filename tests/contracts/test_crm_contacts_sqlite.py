"""The embedded CRM's contacts on SQLite keep every contract."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.crm_contact_desk_contract import ContactDeskContract
from tests.contracts.crm_contacts_contract import CrmContactsContract
from tests.contracts.crm_contacts_sql_contract import SqlContactsContract
from tests.contracts.crm_contacts_sql_firm import SqlContactsFirm
from tests.contracts.test_crm_sqlite import prepared_file

__all__ = ["prepared_file"]


class OnSqlite:
    @pytest.fixture
    async def contacts_firm(
        self, prepared_file: Path, tmp_path: Path
    ) -> AsyncIterator[SqlContactsFirm]:
        path = tmp_path / "crm.db"
        shutil.copy(prepared_file, path)
        firm = SqlContactsFirm(url=f"sqlite+aiosqlite:///{path}")
        yield firm
        await firm.crm.close()


class TestContactsOnSqlite(OnSqlite, CrmContactsContract):
    pass


class TestContactDeskOnSqlite(OnSqlite, ContactDeskContract):
    pass


class TestSqlContactsOnSqlite(OnSqlite, SqlContactsContract):
    @pytest.fixture
    async def former_firm(self, tmp_path: Path) -> AsyncIterator[SqlContactsFirm]:
        firm = SqlContactsFirm(url=f"sqlite+aiosqlite:///{tmp_path / 'former.db'}")
        yield firm
        await firm.crm.close()

    async def _refuse_nickname(self, firm: SqlContactsFirm, nickname: str) -> None:
        for table in ("contact_entry", "person"):
            for when in ("INSERT", "UPDATE"):
                await firm.execute(
                    f"""CREATE TRIGGER refuse_{table}_{when} BEFORE {when} ON {table}
                        WHEN NEW.nickname = '{nickname}'
                        BEGIN SELECT RAISE(ABORT, 'constraint failed: refused'); END"""
                )

    async def _plan(self, firm: SqlContactsFirm, statement: str, **values: object) -> str:
        rows = await firm.execute(f"EXPLAIN QUERY PLAN {statement}", **values)
        return "\n".join(row.detail for row in rows)
