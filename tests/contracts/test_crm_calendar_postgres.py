"""The embedded CRM's calendar on PostgreSQL keeps every contract, and its own rules of transactions."""

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from tests.contracts.crm_calendar_contract import CrmCalendarContract
from tests.contracts.crm_calendar_desk_contract import CalendarDeskContract
from tests.contracts.crm_calendar_firm import draft
from tests.contracts.crm_calendar_relating_contract import CalendarRelatingContract
from tests.contracts.crm_calendar_sql_contract import SqlCalendarContract
from tests.contracts.crm_calendar_sql_firm import SqlCalendarFirm
from tests.contracts.postgres_server import postgres_server
from tests.contracts.test_crm_postgres import database, prepared_database

__all__ = ["database", "postgres_server", "prepared_database"]


class OnPostgresql:
    @pytest.fixture
    async def calendar_firm(self, database: str) -> AsyncIterator[SqlCalendarFirm]:
        firm = SqlCalendarFirm(url=database)
        yield firm
        await firm.crm.close()


class TestCalendarOnPostgresql(OnPostgresql, CrmCalendarContract):
    pass


class TestCalendarDeskOnPostgresql(OnPostgresql, CalendarDeskContract):
    pass


class TestCalendarRelatingOnPostgresql(OnPostgresql, CalendarRelatingContract):
    pass


class TestSqlCalendarOnPostgresql(OnPostgresql, SqlCalendarContract):
    async def _refuse_subject(self, firm: SqlCalendarFirm, subject: str) -> None:
        await firm.execute(
            f"ALTER TABLE event ADD CONSTRAINT refuse CHECK (subject <> '{subject}')"
        )

    async def test_a_change_committed_late_is_never_passed_over(
        self, calendar_firm: SqlCalendarFirm
    ) -> None:
        """Its number is lower than one that was told of already."""
        bo = await calendar_firm.add_staff("Bo", "bo@firm.test")
        calendar = calendar_firm.calendar
        answers = await calendar.create_events([draft(1, bo), draft(2, bo)])
        slow, quick = [a.event.id for a in answers if a.event]
        cursor = (await calendar.changed_events(bo, "", 9)).cursor
        owners = (await calendar.changed_owners("", 9)).cursor
        touch = sa.text("UPDATE event SET body = 'x' WHERE id = :id")
        async with calendar_firm.crm._parts.database.writing() as running:
            await running.execute(touch, {"id": int(slow)})
            begun_meanwhile = (await calendar.changed_events(bo, "", 9)).cursor
            await calendar_firm.execute(touch, id=int(quick))
            page = await calendar.changed_events(bo, cursor, 9)
            owned = await calendar.changed_owners(owners, 9)
        last = await calendar.changed_events(bo, page.cursor, 9)
        assert sorted((*page.ids, *last.ids)) == sorted((slow, quick))
        assert (await calendar.changed_owners(owned.cursor, 9)).owners == (bo,)
        assert slow in (await calendar.changed_events(bo, begun_meanwhile, 9)).ids

    async def test_a_database_restored_on_another_server_tells_of_all_and_goes_on(
        self, calendar_firm: SqlCalendarFirm
    ) -> None:
        bo = await calendar_firm.add_staff("Bo", "bo@firm.test")
        calendar = calendar_firm.calendar
        (one,) = await calendar.create_events([draft(1, bo)])
        await calendar_firm.execute("UPDATE event_change SET told_tx = 999999999999")
        begin = "0.0"
        page = await calendar.changed_events(bo, begin, 9)
        assert len(page.ids) == 1
        await calendar_firm.crm.prepare()
        (two,) = await calendar.create_events([draft(2, bo)])
        assert one.event is not None
        assert two.event is not None
        later = await calendar.changed_events(bo, page.cursor, 9)
        assert later.ids == (one.event.id, two.event.id)
        assert (await calendar.changed_events(bo, later.cursor, 9)).ids == ()
