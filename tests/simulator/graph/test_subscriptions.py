"""Subscriptions: the handshake, how long they live, how they end."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from simulator.graph import Tenant
from simulator.memory.surroundings import ManualSurroundings
from sync_core.work import MailboxId
from tests.simulator.graph.acts import code, document
from tests.simulator.graph.conftest import START
from tests.simulator.graph.endpoint import Endpoint


def wish(mailbox: MailboxId, **changed: Any) -> dict[str, Any]:
    return {
        "changeType": "created,updated",
        "notificationUrl": "https://rapport.test/api/notifications",
        "lifecycleNotificationUrl": "https://rapport.test/api/lifecycle",
        "resource": f"users/{mailbox}/messages",
        "expirationDateTime": (START + timedelta(days=3)).isoformat(),
        "clientState": "secret",
    } | changed


async def created(graph: httpx.AsyncClient, mailbox: MailboxId, **changed: Any) -> dict[str, Any]:
    answered = await graph.post("/subscriptions", json=wish(mailbox, **changed))
    assert answered.status_code == 201, answered.text
    found: dict[str, Any] = answered.json()
    return found


async def test_both_addresses_are_asked_before_a_subscription_exists(
    graph: httpx.AsyncClient, ana: MailboxId, endpoint: Endpoint
) -> None:
    made = await created(graph, ana)
    assert endpoint.handshakes == ["/api/notifications", "/api/lifecycle"]
    listed = await document(await graph.get("/subscriptions"))
    assert [s["id"] for s in listed["value"]] == [made["id"]]


async def test_an_address_that_keeps_the_token_escaped_fails_the_handshake(
    graph: httpx.AsyncClient, ana: MailboxId, endpoint: Endpoint
) -> None:
    endpoint.echoes_escaped = True
    assert code(await graph.post("/subscriptions", json=wish(ana))) == (400, "ValidationError")
    assert (await document(await graph.get("/subscriptions")))["value"] == []


async def test_an_answer_that_is_no_plain_text_fails_the_handshake(
    graph: httpx.AsyncClient, ana: MailboxId, endpoint: Endpoint
) -> None:
    endpoint.content_type = "application/json"
    assert code(await graph.post("/subscriptions", json=wish(ana))) == (400, "ValidationError")


async def test_query_parameters_of_an_address_are_kept(
    graph: httpx.AsyncClient, ana: MailboxId, endpoint: Endpoint
) -> None:
    await created(graph, ana, notificationUrl="https://rapport.test/api/notifications?code=a%2Fb")
    assert len(endpoint.handshakes) == 2


@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        (timedelta(minutes=5), timedelta(minutes=45)),
        (timedelta(days=2), timedelta(days=2)),
        (timedelta(days=30), timedelta(minutes=10_080)),
    ],
)
async def test_a_life_is_raised_to_the_least_and_cut_to_the_most(
    graph: httpx.AsyncClient, ana: MailboxId, asked: timedelta, granted: timedelta
) -> None:
    made = await created(graph, ana, expirationDateTime=(START + asked).isoformat())
    assert datetime.fromisoformat(made["expirationDateTime"]) == START + granted


async def test_a_renewed_subscription_lives_on_and_an_expired_one_is_not_found(
    graph: httpx.AsyncClient, surroundings: ManualSurroundings, ana: MailboxId
) -> None:
    made = await created(graph, ana)
    path = f"/subscriptions/{made['id']}"
    surroundings.advance(2 * 86_400)
    until = (START + timedelta(days=6)).isoformat()
    assert (await graph.patch(path, json={"expirationDateTime": until})).status_code == 200
    surroundings.advance(3 * 86_400)
    assert (await graph.get(path)).status_code == 200
    surroundings.advance(86_400)
    assert code(await graph.patch(path, json={"expirationDateTime": until})) == (
        404,
        "ResourceNotFound",
    )


async def test_only_the_expiration_can_be_changed(graph: httpx.AsyncClient, ana: MailboxId) -> None:
    made = await created(graph, ana)
    change = {"lifecycleNotificationUrl": "https://other.test"}
    assert (await graph.patch(f"/subscriptions/{made['id']}", json=change)).status_code == 400


async def test_a_deleted_subscription_is_gone(graph: httpx.AsyncClient, ana: MailboxId) -> None:
    made = await created(graph, ana)
    path = f"/subscriptions/{made['id']}"
    assert (await graph.delete(path)).status_code == 204
    assert code(await graph.delete(path)) == (404, "ResourceNotFound")


async def test_duplicates_are_created_unless_the_server_keeps_to_its_documents(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    first, second = await created(graph, ana), await created(graph, ana)
    assert first["id"] != second["id"]
    tenant.change_rules(duplicates_refused=True)
    assert code(await graph.post("/subscriptions", json=wish(ana)))[0] == 409


@pytest.mark.parametrize(
    "changed",
    [
        {"resource": "users/x/drive"},
        {"resource": None},
        {"changeType": "created,sneezed"},
        {"notificationUrl": ""},
        {"expirationDateTime": "tomorrow"},
        {"expirationDateTime": "2020-01-01T00:00:00Z"},
        {"clientState": "x" * 129},
        {"includeResourceData": True},
    ],
)
async def test_a_wish_that_makes_no_sense_is_refused_without_a_handshake(
    graph: httpx.AsyncClient, ana: MailboxId, endpoint: Endpoint, changed: dict[str, Any]
) -> None:
    assert (await graph.post("/subscriptions", json=wish(ana, **changed))).status_code == 400
    assert endpoint.handshakes == []


async def test_the_mailbox_must_be_readable_to_be_subscribed_to(
    graph: httpx.AsyncClient, tenant: Tenant
) -> None:
    user = tenant.add_user("Uma Unlicensed", is_licensed=False)
    told = code(await graph.post("/subscriptions", json=wish(user)))
    assert told == (404, "MailboxNotEnabledForRESTAPI")
