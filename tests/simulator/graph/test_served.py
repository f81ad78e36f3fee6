"""The tenant as a web server: real sockets, real deliveries, steered from outside."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from simulator.graph import Serving, Tenant, serve
from simulator.graph.surroundings import SeededSurroundings
from tests.simulator.graph.test_subscriptions import wish

TOKEN = {"authorization": "Bearer made-up"}


@pytest.fixture
def tenant() -> Tenant:
    return Tenant(SeededSurroundings(3))


@pytest.fixture
async def serving(tenant: Tenant) -> AsyncIterator[Serving]:
    served = await serve(tenant, control=True)
    yield served
    await served.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


class Subscriber:
    """An endpoint on a socket of its own."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.arrived = asyncio.Event()
        self.statuses: list[int] = []

    async def handle(self, request: web.Request) -> web.Response:
        if "validationToken" in request.query:
            return web.Response(text=request.query["validationToken"])
        status = self.statuses.pop(0) if self.statuses else 202
        if status == 202:
            self.told += (await request.json())["value"]
            self.arrived.set()
        return web.Response(status=status)


@pytest.fixture
async def subscriber() -> AsyncIterator[tuple[Subscriber, str]]:
    there = Subscriber()
    app = web.Application()
    app.router.add_post("/{path:.*}", there.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield there, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def posted(
    session: aiohttp.ClientSession, serving: Serving, name: str, *lines: dict[str, Any]
) -> tuple[int, dict[str, Any]]:
    body = "\n".join(json.dumps(line) for line in lines)
    async with session.post(f"{serving.control_url}/{name}", data=body) as answered:
        return answered.status, await answered.json()


async def test_a_subscriber_on_the_network_hears_of_mail_that_was_ordered(
    serving: Serving,
    session: aiohttp.ClientSession,
    subscriber: tuple[Subscriber, str],
    tenant: Tenant,
) -> None:
    there, url = subscriber
    tenant.change_rules(delivery_backoff_seconds=0.01)
    _, made = await posted(session, serving, "users", {"name": "Ana Lima"})
    (ana,) = made["ids"]
    asked = wish(
        ana,
        notificationUrl=f"{url}/api/notifications",
        lifecycleNotificationUrl=f"{url}/api/lifecycle",
        expirationDateTime=(datetime.now(UTC) + timedelta(days=1)).isoformat(),
    )
    async with session.post(f"{serving.url}/subscriptions", json=asked, headers=TOKEN) as answered:
        assert answered.status == 201, await answered.text()
    there.statuses = [503]
    order = {"mailbox": "ana.lima@northwind.test", "from": "carla@client.test", "subject": "Offer"}
    status, delivered = await posted(session, serving, "deliver", order)
    assert status == 200
    await asyncio.wait_for(there.arrived.wait(), 10)
    told = there.told[0]["resourceData"]["id"]
    link = f"{serving.url}/users/{ana}/messages/{told}"
    async with session.get(link, headers=TOKEN) as answered:
        message = await answered.json()
    assert (message["subject"], message["from"]["emailAddress"]["address"]) == (
        "Offer",
        "carla@client.test",
    )
    assert delivered["ids"]
    assert tenant.outbox.counts["failed"] == 1


async def test_an_unreachable_endpoint_fails_the_handshake(
    serving: Serving, session: aiohttp.ClientSession, tenant: Tenant
) -> None:
    ana = tenant.add_user("Ana Lima")
    asked = wish(
        ana, notificationUrl="http://127.0.0.1:9/api", expirationDateTime="2999-01-01T00:00Z"
    )
    async with session.post(f"{serving.url}/subscriptions", json=asked, headers=TOKEN) as answered:
        assert (answered.status, (await answered.json())["error"]["code"]) == (
            400,
            "ValidationError",
        )


async def test_next_links_name_the_server_that_gave_them(
    serving: Serving, session: aiohttp.ClientSession, tenant: Tenant
) -> None:
    ana = tenant.add_user("Ana Lima")
    await posted(
        session, serving, "deliver", *[{"mailbox": ana, "subject": f"{n}"} for n in range(3)]
    )
    async with session.get(f"{serving.url}/users/{ana}/messages?$top=2", headers=TOKEN) as answered:
        link = (await answered.json())["@odata.nextLink"]
    assert link.startswith(serving.url)
    async with session.get(link, headers=TOKEN) as answered:
        assert len((await answered.json())["value"]) == 1


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"subject": "x"}, "line 2: mailbox"),
        ({"mailbox": "ana.lima@northwind.test", "received": "soon"}, "line 2: received"),
        ({"mailbox": "ana.lima@northwind.test", "colour": "red"}, "line 2: colour"),
        ({"mailbox": "nobody@northwind.test"}, "nobody@northwind.test"),
    ],
)
async def test_a_bad_order_names_its_line_and_field_and_delivers_nothing(
    serving: Serving,
    session: aiohttp.ClientSession,
    tenant: Tenant,
    line: dict[str, Any],
    field: str,
) -> None:
    ana = tenant.add_user("Ana Lima")
    status, told = await posted(session, serving, "deliver", {"mailbox": ana}, line)
    assert status == 400
    assert field in told["error"]
    assert not tenant.mailbox(ana).mail.items


