"""What is asked and answered, against Microsoft Graph's published description of its API."""

import json
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse
from openapi_schema_validator import OAS31Validator

from simulator.graph import (
    Mail,
    MailboxState,
    MailKind,
    Recipient,
    Sensitivity,
    Tenant,
    transport,
)
from simulator.graph.http.delivery import Delivery
from sync_core.mailboxes import MailboxKind
from sync_core.work import MailboxId
from tests.shared_data import shared_path
from tests.simulator.graph.acts import IMMUTABLE, fill, mail
from tests.simulator.graph.endpoint import Endpoint
from tests.simulator.graph.test_subscriptions import wish

_CONTRACT = "contracts/graph-openapi.json"
_SERVER = "https://graph.microsoft.com"
_KEYED = re.compile(r"\('([^']*)'\)")


@pytest.fixture(scope="session")
def contract() -> OpenAPI:
    """The description, loaded once: it takes seconds."""
    document = json.loads(shared_path(_CONTRACT).read_text())
    return OpenAPI.from_dict(document)


class Checked(httpx.AsyncBaseTransport):
    """Passes requests on, and holds each of them and its answer against the description."""

    def __init__(self, inner: httpx.AsyncBaseTransport, contract: OpenAPI) -> None:
        self._inner = inner
        self._contract = contract
        self.checked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answered = await self._inner.handle_async_request(request)
        body = await answered.aread()
        asked = _described(request)
        response = MockResponse(
            body, status_code=answered.status_code, content_type="application/json"
        )
        if answered.status_code < 400:
            self._contract.validate_request(asked)
        self._contract.validate_response(asked, response)
        self.checked.append(f"{request.method} {asked.path}")
        return answered


def _described(request: httpx.Request) -> MockRequest:
    """Return the request in the one spelling that the description knows."""
    path = _KEYED.sub(r"/\1", request.url.path)
    path = re.sub(r"/delta$", "/delta()", path)
    return MockRequest(
        _SERVER,
        request.method.lower(),
        path,
        args=dict(request.url.params),
        headers=dict(request.headers),
        data=request.content or None,
        content_type="application/json",
    )


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


def furnish(tenant: Tenant, mailbox: MailboxId) -> None:
    """Fill a mailbox with one of everything."""
    fill(tenant, mailbox, 4)
    tenant.deliver(mailbox, mail(kind=MailKind.MEETING_REQUEST, sensitivity=Sensitivity.PRIVATE))
    tenant.deliver(mailbox, mail(kind=MailKind.MEETING_RESPONSE, importance="high"))
    tenant.deliver(mailbox, Mail(internet_message_id=""), "junkemail")
    tenant.draft(mailbox, Mail(subject="Unfinished"))
    tenant.send(
        mailbox,
        mail(
            to=(Recipient("a@b.test"),),
            cc=(Recipient("/o=ExchangeLabs/cn=x", "X"),),
            bcc=(Recipient("c@d.test"),),
            body="<p>Ä</p>",
            body_is_html=True,
            has_attachments=True,
            headers=(("List-Id", "<l.test>"),),
        ),
    )


