"""Arriving mail: what a wake-up costs, for single messages and for bursts.

Notifications are posted as Graph posts them and queued by the engine's own flow; the host takes items in
batches and runs a batch side by side, as host.json has it. Each Graph request takes the clock some time.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from bench.mail.backfill import NAIVE_MESSAGES, naive_per_thousand
from bench.mail.figures import Figure, Figures
from bench.mail.made_up import NOW, made_up_mail, tenant_with
from bench.mail.recording import Recorded
from bench.mail.rig import DIGESTER, NotQuiet, Rig, rig
from flows.meter import Cost
from flows.wakeups import accept_notifications
from simulator.graph import Tenant
from simulator.memory import ManualSurroundings
from sync_core.work import MailboxId, Task, WorkItem

_PAST_MESSAGES = 50
_BETWEEN_SECONDS = 60.0
_GRAPH_SECONDS = 0.2
_BATCH_ITEMS = 8
"""host.json's batchSize."""
_POLL_SECONDS = 1.0
"""Half of host.json's maxPollingInterval: how long an item waits for an idle host, on average."""


@dataclass(slots=True, kw_only=True)
class _Firm:
    """A tenant with one mailbox that is in step, and its engine."""

    tenant: Tenant
    mailbox: MailboxId
    made: Rig
    draw: Random
    delivered: int = 0

    async def arrive(self) -> None:
        """Deliver one message and post its notification."""
        number = 1_000_000 + self.delivered
        self.delivered += 1
        self.tenant.deliver(self.mailbox, made_up_mail(self.draw, number))
        heard = await accept_notifications(
            self.made.parts, notification_post(self.mailbox, self.tenant.id), self.tenant.id
        )
        if heard.accepted != 1:
            raise NotQuiet("a notification was not accepted")

    async def host(self) -> int:
        """Run what waits as the host does, a batch side by side; return how many items were run."""
        ran = 0
        while taken := self.made.deliveries.take(count=_BATCH_ITEMS):
            await asyncio.gather(*(self.made.run(*one) for one in taken))
            ran += len(taken)
        return ran


def notification_post(mailbox: MailboxId, tenant_id: str, items: int = 1) -> bytes:
    """Return a post of change notifications as Graph sends it (facts: change-notifications-delivery)."""
    message = f"Users/{mailbox}/Messages/AAMkADQ3ZmY4{'A' * 120}AAA="
    one = {
        "subscriptionId": "7f105c7d-2dc5-4530-97cd-4e7ae6534c07",
        "subscriptionExpirationDateTime": "2026-03-09T08:00:00+00:00",
        "changeType": "created",
        "resource": message,
        "resourceData": {
            "@odata.type": "#Microsoft.Graph.Message",
            "@odata.id": message,
            "@odata.etag": 'W/"CQAAABYAAADkrWGo7bouTKlsgTZMr9KwAAAUWRHf"',
            "id": message.rpartition("/")[2],
        },
        "clientState": DIGESTER.client_state(mailbox, "n0nce-of-sixteen"),
        "tenantId": tenant_id,
    }
    return json.dumps({"value": [one] * items}).encode()


async def arriving_figures(
    storage: str, singles: int = 20, burst: int = 20, naive_messages: int = NAIVE_MESSAGES
) -> Figures:
    """Return what arriving messages cost, one by one and in a burst.

    Args:
        storage: connection string of the storage emulator.
        singles: messages that arrive a minute apart.
        burst: messages that arrive, each with its notification, within one second.
        naive_messages: messages that the naive pipeline is given; each costs it as much as the next.
    """
    tenant, (mailbox,) = tenant_with(_PAST_MESSAGES)
    clock = tenant.surroundings
    if not isinstance(clock, ManualSurroundings):
        raise TypeError("clock: expected one that is turned by hand")
    transport = Recorded(tenant, on_request=lambda: clock.advance(_GRAPH_SECONDS))
    async with rig(transport, [mailbox], clock=clock, storage=storage) as made:
        firm = _Firm(tenant=tenant, mailbox=mailbox, made=made, draw=Random(5))
        await made.parts.queue.send(
            WorkItem(task=Task.MAIL_BACKFILL, mailbox=mailbox, woken_at=NOW)
        )
        await made.drain()
        one_by_one = await _singles(firm, singles)
        together = await _burst(firm, burst)
        await _nothing_is_missing(firm, _PAST_MESSAGES + singles + burst)
    naive = await naive_per_thousand(storage, naive_messages)
    return _told(one_by_one, singles, together, burst, naive)


async def _singles(firm: _Firm, count: int) -> Mapping[str, int]:
    before = firm.made.spent()
    for _ in range(count):
        firm.made.clock.advance(_BETWEEN_SECONDS)
        await firm.arrive()
        await firm.host()
    return _since(firm.made, before)


async def _burst(firm: _Firm, count: int) -> Mapping[str, int]:
    """Return the cost of a burst within a second; the host was idle and looks after half its interval."""
    firm.made.clock.advance(_BETWEEN_SECONDS)
    before = firm.made.spent()
    for _ in range(count):
        await firm.arrive()
        firm.made.clock.advance(1.0 / count)
    firm.made.clock.advance(_POLL_SECONDS)
    await firm.host()
    spent = _since(firm.made, before)
    await firm.made.drain()  # what a busy lease put back comes later and is settled by then
    return spent | {"reads_in_all": _since(firm.made, before)[Cost.GRAPH_REQUESTS.value]}


async def _nothing_is_missing(firm: _Firm, expected: int) -> None:
    """Raise where a message was not decided: then the reads were not few but too few."""
    days = await firm.made.parts.memory.tallies(
        firm.mailbox, NOW.date(), firm.made.clock.now().date()
    )
    seen = sum(tally.seen for tally in days.values())
    if seen != expected:
        raise NotQuiet(f"{seen} of {expected} messages decided")


def _since(made: Rig, before: Mapping[str, int]) -> dict[str, int]:
    return {cost: number - before[cost] for cost, number in made.spent().items()}


def _told(
    one_by_one: Mapping[str, int],
    singles: int,
    together: Mapping[str, int],
    burst: int,
    naive: Mapping[str, float],
) -> Figures:
    reads, trips, rows = (
        c.value for c in (Cost.GRAPH_REQUESTS, Cost.CRM_ROUND_TRIPS, Cost.STORAGE_TRANSACTIONS)
    )
    figures = {
        "arriving_graph_reads_per_wake_up": Figure(
            measured=one_by_one[reads] / singles,
            unit="count",
            at_most=1.0,
            naive=naive[reads] / 1_000,
        ),
        f"burst_of_{burst}_graph_reads": Figure(
            measured=together["reads_in_all"], unit="count", naive=naive[reads] * burst / 1_000
        ),
        f"burst_of_{burst}_graph_reads_per_wake_up": Figure(
            measured=together["reads_in_all"] / burst,
            unit="count",
            at_most=1.0,
            naive=naive[reads] / 1_000,
        ),
    }
    for cost in (trips, rows):
        for name, spent, count in (("arriving", one_by_one, singles), ("burst", together, burst)):
            figures[f"{name}_{cost}_per_message"] = Figure(
                measured=spent[cost] / count, unit="count", naive=naive[cost] / 1_000
            )
    return figures
