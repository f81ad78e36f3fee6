"""Notifications of events: who hears of which change."""

import httpx
import pytest

from simulator.graph import Tenant
from simulator.graph.http.delivery import Delivery
from simulator.memory.surroundings import ManualSurroundings
from sync_core.work import MailboxId
from tests.simulator.graph.acts import IMMUTABLE, code, mail
from tests.simulator.graph.calendar_acts import DAILY, event, invited, slots
from tests.simulator.graph.endpoint import Endpoint
from tests.simulator.graph.test_subscriptions import wish


@pytest.fixture
def delivery(tenant: Tenant, endpoint: Endpoint) -> Delivery:
    return Delivery(tenant, endpoint.post)


async def subscribed(graph: httpx.AsyncClient, mailbox: MailboxId, kind: str = "events") -> str:
    asked = wish(mailbox, resource=f"users/{mailbox}/{kind}", changeType="created,updated,deleted")
    answered = await graph.post("/subscriptions", json=asked, headers=IMMUTABLE)
    assert answered.status_code == 201, answered.text
    return str(answered.json()["id"])


def heard(endpoint: Endpoint) -> list[tuple[str, str]]:
    return [(told["changeType"], told["resourceData"]["id"]) for told in endpoint.told]


async def test_an_event_s_life_is_told(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    await subscribed(graph, ana)
    name = tenant.outlook.create(ana, event())
    tenant.outlook.edit(ana, name, subject="New")
    tenant.outlook.delete(ana, name)
    await delivery.deliver_due()
    assert heard(endpoint) == [("created", name), ("updated", name), ("deleted", name)]
    assert endpoint.told[0]["resource"] == f"Users/{ana}/Events/{name}"
    assert endpoint.told[0]["resourceData"]["@odata.type"] == "#Microsoft.Graph.Event"


async def test_mail_and_events_are_told_to_their_own_subscriptions(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    of_events, of_mail = await subscribed(graph, ana), await subscribed(graph, ana, "messages")
    tenant.outlook.create(ana, event())
    tenant.deliver(ana, mail())
    await delivery.deliver_due()
    assert [told["subscriptionId"] for told in endpoint.told] == [of_events, of_mail]


async def test_an_invited_colleague_s_subscription_hears_of_the_copy(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    ben = tenant.add_user("Ben Roth")
    await subscribed(graph, ben)
    name = tenant.outlook.create(ana, event(attendees=invited("ben.roth@northwind.test")))
    copy = tenant.outlook.copy(ben, tenant.outlook.look(ana, name).uid)
    await delivery.deliver_due()
    assert heard(endpoint) == [("created", copy)]


async def test_a_changed_occurrence_is_told_by_its_own_id_and_a_deleted_one_by_its_series(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    name = tenant.outlook.create(ana, event(recurrence=DAILY))
    first, second, *_ = slots(tenant, ana, name)
    await subscribed(graph, ana)
    one = tenant.outlook.edit_occurrence(ana, name, first, subject="Kick-off")
    tenant.outlook.cancel_occurrence(ana, name, second)
    await delivery.deliver_due()
    assert heard(endpoint) == [("updated", one), ("updated", name)]


async def test_an_application_s_own_write_is_told_too(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    name = tenant.outlook.create(ana, event())
    await subscribed(graph, ana)
    await graph.patch(f"/users/{ana}/events/{name}", json={"categories": ["Red"]})
    await delivery.deliver_due()
    assert heard(endpoint) == [("updated", name)]


async def test_notifications_of_events_are_late_doubled_and_lost_by_the_same_switches(
    graph: httpx.AsyncClient,
    tenant: Tenant,
    ana: MailboxId,
    endpoint: Endpoint,
    delivery: Delivery,
    surroundings: ManualSurroundings,
) -> None:
    await subscribed(graph, ana)
    tenant.change_rules(notification_doubled_chance=1.0, notification_delay_seconds=60)
    tenant.outlook.create(ana, event())
    await delivery.deliver_due()
    assert endpoint.told == []
    surroundings.advance(60)
    await delivery.deliver_due()
    assert len(endpoint.told) == 2
    tenant.change_rules(notification_lost_chance=1.0)
    tenant.outlook.create(ana, event())
    surroundings.advance(60)
    await delivery.deliver_due()
    assert len(endpoint.told) == 2


@pytest.mark.parametrize(
    "resource", ["users/{0}/mailFolders('inbox')/events", "users/{0}/calendars", "users/{0}/event"]
)
async def test_what_cannot_be_watched_is_refused(
    graph: httpx.AsyncClient, ana: MailboxId, resource: str
) -> None:
    asked = wish(ana, resource=resource.format(ana))
    assert code(await graph.post("/subscriptions", json=asked)) == (400, "ExtensionError")
