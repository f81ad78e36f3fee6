"""What is watched of the model: counts, a look every minute, and how long things took."""

from collections import Counter
from dataclasses import dataclass, field

_BUCKET_SECONDS = 300.0


@dataclass(slots=True, kw_only=True)
class Sample:
    """One look."""

    at: float
    waiting: int
    """Items that an instance could take now."""
    delayed: int
    """Items put back for later."""
    instances: int
    running: int
    requests: int
    """Asked of Graph so far."""
    executions: int
    captured: int


@dataclass(slots=True)
class Watch:
    """Everything that the model tells."""

    kinds: Counter[str] = field(default_factory=Counter)
    """Runs by kind: what each takes is known from measurement."""
    outcomes: Counter[str] = field(default_factory=Counter)
    """Runs by task and outcome."""
    counts: Counter[str] = field(default_factory=Counter)
    """Graph requests, those throttled or refused, CRM round trips, messages and items by name."""
    samples: list[Sample] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    """Seconds from when an item could be taken until it was."""
    latencies: list[float] = field(default_factory=list)
    """Seconds from a message's arrival until it was captured, or left out."""
    answers: list[float] = field(default_factory=list)
    """Seconds until a post was answered."""
    by_arrival: dict[int, list[float]] = field(default_factory=dict)
    """Latencies by when the message arrived."""

    def decided(self, arrived: float, now: float) -> None:
        """Note that a message was decided."""
        self.latencies.append(now - arrived)
        self.by_arrival.setdefault(int(arrived // _BUCKET_SECONDS), []).append(now - arrived)

    def latency_by_arrival(self, share: float) -> list[tuple[float, float]]:
        """Return (time of arrival, quantile of the seconds it took) for every five minutes."""
        return [
            (bucket * _BUCKET_SECONDS, quantile(seconds, share))
            for bucket, seconds in sorted(self.by_arrival.items())
        ]


def quantile(numbers: list[float], share: float) -> float:
    """Return the smallest number that at least this share of them does not exceed; 0 of none."""
    if not numbers:
        return 0.0
    ordered = sorted(numbers)
    return ordered[min(max(int(len(ordered) * share + 0.999999) - 1, 0), len(ordered) - 1)]


def spread(numbers: list[float]) -> dict[str, float]:
    """Return the median, the 95th of a hundred and the longest, in seconds."""
    ordered = sorted(numbers)
    return {
        "p50": round(quantile(ordered, 0.5), 2),
        "p95": round(quantile(ordered, 0.95), 2),
        "max": round(ordered[-1], 2) if ordered else 0.0,
    }
