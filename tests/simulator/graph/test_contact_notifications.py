"""Notifications of contacts: who hears of which change."""

import httpx
import pytest

from simulator.graph import Tenant
from simulator.graph.http.delivery import Delivery
from sync_core.work import MailboxId
from tests.simulator.graph.acts import IMMUTABLE, code, mail
from tests.simulator.graph.contact_acts import person
from tests.simulator.graph.endpoint import Endpoint
from tests.simulator.graph.test_subscriptions import wish


@pytest.fixture
def delivery(tenant: Tenant, endpoint: Endpoint) -> Delivery:
    return Delivery(tenant, endpoint.post)


async def subscribed(graph: httpx.AsyncClient, mailbox: MailboxId, kind: str = "contacts") -> str:
    asked = wish(mailbox, resource=f"users/{mailbox}/{kind}", changeType="created,updated,deleted")
    answered = await graph.post("/subscriptions", json=asked, headers=IMMUTABLE)
    assert answered.status_code == 201, answered.text
    return str(answered.json()["id"])


def heard(endpoint: Endpoint) -> list[tuple[str, str]]:
    return [(told["changeType"], told["resourceData"]["id"]) for told in endpoint.told]


async def test_a_contact_s_life_is_told(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    await subscribed(graph, ana)
    name = tenant.contacts.create(ana, person())
    tenant.contacts.edit(ana, name, company="Acme")
    tenant.contacts.delete(ana, name)
    tenant.contacts.restore(ana, name)
    tenant.contacts.purge(ana, name)
    await delivery.deliver_due()
    changes = ("created", "updated", "deleted", "created", "deleted")
    assert heard(endpoint) == [(change, name) for change in changes]
    assert endpoint.told[0]["resource"] == f"Users/{ana}/Contacts/{name}"
    assert endpoint.told[0]["resourceData"]["@odata.type"] == "#Microsoft.Graph.Contact"


async def test_a_move_between_folders_is_an_update_to_the_mailbox_and_more_to_each_folder(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    clients = tenant.contacts.add_folder(ana, "Clients")
    name = tenant.contacts.create(ana, person())
    of_all = await subscribed(graph, ana)
    of_default = await subscribed(graph, ana, "contactFolders/contacts/contacts")
    of_clients = await subscribed(graph, ana, f"contactFolders('{clients}')/contacts")
    tenant.contacts.move(ana, name, clients)
    await delivery.deliver_due()
    told = {(t["subscriptionId"], t["changeType"]) for t in endpoint.told}
    assert told == {(of_all, "updated"), (of_default, "deleted"), (of_clients, "created")}


async def test_mail_and_contacts_are_told_to_their_own_subscriptions(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    of_contacts = await subscribed(graph, ana)
    of_mail = await subscribed(graph, ana, "messages")
    tenant.contacts.create(ana, person())
    tenant.deliver(ana, mail())
    await delivery.deliver_due()
    assert [told["subscriptionId"] for told in endpoint.told] == [of_contacts, of_mail]


async def test_an_application_s_own_write_is_told_too(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint, delivery: Delivery
) -> None:
    name = tenant.contacts.create(ana, person())
    await subscribed(graph, ana)
    await graph.patch(f"/users/{ana}/contacts/{name}", json={"categories": ["Red"]})
    await delivery.deliver_due()
    assert heard(endpoint) == [("updated", name)]


@pytest.mark.parametrize(
    "resource",
    [
        "users/{0}/mailFolders('inbox')/contacts",
        "users/{0}/contactFolders",
        "users/{0}/contactFolders/contacts/messages",
        "users/{0}/contacts?$filter=isDraft eq false",
    ],
)
async def test_what_cannot_be_watched_is_refused(
    graph: httpx.AsyncClient, ana: MailboxId, resource: str
) -> None:
    asked = wish(ana, resource=resource.format(ana))
    assert code(await graph.post("/subscriptions", json=asked)) == (400, "ExtensionError")


async def test_a_folder_that_is_not_there_cannot_be_watched(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    clients = tenant.contacts.add_folder(ana, "Clients")
    tenant.contacts.remove_folder(ana, clients)
    asked = wish(ana, resource=f"users/{ana}/contactFolders/{clients}/contacts")
    assert code(await graph.post("/subscriptions", json=asked)) == (404, "ErrorItemNotFound")
