"""The engine with its real adapters in this process, on a pretend tenant.

Memory, policies and queue lie in a storage emulator in a process of its own, or in this process where
only CPU is of interest. Items are delivered by hand.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from adapters.crm.sql import SqlCrm
from adapters.graph import GraphTenant
from adapters.graph.credentials import credential_for
from adapters.scoring import LocalScorer
from adapters.storage import StorageAccount
from bench.mail.made_up import DOMAIN, NOW, client
from flows.meter import Cost, Meter
from flows.ports.desk import NewPerson
from flows.ports.memory import Memory
from flows.ports.parts import Parts
from flows.ports.policy_store import PolicyStore, PolicyVersion
from flows.ports.queue import WorkQueue
from flows.run import run_work_item
from simulator.memory import (
    InMemoryMemory,
    InMemoryPolicyStore,
    InMemoryQueue,
    ManualSurroundings,
)
from sync_core.addresses import normalise
from sync_core.digests import Digester
from sync_core.mail import Address
from sync_core.work import MailboxId, QueueName, WorkItem

DIGESTER = Digester(b"b" * 32)
OUTSIDE = (Cost.GRAPH_REQUESTS, Cost.CRM_ROUND_TRIPS, Cost.STORAGE_TRANSACTIONS)
_URL = "http://127.0.0.1/v1.0"
_ITEMS_MAX = 10_000
_GOOD = frozenset({"done", "continued", "coalesced", "busy"})
_numbered = count(1)


class NotQuiet(Exception):
    """The engine did not come to rest, or an item failed: what was measured is not its ordinary work."""


class StoredQueue:
    """Sends go to the storage account, so that they are counted, and are delivered in this process."""

    def __init__(self, stored: WorkQueue, delivered: InMemoryQueue) -> None:
        self._stored = stored
        self._delivered = delivered
        self.sent = 0
        """Items stored, a storage transaction each."""

    async def send(self, item: WorkItem, delay_seconds: int = 0) -> None:
        """Store an item."""
        self.sent += 1
        await self._stored.send(item, delay_seconds)
        await self._delivered.send(item, delay_seconds)

    async def waiting(self, queue: QueueName) -> int:
        """Return how many items wait."""
        return await self._delivered.waiting(queue)

    async def poisoned(self, queue: QueueName) -> int:
        """Return how many items lie in the poison queue."""
        return await self._delivered.poisoned(queue)


@dataclass(slots=True, kw_only=True)
class Rig:
    """One engine, ready to run work items."""

    parts: Parts
    crm: SqlCrm
    database: Path
    """Where the CRM's database lies."""
    deliveries: InMemoryQueue
    clock: ManualSurroundings
    meter: Meter
    run_item: Callable[[Parts, WorkItem], Awaitable[str]] = run_work_item
    """Executes an item and returns its outcome: the flow alone, or the function around it too."""
    ran: int = 0
    """Items executed."""

    async def drain(self) -> int:
        """Run work items, waiting where they wait, until none is left; return how many ran.

        Raises:
            NotQuiet: an item failed, or there is no end of them.
        """
        for ran in range(_ITEMS_MAX):
            taken = self.deliveries.take()
            if taken:
                await self.run(*taken[0])
            elif not self._wait():
                return ran
        raise NotQuiet(f"more than {_ITEMS_MAX} items")

    async def run(self, receipt: str, text: str) -> str:
        """Run one delivered item and return its outcome.

        Raises:
            NotQuiet: it failed.
        """
        self.ran += 1
        outcome = await self.run_item(self.parts, WorkItem.decode(text))
        if outcome not in _GOOD:
            runs = await self.parts.memory.runs(self.clock.now().date(), 1)
            raise NotQuiet(f"{text}: {outcome} {runs[0].detail if runs else ''}")
        self.deliveries.delete(receipt)
        return outcome

    def spent(self) -> Mapping[str, int]:
        """Return what was asked of the outside so far."""
        read = self.meter.read()
        return {cost.value: read[cost] for cost in OUTSIDE}

    def _wait(self) -> bool:
        """Let time pass until the next item is due; False when there is none."""
        at = self.deliveries.next_visible_at()
        if at is not None:
            self.clock.advance(max((at - self.clock.now()).total_seconds(), 0.0) + 0.001)
        return at is not None


