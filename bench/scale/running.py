"""How a work item runs in the model: the rules of flows/run.py, wake.py, sweep.py and answering.py, with time in place of work.

lease, or come by it -> settled? -> does a newer one wait? -> resting? -> requests -> capture -> release, and one more look for who came by
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from bench.scale.clock import Clock
from bench.scale.host import Host, Instance, Item
from bench.scale.mailbox import NEVER_READ, Box, Mark, StreamLease
from bench.scale.outside import Answer, Outside
from bench.scale.services import Services
from bench.scale.watching import Watch
from sync_core import limits
from sync_core.retrying import requeue
from sync_core.work import Task

WAKE, SWEEP, RENEWAL = Task.MAIL_WAKE.value, Task.MAIL_SWEEP.value, Task.SUBSCRIBE.value
_BEFORE = 0.4
"""Of a run's storage transactions so many come before its first request: record, lease, policy, cursors."""
_CONCURRENCY_PAUSE_SECONDS = 1.0
"""What Graph asks for where too many requests are under way (facts: graph §5)."""


@dataclass(slots=True, eq=False)
class Run:
    """One run under way."""

    item: Item
    instance: Instance
    box: Box
    lease: StreamLease
    began: float
    pages: int = 0
    newest: float = NEVER_READ
    """The newest message known, remembered once the page is written."""
    listed: range = range(0)
    found: list[int] = field(default_factory=list)
    """Messages that the last answer held and that were not decided."""
    missed: list[int] = field(default_factory=list)
    """Messages that a sweep has still to read."""


