"""The calendar's contract, kept by the simulator's direct port."""

import pytest

from simulator.graph import Tenant, TenantCalendar
from simulator.memory import ManualSurroundings
from tests.contracts.calendar_contract import MailboxCalendarContract
from tests.contracts.calendar_firm import NOW, CalendarFirm


class TestTenantCalendar(MailboxCalendarContract):
    @pytest.fixture
    def firm(self) -> CalendarFirm:
        surroundings = ManualSurroundings(7, NOW)
        tenant = Tenant(surroundings)
        return CalendarFirm(
            tenant=tenant,
            surroundings=surroundings,
            calendar=TenantCalendar(tenant),
            box=tenant.add_user("Bo"),
            colleague=tenant.add_user("Di"),
        )
