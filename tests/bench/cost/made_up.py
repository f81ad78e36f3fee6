"""Measurements made up for tests: round numbers, one of everything the month needs."""

from bench.cost.work import Measured, Work

SCHEDULES = {"sweep": "0 */15 * * * *", "prune": "0 40 3 * * *"}
_ITEM = Work(
    items=1,
    sends=1,
    table_operations=10,
    graph_requests=1,
    cpu_seconds=0.05,
    log_lines=1,
    log_bytes=100,
)
_NAMES = (
    "mail.arriving_1000",
    "mail.gathered_1000",
    "mail.history_1000",
    "mail.idle_wake",
    "mail.idle_sweep",
    "mail.renewal",
    "timer.sweep.item",
    "timer.prune.item",
    "calendar.idle",
    "calendar.compared_1000",
    "calendar.changed_1000",
    "contacts.idle",
    "contacts.compared_1000",
    "contacts.changed_1000",
)
MEASURED = Measured(
    {name: _ITEM.times(1_000 if name.endswith("1000") else 1) for name in _NAMES}
    | {
        "mail.posted_1000": Work(posts=1_000, sends=1_000, cpu_seconds=4),
        "timer.sweep": Work(ticks=1, table_operations=4, cpu_seconds=0.02),
        "timer.prune": Work(ticks=1, sends=1, cpu_seconds=0.01),
    }
)


def without(name: str) -> Measured:
    """Return everything but one measurement."""
    return Measured({n: work for n, work in MEASURED.works.items() if n != name})