async def test_mail_is_answered_as_described(
    checked: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    furnish(tenant, ana)
    query = "$top=3&$count=true&$filter=receivedDateTime ge 2001-01-01T00:00:00Z&$orderby=receivedDateTime desc"
    first = await checked.get(f"/users/{ana}/messages?{query}")
    await checked.get(first.json()["@odata.nextLink"], headers=IMMUTABLE)
    expand = {"$expand": "singleValueExtendedProperties($filter=id eq 'Integer 0x36')"}
    await checked.get(f"/users/{ana}/messages", params=expand | {"$top": "100"})
    select = "$select=internetMessageHeaders,uniqueBody,sender,replyTo"
    listed = await checked.get(f"/users/{ana}/mailFolders/inbox/messages?{select}")
    one = listed.json()["value"][0]["id"]
    await checked.get(f"/users/{ana}/messages/{one}")
    asked = {
        "inputIds": [one, "x"],
        "targetIdType": "restImmutableEntryId",
        "sourceIdType": "restId",
    }
    await checked.post(f"/users/{ana}/translateExchangeIds", json=asked)


async def test_deltas_are_answered_as_described(
    checked: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    furnish(tenant, ana)
    tenant.change_rules(partial_item_chance=0.5, replay_chance=1.0, page_items_max=3)
    for path in (
        f"/users/{ana}/mailFolders/inbox/messages/delta",
        f"/users/{ana}/mailFolders/delta",
        "/users/delta",
    ):
        link: str | None = path
        while link:
            page = (await checked.get(link, headers=IMMUTABLE)).json()
            link, ended = page.get("@odata.nextLink"), page.get("@odata.deltaLink")
        for message in list(tenant.mailbox(ana).mail.items.values())[:3]:
            tenant.mark_read(ana, tenant.copy(ana, tenant.deliver(ana, message.mail), "archive"))
        tenant.purge(ana, fill(tenant, ana, 1)[0])
        tenant.folder(ana, f"inbox/{len(path)}")
        assert (await checked.get(ended)).json()["value"] is not None


async def test_folders_and_people_are_answered_as_described(
    checked: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.add_user("Gina", "gina@elsewhere.test", is_guest=True)
    tenant.add_user("Desk", kind=MailboxKind.SHARED, is_licensed=False)
    await checked.get(f"/users/{ana}/mailFolders?includeHiddenFolders=true&$top=100")
    await checked.get(f"/users/{ana}/mailFolders/searchfolders/childFolders")
    await checked.get(f"/users/{ana}/mailFolders/msgfolderroot")
    await checked.get("/users?$select=id,mail,proxyAddresses,otherMails,userType,accountEnabled")
    await checked.get(f"/users/{ana}?$select=assignedLicenses,assignedPlans,provisionedPlans")
    await checked.get(f"/users/{ana}")
    await checked.get(f"/users/{ana}/mailboxSettings")


async def test_subscriptions_are_answered_as_described(
    checked: httpx.AsyncClient, ana: MailboxId
) -> None:
    made = (await checked.post("/subscriptions", json=wish(ana))).json()
    path = f"/subscriptions/{made['id']}"
    await checked.get("/subscriptions")
    await checked.get(path)
    await checked.patch(path, json={"expirationDateTime": "2026-11-25T00:00:00Z"})
    await checked.post(f"{path}/reauthorize")
    await checked.delete(path)


async def test_errors_are_answered_as_described(
    checked: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    await checked.get(f"/users/{ana}/messages", headers={"authorization": ""})
    await checked.get("/users/nobody")
    await checked.get(f"/users/{ana}/messages/nonsense")
    tenant.set_state(ana, MailboxState.MOVING)
    await checked.get(f"/users/{ana}/messages")
    tenant.change_rules(throttle_chance=1.0)
    await checked.get("/users")


async def test_batches_are_answered_as_described(
    checked: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    fill(tenant, ana, 1)
    requests = [
        {"id": "1", "method": "GET", "url": f"/users/{ana}/messages", "headers": IMMUTABLE},
        {"id": "2", "method": "GET", "url": "/users/nobody", "dependsOn": ["1"]},
    ]
    answered = await checked.post("/$batch", json={"requests": requests})
    assert len(answered.json()["responses"]) == 2


async def test_notifications_are_posted_as_described(
    tenant: Tenant,
    ana: MailboxId,
    endpoint: Endpoint,
    checked: httpx.AsyncClient,
) -> None:
    made = (await checked.post("/subscriptions", json=wish(ana), headers=IMMUTABLE)).json()
    fill(tenant, ana, 2)
    tenant.drop_subscription(made["id"])
    second = (await checked.post("/subscriptions", json=wish(ana), headers=IMMUTABLE)).json()
    fill(tenant, ana, 2)
    await Delivery(tenant, endpoint.post).deliver_due()
    assert [t.get("lifecycleEvent") for t in endpoint.told].count("subscriptionRemoved") == 1
    assert [t["subscriptionId"] for t in endpoint.told].count(second["id"]) == 2
    described = json.loads(shared_path(_CONTRACT).read_text())["components"]
    collection = "#/components/schemas/microsoft.graph.changeNotificationCollection"
    check = OAS31Validator({"$ref": collection, "components": described})
    check.validate({"value": endpoint.told})
    assert not check.is_valid({"value": [{"changeType": "sneezed"}]})


async def test_the_check_would_notice_an_answer_that_is_not_as_described(contract: OpenAPI) -> None:
    asked = _described(httpx.Request("GET", "http://graph.local/v1.0/users/x/messages"))
    wrong = json.dumps({"value": [{"id": "1", "isRead": "yes"}]}).encode()
    with pytest.raises(Exception, match="[Ii]nvalid"):
        contract.validate_response(asked, MockResponse(wrong, content_type="application/json"))
