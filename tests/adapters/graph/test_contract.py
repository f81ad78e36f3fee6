"""Every request the adapter makes is one that Graph's published contract knows."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

from adapters.graph import GraphTenant
from adapters.graph.credentials import LocalCredential
from flows.meter import Cost, Meter
from flows.ports.calendar import EventDraft
from flows.ports.contacts import ContactDraft
from flows.ports.tenant import What
from simulator.graph import Appointment, Contact, Invitee, Mail, Recipient, Tenant, transport
from simulator.graph.http.subscriptions import Reply
from simulator.memory import ManualSurroundings
from sync_core.calendar.event import (
    DEFAULT_CALENDAR,
    Answer,
    Attendee,
    Content,
    OutlookEvent,
    Privacy,
    Recurrence,
)
from sync_core.calendar.fields import EventField
from sync_core.contacts.contact import DEFAULT_FOLDER as CONTACTS
from sync_core.contacts.contact import Card
from sync_core.contacts.fields import ContactField
from sync_core.mail import Address, FolderId
from sync_core.mailboxes import MailboxKind
from sync_core.subscriptions import Watched
from sync_core.work import MailboxId
from tests.contracts.calendar_firm import MONDAY, SLOTS, WEEKLY, WINDOW, days, hour_from
from tests.contracts.contacts_contract import WHOLE as CARD
from tests.contracts.tenant_firm import ANA, BO, NOW
from tests.shared_data import shared_path

GRAPH = "https://graph.microsoft.com"
SCHEMAS = {
    "/users": "user",
    "/users/{user-id}/messages": "message",
    "/users/{user-id}/messages/{message-id}": "message",
    "/users/{user-id}/mailFolders/{mailFolder-id}/messages/delta()": "message",
    "/users/{user-id}/mailFolders": "mailFolder",
    "/users/{user-id}/mailFolders/{mailFolder-id}": "mailFolder",
    "/users/{user-id}/mailFolders/{mailFolder-id}/childFolders": "mailFolder",
    "/users/{user-id}/events": "event",
    "/users/{user-id}/events/{event-id}": "event",
    "/users/{user-id}/events/{event-id}/instances": "event",
    "/users/{user-id}/calendars": "calendar",
    "/users/{user-id}/calendars/{calendar-id}/events": "event",
    "/users/{user-id}/contacts/{contact-id}": "contact",
    "/users/{user-id}/contactFolders": "contactFolder",
    "/users/{user-id}/contactFolders/{contactFolder-id}": "contactFolder",
    "/users/{user-id}/contactFolders/{contactFolder-id}/contacts": "contact",
    "/users/{user-id}/contactFolders/{contactFolder-id}/contacts/delta()": "contact",
}
WRITES = {
    "POST /users/{user-id}/events",
    "POST /users/{user-id}/calendars/{calendar-id}/events",
    "PATCH /users/{user-id}/events/{event-id}",
    "DELETE /users/{user-id}/events/{event-id}",
    "POST /users/{user-id}/events/{event-id}/accept",
    "POST /users/{user-id}/events/{event-id}/tentativelyAccept",
    "POST /users/{user-id}/events/{event-id}/decline",
    "POST /users/{user-id}/events/{event-id}/cancel",
    "POST /users/{user-id}/contactFolders/{contactFolder-id}/contacts",
    "PATCH /users/{user-id}/contacts/{contact-id}",
    "DELETE /users/{user-id}/contacts/{contact-id}",
    "PATCH /users/{user-id}/contactFolders/{contactFolder-id}",
}
CONTACT_FOLDER = "microsoft.graph.contactFolder"
FOLDER = "/users/{user-id}/contactFolders/{contactFolder-id}"


class Published:
    """One request in the form the contract is checked in, as if it went to Microsoft."""

    content_type = "application/json"
    host_url = GRAPH

    def __init__(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> None:
        parts = urlsplit(path)
        self.method = method.lower()
        key_in_brackets = r"\('([^']*)'\)"  # as the server writes its own links; the same path
        self.path = re.sub(key_in_brackets, r"/\1", parts.path).replace("/delta", "/delta()")
        self.body = body
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(parts.query, keep_blank_values=True)),
            header=Headers(headers),
        )


class Recording(httpx.AsyncBaseTransport):
    """Hands requests to a tenant and keeps them, those inside batches too."""

    def __init__(self, tenant: httpx.AsyncBaseTransport) -> None:
        self.kept: list[Published] = []
        self.sent = 0
        self._tenant = tenant

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        self.sent += 1
        path = request.url.raw_path.decode()
        self.kept.append(Published(request.method, path, dict(request.headers), body or None))
        if path.endswith("/$batch"):
            for inner in json.loads(body)["requests"]:
                at = f"/v1.0{inner['url']}"
                self.kept.append(Published(inner["method"], at, inner["headers"], None))
        return await self._tenant.handle_async_request(request)


async def answered(url: str, body: bytes, content_type: str, seconds: float) -> Reply:  # noqa: ARG001 - the shape of a PostTo
    token = parse_qs(urlsplit(url).query)["validationToken"][0]
    return Reply(200, "text/plain", token.encode())


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    """The description, with one operation that is published and not in it: PATCH of a contact folder.

    (Pages contactfolder-update and singlevaluelegacyextendedproperty-post-singlevalueextendedproperties.)
    """
    told: dict[str, Any] = json.loads(shared_path("contracts/graph-openapi.json").read_text())
    folder = {"application/json": {"schema": {"$ref": f"#/components/schemas/{CONTACT_FOLDER}"}}}
    told["paths"][FOLDER]["patch"] = {
        "requestBody": {"required": True, "content": folder},
        "responses": {"200": {"description": "Updated", "content": folder}},
    }
    return told


@pytest.fixture(scope="module")
def contract(description: dict[str, Any]) -> OpenAPI:
    return OpenAPI.from_dict(description)


@pytest.fixture
async def recording() -> Recording:
    """Everything that the adapter can ask, asked once."""
    tenant = Tenant(ManualSurroundings(3, NOW))
    box = tenant.add_user("Bo")
    tenant.add_user("Reception", kind=MailboxKind.SHARED)
    sent = [tenant.deliver(box, Mail(author=ANA, to=(BO,)), "inbox/A/B", NOW) for _ in range(3)]
    recording = Recording(transport(tenant, answered))
    meter = Meter()
    graph = GraphTenant.connect(
        url="http://127.0.0.1/v1.0",
        credential=LocalCredential(),
        public_url="https://rapport.test",
        meter=meter,
        transport=recording,
    )
    tenant.change_rules(page_items_max=2)
    first = await graph.mail.arrived(box, NOW, What())
    await graph.mail.arrived(box, NOW, What(), first.next)
    await graph.mail.history(box, NOW - timedelta(days=180), NOW, What(text=False))
    await graph.mail.history(box, NOW, None, What(text=True))
    inbox = FolderId(tenant.folder(box, "inbox/A/B").id)
    changes = await graph.mail.changed(box, inbox, None)
    rest = await graph.mail.changed(box, inbox, changes.next)
    tenant.change_rules(partial_item_chance=1.0)
    tenant.mark_read(box, sent[0])
    await graph.mail.changed(box, inbox, rest.next)
    await graph.mail.read(box, sent, What())
    await graph.mail.folders(box)
    await graph.directory.users()
    await ask_of_calendars(tenant, box, graph)
    await ask_of_contacts(tenant, box, graph)
    for watched in Watched:
        made = await graph.subscriptions.create(box, "state", NOW + timedelta(days=6), watched)
    await graph.subscriptions.existing()
    await graph.subscriptions.renew(made.id, NOW + timedelta(days=6))
    await graph.subscriptions.delete(made.id)
    assert meter.read()[Cost.GRAPH_REQUESTS.value] == recording.sent
    return recording


async def ask_of_calendars(tenant: Tenant, box: MailboxId, graph: GraphTenant) -> None:
    """Ask everything that the adapter can ask of calendars, once."""
    tenant.change_rules(partial_item_chance=0.0)
    calendar, outlook = graph.calendar, tenant.outlook
    deals = outlook.add_calendar(box, "Deals")
    series = outlook.create(box, Appointment(subject="S", span=MONDAY, recurrence=WEEKLY))
    outlook.move_occurrence(box, series, SLOTS[1], hour_from(SLOTS[1] + timedelta(hours=5)))
    for where in (DEFAULT_CALENDAR, deals):
        first = await calendar.changed(box, where, WINDOW, None)
        await calendar.changed(box, where, WINDOW, first.next)
    await calendar.read(box, [series])
    await calendar.series(box, series, WINDOW)
    await calendar.calendars(box)
    ana = Attendee(address=Address("ana@client.test"), name="Ana")
    content = Content(subject="Offer", span=MONDAY, attendees=(ana,), places=("A", "B"), body="x")
    made = await calendar.create(box, deals, EventDraft(content=content, stamp="5ta3p"))
    for stamp in ("5ta3p", "missing"):
        await calendar.find(box, stamp)
    whole = replace(content, span=days(24, 26), recurrence=WEEKLY)
    daily = replace(whole, recurrence=Recurrence(rule="FREQ=DAILY;COUNT=3"))
    draft = EventDraft(content=daily, stamp="d")
    meeting = await calendar.create(box, DEFAULT_CALENDAR, draft)
    fields = frozenset(map(str, EventField)) - {EventField.RECURRENCE.value}
    told = replace(content, subject="Changed", places=("C",), privacy=Privacy.PRIVATE)
    await calendar.update(box, made, told, fields)
    rule = frozenset({EventField.RECURRENCE.value})
    await calendar.update(box, meeting, replace(daily, recurrence=None), rule)
    guest = Invitee(who=Recipient("bo@northwind.test", "Bo"))
    uid = outlook.invite_from_outside(ANA, Appointment(span=MONDAY, attendees=(guest,)))
    copy = outlook.copy(box, uid)
    assert copy is not None
    for answer in (Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED):
        event = (await calendar.read(box, [copy]))[copy]
        assert isinstance(event, OutlookEvent)
        await calendar.answer(box, event, answer)
    (mine,) = [e for e in (await calendar.read(box, [made.id])).values()]
    assert isinstance(mine, OutlookEvent)
    cancelled = replace(mine.content, is_cancelled=True)
    await calendar.update(box, mine, cancelled, frozenset({EventField.CANCELLED.value}))
    other = (await calendar.read(box, [meeting.id]))[meeting.id]
    assert isinstance(other, OutlookEvent)
    await calendar.delete(box, other)


async def ask_of_contacts(tenant: Tenant, box: MailboxId, graph: GraphTenant) -> None:
    """Ask everything that the adapter can ask of contacts, once."""
    contacts, deals = graph.contacts, tenant.contacts.add_folder(box, "Deals")
    carla, emil = (tenant.contacts.create(box, Contact(given_name=n)) for n in ("Carla", "Emil"))
    await contacts.folders(box)
    for where in (CONTACTS, deals):
        draft = ContactDraft(card=CARD, stamp="5ta3p")
        made = await contacts.create(box, where, draft)
        await contacts.find(box, where, "5ta3p")
        first = await contacts.changed(box, where, None)
        await contacts.changed(box, where, first.next)
        listed = await contacts.listed(box, where, "")
        if listed.next:
            await contacts.listed(box, where, listed.next)
        await contacts.mark(box, where, await contacts.generation(box, where) + 1)
    tenant.contacts.move(box, carla, deals)
    await contacts.read(box, CONTACTS, [carla, emil])
    fields = frozenset(map(str, ContactField))
    for card in (replace(CARD, surname="Berg"), Card()):
        made = await contacts.update(box, made, card, fields)
    await contacts.delete(box, made)
    await contacts.delete(box, made)


def template_of(path: str, description: dict[str, Any]) -> str:
    """Return the contract's path that a path is one of; fixed words go before placeholders."""
    own = path.removeprefix("/v1.0")
    for template in sorted(description["paths"], key=lambda t: t.count("{")):
        pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, own):
            return str(template)
    raise AssertionError(f"a path the contract does not know: {own}")


