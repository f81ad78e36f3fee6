"""However many items of one mailbox an instance runs at once, each stream asks Graph once at a time."""

import asyncio
from dataclasses import dataclass, replace

import httpx

from adapters.graph import GraphTenant
from adapters.graph.credentials import LocalCredential
from flows.meter import Meter
from flows.run import run_work_item
from simulator.graph import transport
from sync_core import limits
from sync_core.work import MailboxId, Task, WorkItem
from tests.flows.firm import Firm, mail

_TASKS = (
    Task.MAIL_WAKE,
    Task.MAIL_SWEEP,
    Task.MAIL_BACKFILL,
    Task.CALENDAR_SWEEP,
    Task.CONTACTS_SWEEP,
)
"""One of each stream that asks for a mailbox."""
_EACH = 4
_SERVICE_SECONDS = 0.01
"""How long the tenant takes for a request, so that requests meet."""


@dataclass
class _Watched(httpx.AsyncBaseTransport):
    """Counts how many requests are under way."""

    inner: httpx.AsyncBaseTransport
    under_way: int = 0
    most: int = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            return await self.inner.handle_async_request(request)
        finally:
            self.under_way -= 1


async def _live(firm: Firm, bo: MailboxId) -> _Watched:
    """Run items of all streams at once, each several times, over the tenant's HTTP face."""
    watched = _Watched(transport(firm.tenant))
    firm.tenant.change_rules(service_seconds=_SERVICE_SECONDS)
    graph = GraphTenant.connect(
        url="http://127.0.0.1/v1.0",
        credential=LocalCredential(),
        public_url="https://rapport.test",
        meter=Meter(),
        transport=watched,
    )
    parts = replace(firm.parts, mail=graph.mail, calendar=graph.calendar, contacts=graph.contacts)
    items = [
        WorkItem(task=task, mailbox=bo, woken_at=firm.clock.now())
        for task in _TASKS
        for _ in range(_EACH)
    ]
    try:
        await asyncio.gather(*(run_work_item(parts, item) for item in items))
    finally:
        await graph.close()
    return watched


async def test_twenty_items_of_one_mailbox_at_once_are_one_request_a_stream() -> None:
    firm = Firm(requests_at_once_max=99)
    bo = firm.user("bo")
    await firm.begin()
    firm.tenant.deliver(bo, mail(1))
    watched = await _live(firm, bo)

    assert 1 < watched.most <= len(_TASKS)
    assert [e.subject for e in firm.crm.emails()] == ["Subject 1"]


async def test_what_graph_refuses_as_one_too_many_at_once_comes_back_and_nothing_is_lost() -> None:
    firm = Firm()
    assert firm.tenant.rules.requests_at_once_max == limits.GRAPH_MAILBOX_REQUESTS_MAX
    bo = firm.user("bo")
    await firm.begin()
    for number in range(1, 6):
        firm.tenant.deliver(bo, mail(number))
    admission = firm.tenant.mailbox(bo).admission
    admission.in_flight += limits.GRAPH_MAILBOX_REQUESTS_MAX  # other instances' requests
    await _live(firm, bo)
    assert firm.tenant.requests["throttled"] > 0
    assert not firm.crm.emails()
    admission.in_flight -= limits.GRAPH_MAILBOX_REQUESTS_MAX
    await firm.work()

    captured = sorted(e.subject or "" for e in firm.crm.emails())
    assert captured == [f"Subject {number}" for number in range(1, 6)]
