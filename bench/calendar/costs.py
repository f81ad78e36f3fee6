"""Figures of one calendar: what is unchanged, changed and new, counted outside and timed here."""

from bench.calendar.changes import changes
from bench.calendar.floor import floor_of
from bench.calendar.naive import naive_per_thousand
from bench.calendar.peer import vdirsyncer
from bench.changed import CRM, GRAPH, STORAGE, Targets, counts_of, cpu_of, milliseconds
from bench.mail.figures import Figure, Figures

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
_TARGETS = Targets(
    unchanged=UNCHANGED_TARGETS, to_crm=TO_CRM, to_outlook=TO_OUTLOOK, sweep=SWEEP_TARGETS
)


async def count_figures(storage: str, count: int) -> Figures:
    """Return what is asked of the outside, a thousand events; the echo of the engine's writes included.

    Args:
        storage: connection string of the storage emulator.
        count: events made and changed on each side.
    """
    told, naive = await changes(count, storage), await naive_per_thousand(storage)
    return counts_of(told, naive, _TARGETS, "sweep_single")


async def cpu_figures(count: int, rounds: int) -> Figures:
    """Return CPU milliseconds a thousand events beside vdirsyncer's, and a comparison's ratio to its floor.

    The engine's memory is held in this process; SQLite works inside it. The least disturbed round counts.
    """
    ran = [await changes(count) for _ in range(rounds)]
    figures = cpu_of(ran, floor_of(ran[-1].sweep_pages), WITHIN)
    theirs = {
        name: cost["cpu_ms"] * 1_000 / count
        for name, cost in (await vdirsyncer(count, rounds)).items()
    }
    figures["cpu_vdirsyncer_unchanged_ms_per_1000"] = milliseconds(theirs["unchanged"])
    for name in ran[0].by_name:
        ours = figures[f"cpu_{name}_ms_per_1000"].measured
        figures[f"cpu_vdirsyncer_{name}_ms_per_1000"] = milliseconds(theirs[name])
        figures[f"cpu_{name}_times_vdirsyncer"] = Figure(measured=ours / theirs[name], unit="times")
    return figures
