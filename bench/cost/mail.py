"""What mail takes: messages that arrive, a mailbox in which nothing happens, history, a subscription's renewal."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from urllib.parse import parse_qs, urlsplit

from bench.calendar.watching import Watched
from bench.cost.gauge import Gauge, gauged, timers
from bench.cost.work import Work
from bench.mail.arriving import notification_post
from bench.mail.made_up import NOW, made_up_mail, tenant_with
from bench.mail.rig import NotQuiet, Rig, rig
from simulator.graph import Tenant
from simulator.graph.http.subscriptions import Reply
from simulator.memory import ManualSurroundings
from sync_core.work import MailboxId, Task, WorkItem

_BETWEEN_SECONDS = 3_600.0
"""Longer than the policy's and the directory's caches last: what is read again then is counted."""
_POLL_SECONDS = 2.0
"""host.json's maxPollingInterval."""


@dataclass(slots=True, kw_only=True)
class Firm:
    """A tenant with one mailbox in step, its engine, and what that spends."""

    tenant: Tenant
    mailbox: MailboxId
    made: Rig
    gauge: Gauge
    draw: Random
    delivered: int = 0

    async def spent(self, doing: Callable[[], Awaitable[None]], rounds: int = 1) -> Work:
        """Return what doing something takes on average, all that follows of it included."""
        asked, followed = await self.spent_apart(doing, rounds)
        return asked + followed

    async def spent_apart(
        self, doing: Callable[[], Awaitable[None]], rounds: int = 1, waits_seconds: float = 0.0
    ) -> tuple[Work, Work]:
        """Return what doing something takes on average, and apart what the work items that follow take.

        Args:
            doing: what is done.
            rounds: how often.
            waits_seconds: how long the items lie in their queue.
        """
        asked, followed = Work(), Work()
        for _ in range(rounds):
            self.made.clock.advance(_BETWEEN_SECONDS)
            before = self.gauge.read()
            await doing()
            between = self.gauge.read()
            self.made.clock.advance(waits_seconds)
            await self.made.drain()
            asked, followed = asked + between - before, followed + self.gauge.read() - between
        return asked.times(1 / rounds), followed.times(1 / rounds)

    def deliver(self) -> None:
        """Let a message arrive; nobody is told yet."""
        self.tenant.deliver(self.mailbox, made_up_mail(self.draw, 1_000_000 + self.delivered))
        self.delivered += 1

    async def arrive(self, count: int = 1) -> None:
        """Let messages arrive at once, and tell of each."""
        for _ in range(count):
            self.deliver()
            await self.gauge.post(notification_post(self.mailbox, self.tenant.id))

    async def item(self, task: Task) -> None:
        """Enqueue a work item."""
        now = self.made.clock.now()
        await self.made.parts.queue.send(WorkItem(task=task, mailbox=self.mailbox, woken_at=now))


async def mail_works(
    storage: str, history: int, singles: int, burst: int, rounds: int = 5
) -> dict[str, Work]:
    """Return what mail takes, by name.

    Args:
        storage: connection string of the storage emulator.
        history: messages of the back-fill.
        singles: messages that arrive one by one, each with its notification.
        burst: messages that arrive at once, each with its notification, and wait for the host's next poll.
        rounds: how often a mailbox in which nothing happens is looked at; the average counts.

    Raises:
        NotQuiet: something failed, or not every message was decided.
    """
    async with _firm(storage, history) as firm:
        filled = await firm.spent(lambda: firm.item(Task.MAIL_BACKFILL))
        await firm.spent(
            firm.arrive, rounds
        )  # what is loaded and connected once is no message's cost
        posted, captured = await firm.spent_apart(firm.arrive, singles)
        _, gathered = await firm.spent_apart(lambda: firm.arrive(burst), 1, _POLL_SECONDS)
        works = {
            "mail.history_1000": filled.times(1_000 / history),
            "mail.posted_1000": posted.times(1_000),
            "mail.arriving_1000": captured.times(1_000),
            "mail.gathered_1000": gathered.times(1_000 / burst),
            "mail.idle_wake": await firm.spent(lambda: firm.item(Task.MAIL_WAKE), rounds),
            "mail.idle_sweep": await firm.spent(lambda: firm.item(Task.MAIL_SWEEP), rounds),
            "mail.caught_up": await _caught_up(firm, burst),
            "mail.coalesced": await _settled(firm, rounds),
            "mail.refused": await _refused(firm),
            "mail.renewal": await _renewal(firm, rounds),
        }
        await _nothing_is_missing(firm, history + rounds + singles + 2 * burst)
    return works


