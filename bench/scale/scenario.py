"""What a day brings: how many mailboxes, how much mail and when, and what goes wrong outside. Times are seconds from midnight, UTC."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

_HOUR = 3_600.0
DAY_SECONDS = 24 * _HOUR
_BY_HOUR = (
    0.2,
    0.2,
    0.2,
    0.2,
    0.3,
    0.6,
    1.5,
    4,
    12,
    14,
    10,
    7,
    5,
    7,
    8,
    7,
    6,
    4,
    2.5,
    2,
    1.5,
    1,
    0.5,
    0.3,
)
"""Mail by the hour of a working day in one time zone, as weights: half of it before noon, the peak from 8 to 11."""
_EXTERNAL = 2 / 3
"""Mails with somebody outside the firm: only these are written into the CRM (bench.mail.made_up draws as many)."""


@dataclass(frozen=True, slots=True)
class Window:
    """A time from, up to but not including another."""

    begins: float
    ends: float

    def holds(self, at: float) -> bool:
        """Return whether a time lies within."""
        return self.begins <= at < self.ends


NEVER = Window(0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One day of one firm."""

    name: str = "a working day"
    mailboxes: int = 10_000
    mails_day: float = 60
    hours: float = 24
    """How long is looked at; mail arrives on the first day alone."""
    outage: Window = NEVER
    """Microsoft Graph answers every request with 503 and tells of nothing; what it has to tell comes after."""
    outage_answer_seconds: float = 0.5
    """How long such an answer takes; limits.GRAPH_ANSWER_SECONDS where none comes."""
    told_after_outage_seconds: float = 600
    """Within so long after the outage the notifications that were held back come."""
    notification_seconds: float = 5.0
    """Each notification is late by up to this."""
    crm_trips_day: float | None = None
    """Round trips that the CRM allows a day, counted from midnight; None: as many as are made."""
    graph_requests_10s: int = 130_000
    """Of one application, all tenants together (facts: graph §5)."""
    seed: int = 1


@dataclass(slots=True)
class Arrivals:
    """One mailbox's mail: when each message arrives, soonest first, and whether it goes to the CRM."""

    at: list[float]
    is_external: bytearray


def arrivals_of(scenario: Scenario) -> list[Arrivals]:
    """Return each mailbox's mail: the same for a seed. Counts vary from mailbox to mailbox as chance has it."""
    draw = Random(scenario.seed)
    sums = [0.0, *accumulate(_BY_HOUR)]
    return [_arrivals(draw, scenario.mails_day, sums) for _ in range(scenario.mailboxes)]


def _arrivals(draw: Random, mean: float, sums: Sequence[float]) -> Arrivals:
    """Return a Poisson process of the day's shape: gaps are exponential in units of the day's mean."""
    times: list[float] = []
    spent = draw.expovariate(1.0) / mean if mean else 1.0
    while spent < 1.0:
        weight = spent * sums[-1]
        hour = bisect_left(sums, weight, 1) - 1
        share = (weight - sums[hour]) / _BY_HOUR[hour]
        times.append((hour + min(share, 1.0)) * _HOUR)
        spent += draw.expovariate(1.0) / mean
    return Arrivals(times, bytearray(draw.random() < _EXTERNAL for _ in times))


def told_times(scenario: Scenario, arrivals: Arrivals, draw: Random) -> list[float]:
    """Return when Graph tells of each of a mailbox's messages; what falls into the outage comes after it."""
    times = []
    for arrived in arrivals.at:
        share = draw.random()
        told = arrived + share * scenario.notification_seconds
        if scenario.outage.holds(told):
            told = scenario.outage.ends + share * scenario.told_after_outage_seconds
        times.append(told)
    return times
