"""Counting what work costs outside: requests, round trips, transactions. Counted first, timed later."""

from collections import Counter
from enum import StrEnum


class Cost(StrEnum):
    """What is counted."""

    GRAPH_REQUESTS = "graph_requests"
    CRM_ROUND_TRIPS = "crm_round_trips"
    STORAGE_TRANSACTIONS = "storage_transactions"
    NOTIFICATIONS = "notifications"
    NOTIFICATIONS_DROPPED = "notifications_dropped"
    WORK_ITEMS_DROPPED = "work_items_dropped"


class Meter:
    """Counts of one process since it started; adapters count each request they send."""

    def __init__(self) -> None:
        self._counts: Counter[Cost] = Counter()

    def count(self, cost: Cost, times: int = 1) -> None:
        """Add to one count."""
        self._counts[cost] += times

    def read(self) -> dict[str, int]:
        """Return every count by name, zeros too."""
        return {cost.value: self._counts[cost] for cost in Cost}
