"""The contract of contacts, kept by the Graph adapter: over HTTP on loopback, and within the process."""

from collections.abc import AsyncIterator

import pytest

from adapters.graph import GraphTenant
from adapters.graph.credentials import LocalCredential
from flows.meter import Meter
from simulator.graph import Tenant, serve, transport
from simulator.memory import ManualSurroundings
from tests.contracts.contacts_contract import MailboxContactsContract
from tests.contracts.contacts_firm import NOW, ContactsFirm


def firm_of(tenant: Tenant, surroundings: ManualSurroundings, graph: GraphTenant) -> ContactsFirm:
    return ContactsFirm(
        tenant=tenant,
        surroundings=surroundings,
        contacts=graph.contacts,
        box=tenant.add_user("Bo"),
        colleague=tenant.add_user("Di"),
    )


class TestGraphContactsOverHttp(MailboxContactsContract):
    @pytest.fixture
    async def firm(self) -> AsyncIterator[ContactsFirm]:
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


class TestGraphContactsInProcess(MailboxContactsContract):
    @pytest.fixture
    async def firm(self) -> AsyncIterator[ContactsFirm]:
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
