"""One seed's life: people act, the engine runs, everything fails; then quiet, and the whole check."""

from datetime import UTC, datetime
from random import Random
from typing import Any

from simulator.graph import ServerRules, Tenant
from simulator.graph.notifications import Notification, Post
from simulator.memory import InMemoryMemory, InMemoryPolicyStore, InMemoryQueue, ManualSurroundings
from simulator.world.calendar.life import CalendarLife
from simulator.world.calendar.ports import BusyCalendar, BusyCrmCalendar
from simulator.world.canaries import MARK
from simulator.world.checkers import EffectCounts, LogLines, NothingIsKept, OneHolder
from simulator.world.contacts.life import ContactsLife
from simulator.world.contacts.ports import BusyContacts
from simulator.world.engine import Engine
from simulator.world.faults import Faults
from simulator.world.mail.life import MailLife
from simulator.world.marks import Marks
from simulator.world.options import CalendarFaultRates, FaultRates, Options, swarm
from simulator.world.outside import MoodyCrm, Outside, WordScorer
from simulator.world.quiet import come_to_rest, live_promptly, stay_quiet
from simulator.world.scheduler import Scheduler, Violation, Watcher
from simulator.world.streams import StreamLife
from simulator.world.trace import Trace
from sync_core import limits
from sync_core.digests import Digester

BEGINNING = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)
_DISTURBED = 0.1
"""Share of the moves in which the outside may misbehave in a lasting way."""


_STALLED = 0.1
"""Share of the clock's jumps that outlast a lease: whoever runs then has lost it without knowing."""
_STEPS_MAX = 12
"""Effects taken in one move, at most: what happens in between comes now here, now there."""


Life = type[MailLife] | type[CalendarLife] | type[ContactsLife]
STREAMS: dict[str, tuple[Life, type[FaultRates]]] = {
    "mail": (MailLife, FaultRates),
    "calendar": (CalendarLife, CalendarFaultRates),
    "contacts": (ContactsLife, CalendarFaultRates),
}
"""What lives in a world, by name, and what may go wrong there."""


class World:
    """Everything of one seed and one stream."""

    def __init__(
        self,
        seed: int,
        stream: str = "mail",
        *,
        keep_trace: bool = False,
        options: Options | None = None,
    ) -> None:
        life, rates = STREAMS[stream]
        self.seed = seed
        self.chance = Random(seed)
        self.options = options or swarm(self.chance, rates)
        self.marks = Marks()
        self.trace = Trace(keep_trace)
        self.faults = Faults(self.options.faults, self.chance, self.marks)
        self.outside = _outside(seed, self.faults, _rules(self.chance, self.options))
        self.stream: StreamLife = life(
            self.chance, self.outside, self.faults, self.options, self.marks, self.trace
        )
        self._logged = LogLines()
        self.kept = NothingIsKept(self._logged)
        self.effects = EffectCounts()
        holders = OneHolder(self.outside.surroundings)
        watchers: tuple[Watcher, ...] = (self.kept, holders, self.effects, *self.stream.watchers)
        self.scheduler = Scheduler(self.chance, self.faults, watchers, self.trace)
        self.engine = Engine(
            self.outside, self.scheduler, self.faults, self.chance, self.options.torn_rows
        )
        self.scheduler.on_end = self.engine.ended

    def live(self) -> "World":
        """Live this seed's life.

        Raises:
            Violation: an invariant broke. Any other exception is a fault of the engine's own.
        """
        with self._logged:
            self.stream.begin()
            self.engine.timer("directory")
            for _ in range(self.options.phases):
                self._be_busy()
                self._be_quiet()
                live_promptly(self)
        return self

    def _be_busy(self) -> None:
        self.faults.active = True
        self.outside.tenant.rules = _rules(self.chance, self.options)
        for _ in range(self.options.moves):
            if self.chance.random() < self.options.acts:
                self.stream.act()
            elif self.chance.random() < _DISTURBED:
                self.stream.disturb()
            else:
                self._run()

    def _be_quiet(self) -> None:
        self.stream.disturb()
        self.faults.active = False
        self.outside.tenant.rules = _calm(self.outside.tenant.rules)
        self.stream.mend()
        come_to_rest(self)
        self.stream.check()
        stay_quiet(self)
        self.stream.check()
        self.stream.settle()
        self._explain_poison()
        for outcome, count in self.engine.outcomes.items():
            self.marks.add({f"outcome.{outcome}": count})
        self.engine.outcomes.clear()

    def _run(self) -> None:
        """Let the engine and its surroundings go on a little."""
        drawn = self.chance.random()
        if drawn < 0.1:
            jump = int(self.chance.expovariate(1 / self.options.jump_seconds))
            if self.chance.random() < _STALLED:
                jump += limits.LEASE_SECONDS
            self.trace.note(f"now {self.outside.surroundings.advance(jump)}")
        elif drawn < 0.17:
            self.engine.timer(self.chance.choice(self.stream.timers))
        elif drawn < 0.3:
            self.deliver_posts()
        elif len(self.scheduler.processes) < self.options.parallel:
            self.engine.work()
        for _ in range(self.chance.randrange(_STEPS_MAX)):
            if not self.scheduler.step_any():
                return

    def deliver_posts(self) -> None:
        """Hand over what notifications are due, in any order, now and then with a forged one."""
        posts = self.outside.tenant.outbox.take_due(
            self.outside.surroundings.now(), self.outside.tenant.rules
        )
        self.chance.shuffle(posts)
        if self.faults.strikes("notification_forged"):
            posts.append(self._forged())
        for post in posts:
            self.engine.notify(post)

    def _forged(self) -> Post:
        """Return a post that somebody else made up."""
        mailbox = self.outside.tenant.mailboxes()[0].id
        content = {
            "resource": f"Users/{mailbox}/Messages/x",
            "clientState": self.chance.choice(("", f"{MARK}.00", "a.b")),
            "tenantId": self.outside.tenant.id,
        }
        told = Notification(
            subscription="none",
            url="https://rapport.test/api/notifications",
            content=content,
            first_due_at=self.outside.surroundings.now(),
        )
        return Post(url=told.url, notifications=(told,))

    def _explain_poison(self) -> None:
        """Only what ends processes or delivers twice may bring a message into a poison queue."""
        rates = self.options.faults
        explained = rates.crash_before + rates.crash_after + rates.delivery_doubled
        explained += rates.storage_unavailable + rates.lost_answer + rates.delivery_hopeless
        if self.engine.poisoned and not explained:
            raise Violation(f"{self.engine.poisoned} messages were poisoned, and nothing crashed")
        if self.engine.poisoned:
            self.marks.hit("poisoned")


