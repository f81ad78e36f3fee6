"""The calendar's contract, kept by the Graph adapter: over HTTP on loopback, and within the process."""

from collections.abc import AsyncIterator

import pytest

from adapters.graph import GraphTenant
from adapters.graph.credentials import LocalCredential
from flows.meter import Meter
from simulator.graph import Tenant, serve, transport
from simulator.memory import ManualSurroundings
from tests.contracts.calendar_contract import MailboxCalendarContract
from tests.contracts.calendar_firm import NOW, CalendarFirm


def firm_of(tenant: Tenant, surroundings: ManualSurroundings, graph: GraphTenant) -> CalendarFirm:
    return CalendarFirm(
        tenant=tenant,
        surroundings=surroundings,
        calendar=graph.calendar,
        box=tenant.add_user("Bo"),
        colleague=tenant.add_user("Di"),
    )


class TestGraphCalendarOverHttp(MailboxCalendarContract):
    @pytest.fixture
    async def firm(self) -> AsyncIterator[CalendarFirm]:
        surroundings = ManualSurroundings(7, NOW)
        tenant = Tenant(surroundings)
        serving = await serve(tenant)
        graph = GraphTenant.connect(
            url=serving.url,
            credential=LocalCredential(),
            public_url="https://rapport.test",
            meter=Meter(),
        )
        yield firm_of(tenant, surroundings, graph)
        await graph.close()
        await serving.stop()


class TestGraphCalendarInProcess(MailboxCalendarContract):
    @pytest.fixture
    async def firm(self) -> AsyncIterator[CalendarFirm]:
        surroundings = ManualSurroundings(7, NOW)
        tenant = Tenant(surroundings)
        graph = GraphTenant.connect(
            url="http://127.0.0.1/v1.0",
            credential=LocalCredential(),
            public_url="https://rapport.test",
            meter=Meter(),
            transport=transport(tenant),
        )
        yield firm_of(tenant, surroundings, graph)
        await graph.close()
