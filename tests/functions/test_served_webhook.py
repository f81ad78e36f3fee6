"""The webhook over HTTP: what anybody on the internet can make it do."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from sync_core import limits
from sync_core.work import QueueName
from tests.flows.firm import Firm
from tests.functions.serving import served_app

PATHS = ("/api/notifications", "/api/lifecycle")


@pytest.fixture
async def app() -> AsyncIterator[str]:
    async with served_app() as address:
        yield address


async def test_the_handshake_gives_the_token_back_decoded_once(app: str) -> None:
    sent = "Validation%3a+Testing+client+application%2b%2520%3Cb%3E"
    async with ClientSession() as graph:
        for path in PATHS:
            answer = await graph.post(f"{app}{path}?validationToken={sent}")

            assert answer.status == 200
            assert answer.headers["Content-Type"].startswith("text/plain")
            told = (await answer.read()).decode()
            assert told == "Validation: Testing client application+%20<b>"


async def test_only_a_post_shakes_hands(app: str) -> None:
    async with ClientSession() as anybody:
        for path in PATHS:
            for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
                answer = await anybody.request(method, f"{app}{path}?validationToken=canary")
                assert answer.status != 200
                assert b"canary" not in await answer.read()


async def test_a_stranger_can_make_it_store_nothing(app: str, firm: Firm) -> None:
    post = {"resource": "users/x/messages/1", "clientState": "guess", "tenantId": firm.tenant.id}
    many = {"value": [post] * (limits.NOTIFICATIONS_PER_POST_MAX + 1)}
    deep = b"[" * 100_000
    async with ClientSession() as stranger:
        for body, status in ((b"{", 400), (deep, 400), (json.dumps(many).encode(), 400)):
            assert (await stranger.post(f"{app}{PATHS[0]}", data=body)).status == status
        one = json.dumps({"value": [post]}).encode()
        assert (await stranger.post(f"{app}{PATHS[0]}", data=one)).status == 202

    assert await firm.queue.waiting(QueueName.WORK) == 0
