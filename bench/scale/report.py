"""What a lived day is told by: numbers for people, and series for plots."""

from itertools import pairwise

from bench.cost.arithmetic import bill
from bench.cost.prices import PriceList
from bench.cost.stated import Stated
from bench.scale.model import Lived
from bench.scale.watching import quantile, spread

_DAY_HOURS = 24


def told(lived: Lived, prices: PriceList, stated: Stated) -> dict[str, object]:
    """Return the numbers of a lived scenario."""
    watch, scenario = lived.watch, lived.scenario
    arrived = sum(len(box.arrivals.at) for box in lived.boxes)
    costs = bill(lived.usage(stated, scenario.hours / _DAY_HOURS), prices)
    samples = watch.samples
    return {
        "mailboxes": scenario.mailboxes,
        "hours": scenario.hours,
        "mails": arrived,
        "captured": watch.counts["captured"],
        "mail_age_seconds": spread(watch.latencies),
        "queue_wait_seconds": spread(watch.waits),
        "webhook_answer_seconds": spread(watch.answers),
        "items_waiting_most": max(s.waiting for s in samples),
        "items_delayed_most": max(s.delayed for s in samples),
        "instances_most": lived.instances_most,
        "http_instances_most": lived.http_instances_most,
        "graph_requests_a_second": _rates(lived),
        "counts": dict(sorted(watch.counts.items())),
        "runs": dict(sorted(watch.outcomes.items())),
        "executions": watch.kinds.total(),
        "sweep_timer_longest_seconds": round(lived.sweep_tick_longest_seconds, 1),
        "instance_seconds": round(lived.active_seconds),
        "usd": costs.told(),
        "usd_per_million_mails": round(costs.total / max(arrived, 1) * 1e6, 2),
    }


def _rates(lived: Lived) -> dict[str, float]:
    """Return the median, the 95th of a hundred and the highest of each minute's requests a second."""
    rates = [rate for _, rate in requests_a_second(lived)]
    return {
        "mean": round(sum(rates) / max(len(rates), 1), 2),
        "p95": round(quantile(rates, 0.95), 2),
        "max": round(max(rates, default=0.0), 2),
    }


def requests_a_second(lived: Lived) -> list[tuple[float, float]]:
    """Return (time, requests to Graph a second) for every minute."""
    samples = lived.watch.samples
    return [
        (after.at, (after.requests - before.requests) / (after.at - before.at))
        for before, after in pairwise(samples)
        if after.at > before.at
    ]
