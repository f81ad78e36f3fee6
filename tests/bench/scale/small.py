"""Small firms for tests: a scenario that the engine and the model both live, and times made up for it."""

from collections.abc import Sequence
from random import Random

from bench.cost.work import Work
from bench.scale.lived import CHANCE, SWEEP_SCHEDULE, Told, live_engine
from bench.scale.model import Beginning, Lived, live
from bench.scale.platform import platform_of
from bench.scale.scenario import Arrivals, Scenario, told_times
from bench.scale.services import Services

GRAPH_SECONDS = 0.25
_KINDS = ("post", "wake", "sweep", "coalesced", "refused", "renewal", "timer.sweep")
_FOR_EVER = 600_000.0


def burst_and_singles(mailboxes: int, hours: float, seed: int) -> list[Arrivals]:
    """Return mail at odd seconds, where nothing falls together with a poll; the first mailbox has a burst too."""
    draw, found = Random(seed), []  # noqa: S311 - seeded chance is not cryptography
    for number in range(mailboxes):
        times = [2 * draw.randrange(1, int(hours * 1_800) - 5) + 1.0 for _ in range(30)]
        burst = 2 * draw.randrange(100, int(hours * 1_500)) + 1.0
        if number == 0:
            times += [burst + 2 * (k // 8) for k in range(24)]
        external = bytearray(draw.random() < 2 / 3 for _ in times)
        found.append(Arrivals(sorted(times), external))
    return found


def free_of_charge(sweep_requests: int, **others: float) -> Services:
    """Return times in which requests alone take any; a page in the CRM is one round trip."""
    told = {
        "graph_seconds": GRAPH_SECONDS,
        "crm_seconds": 0.0,
        "storage_seconds": 0.0,
        "cores": 1.0,
        "crm_trips_page": 1.0,
        "crm_trips_mail": 0.0,
        "mail_cpu_seconds": 0.0,
        "mail_table_operations": 0.0,
    }
    kinds = {kind: Work() for kind in _KINDS}
    return Services(kinds=kinds, sweep_requests=sweep_requests, **told | others)


def both(scenario: Scenario, seed: int) -> tuple[Told, Lived]:
    """Return the same scenario as the engine lives it, and as the model does."""
    arrivals = burst_and_singles(scenario.mailboxes, scenario.hours, seed)
    draws = [Random(n) for n in range(len(arrivals))]  # noqa: S311 - as above
    told_at = [told_times(scenario, *of) for of in zip(arrivals, draws, strict=True)]
    platform = platform_of()
    engine = live_engine(scenario, arrivals, told_at, platform, GRAPH_SECONDS)
    beginning = Beginning(
        arrivals=arrivals,
        told_at=told_at,
        swept_at=engine.swept_at,
        subscribed_until=[_FOR_EVER] * scenario.mailboxes,
        instances=1,
        chance=CHANCE,
        schedules={"sweep": SWEEP_SCHEDULE},
    )
    return engine, live(scenario, free_of_charge(engine.sweep_requests), platform, beginning)


def one_mailbox(scenario: Scenario, at: Sequence[float], services: Services) -> Lived:
    """Return how the model lives a mailbox whose messages arrive at some times, all from outside."""
    beginning = Beginning(
        arrivals=[Arrivals(list(at), bytearray([1] * len(at)))],
        swept_at=[0.0],
        subscribed_until=[_FOR_EVER],
        instances=1,
        chance=CHANCE,
    )
    return live(scenario, services, platform_of(), beginning)
