"""Figures of one calendar: what is unchanged, changed and new, counted outside and timed here."""

from bench.calendar.changes import Changes, changes
from bench.calendar.floor import floor_of
from bench.calendar.naive import naive_per_thousand
from bench.calendar.peer import vdirsyncer
from bench.mail.figures import Figure, Figures
from flows.meter import Cost

GRAPH, CRM, STORAGE = (
    c.value for c in (Cost.GRAPH_REQUESTS, Cost.CRM_ROUND_TRIPS, Cost.STORAGE_TRANSACTIONS)
)
UNCHANGED_TARGETS = {GRAPH: 1.0, CRM: 2.0, STORAGE: 6.0}
"""One look at a mailbox in which nothing happened: one delta call, one question to the CRM's feed. The
storage transactions: the item sent, the policy (read once for all that runs within its seconds), the mailbox's
record, the lease read with the cursors, taken, and given back with them. When it was read is noted in the
mailbox's record every limits.QUIET_LOOK_NOTED_SECONDS: two more, then."""
TO_CRM = {GRAPH: 15.0, CRM: 200.0, STORAGE: 120.0}
"""A thousand events new or changed in Outlook. Graph lists 200 a page, and once more for what comes back;
the CRM is written to fifty at a time, in some seven statements; memory twice for each fifty."""
TO_OUTLOOK = {GRAPH: 1_500.0, CRM: 250.0, STORAGE: 150.0}
"""A thousand events new or changed in the CRM: Graph has no request that writes many events, and reads four
in one, so that 1,000 writes and some 400 reads in all (what is left over for the next work item is read
again) are near what can be done."""
SWEEP_TARGETS = {GRAPH: 8.0, CRM: 12.0, STORAGE: 15.0}
"""A thousand single events compared whole, all in step."""
WITHIN = 4.0
"""The engine's CPU for a comparison of events in step is at most this many times the floor's."""


async def count_figures(storage: str, count: int) -> Figures:
    """Return what is asked of the outside, a thousand events; the echo of the engine's writes included.

    Args:
        storage: connection string of the storage emulator.
        count: events made and changed on each side.
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
        f"sweep_single_{cost}_per_1000": Figure(
            measured=told.sweep.outside[cost] * 1_000 / (2 * told.events),
            unit="count",
            at_most=target,
        )
        for cost, target in SWEEP_TARGETS.items()
    }


async def cpu_figures(count: int, rounds: int) -> Figures:
    """Return CPU milliseconds a thousand events beside vdirsyncer's, and a comparison's ratio to its floor.

    The engine's memory is held in this process; SQLite works inside it. The least disturbed round counts.
    """
    ran = [await changes(count) for _ in range(rounds)]
    theirs = await vdirsyncer(count, rounds)
    floor = floor_of(ran[-1].sweep_pages)
    figures: Figures = {
        "cpu_unchanged_mailbox_ms": _ms(min(r.unchanged.cpu_seconds for r in ran) * 1_000),
        "cpu_vdirsyncer_unchanged_ms_per_1000": _ms(theirs["unchanged"]["cpu_ms"] * 1_000 / count),
    }
    for name in ran[0].by_name:
        least = min(r.by_name[name].cpu_ms_per_thousand for r in ran)
        figures[f"cpu_{name}_ms_per_1000"] = _ms(least)
        peer = theirs[name]["cpu_ms"] * 1_000 / count
        figures[f"cpu_vdirsyncer_{name}_ms_per_1000"] = _ms(peer)
        figures[f"cpu_{name}_times_vdirsyncer"] = Figure(measured=least / peer, unit="times")
    sweep = min(r.sweep.cpu_seconds for r in ran) * 1_000_000 / (2 * count)
    for name, each in (("decode", floor.decode), ("digest", floor.digest)):
        figures[f"cpu_floor_{name}_ms_per_1000"] = _ms(each)
    return figures | {
        "cpu_sweep_ms_per_1000": _ms(sweep),
        "cpu_sweep_times_floor": Figure(measured=sweep / floor.whole, unit="times", at_most=WITHIN),
    }


def _ms(milliseconds: float) -> Figure:
    return Figure(measured=milliseconds, unit="ms")
