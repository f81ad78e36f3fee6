"""`$batch`: many requests in one, answered each for itself."""

import asyncio
from typing import Any

import httpx
import pytest

from simulator.graph import Tenant
from sync_core.work import MailboxId
from tests.simulator.graph.acts import IMMUTABLE, document, fill


def get(name: str, url: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "method": "GET", "url": url, **more}


async def batch(graph: httpx.AsyncClient, *requests: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the answers by id."""
    found = await document(await graph.post("/$batch", json={"requests": list(requests)}))
    return {part["id"]: part for part in found["responses"]}


async def test_each_part_is_answered_for_itself_and_out_of_order(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    (there,) = fill(tenant, ana, 1)
    asked = [
        get("a", f"/users/{ana}/messages/{there}"),
        get("b", "/users/nobody"),
        get("c", "/users"),
    ]
    answered = (await document(await graph.post("/$batch", json={"requests": asked})))["responses"]
    assert {part["id"]: part["status"] for part in answered} == {"a": 200, "b": 404, "c": 200}
    assert [part["id"] for part in answered] != ["a", "b", "c"]


async def test_headers_of_the_batch_do_not_reach_its_parts(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    (there,) = fill(tenant, ana, 1)
    path = f"/users/{ana}/messages?$select=id"
    asked = {"requests": [get("a", path), get("b", path, headers={"Prefer": IMMUTABLE["prefer"]})]}
    found = await document(await graph.post("/$batch", json=asked, headers=IMMUTABLE))
    ids = {part["id"]: part["body"]["value"][0]["id"] for part in found["responses"]}
    assert ids["b"] == there
    assert ids["a"] != there


async def test_what_depends_on_a_failure_fails_too_and_the_rest_goes_on(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    found = await batch(
        graph,
        get("late", f"/users/{ana}", dependsOn=["first"]),
        get("first", f"/users/{ana}"),
        get("lost", f"/users/{ana}", dependsOn=["wrong"]),
        get("wrong", "/users/nobody"),
    )
    assert {n: p["status"] for n, p in found.items()} == {
        "late": 200,
        "first": 200,
        "lost": 424,
        "wrong": 404,
    }


async def test_a_part_may_be_throttled_while_other_requests_are_under_way(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    path = f"/users/{ana}/mailFolders"
    parts = [get(str(n), path) for n in range(20)]
    alone = await batch(graph, *parts)
    assert {p["status"] for p in alone.values()} == {200}
    tenant.change_rules(requests_at_once_max=3)
    crowded = await batch(graph, *parts)
    throttled = [p for p in crowded.values() if p["status"] == 429]
    assert throttled
    assert all(p["headers"]["Retry-After"] == "1" for p in throttled)
    assert any(p["status"] == 200 for p in crowded.values())


async def test_two_batches_at_once_share_the_mailbox_s_places(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    parts = [get(str(n), f"/users/{ana}/mailFolders") for n in range(4)]
    one, other = await asyncio.gather(batch(graph, *parts), batch(graph, *parts))
    statuses = [p["status"] for p in (*one.values(), *other.values())]
    assert statuses.count(200) == 4
    assert statuses.count(429) == 4


@pytest.mark.parametrize(
    "requests",
    [
        [],
        [get(str(n), "/users") for n in range(21)],
        [get("a", "/users"), get("a", "/users")],
        [get("a", "https://graph.local/v1.0/users")],
        [get("a", "/users", dependsOn=["b"])],
        [get("a", "/users", dependsOn=["b"]), get("b", "/users", dependsOn=["a"])],
        [{"id": "a", "method": "POST", "url": "/subscriptions", "body": {}}],
        [{"id": "a", "url": "/users"}],
        ["a"],
    ],
)
async def test_a_malformed_batch_is_refused_whole(
    graph: httpx.AsyncClient, requests: list[Any]
) -> None:
    assert (await graph.post("/$batch", json={"requests": requests})).status_code == 400


async def test_a_part_can_carry_a_body(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    (there,) = fill(tenant, ana, 1)
    found = await batch(
        graph,
        {
            "id": "1",
            "method": "POST",
            "url": f"/users/{ana}/translateExchangeIds",
            "headers": {"Content-Type": "application/json"},
            "body": {"inputIds": [there], "targetIdType": "restId"},
        },
    )
    assert found["1"]["body"]["value"][0]["sourceId"] == there