async def timer_works(storage: str, rounds: int = 5) -> dict[str, Work]:
    """Return what one tick of each timer takes, and apart the firm's work item that it enqueues; nothing is due."""
    works: dict[str, Work] = {}
    async with _firm(storage, 20) as firm:
        await firm.spent(lambda: firm.item(Task.MAIL_BACKFILL))
        await firm.spent(lambda: firm.item(Task.SUBSCRIBE))
        for name in timers():
            await firm.gauge.tick(name)
            await firm.made.drain()
        for name in timers():

            async def ticking(name: str = name) -> None:
                await firm.gauge.tick(name)

            soon = {
                "swept_at": firm.made.clock.now() + timedelta(seconds=_BETWEEN_SECONDS * rounds)
            }
            await firm.made.parts.memory.change_mailbox(firm.mailbox, **soon)
            ticked, followed = await firm.spent_apart(ticking, rounds)
            works |= {f"timer.{name}": ticked, f"timer.{name}.item": followed}
    return works


async def _renewal(firm: Firm, rounds: int) -> Work:
    await firm.spent(lambda: firm.item(Task.SUBSCRIBE))  # creates it: the mailbox had none
    return await firm.spent(lambda: firm.item(Task.SUBSCRIBE), rounds)


async def _caught_up(firm: Firm, burst: int) -> Work:
    """Return what one wake-up takes that finds so many messages at once."""
    for _ in range(burst):
        firm.deliver()
    return await firm.spent(lambda: firm.item(Task.MAIL_WAKE))


async def _settled(firm: Firm, rounds: int) -> Work:
    """Return what a wake-up takes that a finished read settled before it came to run."""
    await firm.spent(lambda: firm.item(Task.MAIL_WAKE))
    early = firm.made.clock.now() - timedelta(seconds=_BETWEEN_SECONDS)
    item = WorkItem(task=Task.MAIL_WAKE, mailbox=firm.mailbox, woken_at=early)
    before = firm.gauge.read()
    for _ in range(rounds):
        await firm.made.parts.queue.send(item)
        await firm.made.drain()
    return (firm.gauge.read() - before).times(1 / rounds)


async def _refused(firm: Firm) -> Work:
    """Return what a wake-up takes whose first request Graph does not answer; the item is put back.

    Raises:
        NotQuiet: it was answered after all.
    """
    firm.made.clock.advance(_BETWEEN_SECONDS)
    item = WorkItem(task=Task.MAIL_WAKE, mailbox=firm.mailbox, woken_at=firm.made.clock.now())
    firm.tenant.change_rules(fault_chance=1.0)
    before = firm.gauge.read()
    outcome = await firm.gauge.execute(firm.made.parts, item)
    spent = firm.gauge.read() - before + Work(items=1)  # run here, not by the rig
    firm.tenant.change_rules(fault_chance=0.0)
    if outcome != "retry":
        raise NotQuiet(f"Graph was away, and the item ended as {outcome}")
    await firm.made.drain()
    return spent


@asynccontextmanager
async def _firm(storage: str, history: int) -> AsyncIterator[Firm]:
    tenant, (mailbox,) = tenant_with(history)
    clock, transport = tenant.surroundings, Watched(tenant, post=_echo)
    if not isinstance(clock, ManualSurroundings):
        raise TypeError("clock: expected one that is turned by hand")
    async with (
        rig(transport, [mailbox], clock=clock, storage=storage) as made,
        gauged(made, transport, tenant.id) as gauge,
    ):
        yield Firm(tenant=tenant, mailbox=mailbox, made=made, gauge=gauge, draw=Random(5))


async def _echo(url: str, body: bytes, content_type: str, seconds: float) -> Reply:
    """Answer the handshake that precedes a subscription."""
    del body, content_type, seconds
    (token,) = parse_qs(urlsplit(url).query)["validationToken"]
    return Reply(200, "text/plain", token.encode())


async def _nothing_is_missing(firm: Firm, expected: int) -> None:
    """Raise where a message was not decided: then little was spent because little was done."""
    until = firm.made.clock.now().date()
    days = await firm.made.parts.memory.tallies(firm.mailbox, NOW.date(), until)
    seen = sum(tally.seen for tally in days.values())
    if seen != expected:
        raise NotQuiet(f"{seen} of {expected} messages decided")
