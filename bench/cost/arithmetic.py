"""From usage to money: pure arithmetic, and no number of its own. What was not measured is never taken for nothing."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

from bench.cost.prices import PriceList

ACTIVE_SECONDS_MIN = 1.0
"""An instance that executes something is billed for a second at least (facts: azure §1, Flex bill)."""


class NotMeasured(Exception):
    """A number that the bill needs was not measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What was used. None: nobody measured it, which is not the same as nothing."""

    gb_seconds: float | None = None
    """Of instances on demand, while each executes anything."""
    executions: float | None = None
    ready_gb_seconds: float | None = None
    """Of always ready instances, all the time."""
    ready_active_gb_seconds: float | None = None
    """Of always ready instances, while each executes anything."""
    queue_operations: float | None = None
    table_operations: float | None = None
    blob_operations: float | None = None
    log_bytes: float | None = None

    def __add__(self, other: "Usage") -> "Usage":
        """Return both together; what one lacks, the sum lacks."""
        return Usage(**{f.name: _sum(self, other, f.name) for f in fields(self)})

    def times(self, factor: float) -> "Usage":
        """Return so many times this."""
        told = {f.name: getattr(self, f.name) for f in fields(self)}
        return Usage(**{n: None if v is None else v * factor for n, v in told.items()})


NOTHING = Usage(**{f.name: 0.0 for f in fields(Usage)})
"""Known to be nothing."""


@dataclass(frozen=True, slots=True)
class Bill:
    """USD by what they are paid for."""

    lines: Mapping[str, float]

    @property
    def total(self) -> float:
        """All of it."""
        return math.fsum(self.lines.values())

    def told(self) -> dict[str, float]:
        """Return the lines and their sum, as JSON knows them."""
        return {name: float(f"{usd:.4g}") for name, usd in self.lines.items()} | {
            "total": float(f"{self.total:.4g}")
        }


def bill(usage: Usage, prices: PriceList, *, with_grants: bool = False) -> Bill:
    """Return what some usage costs.

    Args:
        usage: of a month, where the free grants are to be taken off.
        prices: what each costs.
        with_grants: whether the month's free grants are this app's to use up. Always ready instances have none.

    Raises:
        NotMeasured: names everything that is missing.
    """
    missing = [f.name for f in fields(usage) if getattr(usage, f.name) is None]
    if missing:
        raise NotMeasured(", ".join(missing))
    free = (
        {
            "gb_seconds": prices.free_gb_seconds,
            "executions": prices.free_executions,
            "log_bytes": prices.free_log_bytes,
        }
        if with_grants
        else {}
    )
    told = {f.name: max(getattr(usage, f.name) - free.get(f.name, 0.0), 0.0) for f in fields(usage)}
    return Bill(
        {
            "compute": prices.gb_second.of(told["gb_seconds"]),
            "executions": prices.execution.of(told["executions"]),
            "always_ready": prices.ready_gb_second.of(told["ready_gb_seconds"])
            + prices.ready_active_gb_second.of(told["ready_active_gb_seconds"]),
            "queues": prices.queue_operation.of(told["queue_operations"]),
            "tables": prices.table_operation.of(told["table_operations"]),
            "blobs": prices.blob_operation.of(told["blob_operations"]),
            "logs": prices.log_gb.of(told["log_bytes"]),
        }
    )


def active_seconds(
    executions: float, seconds_each: float, over_seconds: float, at_once_max: int
) -> float:
    """Return for how long instances execute anything, where executions come at random and share them.

    One instance takes what comes until it would hold more than `at_once_max` on average; then there are more,
    each with its share. Of one that holds `n` on average, the share of time with anything on it is
    1 - exp(-n) (the queue M/G/infinity). An execution counts for a second at least, so that this is never
    less than what is billed.

    Args:
        executions: how many, within `over_seconds`.
        seconds_each: how long one takes, on average.
        over_seconds: the whole time looked at.
        at_once_max: how many one instance holds (host.json: batchSize and newBatchThreshold).

    Raises:
        ValueError: names what is not positive.
    """
    if over_seconds <= 0 or at_once_max <= 0:
        raise ValueError("over_seconds, at_once_max: expected more than 0")
    if executions < 0 or seconds_each < 0:
        raise ValueError("executions, seconds_each: expected 0 or more")
    instances = max(1, math.ceil(executions * seconds_each / over_seconds / at_once_max))
    held = executions * max(seconds_each, ACTIVE_SECONDS_MIN) / over_seconds
    return over_seconds * instances * -math.expm1(-held / instances)


def alone_seconds(executions: float, seconds_each: float) -> float:
    """Return for how long instances execute anything, where no execution ever shares one."""
    return executions * max(seconds_each, ACTIVE_SECONDS_MIN)


def _sum(one: Usage, other: Usage, name: str) -> float | None:
    here, there = getattr(one, name), getattr(other, name)
    return None if here is None or there is None else here + there