def _outside(seed: int, faults: Faults, rules: ServerRules) -> Outside:
    surroundings = ManualSurroundings(seed, BEGINNING)
    digester = Digester(b"the world's key is no secret at all")
    tenant = Tenant(surroundings, rules)
    return Outside(
        surroundings=surroundings,
        tenant=tenant,
        calendar=BusyCalendar(tenant, faults),
        crm=MoodyCrm(faults, surroundings.now),
        contacts=BusyContacts(tenant, faults),
        crm_calendar=BusyCrmCalendar(surroundings.now, faults),
        memory=InMemoryMemory(digester=digester),
        policies=InMemoryPolicyStore(),
        queue=InMemoryQueue(surroundings),
        scorer=WordScorer(faults),
        digester=digester,
    )


def _calm(rules: ServerRules) -> ServerRules:
    """Return what is no fault but the way Microsoft Graph lists: small and empty pages, any order."""
    return ServerRules(
        page_items_max=rules.page_items_max,
        empty_page_chance=rules.empty_page_chance,
        order_shuffled=rules.order_shuffled,
        text_normalised=rules.text_normalised,
        outside_told_removed=rules.outside_told_removed,
        declined_kept=rules.declined_kept,
    )


def _rules(chance: Random, options: Options) -> ServerRules:
    """Return how Microsoft Graph behaves in one busy time."""
    rates = options.faults
    return ServerRules(
        page_items_max=chance.choice((2, 3, 7, 1_000)),
        empty_page_chance=chance.choice((0.0, 0.3)),
        order_shuffled=chance.random() < 0.5,
        cursor_loss_chance=rates.cursor_lost / 4,
        replay_chance=chance.choice((0.0, 0.3)),
        handshake_failure_chance=chance.choice((0.0, 0.0, 0.2)),
        notification_delay_seconds=chance.choice((0.0, 5.0, 300.0)),
        notification_lost_chance=rates.notification_lost,
        notification_doubled_chance=rates.notification_doubled,
        notifications_per_post_max=chance.choice((1, 3, 100)),
        missed_told_chance=chance.choice((0.0, 0.5)),
        **_of_calendars(options),
    )


def _of_calendars(options: Options) -> dict[str, Any]:
    """Return how Microsoft Graph keeps calendars in one world: the same all the time."""
    habits = Random(repr(options))
    return {
        "text_normalised": habits.random() < 0.5,
        "outside_told_removed": habits.random() < 0.8,
        "declined_kept": habits.random() < 0.5,
        "meeting_delay_seconds": habits.choice((0.0, 0.0, 5.0, 120.0)),
    }