@asynccontextmanager
async def rig(
    transport: httpx.AsyncBaseTransport,
    mailboxes: list[MailboxId],
    *,
    clock: ManualSurroundings | None = None,
    storage: str | None = None,
    memory: Memory | None = None,
    scoring: bool = True,
) -> AsyncIterator[Rig]:
    """Yield an engine whose CRM knows half of the clients.

    Args:
        transport: answers for Microsoft Graph.
        mailboxes: the mailboxes it captures.
        clock: the tenant's; None makes one.
        storage: connection string of an emulator; None holds memory in this process.
        memory: stands in for the engine's memory.
        scoring: whether sentiment is scored.
    """
    time = clock or ManualSurroundings(1, NOW)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        made = await _made(stack, transport, folder, time, storage, memory)
        await _prepare(made, mailboxes, scoring)
        yield made


async def _made(
    stack: AsyncExitStack,
    transport: httpx.AsyncBaseTransport,
    folder: Path,
    clock: ManualSurroundings,
    storage: str | None,
    memory: Memory | None,
) -> Rig:
    meter, deliveries = Meter(), InMemoryQueue(clock)
    graph = _graph(transport, meter)
    database = folder / "crm.db"
    crm = SqlCrm.connect(f"sqlite+aiosqlite:///{database}", meter)
    stack.push_async_callback(graph.close)
    stack.push_async_callback(crm.close)
    held, policies, queue = await _storage(stack, storage, meter, deliveries)
    parts = Parts(
        mail=graph.mail,
        directory=graph.directory,
        subscriptions=graph.subscriptions,
        calendar=graph.calendar,
        contacts=graph.contacts,
        crm=crm,
        crm_calendar=crm.calendar,
        crm_contacts=crm.contacts,
        memory=memory or held,
        policies=policies,
        queue=queue,
        scorer=LocalScorer(),
        surroundings=clock,
        digester=DIGESTER,
    )
    return Rig(
        parts=parts, crm=crm, database=database, deliveries=deliveries, clock=clock, meter=meter
    )


def _graph(transport: httpx.AsyncBaseTransport, meter: Meter) -> GraphTenant:
    return GraphTenant.connect(
        url=_URL,
        credential=credential_for(
            kind="local", client_id=None, tenant_id="t", certificate_path=None
        ),
        public_url="https://rapport.test",
        meter=meter,
        transport=transport,
    )


async def _storage(
    stack: AsyncExitStack, connection: str | None, meter: Meter, deliveries: InMemoryQueue
) -> tuple[Memory, PolicyStore, WorkQueue]:
    if connection is None:
        return InMemoryMemory(digester=DIGESTER), InMemoryPolicyStore(), deliveries
    account = StorageAccount.connect(
        connection_string=connection,
        meter=meter,
        digester=DIGESTER,
        prefix=f"bench{os.getpid()}x{next(_numbered)}x",
    )
    await account.prepare()
    stack.push_async_callback(account.close)
    return account.memory, account.policies, StoredQueue(account.queue, deliveries)


async def _prepare(made: Rig, mailboxes: list[MailboxId], scoring: bool) -> None:
    await made.crm.prepare()
    await made.crm.add_people(known_people())
    mail = {"internal_domains": [DOMAIN], "sentiment": {"engine": "local" if scoring else "off"}}
    await made.parts.policies.append(PolicyVersion(number=1, document={"mail": mail}))
    await made.parts.memory.fix_history_start(NOW.replace(year=NOW.year - 1), NOW)
    for mailbox in mailboxes:
        await made.parts.memory.change_mailbox(mailbox, enabled=True, subscription_id="s")


def known_people() -> list[NewPerson]:
    """Return half of the clients as people of the CRM."""
    known = dict.fromkeys(normalise(client(n)) for n in range(200))
    addresses = [Address(a) for a in known if isinstance(a, str)]
    return [
        NewPerson(name=f"Person {n}", addresses=[("email", a)]) for n, a in enumerate(addresses)
    ]
