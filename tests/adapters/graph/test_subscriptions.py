"""What is asked of Graph for a subscription, and what its answers mean."""

import json
from datetime import UTC, datetime

import httpx
import pytest

from sync_core.failures import ConsentNeeded, StopMailbox, Unavailable
from sync_core.subscriptions import Watched
from tests.adapters.graph.canned import BOX, URL, Graph, error, ok, page

UNTIL = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
HELD = {
    "id": "s-1",
    "resource": f"users/{BOX.upper()}/messages",
    "expirationDateTime": "2026-11-27T09:30:00Z",
    "notificationUrl": "https://rapport.test/api/notifications",
    "lifecycleNotificationUrl": None,
    "clientState": None,
}
TOPIC = (
    "EventGrid:?azuresubscriptionid=8a8a8a8a-4b4b-4c4c-4d4d-12e12e12e12e&resourcegroup=rg-firm"
    "&partnertopic=rapport&location=westeurope"
)


async def test_a_subscription_watches_all_messages_of_a_mailbox_with_immutable_ids() -> None:
    graph = Graph(ok(HELD, 201))

    made = await graph.tenant.subscriptions.create(BOX, "nonce.digest", UNTIL)

    assert json.loads(graph.asked[0].content) == {
        "changeType": "created,updated",
        "notificationUrl": "https://rapport.test/api/notifications",
        "lifecycleNotificationUrl": "https://rapport.test/api/lifecycle",
        "resource": f"users/{BOX}/messages",
        "expirationDateTime": "2026-11-27T09:30:00Z",
        "clientState": "nonce.digest",
        "latestSupportedTlsVersion": "v1_2",
    }
    assert 'IdType="ImmutableId"' in graph.asked[0].headers["Prefer"]
    assert graph.asked[0].headers["Content-Type"] == "application/json"
    assert (made.id, made.mailbox, made.expires_at) == ("s-1", BOX, UNTIL)


async def test_a_subscription_may_watch_the_events_of_a_mailbox_deletions_too() -> None:
    graph = Graph(ok({**HELD, "resource": f"users/{BOX}/events"}, 201))

    made = await graph.tenant.subscriptions.create(BOX, "state", UNTIL, Watched.EVENTS)

    asked = json.loads(graph.asked[0].content)
    assert (asked["resource"], asked["changeType"]) == (
        f"users/{BOX}/events",
        "created,updated,deleted",
    )
    assert made.watched is Watched.EVENTS


async def test_a_subscription_may_watch_the_contacts_of_a_mailbox_deletions_too() -> None:
    graph = Graph(ok({**HELD, "resource": f"users/{BOX}/contacts"}, 201))

    made = await graph.tenant.subscriptions.create(BOX, "state", UNTIL, Watched.CONTACTS)

    asked = json.loads(graph.asked[0].content)
    assert (asked["resource"], asked["changeType"]) == (
        f"users/{BOX}/contacts",
        "created,updated,deleted",
    )
    assert made.watched is Watched.CONTACTS


async def test_a_subscription_may_send_everything_to_an_event_grid_topic() -> None:
    graph = Graph(ok({**HELD, "notificationUrl": TOPIC}, 201), event_grid_topic=TOPIC)

    made = await graph.tenant.subscriptions.create(BOX, "state", UNTIL)

    asked = json.loads(graph.asked[0].content)
    assert (asked["notificationUrl"], asked["lifecycleNotificationUrl"]) == (TOPIC, TOPIC)
    assert made.notification_url == graph.tenant.subscriptions.notification_url == TOPIC


async def test_a_topic_told_with_other_capitals_or_in_another_order_is_the_same_one() -> None:
    scheme, _, parts = TOPIC.partition("?")
    turned = f"{scheme.upper()}?{'&'.join(reversed(parts.upper().split('&')))}"
    graph = Graph(page({**HELD, "notificationUrl": turned}), event_grid_topic=TOPIC)

    (held,) = await graph.tenant.subscriptions.existing()

    assert held.notification_url == graph.tenant.subscriptions.notification_url


@pytest.mark.parametrize("code", ["ValidationError", "InvalidRequest"])
async def test_a_handshake_that_failed_is_tried_again_later(code: str) -> None:
    graph = Graph(error(400, code, message="Subscription validation request failed."))

    with pytest.raises(Unavailable):
        await graph.tenant.subscriptions.create(BOX, "state", UNTIL)


async def test_a_mailbox_that_may_not_be_watched_is_parked() -> None:
    with pytest.raises(StopMailbox):
        await Graph(error(403, "ErrorAccessDenied")).tenant.subscriptions.create(BOX, "s", UNTIL)


async def test_all_pages_of_subscriptions_are_listed_whatever_they_watch() -> None:
    other = {**HELD, "id": "s-2", "resource": "/users('ABC')/events", "notificationUrl": None}
    strange = {**HELD, "id": "s-3", "resource": "groups/x/threads"}
    graph = Graph(
        page(HELD, following=f"{URL}/subscriptions?$skiptoken=x"), page(), page(other, strange)
    )
    graph.server._answers[1] = page(following=f"{URL}/subscriptions?$skiptoken=y")

    held = await graph.tenant.subscriptions.existing()

    assert [(s.id, s.mailbox) for s in held] == [("s-1", BOX), ("s-2", "abc"), ("s-3", "")]
    assert [s.watched for s in held] == [Watched.MESSAGES, Watched.EVENTS, None]
    assert graph.counted == 3


async def test_a_renewal_tells_whether_the_subscription_is_still_there() -> None:
    graph = Graph(ok(HELD), error(404, "ResourceNotFound"))

    assert await graph.tenant.subscriptions.renew("s/1", UNTIL)
    assert not await graph.tenant.subscriptions.renew("s/1", UNTIL)
    assert graph.asked[0].method == "PATCH"
    assert graph.asked[0].url.raw_path == b"/v1.0/subscriptions/s%2F1"
    assert json.loads(graph.asked[0].content) == {"expirationDateTime": "2026-11-27T09:30:00Z"}


async def test_deleting_what_is_gone_is_no_error_and_a_refusal_is_one() -> None:
    graph = Graph(httpx.Response(204), error(404, "ResourceNotFound"), error(503, "x"))

    await graph.tenant.subscriptions.delete("s-1")
    await graph.tenant.subscriptions.delete("s-1")
    with pytest.raises(Unavailable):
        await graph.tenant.subscriptions.delete("s-1")


async def test_listing_refused_for_the_whole_tenant_asks_for_consent() -> None:
    with pytest.raises(ConsentNeeded):
        await Graph(error(403, "Authorization_RequestDenied")).tenant.subscriptions.existing()
