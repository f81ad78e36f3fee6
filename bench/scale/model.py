"""The model put together: a day of a firm, lived by rules and measured times in place of the engine."""

from dataclasses import dataclass, field
from random import Random

from bench.cost.arithmetic import Usage
from bench.cost.month import usage_of
from bench.cost.stated import Stated
from bench.cost.work import Work
from bench.scale.clock import Clock
from bench.scale.host import Host
from bench.scale.mailbox import Box
from bench.scale.outside import Outside
from bench.scale.platform import Platform
from bench.scale.running import Running
from bench.scale.scenario import Arrivals, Scenario, arrivals_of, told_times
from bench.scale.services import Services
from bench.scale.waking import Timers, Webhook, every
from bench.scale.watching import Sample, Watch
from sync_core import limits
from sync_core.ncrontab import Schedule

_SAMPLE_SECONDS = 60.0
_SWEEP_SECONDS = 3_600.0


@dataclass(slots=True, kw_only=True)
class Lived:
    """A day that was lived, and what it took."""

    scenario: Scenario
    watch: Watch
    work: Work
    """All runs together, as measured by kind."""
    active_seconds: float
    """Of the queue's and the timers' instances, as billed."""
    http_active_seconds: float
    instances_most: int
    http_instances_most: int
    sweep_tick_longest_seconds: float
    gets: int
    """Times that instances asked the queue."""
    boxes: list[Box] = field(repr=False)
    calls: int

    def usage(self, stated: Stated, days: float) -> Usage:
        """Return what is billed of it, with an always ready instance for so many days."""
        main = usage_of(self.work, self.active_seconds, stated)
        http = usage_of(Work(), self.http_active_seconds, stated, is_ready=True)
        ready = stated.always_ready_http * stated.instance_mb / 1_024 * days * 86_400
        return main + http + Usage(
            gb_seconds=0, executions=0, ready_gb_seconds=ready, ready_active_gb_seconds=0,
            queue_operations=self.gets, table_operations=0, blob_operations=0, log_bytes=0,
        )  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Beginning:
    """How things stand when the day begins; chance spreads what is not told."""

    arrivals: list[Arrivals] | None = None
    told_at: list[list[float]] | None = None
    """When Graph tells of each of them."""
    swept_at: list[float] | None = None
    subscribed_until: list[float] | None = None
    instances: int | None = None
    """So many from the beginning to the end; None: as the plan scales."""
    chance: float | None = None
    """What every draw of a run's is; None: drawn anew each time."""
    schedules: dict[str, str] = field(default_factory=dict)
    """When timers tick (NCRONTAB), by name."""


def live(scenario: Scenario, services: Services, platform: Platform, beginning: Beginning) -> Lived:
    """Return a scenario as it is lived: the same for a seed."""
    draw, clock, watch = Random(f"life of {scenario.seed}"), Clock(), Watch()
    boxes = _boxes(scenario, beginning, draw)
    drawn = beginning.chance
    running = Running(
        clock,
        services,
        Outside(scenario, watch),
        watch,
        draw.random if drawn is None else lambda: drawn,
    )
    running.outage_answer_seconds = scenario.outage_answer_seconds
    host = Host(clock, platform, running.begin, beginning.instances)
    webhook = Webhook(clock, services, platform, host, watch)
    timers = Timers(clock, services, platform, host, watch, boxes)
    running.host, running.ended_firm = host, timers.ended
    told = beginning.told_at or [told_times(scenario, box.arrivals, draw) for box in boxes]
    for box, times in zip(boxes, told, strict=True):
        for time in times:
            clock.at(time, webhook.post, box)
    until = scenario.hours * 3_600
    for name, schedule in beginning.schedules.items():
        every(clock, _times(schedule, until), timers.tick, name)
    _look_every_minute(clock, host, watch, until)
    calls = clock.run(until)
    return Lived(
        scenario=scenario,
        watch=watch,
        work=_all_work(services, watch),
        active_seconds=host.active_seconds + timers.active_seconds,
        http_active_seconds=webhook.active_seconds,
        instances_most=host.most,
        http_instances_most=webhook.most,
        sweep_tick_longest_seconds=timers.longest_seconds,
        gets=host.gets,
        boxes=boxes,
        calls=calls,
    )


def _boxes(scenario: Scenario, beginning: Beginning, draw: Random) -> list[Box]:
    arrivals = beginning.arrivals or arrivals_of(scenario)
    least = limits.SUBSCRIPTION_RENEW_BEFORE_MINUTES * 60
    most = limits.SUBSCRIPTION_MINUTES * 60
    swept = beginning.swept_at or [-draw.random() * _SWEEP_SECONDS for _ in arrivals]
    until = beginning.subscribed_until or [draw.uniform(least, most) for _ in arrivals]
    return [Box(*of) for of in zip(arrivals, swept, until, strict=True)]


def _times(schedule: str, until: float) -> list[float]:
    """Return when a timer ticks, by its time of day."""
    told = Schedule.parse(schedule)
    of_a_day = [
        h * 3_600.0 + m * 60 + s for h in told.hours for m in told.minutes for s in told.seconds
    ]
    days = range(int(until // 86_400) + 1)
    return [d * 86_400 + t for d in days for t in of_a_day if d * 86_400 + t <= until]


def _look_every_minute(clock: Clock, host: Host, watch: Watch, until: float) -> None:
    def look() -> None:
        watch.samples.append(
            Sample(
                at=clock.now,
                waiting=host.waiting,
                delayed=host.delayed,
                instances=len(host.instances),
                running=host.running,
                requests=watch.counts["graph_requests"],
                executions=watch.kinds.total(),
                captured=watch.counts["captured"],
            )
        )
        if clock.now + _SAMPLE_SECONDS <= until:
            clock.at(clock.now + _SAMPLE_SECONDS, look)

    clock.at(0.0, look)


def _all_work(services: Services, watch: Watch) -> Work:
    """Return what all runs took: each kind as measured, and what each message and its CRM trips add."""
    whole = Work()
    for kind, runs in watch.kinds.items():
        whole += services.kinds[kind].times(runs)
    found = watch.counts["mails_found"]
    return whole + Work(
        table_operations=found * services.mail_table_operations,
        cpu_seconds=found * services.mail_cpu_seconds,
        sends=watch.counts["swept_items"],
    )
