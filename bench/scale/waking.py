"""What wakes the engine in the model: posts of Graph to the webhook, and timers. Both only enqueue."""

from collections.abc import Callable
from datetime import timedelta

from bench.scale.clock import Clock
from bench.scale.host import Host, Instance, Item, billed
from bench.scale.mailbox import Box
from bench.scale.platform import Platform
from bench.scale.running import RENEWAL, SWEEP, WAKE
from bench.scale.services import Services
from bench.scale.watching import Watch
from sync_core import limits
from sync_core.policy import Schedule
from sync_core.ticking import due_age

_CROWDED_SECONDS = 1.0
"""A post that would wait so long for the processor is a reason for another instance."""


class Webhook:
    """The HTTP functions: one instance always ready, more where posts crowd."""

    def __init__(
        self, clock: Clock, services: Services, platform: Platform, host: Host, watch: Watch
    ) -> None:
        self._clock = clock
        self._services = services
        self._platform = platform
        self._host = host
        self._watch = watch
        self._instances = [Instance()]
        self._started_at = 0.0
        """When the newest of them takes its first post: no other is asked for before."""
        self.active_seconds = 0.0

    @property
    def most(self) -> int:
        """How many instances there were."""
        return len(self._instances)

    def post(self, box: Box) -> None:
        """Take a notification: the item is stored, then Graph is answered."""
        now = self._clock.now
        instance = min(self._instances, key=lambda one: one.cpu_free_at)
        crowded = instance.cpu_free_at - now > _CROWDED_SECONDS and now >= self._started_at
        if crowded and len(self._instances) < self._platform.instances_max:
            self._started_at = now + self._platform.start_seconds
            self._instances.append(Instance(cpu_free_at=self._started_at))
        done = instance.compute(now, self._services.cpu_seconds("post"))
        answered = done + self._services.storage_wait("post")
        self.active_seconds += instance.bill(now, answered)
        self._watch.kinds["post"] += 1
        self._watch.answers.append(answered - now)
        self._clock.at(answered, self._host.send, Item(WAKE, box, now))


class Timers:
    """The timers, each on an instance of its own."""

    def __init__(
        self,
        clock: Clock,
        services: Services,
        platform: Platform,
        host: Host,
        watch: Watch,
        boxes: list[Box],
    ) -> None:
        self._clock = clock
        self._services = services
        self._platform = platform
        self._host = host
        self._watch = watch
        self._boxes = boxes
        every = timedelta(minutes=Schedule().sweep_minutes)
        self._sweep_age_seconds = due_age(every).total_seconds()
        self.active_seconds = 0.0
        self.longest_seconds = 0.0

    def tick(self, name: str) -> None:
        """Let a timer tick."""
        self._watch.kinds[f"timer.{name}"] += 1
        work = self._services.kinds[f"timer.{name}"]
        took = self._services.cpu_seconds(f"timer.{name}")
        took += self._services.storage_wait(f"timer.{name}")
        if name == "sweep":
            took += self._sweep()
        elif work.sends:
            item = Item(f"timer.{name}.item", None, self._clock.now)
            self._clock.at(self._clock.now + took, self._host.send, item)
        self.active_seconds += billed(took)
        self.longest_seconds = max(self.longest_seconds, took)

    def ended(self, task: str) -> None:
        """Enqueue what the firm's own item found to do: subscriptions that are at half their life."""
        if task != "timer.subscriptions.item":
            return
        now, early = self._clock.now, limits.SUBSCRIPTION_RENEW_BEFORE_MINUTES * 60
        for box in self._boxes:
            if box.subscribed_until - now <= early:
                self._host.send(Item(RENEWAL, box, now))

    def _sweep(self) -> float:
        """Enqueue what each mailbox is due, one item after the other, and return how long that takes.

        Whatever does not fit into the function's time is not sent; the next tick finds it due again.
        """
        now, spent = self._clock.now, 0.0
        each = self._services.cpu_seconds("post") + self._services.storage_seconds
        for box in self._boxes:
            if now - box.swept_at < self._sweep_age_seconds:
                continue
            for task in (WAKE, SWEEP):
                spent += each
                if spent > self._platform.timeout_seconds:
                    self._watch.counts["sweeps_cut_off"] += 1
                    return self._platform.timeout_seconds
                self._watch.counts["swept_items"] += 1
                self._clock.at(now + spent, self._host.send, Item(task, box, now))
        return spent


def every(clock: Clock, times: list[float], call: Callable[..., None], name: str) -> None:
    """Call something at each of some times."""
    for time in times:
        clock.at(time, call, name)
