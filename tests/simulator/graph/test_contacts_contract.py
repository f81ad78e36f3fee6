"""What is asked and answered of contacts, against Microsoft Graph's published description of its API."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from openapi_core import OpenAPI
from openapi_schema_validator import OAS31Validator

from simulator.graph import Tenant, transport
from simulator.graph.http.delivery import Delivery
from sync_core.work import MailboxId
from tests.shared_data import shared_path
from tests.simulator.graph.acts import IMMUTABLE
from tests.simulator.graph.contact_acts import contact_delta, contact_json, person
from tests.simulator.graph.endpoint import Endpoint
from tests.simulator.graph.test_contacts_over_http import STAMP, WHOLE, expanded, stamped
from tests.simulator.graph.test_contract import Checked
from tests.simulator.graph.test_subscriptions import wish


@pytest.fixture(scope="module")
def contract() -> OpenAPI:
    """The description, loaded once: it takes seconds."""
    return OpenAPI.from_dict(json.loads(shared_path("contracts/graph-openapi.json").read_text()))


@pytest.fixture
async def checked(
    tenant: Tenant, endpoint: Endpoint, contract: OpenAPI
) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=Checked(transport(tenant, endpoint.post), contract),
        base_url="http://graph.local/v1.0",
        headers={"authorization": "Bearer made-up"},
    ) as client:
        yield client


async def test_deltas_of_contacts_and_folders_are_answered_as_described(
    checked: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    clients = tenant.contacts.add_folder(ana, "Clients")
    tenant.change_rules(replay_chance=1.0, page_items_max=2, contacts_delta_served=True)
    whole = contact_delta(ana, clients).partition("?")[0]
    for url in (contact_delta(ana, clients), whole, f"/users/{ana}/contacts/delta"):
        folder = clients if clients in url else ""
        gone, changed, _ = (tenant.contacts.create(ana, person(f"N{n}"), folder) for n in range(3))
        link: str | None = url
        while link:
            page = (await checked.get(link, headers=IMMUTABLE)).json()
            link, ended = page.get("@odata.nextLink"), page.get("@odata.deltaLink")
        tenant.contacts.delete(ana, gone)
        tenant.contacts.edit(ana, changed, surname=url[-5:])
        assert (await checked.get(ended)).json()["value"]
    assert (await checked.get(f"/users/{ana}/contactFolders/delta")).json()["value"]


async def test_contacts_and_folders_are_answered_as_described(
    checked: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    await checked.post(f"/users/{ana}/contacts", json=contact_json(**WHOLE) | stamped())
    clients = tenant.contacts.add_folder(ana, "Clients")
    name = tenant.contacts.create(ana, person(), clients)
    tenant.contacts.add_list(ana, "Team")
    asked = expanded(STAMP, "Integer 0x36", "String 0x1A") | {"$top": "1"}
    page = (await checked.get(f"/users/{ana}/contacts", params=asked)).json()
    assert page["value"][0]["singleValueExtendedProperties"]
    assert (await checked.get(page["@odata.nextLink"])).status_code == 200
    chosen = {
        "$filter": f"singleValueExtendedProperties/any(e:e/id eq '{STAMP}' and e/value eq '5a')"
    }
    assert (await checked.get(f"/users/{ana}/contacts", params=chosen)).json()["value"]
    folders = (await checked.get(f"/users/{ana}/contactFolders")).json()["value"]
    path = f"/users/{ana}/contactFolders/{folders[0]['id']}"
    assert (await checked.get(path)).status_code == 200
    assert (await checked.get(f"{path}/contacts")).json()["value"]
    assert (await checked.get(f"/users/{ana}/contacts/{name}", params=expanded(STAMP))).is_success


async def test_writes_are_asked_and_answered_as_described(
    checked: httpx.AsyncClient, ana: MailboxId
) -> None:
    whole: dict[str, Any] = contact_json(birthday="1970-02-28T00:00:00Z", **WHOLE) | stamped()
    made = await checked.post(f"/users/{ana}/contacts", json=whole)
    assert made.status_code == 201
    path = f"/users/{ana}/contacts/{made.json()['id']}"
    cleared: dict[str, Any] = {
        "companyName": None,
        "birthday": None,
        "emailAddresses": [],
        "homeAddress": None,
    }
    assert (await checked.patch(path, json=cleared)).status_code == 200
    stale = {"if-match": made.json()["@odata.etag"]}
    assert (await checked.patch(path, json={"surname": "x"}, headers=stale)).status_code == 412
    many = {"emailAddresses": [{"address": f"{n}@x.test"} for n in range(4)]}
    assert (await checked.patch(path, json=many)).status_code == 400
    for expected in (204, 404):  # where it lies now, it has another id
        assert (await checked.delete(path)).status_code == expected
    folder = await checked.post(f"/users/{ana}/contactFolders", json={"displayName": "Clients"})
    assert folder.status_code == 201
    within = f"/users/{ana}/contactFolders/{folder.json()['id']}"
    assert (await checked.post(f"{within}/contacts", json=contact_json())).status_code == 201
    assert (await checked.delete(within)).status_code == 204


async def test_notifications_of_contacts_are_posted_as_described(
    checked: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint
) -> None:
    asked = wish(ana, resource=f"users/{ana}/contacts", changeType="created,updated,deleted")
    assert (await checked.post("/subscriptions", json=asked, headers=IMMUTABLE)).is_success
    name = tenant.contacts.create(ana, person())
    tenant.contacts.edit(ana, name, surname="New")
    tenant.contacts.delete(ana, name)
    await Delivery(tenant, endpoint.post).deliver_due()
    assert len(endpoint.told) == 3
    described = json.loads(shared_path("contracts/graph-openapi.json").read_text())["components"]
    collection = "#/components/schemas/microsoft.graph.changeNotificationCollection"
    OAS31Validator({"$ref": collection, "components": described}).validate({"value": endpoint.told})