async def test_mail_is_moved_deleted_and_purged_by_order(
    serving: Serving, session: aiohttp.ClientSession, tenant: Tenant
) -> None:
    ana = tenant.add_user("Ana Lima")
    lines = [{"mailbox": ana, "folder": "inbox/Clients"}] * 3
    _, made = await posted(session, serving, "deliver", *lines)
    moved, deleted, purged = made["ids"]
    await posted(session, serving, "move", {"mailbox": ana, "id": moved, "folder": "archive"})
    await posted(session, serving, "delete", {"mailbox": ana, "id": deleted})
    await posted(session, serving, "delete", {"mailbox": ana, "id": purged, "purge": True})
    async with session.get(f"{serving.control_url}/mailboxes") as answered:
        (told,) = (await answered.json())["mailboxes"]
    assert (told["messages"], told["folders"]) == (2, {"deleteditems": 1, "archive": 1})


async def test_rules_are_set_by_seed_and_by_name_and_a_wrong_one_changes_nothing(
    serving: Serving, session: aiohttp.ClientSession, tenant: Tenant
) -> None:
    status, _ = await posted(
        session,
        serving,
        "rules",
        {"seed": 5, "switches": {"page_items_max": 9, "consent": "revoked"}},
    )
    assert status == 200
    assert (tenant.rules.page_items_max, tenant.rules.consent.value) == (9, "revoked")
    before = tenant.rules
    for switches in ({"page_items": 1}, {"page_items_max": "many"}):
        status, told = await posted(session, serving, "rules", {"switches": switches})
        assert (status, next(iter(switches)) in told["error"]) == (400, True)
    assert tenant.rules is before


async def test_stats_count_what_was_asked(
    serving: Serving, session: aiohttp.ClientSession, tenant: Tenant
) -> None:
    ana = tenant.add_user("Ana Lima")
    async with session.get(f"{serving.url}/users/{ana}/messages", headers=TOKEN) as answered:
        assert answered.status == 200
    async with session.get(f"{serving.control_url}/stats") as answered:
        stats = await answered.json()
    assert stats["requests"] == {"messages": 1}
    assert stats["mailboxes"] == {ana: 1}


async def test_without_control_there_is_no_control(
    session: aiohttp.ClientSession, tenant: Tenant
) -> None:
    served = await serve(tenant)
    try:
        root = served.url.removesuffix("/v1.0")
        async with session.get(f"{root}/_control/stats") as answered:
            assert answered.status == 401
        assert served.control_url is None
    finally:
        await served.stop()


async def test_a_tenant_runs_in_a_process_of_its_own_and_stops_when_asked(
    session: aiohttp.ClientSession,
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "simulator.graph",
        "--port",
        "0",
        "--control",
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        told = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
        async with session.get(f"{told['url']}/users", headers=TOKEN) as answered:
            assert (await answered.json())["value"] == []
    finally:
        process.terminate()
    assert await asyncio.wait_for(process.wait(), 30) == 0
