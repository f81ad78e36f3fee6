"""A small firm to ask, and clients that ask it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from simulator.graph import Tenant, transport
from simulator.memory.surroundings import ManualSurroundings
from sync_core.work import MailboxId
from tests.simulator.graph.endpoint import Endpoint

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def surroundings() -> ManualSurroundings:
    return ManualSurroundings(7, START)


@pytest.fixture
def tenant(surroundings: ManualSurroundings) -> Tenant:
    return Tenant(surroundings)


@pytest.fixture
def ana(tenant: Tenant) -> MailboxId:
    return tenant.add_user("Ana Lima", aliases=["ana@northwind-old.test"])


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


@pytest.fixture
async def graph(tenant: Tenant, endpoint: Endpoint) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=transport(tenant, endpoint.post),
        base_url="http://graph.local/v1.0",
        headers={"authorization": "Bearer made-up"},
    ) as client:
        yield client
