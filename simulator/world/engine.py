"""The engine in a world: its entry points as processes, fed as the Functions host would feed them."""

from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from random import Random
from typing import Any, cast

from flows import poison, run, wakeups
from flows.ports.memory import Memory
from flows.ports.parts import Parts
from flows.rulebook import Rulebook
from simulator.graph import TenantDirectory, TenantMailSource, TenantSubscriptions
from simulator.graph.notifications import Post
from simulator.world.faults import Faults
from simulator.world.outside import Outside, TornMemory
from simulator.world.scheduler import Scheduler, Violation
from simulator.world.steps import Life, Process, Step, stepped
from sync_core.failures import Failure
from sync_core.notifications import UnreadablePost
from sync_core.work import QueueName, UnreadableWorkItem, WorkItem

TIMERS: dict[str, Callable[[Parts], Awaitable[Any]]] = {
    "sweep": wakeups.sweep_due,
    "subscriptions": wakeups.tend_subscriptions,
    "directory": wakeups.refresh_directory_due,
    "rematch": wakeups.rematch_due,
    "prune": wakeups.prune_due,
    "crm_feed": wakeups.crm_feed_due,
}
_HOSTS = 2
"""Instances of the app: each keeps its own rulebook until one of its processes crashes."""
_FAILED = "failed"
"""How a function ends whose exception reaches the host, which then delivers again."""


@dataclass
class Engine:
    """Starts what wakes the engine and takes note of how it ended."""

    outside: Outside
    scheduler: Scheduler
    faults: Faults
    chance: Random
    torn_rows: int

    def __post_init__(self) -> None:
        self._rulebooks = [Rulebook() for _ in range(_HOSTS)]
        self._mail = TenantMailSource(self.outside.tenant)
        self._directory = TenantDirectory(self.outside.tenant)
        self._subscriptions = TenantSubscriptions(self.outside.tenant)
        self.outcomes: Counter[str] = Counter()
        self.poisoned = 0
        self._hopeless: set[str] = set()

    def timer(self, name: str) -> Process:
        """Let a timer tick."""
        tick = TIMERS[name]

        async def ticking(parts: Parts) -> str:
            try:
                await tick(parts)
            except Failure as failure:
                return type(failure).__name__
            return "ticked"

        return self._start(f"timer.{name}", ticking)

    def notify(self, post: Post) -> Process:
        """Hand a post of Graph's to the webhook."""

        async def answering(parts: Parts) -> int:
            try:
                await wakeups.accept_notifications(parts, post.body, self.outside.tenant.id)
            except UnreadablePost:
                return 400
            except Failure:
                return 503
            return 202

        return self._start("webhook", answering, post=post)

    def work(self) -> Process | None:
        """Take a queue message, if one can be seen, and run it."""
        queue = self.outside.queue
        taken = queue.take(self.chance.random)
        self._bury()
        if not taken:
            return None
        receipt, text = taken[0]
        if self.faults.strikes("delivery_doubled"):
            queue.abandon(receipt)
        try:
            item = WorkItem.decode(text)
        except UnreadableWorkItem as bad:
            raise Violation(f"the engine sent itself what it cannot read: {bad}") from bad

        number = receipt.rpartition(":")[0]
        if self.faults.strikes("delivery_hopeless"):
            self._hopeless.add(number)

        async def working(parts: Parts) -> str:
            try:
                return await run.run_work_item(parts, item)
            except Failure:
                return _FAILED  # storage is away, so that not even the item could be put back

        process = self._start(f"work.{item.task}", working, receipt=receipt)
        if number in self._hopeless and self.faults.active and not process.ended:
            self.scheduler.crash(process)
        return process

    def ended(self, process: Process, crashed: bool) -> None:
        """Do what the host does when a function has ended."""
        if crashed:
            self._rulebooks[process.notes["host"]] = Rulebook()
        if "receipt" in process.notes:
            self._work_ended(process, crashed)
        elif "post" in process.notes:
            self._post_ended(process, crashed)

    def _work_ended(self, process: Process, crashed: bool) -> None:
        receipt = process.notes["receipt"]
        if not crashed:
            self.outcomes[process.result] += 1
        if not crashed and process.result != _FAILED:
            self.outside.queue.delete(receipt)
        elif not crashed or self.chance.random() < 0.5:
            self.outside.queue.abandon(receipt)  # the host is alive and saw the function fail
        # else the host died too: the message is seen again when its visibility runs out

    def _post_ended(self, process: Process, crashed: bool) -> None:
        outbox, tenant = self.outside.tenant.outbox, self.outside.tenant
        post: Post = process.notes["post"]
        if crashed or process.result == 503:
            outbox.failed(post, self.outside.surroundings.now(), tenant.rules)
        else:
            outbox.delivered(post)

    def _bury(self) -> None:
        """Hand poisoned messages to their function."""
        for name in QueueName:
            for text in self.outside.queue.take_poison(name):
                self.poisoned += 1
                self._start_burial(name, text)

    def _start_burial(self, name: QueueName, text: str) -> None:
        async def burying(parts: Parts) -> bool:
            try:
                return (await poison.bury(parts, name, text)).task != poison.UNREADABLE
            except Failure:
                return False

        self._start("poison", burying)

    def _start(
        self, name: str, body: Callable[[Parts], Coroutine[Any, Any, Any]], **notes: Any
    ) -> Process:
        host = self.chance.randrange(_HOSTS)

        def begun(life: Life) -> Coroutine[Step, None, Any]:
            return body(self._parts(life, self._rulebooks[host]))

        now = self.outside.surroundings.now()
        return self.scheduler.start(name, begun, host=host, began_at=now, **notes)

    def _parts(self, life: Life, rulebook: Rulebook) -> Parts:
        outside = self.outside
        memory = TornMemory(stepped("memory", outside.memory, life), self.torn_rows)
        return Parts(
            mail=stepped("mail", self._mail, life),
            directory=stepped("directory", self._directory, life),
            subscriptions=stepped("subscriptions", self._subscriptions, life),
            crm=stepped("crm", outside.crm, life),
            calendar=stepped("calendar", outside.calendar, life),
            crm_calendar=stepped("crm_calendar", outside.crm_calendar, life),
            contacts=stepped("contacts", outside.contacts, life),
            crm_contacts=stepped("crm_contacts", outside.crm.contacts, life),
            memory=cast(Memory, memory),
            policies=stepped("policies", outside.policies, life),
            queue=stepped("queue", outside.queue, life),
            scorer=stepped("scorer", outside.scorer, life),
            surroundings=outside.surroundings,
            digester=outside.digester,
            rulebook=rulebook,
        )