class Running:
    """Runs items."""

    def __init__(
        self,
        clock: Clock,
        services: Services,
        outside: Outside,
        watch: Watch,
        chance: Callable[[], float],
    ) -> None:
        self.host: Host
        """Set by whoever puts the model together: the host begins items here, and is told when they end."""
        self._clock = clock
        self._services = services
        self._outside = outside
        self._watch = watch
        self._chance = chance
        self.outage_answer_seconds = services.graph_seconds
        self.ended_firm: Callable[[str], None] = lambda _: None
        """Told of each of the firm's own items that is done."""

    def begin(self, item: Item, instance: Instance) -> None:
        """Begin an item."""
        self._watch.waits.append(self._clock.now - item.visible_at)
        if item.box is None:
            self._firm(item, instance)
        else:
            self._lease(item, instance, item.box)

    def _lease(self, item: Item, instance: Instance, box: Box) -> None:
        lease = {WAKE: box.live, SWEEP: box.sweep}.get(item.task, box.other)
        if lease.is_held:
            is_told = item.task == WAKE and lease.is_dirty and item.attempt == 0
            lease.is_dirty = True
            if not is_told:
                self._again(item, limits.BUSY_RETRY_SECONDS, item.attempt + 1)
            self._stepped_aside(item, instance, "busy")
        elif self._is_needless(item, lease):
            self._stepped_aside(item, instance, "coalesced")
        elif box.paused_until > self._clock.now:
            wait = (box.paused_until - self._clock.now) * (1 + 0.1 * self._chance())
            delay = min(max(int(wait) + 1, 1), limits.REQUEUE_SECONDS_MAX)
            before = lease.waits.attempt if lease.waits else 1
            lease.waits = self._again(item, delay, max(item.attempt, before))
            self._stepped_aside(item, instance, "paused")
        else:
            lease.is_held = True
            self._flow(Run(item, instance, box, lease, self._clock.now))

    def _is_needless(self, item: Item, lease: StreamLease) -> bool:
        """Return whether a finished read saw everything, or a newer item waits."""
        if lease.read_at - item.woken_at > limits.WAKE_SETTLED_SECONDS:
            return True
        return lease.covers(item.trace, item.woken_at, item.attempt, self._clock.now)

    def _flow(self, run: Run) -> None:
        """Let the run come to its first request's answer."""
        kind = _KIND[run.item.task]
        done = run.instance.compute(self._clock.now, self._services.cpu_seconds(kind))
        ready = done + _BEFORE * self._services.storage_wait(kind)
        first = {WAKE: self._page, SWEEP: self._folders}.get(run.item.task, self._renewed)
        run.box.in_flight += 1
        self._clock.at(ready + self._services.graph_seconds, first, run)

    def _page(self, run: Run) -> None:
        """A page of what arrived is answered."""
        now, box = self._clock.now, run.box
        if not self._is_served(run):
            return
        if run.pages == 0:
            woken = min(run.item.woken_at, run.began)
            run.newest = woken if box.newest == NEVER_READ else box.newest
            run.listed = box.listed(run.newest, now)
        size = limits.LIVE_PAGE_MESSAGES
        page = run.listed[run.pages * size : (run.pages + 1) * size]
        run.pages += 1
        run.found = [n for n in page if not box.decided[n]]
        known = [t for n in page if (t := box.arrivals.at[n]) <= run.began]
        run.newest = max([run.newest, *known])
        self._capture(run, self._page_done)

    def _page_done(self, run: Run) -> None:
        self._decided(run)
        run.box.newest = run.newest
        if run.pages * limits.LIVE_PAGE_MESSAGES >= len(run.listed):
            self._done(run, run.began)
        elif run.pages < limits.PAGES_PER_ITEM:
            run.box.in_flight += 1
            self._clock.at(self._clock.now + self._services.graph_seconds, self._page, run)
        else:
            self._again(run.item, 0, 0)
            self._done(run, None)

    def _folders(self, run: Run) -> None:
        """The folders are answered: each is asked, one after the other."""
        if not self._is_served(run):
            return
        more = self._services.sweep_requests - 1
        run.pages = more
        run.box.in_flight += 1
        seconds = more * self._services.graph_seconds
        self._clock.at(self._clock.now + seconds, self._compared, run)

    def _compared(self, run: Run) -> None:
        """Every folder is answered: what was missed is read, four in a request."""
        if not self._is_served(run, run.pages):
            return
        run.missed = run.box.missed(self._clock.now)
        self._next_missed(run)

    def _next_missed(self, run: Run) -> None:
        """Read the next few that were missed, and capture them."""
        if not run.missed:
            run.found = []
            self._capture(run, self._sweep_done)
            return
        some = limits.READ_BATCH_MESSAGES
        run.found, run.missed = run.missed[:some], run.missed[some:]
        run.box.in_flight += 1
        self._clock.at(self._clock.now + self._services.graph_seconds, self._missed_read, run)

    def _missed_read(self, run: Run) -> None:
        if self._is_served(run, 1, len(run.found)):
            self._capture(run, self._missed_done)

    def _missed_done(self, run: Run) -> None:
        self._decided(run)
        self._next_missed(run)

    def _sweep_done(self, run: Run) -> None:
        run.box.swept_at = run.began
        self._done(run, run.began)

    def _renewed(self, run: Run) -> None:
        if self._is_served(run):
            run.box.subscribed_until = self._clock.now + limits.SUBSCRIPTION_MINUTES * 60
            self._done(run, None)

    def _is_served(self, run: Run, requests: int = 1, at_once: int = 1) -> bool:
        """Return whether Graph answered as asked; else the run's failure is answered."""
        answer = self._outside.graph(run.box, self._clock.now, requests, at_once)
        run.box.in_flight -= 1
        if answer is Answer.THROTTLED:
            self._pause(run)
        elif answer is Answer.AWAY:
            more = max(self.outage_answer_seconds - self._services.graph_seconds, 0.0)
            self._clock.at(self._clock.now + more, self._later, run)
        return answer is Answer.SERVED

    def _pause(self, run: Run) -> None:
        """Leave the mailbox alone for as long as Graph asks."""
        attempt = 0 if run.pages else run.lease.slowed(run.item.attempt)
        wait = requeue(attempt, _CONCURRENCY_PAUSE_SECONDS, self._chance()).delay_seconds
        run.box.paused_until = self._clock.now + wait
        self._failed(run, attempt + 1, wait)

    def _later(self, run: Run) -> None:
        """Put the item back with a growing delay; one that got further begins anew with the shortest."""
        attempt = 0 if run.pages else run.lease.slowed(run.item.attempt)
        wait = requeue(attempt, None, self._chance()).delay_seconds
        self._failed(run, attempt + 1, wait)

    def _capture(self, run: Run, then: Callable[[Run], None]) -> None:
        """Write what was found into the CRM and remember it."""
        services, found = self._services, run.found
        external = sum(run.box.arrivals.is_external[n] for n in found)
        trips = services.crm_trips(external)
        if external and not self._outside.crm(self._clock.now, trips):
            recheck = limits.CONNECTOR_RECHECK_SECONDS * (1 + 0.25 * self._chance())
            self._failed(run, run.lease.slowed(run.item.attempt) + 1, int(recheck))
            return
        self._watch.counts["mails_found"] += len(found)
        kind = _KIND[run.item.task]
        done = run.instance.compute(self._clock.now, len(found) * services.mail_cpu_seconds)
        rows = len(found) * services.mail_table_operations * services.storage_seconds
        after = 0.0 if run.missed else (1 - _BEFORE) * services.storage_wait(kind)
        wait = trips * services.crm_seconds + rows + after
        self._clock.at(done + wait, then, run)

    def _decided(self, run: Run) -> None:
        now, times = self._clock.now, run.box.arrivals.at
        fresh = run.box.decide(run.found)
        self._watch.counts["captured"] += len(fresh)
        for n in fresh:
            self._watch.decided(times[n], now)

    def _failed(self, run: Run, attempt: int, delay_seconds: int) -> None:
        """Put the item back; it is the one that waits from now on."""
        waits = self._again(run.item, delay_seconds, attempt)
        self._give_back(run, None, waits)
        self._ended(run.item, run.instance, "refused", "retry")

    def _done(self, run: Run, read_at: float | None) -> None:
        self._give_back(run, read_at)
        outcome = "continued" if read_at is None and run.item.task == WAKE else "done"
        self._ended(run.item, run.instance, _KIND[run.item.task], outcome)

    def _give_back(self, run: Run, read_at: float | None, waits: Mark | None = None) -> None:
        """Release the lease, and say what waits; whoever came by gets exactly one more look."""
        lease = run.lease
        lease.waits = waits
        lease.is_held, was_dirty, lease.is_dirty = False, lease.is_dirty, False
        if read_at is not None:
            lease.read_at = max(lease.read_at, read_at)
        if was_dirty and run.item.task == WAKE:
            self.host.send(Item(WAKE, run.box, self._clock.now, trace=run.item.trace))

    def _firm(self, item: Item, instance: Instance) -> None:
        """Run one of the firm's own items: as long as it was measured to take."""
        work = self._services.kinds[item.task]
        self._watch.counts["graph_requests"] += round(work.graph_requests)
        done = instance.compute(self._clock.now, self._services.cpu_seconds(item.task))
        asking = work.graph_requests * self._services.graph_seconds
        asking += work.crm_round_trips * self._services.crm_seconds
        end = done + asking + self._services.storage_wait(item.task)
        self._clock.at(end, self._firm_done, item, instance)

    def _firm_done(self, item: Item, instance: Instance) -> None:
        self.ended_firm(item.task)
        self._ended(item, instance, item.task, "done")

    def _again(self, item: Item, delay_seconds: int, attempt: int) -> Mark:
        """Put an item back and return the mark of it."""
        again = Item(item.task, item.box, item.woken_at, attempt, item.trace)
        self.host.send(again, delay_seconds)
        return Mark(item.trace, item.woken_at, attempt, self._clock.now + delay_seconds)

    def _stepped_aside(self, item: Item, instance: Instance, outcome: str) -> None:
        done = instance.compute(self._clock.now, self._services.cpu_seconds("coalesced"))
        end = done + self._services.storage_wait("coalesced")
        self._clock.at(end, self._ended, item, instance, "coalesced", outcome)

    def _ended(self, item: Item, instance: Instance, kind: str, outcome: str) -> None:
        self._watch.kinds[kind] += 1
        self._watch.outcomes[f"{item.task} {outcome}"] += 1
        self.host.ended(instance)


_KIND = {WAKE: "wake", SWEEP: "sweep", RENEWAL: "renewal"}
