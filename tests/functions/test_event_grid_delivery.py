"""From a changed setting to a work item: the pretend tenant's notifications, handed on as Event Grid hands them on."""

import json
from collections.abc import AsyncIterator

import azure.functions as func
import pytest
from aiohttp import ClientSession

from adapters.graph.credentials import LocalCredential
from adapters.graph.tenant import GraphTenant
from flows.meter import Meter
from flows.wakeups import tend_subscriptions
from functions import notifications
from simulator.graph.http.delivery import Delivery
from simulator.graph.http.subscriptions import Reply
from simulator.graph.http.transport import transport
from simulator.host.hostfile import HostSettings
from simulator.host.localhost import HostOptions, LocalHost
from sync_core.failures import Unavailable
from sync_core.work import Task, WorkItem
from tests.flows.firm import Firm, mail
from tests.functions.test_event_grid import cloud_event

TOPIC = (
    "EventGrid:?azuresubscriptionid=8a8a8a8a-4b4b-4c4c-4d4d-12e12e12e12e&resourcegroup=rg-firm"
    "&partnertopic=rapport&location=westeurope"
)


@pytest.fixture
async def function() -> AsyncIterator[str]:
    """Serve what takes notifications, and yield where Event Grid hands them over."""
    app = func.FunctionApp()
    app.register_functions(notifications.blueprint)
    host = LocalHost(app, HostSettings(route_prefix=""), {}, HostOptions(port=0))
    yield f"{await host.start()}/runtime/webhooks/EventGrid?functionName=graph_events"
    await host.stop()


async def moved_to_the_topic(firm: Firm) -> None:
    """Let the engine subscribe by Graph's own requests from now on, with the setting changed."""

    async def nobody(url: str, body: bytes, content_type: str, seconds: float) -> Reply:  # noqa: ARG001 - the shape of a PostTo
        raise AssertionError("Graph does no handshake with a partner topic")

    graph = GraphTenant.connect(
        url="http://127.0.0.1/v1.0",
        credential=LocalCredential(),
        public_url="https://rapport.test",
        meter=Meter(),
        transport=transport(firm.tenant, nobody),
        event_grid_topic=TOPIC,
    )
    object.__setattr__(firm.parts, "subscriptions", graph.subscriptions)
    await tend_subscriptions(firm.parts)
    await firm.work()


async def delivered(firm: Firm, function: str) -> int:
    """Deliver what is due, each notification of a post as an event of its own; return how many posts were taken."""
    async with ClientSession() as session:

        async def hand_on(url: str, body: bytes, content_type: str, seconds: float) -> Reply:  # noqa: ARG001 - see above
            assert url == TOPIC
            statuses = [
                (await session.post(function, json=cloud_event(one))).status
                for one in json.loads(body)["value"]
            ]
            return Reply(max(statuses))

        return await Delivery(firm.tenant, hand_on).deliver_due()


async def test_once_a_topic_is_set_every_subscription_sends_there_alone_and_mail_still_wakes_us(
    firm: Firm, function: str
) -> None:
    bo, cy = firm.user("bo"), firm.user("cy")
    await firm.begin()
    before = {held.id for held in await firm.parts.subscriptions.existing()}
    assert before

    await moved_to_the_topic(firm)
    held = await firm.parts.subscriptions.existing()
    assert {one.notification_url for one in held} == {TOPIC}
    assert {one.mailbox for one in held} == {bo, cy}
    assert before.isdisjoint(one.id for one in held)

    firm.tenant.deliver(bo, mail(1))
    firm.clock.advance(600)
    assert await delivered(firm, function) > 0
    items = [WorkItem.decode(text) for _, text in firm.queue.take(count=9)]
    assert {(item.task, item.mailbox) for item in items} == {(Task.MAIL_WAKE, bo)}


async def test_a_notification_that_storage_refused_comes_again_and_is_stored_then(
    firm: Firm, function: str
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    await moved_to_the_topic(firm)
    queue = firm.parts.queue

    class Away:
        async def send(self, *_: object) -> None:
            raise Unavailable("storage")

    object.__setattr__(firm.parts, "queue", Away())
    firm.tenant.deliver(bo, mail(1))
    firm.clock.advance(600)
    assert await delivered(firm, function) == 0

    object.__setattr__(firm.parts, "queue", queue)
    firm.clock.advance(600)
    assert await delivered(firm, function) > 0
    assert [WorkItem.decode(text).mailbox for _, text in firm.queue.take(count=9)] == [bo]
