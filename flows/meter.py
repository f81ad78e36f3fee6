"""Counting what work costs outside: requests, round trips, transactions. Counted first, timed later."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

from flows.ports.telemetry import Silence, Telemetry


class Cost(StrEnum):
    """What is counted."""

    GRAPH_REQUESTS = "graph_requests"
    GRAPH_THROTTLED = "graph_throttled"
    """Answers that told us to wait, those inside a batch too."""
    CRM_ROUND_TRIPS = "crm_round_trips"
    STORAGE_TRANSACTIONS = "storage_transactions"
    NOTIFICATIONS = "notifications"
    NOTIFICATIONS_DROPPED = "notifications_dropped"
    WORK_ITEMS_DROPPED = "work_items_dropped"


_SPENT: ContextVar[Counter[Cost] | None] = ContextVar("spent", default=None)


class Meter:
    """Counts of one process since it started; adapters count each request they send."""

    def __init__(self, telemetry: Telemetry | None = None) -> None:
        """Count, and let adapters time their requests for whoever measures (nobody, by default)."""
        self.telemetry: Telemetry = telemetry or Silence()
        self._counts: Counter[Cost] = Counter()

    def count(self, cost: Cost, times: int = 1) -> None:
        """Add to one count, and to that of the work item that runs."""
        self._counts[cost] += times
        spent = _SPENT.get()
        if spent is not None:
            spent[cost] += times

    def read(self) -> dict[str, int]:
        """Return every count by name, zeros too."""
        return {cost.value: self._counts[cost] for cost in Cost}

    @contextmanager
    def apart(self) -> Iterator[Counter[Cost]]:
        """Yield what is counted inside, apart from all that other work of this process counts meanwhile."""
        spent: Counter[Cost] = Counter()
        before = _SPENT.set(spent)
        try:
            yield spent
        finally:
            _SPENT.reset(before)
