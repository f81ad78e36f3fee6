"""Figures of one user: what is unchanged, changed and new, counted outside and timed here."""

from bench.contacts.changes import Changes, changes
from bench.contacts.floor import floor_of
from bench.contacts.naive import naive_per_thousand
from bench.mail.figures import Figure, Figures
from flows.meter import Cost

GRAPH, CRM, STORAGE = (
    c.value for c in (Cost.GRAPH_REQUESTS, Cost.CRM_ROUND_TRIPS, Cost.STORAGE_TRANSACTIONS)
)
UNCHANGED_TARGETS = {GRAPH: 1.0, CRM: 1.0, STORAGE: 6.0}
"""One look at a mailbox in which nothing happened: one delta call, one question to the list's feed. The
storage transactions are those of a calendar: see bench.calendar.costs."""
TO_CRM = {GRAPH: 260.0, CRM: 200.0, STORAGE: 150.0}
"""A thousand contacts new or changed in Outlook. Delta tells ids alone (it takes no $expand), and four
contacts are read in one request; the list is written fifty at a time; what the firm shares is compared after."""
TO_OUTLOOK = {GRAPH: 1_600.0, CRM: 200.0, STORAGE: 150.0}
"""A thousand contacts new or changed in the CRM: Graph has no request that writes many contacts, and each is
read before it is written, and once more as delta tells it, four in a request."""
SWEEP_TARGETS = {GRAPH: 6.0, CRM: 12.0, STORAGE: 25.0}
"""A thousand contacts compared whole, all in step: list and firm too."""
WITHIN = 4.0
"""The engine's CPU for a comparison of contacts in step is at most this many times the floor's."""


async def count_figures(storage: str, count: int) -> Figures:
    """Return what is asked of the outside, a thousand contacts; the echo of the engine's writes included.

    Args:
        storage: connection string of the storage emulator.
        count: contacts made and changed on each side.
    """
    told, naive = await changes(count, storage), await naive_per_thousand(storage)
    figures = {
        f"unchanged_mailbox_{cost}": Figure(
            measured=told.unchanged.outside[cost],
            unit="count",
            at_most=target,
            naive=told.sweep.outside[cost],
        )
        for cost, target in UNCHANGED_TARGETS.items()
    }
    for name, measured in told.by_name.items():
        targets = TO_CRM if name.endswith("in_outlook") else TO_OUTLOOK
        for cost, target in targets.items():
            figures[f"{name}_{cost}_per_1000"] = Figure(
                measured=measured.per_thousand(cost),
                unit="count",
                at_most=target,
                naive=naive[name][cost],
            )
    return figures | _sweep(told)


def _sweep(told: Changes) -> Figures:
    return {
        f"sweep_{cost}_per_1000": Figure(
            measured=told.sweep.outside[cost] * 1_000 / (2 * told.contacts),
            unit="count",
            at_most=target,
        )
        for cost, target in SWEEP_TARGETS.items()
    }


async def cpu_figures(count: int, rounds: int) -> Figures:
    """Return CPU milliseconds a thousand contacts, and a comparison's ratio to its floor.

    The engine's memory is held in this process; SQLite works inside it. The least disturbed round counts.
    """
    ran = [await changes(count) for _ in range(rounds)]
    floor = floor_of(ran[-1].sweep_pages)
    figures: Figures = {
        "cpu_unchanged_mailbox_ms": _ms(min(r.unchanged.cpu_seconds for r in ran) * 1_000)
    }
    for name in ran[0].by_name:
        least = min(r.by_name[name].cpu_ms_per_thousand for r in ran)
        figures[f"cpu_{name}_ms_per_1000"] = _ms(least)
    sweep = min(r.sweep.cpu_seconds for r in ran) * 1_000_000 / (2 * count)
    for name, each in (("decode", floor.decode), ("digest", floor.digest)):
        figures[f"cpu_floor_{name}_ms_per_1000"] = _ms(each)
    return figures | {
        "cpu_sweep_ms_per_1000": _ms(sweep),
        "cpu_sweep_times_floor": Figure(measured=sweep / floor.whole, unit="times", at_most=WITHIN),
    }


def _ms(milliseconds: float) -> Figure:
    return Figure(measured=milliseconds, unit="ms")
