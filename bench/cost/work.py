"""What some work took, counted and timed on this machine."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from bench.cost.arithmetic import NotMeasured


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Counts of one piece of work."""

    posts: float = 0
    """Executions of the webhook."""
    ticks: float = 0
    """Executions of timers."""
    items: float = 0
    """Executions of the queues' functions, one a work item."""
    sends: float = 0
    """Items stored in a queue."""
    table_operations: float = 0
    graph_requests: float = 0
    crm_round_trips: float = 0
    cpu_seconds: float = 0
    log_lines: float = 0
    log_bytes: float = 0
    """Of their texts."""

    def __add__(self, other: "Work") -> "Work":
        """Return both together."""
        return Work(
            **{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        )

    def __sub__(self, other: "Work") -> "Work":
        """Return what came since the other."""
        return self + other.times(-1)

    def times(self, factor: float) -> "Work":
        """Return so many times this."""
        return Work(**{f.name: getattr(self, f.name) * factor for f in fields(self)})

    @property
    def executions(self) -> float:
        """Executions of any function."""
        return self.posts + self.ticks + self.items

    def told(self) -> dict[str, float]:
        """Return the counts as JSON knows them."""
        return {name: round(number, 6) for name, number in asdict(self).items()}

    @staticmethod
    def read(name: str, told: Mapping[str, Any]) -> "Work":
        """Return what a mapping tells.

        Raises:
            NotMeasured: a count is missing, or is not a number of 0 or more.
        """
        found = {}
        for one in (f.name for f in fields(Work)):
            number = told.get(one)
            if not isinstance(number, int | float) or isinstance(number, bool) or not number >= 0:
                raise NotMeasured(f"{name}.{one}")
            found[one] = float(number)
        return Work(**found)


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that was measured, by name."""

    works: Mapping[str, Work]

    def need(self, name: str) -> Work:
        """Return one piece of work.

        Raises:
            NotMeasured: nobody measured it.
        """
        if name not in self.works:
            raise NotMeasured(name)
        return self.works[name]

    def told(self) -> dict[str, dict[str, float]]:
        """Return it as JSON knows it."""
        return {name: work.told() for name, work in self.works.items()}

    @staticmethod
    def read(told: Mapping[str, Any]) -> "Measured":
        """Return what a former run printed as `measured`.

        Raises:
            NotMeasured: a count is missing or is no number; names it.
        """
        if not all(isinstance(one, Mapping) for one in told.values()):
            raise NotMeasured("measured: expected a mapping of counts for each name")
        return Measured({name: Work.read(name, one) for name, one in told.items()})
