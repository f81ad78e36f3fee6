"""The host of one queue in the model: instances that take items by host.json's rules, and the plan that starts and ends them."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bench.cost.arithmetic import ACTIVE_SECONDS_MIN
from bench.scale.clock import Clock
from bench.scale.mailbox import Box
from bench.scale.platform import Platform

_BILLED_STEP_SECONDS = 0.1
"""Beyond the least, an instance's time is billed in such steps (facts: azure §1, Flex bill)."""


@dataclass(slots=True, eq=False)
class Item:
    """A work item; `box` is None for the firm's own."""

    task: str
    box: Box | None
    woken_at: float
    attempt: int = 0
    trace: int = field(default_factory=count().__next__)
    """Kept by the item as it comes back, and by the look that follows from it."""
    visible_at: float = 0.0


@dataclass(slots=True, eq=False)
class Instance:
    """One instance of a group of functions."""

    running: int = 0
    cpu_free_at: float = 0.0
    """When its processor has done all that was begun."""
    active_since: float = 0.0
    idle_since: float = 0.0
    is_gone: bool = False
    billed_until: float = 0.0

    def bill(self, begins: float, ends: float) -> float:
        """Return the seconds that executing from one time to another adds to the bill: none is billed twice."""
        until = begins + billed(ends - begins)
        more = max(until - max(begins, self.billed_until), 0.0)
        self.billed_until = max(self.billed_until, until)
        return more

    def compute(self, now: float, seconds: float) -> float:
        """Take the processor for some time, after whoever has it; return when it is done."""
        self.cpu_free_at = max(now, self.cpu_free_at) + seconds
        return self.cpu_free_at


def billed(seconds: float) -> float:
    """Return the seconds billed for one period in which an instance executed anything."""
    steps = -(-seconds // _BILLED_STEP_SECONDS)
    return max(steps * _BILLED_STEP_SECONDS, ACTIVE_SECONDS_MIN)


class Host:
    """One queue and its instances."""

    def __init__(
        self,
        clock: Clock,
        platform: Platform,
        begin: Callable[[Item, Instance], None],
        fixed: int | None = None,
    ) -> None:
        """`begin` runs an item, and calls `ended` when it is done; `fixed`: so many instances from the beginning."""
        self._clock = clock
        self._platform = platform
        self._begin = begin
        self._fixed = fixed
        self._starting = 0
        self._visible: deque[Item] = deque()
        self.delayed = 0
        self.instances: list[Instance] = []
        self.running = 0
        self.active_seconds = 0.0
        """Billed so far, of all instances."""
        self.gets = 0
        self.most = 0
        """Instances that were there at once."""
        for _ in range(fixed or 0):
            self._start()
        if fixed is None:
            clock.at(0.0, self._look)

    @property
    def waiting(self) -> int:
        """How many items an instance could take now."""
        return len(self._visible)

    def send(self, item: Item, delay_seconds: float = 0.0) -> None:
        """Store an item; it is seen after the delay."""
        if delay_seconds > 0:
            self.delayed += 1
            self._clock.at(self._clock.now + delay_seconds, self._delay_over, item)
        else:
            self._show(item)

    def ended(self, instance: Instance) -> None:
        """An item is done: take more where there is room for another batch."""
        self.running -= 1
        instance.running -= 1
        if instance.running == 0:
            self.active_seconds += instance.bill(instance.active_since, self._clock.now)
            instance.idle_since = self._clock.now
        if self._visible:
            self._take(instance)

    def _delay_over(self, item: Item) -> None:
        self.delayed -= 1
        self._show(item)

    def _show(self, item: Item) -> None:
        item.visible_at = self._clock.now
        self._visible.append(item)

    def _poll(self, instance: Instance) -> None:
        if instance.is_gone:
            return
        self._take(instance)
        self._clock.at(self._clock.now + self._platform.poll_seconds, self._poll, instance)

    def _take(self, instance: Instance) -> None:
        """Take a batch, where no more than the threshold run."""
        if instance.running > self._platform.new_batch_threshold:
            return
        self.gets += 1
        taken = [
            self._visible.popleft()
            for _ in range(min(self._platform.batch_size, len(self._visible)))
        ]
        if taken and instance.running == 0:
            instance.active_since = self._clock.now
        instance.running += len(taken)
        self.running += len(taken)
        for item in taken:
            self._begin(item, instance)

    def _look(self) -> None:
        """Compare instances with what waits, as target-based scaling does."""
        counted = len(self._visible) + (self.delayed if self._platform.counts_hidden else 0)
        wanted = min(-(-counted // self._platform.batch_size), self._platform.instances_max)
        lacking = wanted - len(self.instances) - self._starting
        for _ in range(min(lacking, self._platform.instances_added_max)):
            self._starting += 1
            self._clock.at(self._clock.now + self._platform.start_seconds, self._started)
        if lacking < 0:
            self._end_one()
        self._clock.at(self._clock.now + self._platform.look_seconds, self._look)

    def _started(self) -> None:
        self._starting -= 1
        self._start()

    def _start(self) -> None:
        instance = Instance(idle_since=self._clock.now)
        self.instances.append(instance)
        self.most = max(self.most, len(self.instances))
        self._clock.at(self._clock.now, self._poll, instance)

    def _end_one(self) -> None:
        """Let one instance go that has had nothing to do for a while."""
        since = self._clock.now - self._platform.idle_seconds
        for instance in self.instances:
            if instance.running == 0 and instance.idle_since <= since:
                instance.is_gone = True
                self.instances.remove(instance)
                return
