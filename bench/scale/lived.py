"""The same scenario lived by the engine itself, small and in virtual time: what the model is held against.

The flows, the Graph adapter and the pretend tenant are the real ones; memory, queue and CRM are held in
memory. A request takes time, nothing else does.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any

import httpx

from adapters.graph import GraphTenant
from adapters.graph.credentials import credential_for
from adapters.scoring import LocalScorer
from bench.mail.arriving import notification_post
from bench.mail.made_up import DOMAIN, client
from bench.mail.rig import DIGESTER
from bench.scale.platform import Platform
from bench.scale.scenario import Arrivals, Scenario
from bench.scale.virtual import MIDNIGHT, LoopSurroundings, run_virtually
from flows.meter import Meter
from flows.ports.parts import Parts
from flows.run import run_work_item
from flows.wakeups import accept_notifications, sweep_due
from simulator.graph import Mail, Recipient, Tenant
from simulator.graph.http.transport import transport
from simulator.memory import (
    InMemoryCrm,
    InMemoryCrmCalendar,
    InMemoryMemory,
    InMemoryPolicyStore,
    InMemoryQueue,
)
from sync_core.failures import CrmStopped
from sync_core.mail import Address, PersonRef
from sync_core.policy import Matching
from sync_core.work import MailboxId, Task, WorkItem

CHANCE = 0.5
_SWEEP_TICK_SECONDS = 900
SWEEP_SCHEDULE = "1 */15 * * * *"
"""A second after the full minute: nothing then falls together with a poll of the queue."""
_SUBSCRIBED_SECONDS = 600_000


@dataclass(slots=True, kw_only=True)
class Told:
    """What a lived scenario asked and did."""

    requests: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    captured: int = 0
    sweep_requests: int = 0
    """Of a sweep that finds nothing."""
    swept_at: list[float] = field(default_factory=list)
    """When each mailbox had been compared before anything happened."""


class _Slow(httpx.AsyncBaseTransport):
    """The tenant, a while later; 503 while it is away."""

    def __init__(self, tenant: Tenant, scenario: Scenario, seconds: float) -> None:
        self._inner = transport(tenant)
        self._scenario = scenario
        self._seconds = seconds
        self.requests = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        await request.aread()
        await asyncio.sleep(self._seconds)
        self.requests += 1
        if self._scenario.outage.holds(asyncio.get_running_loop().time()):
            return httpx.Response(503, json={"error": {"code": "serviceNotAvailable"}})
        answer = await self._inner.handle_async_request(request)
        return httpx.Response(answer.status_code, content=await answer.aread())


class _LimitedCrm(InMemoryCrm):
    """A CRM that takes so many lookups and no more."""

    def __init__(self, lookups_max: float | None) -> None:
        super().__init__()
        self._left = float("inf") if lookups_max is None else lookups_max

    async def find_people(
        self, addresses: Sequence[Address], by: Matching
    ) -> Mapping[Address, tuple[PersonRef, ...]]:
        """Return the people each address belongs to.

        Raises:
            CrmStopped: the day's lookups are used up.
        """
        if addresses and self._left < 1:
            raise CrmStopped("daily limit")
        self._left -= bool(addresses)
        return await super().find_people(addresses, by)


@dataclass(slots=True, kw_only=True)
class _Firm:
    tenant: Tenant
    slow: _Slow
    parts: Parts
    queue: InMemoryQueue
    mailboxes: list[MailboxId]
    told: Told


def live_engine(
    scenario: Scenario,
    arrivals: list[Arrivals],
    told_at: list[list[float]],
    platform: Platform,
    graph_seconds: float,
) -> Told:
    """Return what the engine asked and did; one instance, the timer for sweeps, and no other.

    Args:
        scenario: hours, outage and the CRM's limit, in lookups.
        arrivals: each mailbox's mail.
        told_at: when each message is told of.
        platform: how the host takes items.
        graph_seconds: how long a request takes.
    """
    return run_virtually(_live(scenario, arrivals, told_at, platform, graph_seconds))


async def _live(
    scenario: Scenario,
    arrivals: list[Arrivals],
    told_at: list[list[float]],
    platform: Platform,
    graph_seconds: float,
) -> Told:
    async with _firm(scenario, len(arrivals), graph_seconds) as firm:
        await _begin(firm)
        until = scenario.hours * 3_600
        people = [
            asyncio.create_task(_arrive(firm, mailbox, mails))
            for mailbox, mails in zip(firm.mailboxes, arrivals, strict=True)
        ]
        people += [
            asyncio.create_task(_notify(firm, mailbox, at))
            for mailbox, times in zip(firm.mailboxes, told_at, strict=True)
            for at in times
        ]
        ticking = asyncio.create_task(_tick(firm, until))
        hosting = asyncio.create_task(_host(firm, platform, until))
        await asyncio.gather(*people, ticking, hosting)
        firm.told.requests = firm.slow.requests
        firm.told.captured = await _decided(firm)
    return firm.told


async def _begin(firm: _Firm) -> None:
    """Bring every mailbox into step; the scenario's clock then begins, and nothing of this is counted."""
    for mailbox in firm.mailboxes:
        for task in (Task.MAIL_BACKFILL, Task.MAIL_SWEEP):
            before = firm.slow.requests
            now = firm.parts.surroundings.now()
            await run_work_item(firm.parts, WorkItem(task=task, mailbox=mailbox, woken_at=now))
            firm.told.sweep_requests = firm.slow.requests - before
    for receipt, _ in firm.queue.take(count=2 * len(firm.mailboxes)):
        firm.queue.delete(receipt)  # the sweeps that the back-fills asked for: done
    loop: Any = asyncio.get_running_loop()
    took, firm.slow.requests, loop.turned = loop.turned, 0, 0.0
    for mailbox in firm.mailboxes:
        record = await firm.parts.memory.mailbox(mailbox)
        if record is None or record.swept_at is None:
            raise RuntimeError("a mailbox was not compared")
        swept = (record.swept_at - MIDNIGHT).total_seconds() - took
        await firm.parts.memory.change_mailbox(
            mailbox, swept_at=MIDNIGHT + timedelta(seconds=swept)
        )
        firm.told.swept_at.append(swept)