def fields_of(schema: str, description: dict[str, Any]) -> Iterator[str]:
    """Yield the properties of an entity, those it inherits too."""
    told = description["components"]["schemas"][f"microsoft.graph.{schema}"]
    for part in told.get("allOf", [told]):
        if "$ref" in part:
            yield from fields_of(part["$ref"].rpartition("microsoft.graph.")[2], description)
        yield from part.get("properties", {})


async def test_every_request_keeps_to_the_published_contract(
    recording: Recording, contract: OpenAPI
) -> None:
    assert len(recording.kept) > 20
    for request in recording.kept:
        contract.validate_request(request)


async def test_every_write_of_a_calendar_and_of_contacts_was_made(
    recording: Recording, description: dict[str, Any]
) -> None:
    made = {
        f"{r.method.upper()} {template_of(r.path, description)}"
        for r in recording.kept
        if r.method != "get"
    }

    assert made >= WRITES


async def test_every_query_option_and_field_asked_for_exists(
    recording: Recording, description: dict[str, Any]
) -> None:
    seen = set()
    for request in recording.kept:
        template = template_of(request.path, description)
        item = description["paths"][template]
        operation = item[request.method]
        known = {p["name"] for p in (*item.get("parameters", ()), *operation.get("parameters", ()))}
        assert set(request.parameters.query) <= known, template
        asked = request.parameters.query.get("$select")
        if asked:
            seen.add(template)
            assert set(asked.split(",")) <= set(fields_of(SCHEMAS[template], description)), template
    assert seen == set(SCHEMAS)


async def test_every_request_about_a_mailbox_asks_for_immutable_ids(recording: Recording) -> None:
    for request in recording.kept:
        assert 'IdType="ImmutableId"' in request.parameters.header["Prefer"], request.path


async def test_the_contract_refuses_what_is_no_request_of_graphs(contract: OpenAPI) -> None:
    wrong = Published("GET", "/v1.0/users/x/messages?$top=5000", {}, None)

    with pytest.raises(Exception, match="top"):
        contract.validate_request(wrong)
