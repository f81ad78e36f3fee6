"""Notifications on their way: who hears of what, late, twice, in disorder, or never."""

from datetime import timedelta

import httpx
import pytest

from simulator.graph import Tenant
from simulator.graph.http.delivery import Delivery
from simulator.memory.surroundings import ManualSurroundings
from sync_core.work import MailboxId
from tests.simulator.graph.acts import IMMUTABLE, fill, mail
from tests.simulator.graph.endpoint import Endpoint
from tests.simulator.graph.test_subscriptions import created, wish


@pytest.fixture
def delivery(tenant: Tenant, endpoint: Endpoint) -> Delivery:
    return Delivery(tenant, endpoint.post)


async def test_an_arrival_is_told_with_what_a_subscriber_needs_to_check_it(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    answered = await graph.post("/subscriptions", json=wish(ana), headers=IMMUTABLE)
    message = tenant.deliver(ana, mail())
    assert await delivery.deliver_due() == 1
    (told,) = endpoint.told
    assert told["subscriptionId"] == answered.json()["id"]
    assert (told["clientState"], told["tenantId"]) == ("secret", tenant.id)
    assert (told["changeType"], told["resource"]) == ("created", f"Users/{ana}/Messages/{message}")
    assert told["resourceData"]["id"] == message


async def test_ids_come_in_the_format_the_subscription_was_made_with(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    await created(graph, ana)
    message = tenant.deliver(ana, mail())
    await delivery.deliver_due()
    told = endpoint.told[0]["resourceData"]["id"]
    assert told != message
    assert (await graph.get(f"/users/{ana}/messages/{told}")).status_code == 200


async def test_only_the_changes_asked_for_are_told(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    await created(graph, ana, changeType="deleted")
    message = tenant.deliver(ana, mail())
    tenant.mark_read(ana, message)
    tenant.purge(ana, message)
    await delivery.deliver_due()
    assert [told["changeType"] for told in endpoint.told] == ["deleted"]


async def test_a_folder_s_subscription_hears_of_that_folder_alone(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    resource = f"users/{ana}/mailFolders('inbox')/messages"
    await created(graph, ana, resource=resource, changeType="created,deleted")
    tenant.deliver(ana, mail(), "archive")
    message = tenant.deliver(ana, mail())
    tenant.move(ana, message, "archive")
    await delivery.deliver_due()
    assert [told["changeType"] for told in endpoint.told] == ["created", "deleted"]


async def test_drafts_can_be_left_out_by_a_filter(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    await created(graph, ana, resource=f"users/{ana}/messages?$filter=isDraft eq false")
    draft = tenant.draft(ana, mail())
    assert await delivery.deliver_due() == 0
    tenant.send_draft(ana, draft)
    await delivery.deliver_due()
    assert endpoint.told


async def test_mail_sent_from_outlook_first_tells_an_id_that_is_not_there(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    await graph.post("/subscriptions", json=wish(ana), headers=IMMUTABLE)
    tenant.send(ana, mail())
    await delivery.deliver_due()
    told = [n["resourceData"]["id"] for n in endpoint.told]
    found = [(await graph.get(f"/users/{ana}/messages/{name}")).status_code for name in told]
    assert found == [404, 200]


async def test_one_post_holds_notifications_of_many_mailboxes(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    bo = tenant.add_user("Bo Ek")
    await created(graph, ana)
    await created(graph, bo)
    for mailbox in (ana, bo, ana):
        tenant.deliver(mailbox, mail())
    tenant.change_rules(notifications_per_post_max=2)
    await delivery.deliver_due()
    assert [len(post) for _, post in endpoint.posts] == [2, 1]
    assert len({told["subscriptionId"] for _, post in endpoint.posts[:1] for told in post}) == 2


async def test_a_post_that_is_not_taken_comes_again_later_and_is_given_up_in_the_end(
    graph: httpx.AsyncClient,
    tenant: Tenant,
    surroundings: ManualSurroundings,
    ana: MailboxId,
    endpoint: Endpoint,
    delivery: Delivery,
) -> None:
    await created(graph, ana)
    endpoint.answers = [500, 0, 202]
    tenant.deliver(ana, mail())
    assert await delivery.deliver_due() == 0
    assert await delivery.deliver_due() == 0, "it came again at once"
    surroundings.advance(5)
    assert await delivery.deliver_due() == 0
    surroundings.advance(10)
    assert await delivery.deliver_due() == 1
    endpoint.answers = [500] * 50
    tenant.deliver(ana, mail())
    for _ in range(50):
        await delivery.deliver_due()
        surroundings.advance(3_600)
    assert tenant.outbox.counts["dropped"] == 1
    assert len(tenant.outbox) == 0


async def test_notifications_are_lost_doubled_and_late_as_the_rules_say(
    graph: httpx.AsyncClient,
    tenant: Tenant,
    surroundings: ManualSurroundings,
    ana: MailboxId,
    endpoint: Endpoint,
    delivery: Delivery,
) -> None:
    await created(graph, ana)
    tenant.change_rules(
        notification_lost_chance=0.3,
        notification_doubled_chance=0.3,
        notification_delay_seconds=60.0,
        missed_told_chance=1.0,
    )
    fill(tenant, ana, 100)
    counts = tenant.outbox.counts
    await delivery.deliver_due()
    early = [t for t in endpoint.told if "resourceData" in t]
    surroundings.advance(60)
    await delivery.deliver_due()
    told = [t["resourceData"]["id"] for t in endpoint.told if "resourceData" in t]
    missed = [t for t in endpoint.told if t.get("lifecycleEvent") == "missed"]
    assert early == []
    assert counts["lost"] == len(missed) == 100 - len(set(told))
    assert counts["doubled"] == len(told) - len(set(told)) > 0
    assert told != sorted(told, key=lambda name: tenant.mailbox(ana).ids.read(name).number)


async def test_nothing_is_delivered_of_a_subscription_that_ended(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    made = await created(graph, ana)
    tenant.deliver(ana, mail())
    await graph.delete(f"/subscriptions/{made['id']}")
    assert await delivery.deliver_due() == 0
    assert endpoint.told == []


async def test_a_subscription_the_server_removes_is_told_at_the_lifecycle_address(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    made = await created(graph, ana)
    tenant.drop_subscription(made["id"])
    await delivery.deliver_due()
    ((path, (told,)),) = endpoint.posts
    assert (path, told["lifecycleEvent"]) == ("/api/lifecycle", "subscriptionRemoved")
    assert told["clientState"] == "secret"


async def test_without_reauthorisation_delivery_pauses_until_it_is_given(
    graph: httpx.AsyncClient,
    tenant: Tenant,
    surroundings: ManualSurroundings,
    ana: MailboxId,
    endpoint: Endpoint,
    delivery: Delivery,
) -> None:
    tenant.change_rules(reauthorize_before_minutes=24 * 60)
    made = await created(graph, ana)
    surroundings.advance(timedelta(days=2, hours=1).total_seconds())
    await delivery.deliver_due()
    assert [t.get("lifecycleEvent") for t in endpoint.told] == ["reauthorizationRequired"]
    surroundings.advance(timedelta(hours=12).total_seconds())
    await delivery.deliver_due()
    tenant.deliver(ana, mail())
    await delivery.deliver_due()
    assert len(endpoint.told) == 1, "it was delivered although nothing was reauthorised"
    answered = await graph.post(f"/subscriptions/{made['id']}/reauthorize")
    assert answered.status_code == 204
    tenant.deliver(ana, mail())
    await delivery.deliver_due()
    assert endpoint.told[-1]["changeType"] == "created"
