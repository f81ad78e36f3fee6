"""Notifications that Event Grid hands over, decoded from both its schemas as the worker decodes them."""

import json
import logging
from typing import Any

import azure.functions as func
import pytest
from azure.functions import meta
from azure.functions.eventgrid import EventGridEventInConverter

from functions import notifications
from simulator.host.indexing import HostedFunction, TriggerKind, hosted_functions
from sync_core import limits
from sync_core.failures import Unavailable
from sync_core.work import MailboxId, QueueName
from tests.app import app
from tests.flows.firm import Firm
from wiring.engine import engine

BO = MailboxId("22222222-0000-0000-0000-000000000000")
SOURCE = "/tenants/t/applications/a"
AT = "2026-11-21T09:00:00.0000000Z"


def told(firm: Firm, **fields: Any) -> dict[str, Any]:
    """Return a notification as Graph puts it into an event (Learn, "Microsoft Outlook events")."""
    return {
        "changeType": "updated",
        "subscriptionId": "33333333-0000-0000-0000-000000000000",
        "subscriptionExpirationDateTime": AT,
        "resource": f"Users/{BO}/Messages/1",
        "resourceData": {"@odata.type": "#Microsoft.Graph.Message", "id": "1"},
        "tenantId": firm.tenant.id,
        "clientState": firm.parts.digester.client_state(BO, "n"),
        **fields,
    }


def cloud_event(data: object) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": "e-1",
        "type": "Microsoft.Graph.MessageUpdated",
        "source": SOURCE,
        "subject": f"Users/{BO}/Messages/1",
        "time": AT,
        "datacontenttype": "application/json",
        "data": data,
    }


def event_grid_event(data: object) -> dict[str, Any]:
    return {
        "id": "e-1",
        "topic": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.EventGrid/partnerTopics/t",
        "eventType": "Microsoft.Graph.MessageUpdated",
        "subject": f"Users/{BO}/Messages/1",
        "eventTime": AT,
        "dataVersion": "1",
        "data": data,
    }


SCHEMAS = pytest.mark.parametrize("schema", [cloud_event, event_grid_event])


def graph_events() -> HostedFunction:
    app.functions_bindings = {}  # names are checked against those of an earlier call
    (function,) = [f for f in hosted_functions(app) if f.kind is TriggerKind.EVENT_GRID]
    return function


async def hand_over(event: dict[str, Any]) -> None:
    datum = meta.Datum(json.dumps(event), "json")
    decoded = EventGridEventInConverter.decode(datum, trigger_metadata={})
    await graph_events().handler(decoded)


async def counted() -> tuple[int, int]:
    read = (await engine()).meter.read()
    return read.get("notifications", 0), read.get("notifications_dropped", 0)


def test_the_worker_takes_the_parameter_for_an_event() -> None:
    assert EventGridEventInConverter.check_input_type_annotation(func.EventGridEvent)
    assert (
        notifications.graph_events._function._func.__annotations__["event"] is func.EventGridEvent
    )


@SCHEMAS
async def test_an_event_s_notification_is_stored_as_one_work_item(firm: Firm, schema: Any) -> None:
    await hand_over(schema(told(firm)))

    (text,) = [text for _, text in firm.queue.take(count=9)]
    assert (json.loads(text)["task"], json.loads(text)["mailbox"]) == ("mail.wake", BO)
    assert await counted() == (1, 0)


@SCHEMAS
async def test_a_lifecycle_event_asks_for_the_subscription(firm: Firm, schema: Any) -> None:
    await hand_over(schema(told(firm, lifecycleEvent="subscriptionRemoved", resourceData=None)))

    tasks = sorted(json.loads(text)["task"] for _, text in firm.queue.take(count=9))
    assert tasks == ["mail.sweep", "subscriptions.tend"]


@SCHEMAS
@pytest.mark.parametrize(
    "changed", [{"clientState": "guess"}, {"tenantId": "another"}, {"resource": "groups/x"}]
)
async def test_an_event_that_is_not_for_us_is_dropped_counted_and_told(
    firm: Firm, schema: Any, changed: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "rapport"):
        await hand_over(schema(told(firm, **changed)))

    assert await firm.queue.waiting(QueueName.WORK) == 0
    assert await counted() == (0, 1)
    assert ["notifications_dropped" in r.getMessage() for r in caplog.records] == [True]


@SCHEMAS
@pytest.mark.parametrize("data", [None, "text", 7, [], {}, {"resource": "\ud800"}])
async def test_what_is_no_notification_is_dropped_and_never_delivered_again(
    firm: Firm, schema: Any, data: object, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "rapport"):
        await hand_over(schema(data))

    assert await firm.queue.waiting(QueueName.WORK) == 0
    assert await counted() == (0, 1)
    assert ["notifications_dropped" in r.getMessage() for r in caplog.records] == [True]


@SCHEMAS
async def test_what_could_not_be_stored_fails_so_that_event_grid_delivers_again(
    firm: Firm, schema: Any
) -> None:
    class Away:
        async def send(self, *_: object) -> None:
            raise Unavailable("storage")

    object.__setattr__(firm.parts, "queue", Away())

    with pytest.raises(Unavailable):
        await hand_over(schema(told(firm)))


async def test_a_flood_of_events_for_one_mailbox_is_paced_like_the_webhook(firm: Firm) -> None:
    for _ in range(limits.WAKES_AT_ONCE_MAX + 20):
        await hand_over(cloud_event(told(firm)))

    assert len(list(firm.queue.dump())) == limits.WAKES_AT_ONCE_MAX + 1
