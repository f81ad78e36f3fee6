"""The embedded CRM's calendar on SQLite keeps every contract."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.crm_calendar_contract import CrmCalendarContract
from tests.contracts.crm_calendar_desk_contract import CalendarDeskContract
from tests.contracts.crm_calendar_relating_contract import CalendarRelatingContract
from tests.contracts.crm_calendar_sql_contract import SqlCalendarContract
from tests.contracts.crm_calendar_sql_firm import SqlCalendarFirm
from tests.contracts.test_crm_sqlite import prepared_file

__all__ = ["prepared_file"]


class OnSqlite:
    @pytest.fixture
    async def calendar_firm(
        self, prepared_file: Path, tmp_path: Path
    ) -> AsyncIterator[SqlCalendarFirm]:
        path = tmp_path / "crm.db"
        shutil.copy(prepared_file, path)
        firm = SqlCalendarFirm(url=f"sqlite+aiosqlite:///{path}")
        yield firm
        await firm.crm.close()


class TestCalendarOnSqlite(OnSqlite, CrmCalendarContract):
    pass


class TestCalendarDeskOnSqlite(OnSqlite, CalendarDeskContract):
    pass


class TestCalendarRelatingOnSqlite(OnSqlite, CalendarRelatingContract):
    pass


class TestSqlCalendarOnSqlite(OnSqlite, SqlCalendarContract):
    async def _refuse_subject(self, firm: SqlCalendarFirm, subject: str) -> None:
        for when in ("INSERT", "UPDATE"):
            await firm.execute(
                f"""CREATE TRIGGER refuse_{when} BEFORE {when} ON event
                    WHEN NEW.subject = '{subject}'
                    BEGIN SELECT RAISE(ABORT, 'constraint failed: refused'); END"""
            )
