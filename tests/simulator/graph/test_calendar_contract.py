"""What is asked and answered of calendars, against Microsoft Graph's published description of its API."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from openapi_core import OpenAPI
from openapi_schema_validator import OAS31Validator

from simulator.graph import Invitee, Place, Recipient, Sensitivity, Tenant, transport
from simulator.graph.http.delivery import Delivery
from sync_core.calendar.event import Answer, Span
from sync_core.work import MailboxId
from tests.shared_data import shared_path
from tests.simulator.graph.acts import IMMUTABLE
from tests.simulator.graph.calendar_acts import (
    CARLA,
    DAILY,
    WEEKLY,
    at,
    event,
    event_json,
    invited,
    slots,
    view_delta,
)
from tests.simulator.graph.endpoint import Endpoint
from tests.simulator.graph.test_contract import Checked
from tests.simulator.graph.test_subscriptions import wish

_STAMP = "String {6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10} Name Stamp"
_WINDOW = "startDateTime=2026-11-01T00:00:00Z&endDateTime=2027-03-01T00:00:00Z"


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


def furnish(tenant: Tenant, mailbox: MailboxId) -> str:
    """Fill a calendar with one of everything; return the id of a series."""
    outlook = tenant.outlook
    places = (
        Place(name="Room", address="room@northwind.test"),
        Place(name="B", uri="https://b.test"),
    )
    outlook.create(mailbox, event(places=places, is_online=True, sensitivity=Sensitivity.PRIVATE))
    entries = (*invited("c@client.test", "/o=x"), Invitee(who=Recipient("", "List")))
    outlook.draft(mailbox, event(attendees=entries))
    outlook.create(mailbox, event(span=Span.of_days(at(24).start.date(), at(26).start.date())))
    series = outlook.create(mailbox, event(span=at(23), recurrence=WEEKLY))
    first, second, *_ = slots(tenant, mailbox, series)
    outlook.edit_occurrence(mailbox, series, first, subject="Kick-off")
    outlook.cancel_occurrence(mailbox, series, second)
    said = event(attendees=invited("ana.lima@northwind.test"), recurrence=DAILY)
    copy = outlook.copy(mailbox, outlook.invite_from_outside(CARLA, said))
    assert copy
    outlook.respond(mailbox, copy, Answer.TENTATIVE)
    return series


async def test_deltas_of_calendars_are_answered_as_described(
    checked: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    furnish(tenant, ana)
    tenant.change_rules(partial_item_chance=0.5, replay_chance=1.0, page_items_max=7)
    calendar = tenant.mailbox(ana).calendars.default.id
    for path in (view_delta(ana), view_delta(ana, calendar)):
        link: str | None = path
        while link:
            page = (await checked.get(link, headers=IMMUTABLE)).json()
            link, ended = page.get("@odata.nextLink"), page.get("@odata.deltaLink")
        gone = tenant.outlook.create(ana, event())
        changed = tenant.outlook.create(ana, event())
        tenant.outlook.delete(ana, gone)
        tenant.outlook.edit(ana, changed, subject=path)
        assert (await checked.get(ended)).json()["value"]


async def test_events_are_answered_as_described(
    checked: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    series = furnish(tenant, ana)
    tenant.change_rules(organiser_among_attendees=True)
    expand = f"singleValueExtendedProperties($filter=id eq '{_STAMP}'),exceptionOccurrences"
    one = await checked.get(f"/users/{ana}/events/{series}", params={"$expand": expand})
    assert one.json()["exceptionOccurrences"]
    select = {"$select": "subject,cancelledOccurrences,originalStart", "$top": "100"}
    assert (await checked.get(f"/users/{ana}/events", params=select)).status_code == 200
    listed = await checked.get(f"/users/{ana}/events/{series}/instances?{_WINDOW}&$top=3")
    assert len(listed.json()["value"]) == 3
    assert (await checked.get(f"/users/{ana}/calendarView?{_WINDOW}")).json()["value"]
    calendars = (await checked.get(f"/users/{ana}/calendars")).json()["value"]
    path = f"/users/{ana}/calendars/{calendars[0]['id']}"
    for rest in ("", f"/calendarView?{_WINDOW}", "/events"):
        assert (await checked.get(path + rest)).status_code == 200
    await checked.get(f"/users/{ana}/calendar")


async def test_writes_are_asked_and_answered_as_described(
    checked: httpx.AsyncClient, ana: MailboxId
) -> None:
    whole: dict[str, Any] = event_json(
        body={"contentType": "html", "content": "<b>x</b>"},
        attendees=[{"emailAddress": {"address": "c@client.test"}, "type": "required"}],
        locations=[{"displayName": "A"}, {"displayName": "B"}],
        transactionId="t-1",
        singleValueExtendedProperties=[{"id": _STAMP, "value": "5a"}],
        recurrence={
            "pattern": {"type": "weekly", "interval": 2, "daysOfWeek": ["tuesday"]},
            "range": {"type": "numbered", "numberOfOccurrences": 5, "startDate": "2026-11-24"},
        },
    )
    made = await checked.post(f"/users/{ana}/events", json=whole)
    assert made.status_code == 201
    assert (await checked.post(f"/users/{ana}/events", json=whole)).status_code == 409
    path = f"/users/{ana}/events/{made.json()['id']}"
    changed = await checked.patch(path, json={"subject": "New", "isAllDay": False})
    assert changed.status_code == 200
    stale = {"if-match": made.json()["@odata.etag"]}
    assert (await checked.patch(path, json={"subject": "x"}, headers=stale)).status_code == 412
    assert (await checked.post(f"{path}/cancel", json={"comment": "Ill"})).status_code == 202
    assert (await checked.delete(path)).status_code == 404
    second = (await checked.post(f"/users/{ana}/events", json=event_json())).json()["id"]
    assert (await checked.delete(f"/users/{ana}/events/{second}")).status_code == 204


@pytest.mark.parametrize("call", ["accept", "tentativelyAccept", "decline"])
async def test_answers_are_asked_and_answered_as_described(
    checked: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, call: str
) -> None:
    said = event(attendees=invited("ana.lima@northwind.test"))
    copy = tenant.outlook.copy(ana, tenant.outlook.invite_from_outside(CARLA, said))
    told = {"comment": "", "sendResponse": True}
    answered = await checked.post(f"/users/{ana}/events/{copy}/{call}", json=told)
    assert answered.status_code == 202


async def test_notifications_of_events_are_posted_as_described(
    checked: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, endpoint: Endpoint
) -> None:
    asked = wish(ana, resource=f"users/{ana}/events", changeType="created,updated,deleted")
    made = (await checked.post("/subscriptions", json=asked, headers=IMMUTABLE)).json()
    name = tenant.outlook.create(ana, event())
    tenant.outlook.edit(ana, name, subject="New")
    tenant.outlook.delete(ana, name)
    tenant.drop_subscription(made["id"])
    await Delivery(tenant, endpoint.post).deliver_due()
    assert endpoint.told
    described = json.loads(shared_path("contracts/graph-openapi.json").read_text())["components"]
    collection = "#/components/schemas/microsoft.graph.changeNotificationCollection"
    OAS31Validator({"$ref": collection, "components": described}).validate({"value": endpoint.told})
