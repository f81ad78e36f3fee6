"""The tenant's contract, kept by the Graph adapter: over HTTP on loopback, and within the process."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web

from adapters.graph import GraphTenant
from adapters.graph.credentials import LocalCredential
from flows.meter import Meter
from simulator.graph import Tenant, serve, transport
from simulator.graph.http.subscriptions import Reply
from simulator.memory import ManualSurroundings
from tests.contracts.tenant_contract import (
    DirectoryContract,
    MailSourceContract,
    SubscriptionsContract,
)
from tests.contracts.tenant_firm import NOW, Firm


def firm_of(tenant: Tenant, surroundings: ManualSurroundings, graph: GraphTenant) -> Firm:
    return Firm(
        tenant=tenant,
        surroundings=surroundings,
        mail=graph.mail,
        directory=graph.directory,
        subscriptions=graph.subscriptions,
        box=tenant.add_user("Bo"),
    )


async def shake_hands(request: web.Request) -> web.Response:
    return web.Response(text=request.query["validationToken"])


@pytest.fixture
async def public_url() -> AsyncIterator[str]:
    """Where the app's notification addresses answer handshakes."""
    app = web.Application()
    app.router.add_post("/api/{which}", shake_hands)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


class _OverHttp:
    @pytest.fixture
    async def firm(self, public_url: str) -> AsyncIterator[Firm]:
        surroundings = ManualSurroundings(7, NOW)
        tenant = Tenant(surroundings)
        serving = await serve(tenant)
        graph = GraphTenant.connect(
            url=serving.url, credential=LocalCredential(), public_url=public_url, meter=Meter()
        )
        yield firm_of(tenant, surroundings, graph)
        await graph.close()
        await serving.stop()


class _InProcess:
    @pytest.fixture
    async def firm(self) -> AsyncIterator[Firm]:
        surroundings = ManualSurroundings(7, NOW)
        tenant = Tenant(surroundings)

        async def post(url: str, body: bytes, content_type: str, seconds: float) -> Reply:  # noqa: ARG001 - the shape of a PostTo
            token = parse_qs(urlsplit(url).query)["validationToken"][0]
            return Reply(200, "text/plain", token.encode())

        graph = GraphTenant.connect(
            url="http://127.0.0.1/v1.0",
            credential=LocalCredential(),
            public_url="https://rapport.test",
            meter=Meter(),
            transport=transport(tenant, post),
        )
        yield firm_of(tenant, surroundings, graph)
        await graph.close()


class TestGraphMailOverHttp(_OverHttp, MailSourceContract):
    pass


class TestGraphDirectoryOverHttp(_OverHttp, DirectoryContract):
    pass


class TestGraphSubscriptionsOverHttp(_OverHttp, SubscriptionsContract):
    pass


class TestGraphMailInProcess(_InProcess, MailSourceContract):
    pass


class TestGraphDirectoryInProcess(_InProcess, DirectoryContract):
    pass


class TestGraphSubscriptionsInProcess(_InProcess, SubscriptionsContract):
    pass