async def _arrive(firm: _Firm, mailbox: MailboxId, mails: Arrivals) -> None:
    loop, draw = asyncio.get_running_loop(), Random(mailbox)
    for number, at in enumerate(mails.at):
        await asyncio.sleep(max(at - loop.time(), 0))
        outsider = Recipient(client(draw.randrange(400)))
        colleague = Recipient(f"colleague{draw.randrange(50)}@{DOMAIN}")
        mail = Mail(
            author=outsider if mails.is_external[number] else colleague,
            to=(Recipient(f"bo@{DOMAIN}", "Bo"),),
            subject="Figures",
            body="As discussed.",
            internet_message_id=f"<{mailbox}-{number}@customer.test>",
        )
        firm.tenant.deliver(mailbox, mail)


async def _notify(firm: _Firm, mailbox: MailboxId, at: float) -> None:
    await asyncio.sleep(max(at - asyncio.get_running_loop().time(), 0))
    body = notification_post(mailbox, firm.tenant.id)
    await accept_notifications(firm.parts, body, firm.tenant.id)


async def _tick(firm: _Firm, until: float) -> None:
    loop, at = asyncio.get_running_loop(), 1.0
    while at <= until:
        await asyncio.sleep(max(at - loop.time(), 0))
        await sweep_due(firm.parts)
        at += _SWEEP_TICK_SECONDS


async def _host(firm: _Firm, platform: Platform, until: float) -> None:
    """Take items as host.json says: a batch where few run, at every poll and whenever one has ended."""
    loop, running = asyncio.get_running_loop(), set[asyncio.Task[None]]()

    def take() -> None:
        if len(running) > platform.new_batch_threshold or loop.time() >= until:
            return
        for receipt, text in firm.queue.take(count=platform.batch_size):
            task = asyncio.create_task(run(receipt, text))
            running.add(task)
            task.add_done_callback(ended)

    def ended(task: asyncio.Task[None]) -> None:
        running.discard(task)
        task.result()
        take()

    async def run(receipt: str, text: str) -> None:
        item = WorkItem.decode(text)
        outcome = await run_work_item(firm.parts, item)
        firm.queue.delete(receipt)
        firm.told.outcomes[f"{item.task.value} {outcome}"] += 1

    at = 0.0
    while at <= until:
        await asyncio.sleep(max(at - loop.time(), 0))
        take()
        at += platform.poll_seconds
    while running:
        await asyncio.wait(running)


async def _decided(firm: _Firm) -> int:
    """Return how many messages were decided for good."""
    until = firm.parts.surroundings.now().date()
    counted = 0
    for mailbox in firm.mailboxes:
        days = await firm.parts.memory.tallies(mailbox, MIDNIGHT.date(), until)
        counted += sum(tally.seen for tally in days.values())
    return counted


@asynccontextmanager
async def _firm(scenario: Scenario, mailboxes: int, seconds: float) -> AsyncIterator[_Firm]:
    surroundings = LoopSurroundings(CHANCE)
    tenant = Tenant(surroundings)
    ids = [tenant.add_user(f"bo{n}") for n in range(mailboxes)]
    slow = _Slow(tenant, scenario, seconds)
    graph = GraphTenant.connect(
        url="http://127.0.0.1/v1.0",
        credential=credential_for(
            kind="local", client_id=None, tenant_id="t", certificate_path=None
        ),
        public_url="https://rapport.test",
        meter=Meter(),
        transport=slow,
    )
    crm, queue = _LimitedCrm(scenario.crm_trips_day), InMemoryQueue(surroundings)
    parts = Parts(
        mail=graph.mail,
        directory=graph.directory,
        subscriptions=graph.subscriptions,
        calendar=graph.calendar,
        contacts=graph.contacts,
        crm=crm,
        crm_calendar=InMemoryCrmCalendar(),
        crm_contacts=crm.contacts,
        memory=InMemoryMemory(digester=DIGESTER),
        policies=InMemoryPolicyStore(),
        queue=queue,
        scorer=LocalScorer(),
        surroundings=surroundings,
        digester=DIGESTER,
    )
    mail = {"internal_domains": [DOMAIN], "sentiment": {"engine": "off"}}
    none = await parts.policies.current()
    await parts.policies.append(replace(none, number=1, document={"mail": mail}))
    await parts.memory.fix_history_start(MIDNIGHT - timedelta(days=1), MIDNIGHT)
    ends = MIDNIGHT + timedelta(seconds=_SUBSCRIBED_SECONDS)
    for mailbox in ids:
        await parts.memory.change_mailbox(
            mailbox, enabled=True, subscription_id="s", subscription_until=ends
        )
    yield _Firm(tenant=tenant, slow=slow, parts=parts, queue=queue, mailboxes=ids, told=Told())
    await graph.close()
