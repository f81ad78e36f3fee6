"""The embedded CRM's calendar as a firm under test."""

from adapters.crm.sql.calendar import SqlCalendar
from adapters.crm.sql.event_rows import attendees_of
from sync_core.calendar.event import CrmAttendee, CrmEventId
from tests.contracts.crm_sql_firm import SqlFirm


class SqlCalendarFirm(SqlFirm):
    """A firm whose calendar is a database."""

    @property
    def calendar(self) -> SqlCalendar:
        return self.crm.calendar

    async def put_resource(self, name: str) -> str:
        await self.execute("INSERT INTO resource (name) VALUES (:name)", name=name)
        return str((await self.execute("SELECT max(id) FROM resource"))[0][0])

    async def attendees(self, event: CrmEventId) -> tuple[CrmAttendee, ...]:
        parts = self.crm._parts
        async with parts.database.reading() as connection:
            (row,) = await parts.event_reading.rows(connection, [event])
        return attendees_of(row)
