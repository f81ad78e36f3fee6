"""Figures of one user: what is unchanged, changed and new, counted outside and timed here."""

from bench.changed import CRM, GRAPH, STORAGE, Targets, counts_of, cpu_of
from bench.contacts.changes import changes
from bench.contacts.floor import floor_of
from bench.contacts.naive import naive_per_thousand
from bench.mail.figures import Figures

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
_TARGETS = Targets(
    unchanged=UNCHANGED_TARGETS, to_crm=TO_CRM, to_outlook=TO_OUTLOOK, sweep=SWEEP_TARGETS
)


async def count_figures(storage: str, count: int) -> Figures:
    """Return what is asked of the outside, a thousand contacts; the echo of the engine's writes included.

    Args:
        storage: connection string of the storage emulator.
        count: contacts made and changed on each side.
    """
    told, naive = await changes(count, storage), await naive_per_thousand(storage)
    return counts_of(told, naive, _TARGETS, "sweep")


async def cpu_figures(count: int, rounds: int) -> Figures:
    """Return CPU milliseconds a thousand contacts, and a comparison's ratio to its floor.

    The engine's memory is held in this process; SQLite works inside it. The least disturbed round counts.
    """
    ran = [await changes(count) for _ in range(rounds)]
    return cpu_of(ran, floor_of(ran[-1].sweep_pages), WITHIN)
