"""What one world is like: every probability and size is itself drawn from the seed (swarm testing).

Some faults are off entirely in most worlds, so that the others get room: a world in which everything
fails at once never gets anywhere, and hides what only a single steady fault shows.
"""

from dataclasses import dataclass, fields
from random import Random

_OFF = 0.55
"""Share of worlds in which a given fault does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRates:
    """How often each fault strikes, as a probability per occasion (an effect, a delivery, an item)."""

    crash_before: float
    """A process ends just before an effect."""
    crash_after: float
    """A process ends just after an effect: what it did is done, and nobody remembers."""
    lost_answer: float
    """The effect is done and its caller is told that the outside was unavailable."""
    graph_unavailable: float
    graph_throttled: float
    crm_unavailable: float
    crm_throttled: float
    crm_stopped: float
    """The CRM refuses the engine altogether for a while."""
    storage_unavailable: float
    consent_lost: float
    """Microsoft 365 refuses the engine altogether for a while."""
    cursor_lost: float
    """The tenant forgets a delta token or a page token."""
    mailbox_refused: float
    """One mailbox is out of reach (licence, policy) for a while."""
    scoring_fails: float
    notification_lost: float
    notification_doubled: float
    notification_forged: float
    """A post that is not Graph's, or of another subscription, reaches the webhook."""
    subscription_removed: float
    """A subscription is gone, with or without a word."""
    delivery_hopeless: float
    """Whoever takes this queue message crashes, until it lies in the poison queue."""
    delivery_doubled: float
    """A queue message is delivered again while its first delivery still runs."""
    refused_by_crm: float
    """The CRM takes everything of a call but this one activity."""
    unreadable: float
    """One item cannot be read for a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFaultRates(FaultRates):
    """What else goes wrong with calendars."""

    rival_edit: float
    """Somebody changes an event between the engine's reading and its writing of it."""
    refused_by_outlook: float
    """Microsoft 365 refuses the values of one event for a while."""
    create_lost: float
    """An event is made in Outlook, and nobody is told."""
    write_repeated: float
    """A write is sent a second time though the first was taken; the second answer is the one that counts."""
    endless_round: float
    """A mailbox's listing of changes has no end for a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One world."""

    faults: FaultRates
    mailboxes: int
    people: int
    phases: int
    """Busy times, each followed by quiet and the whole check."""
    moves: int
    """Choices of the scheduler in one busy time."""
    acts: float
    """Share of the moves in which somebody does something."""
    torn_rows: int
    """How many rows one transaction of memory takes: few, so that crashes part what belongs together."""
    parallel: int
    """How many processes run at once."""
    jump_seconds: float
    """How far the clock jumps on average."""


def swarm(chance: Random, kind: type[FaultRates] = FaultRates) -> Options:
    """Draw one world, with faults of this kind."""
    return Options(
        faults=_rates(chance, kind),
        mailboxes=chance.choice((1, 2, 2, 3)),
        people=chance.choice((2, 3, 4)),
        phases=chance.choice((1, 1, 2, 2)),
        moves=chance.choice((40, 90, 180)),
        acts=chance.choice((0.08, 0.15, 0.3)),
        torn_rows=chance.choice((1, 2, 3, 97)),
        parallel=chance.choice((1, 2, 3, 5)),
        jump_seconds=chance.choice((1.0, 20.0, 200.0)),
    )


_HIGHEST = {
    "crash_before": 0.05,
    "crash_after": 0.08,
    "lost_answer": 0.05,
    "graph_unavailable": 0.15,
    "graph_throttled": 0.15,
    "crm_unavailable": 0.25,
    "crm_throttled": 0.2,
    "crm_stopped": 0.05,
    "storage_unavailable": 0.05,
    "consent_lost": 0.03,
    "cursor_lost": 0.3,
    "mailbox_refused": 0.03,
    "scoring_fails": 0.3,
    "notification_lost": 0.8,
    "notification_doubled": 0.5,
    "notification_forged": 0.1,
    "subscription_removed": 0.05,
    "delivery_hopeless": 0.05,
    "delivery_doubled": 0.2,
    "refused_by_crm": 0.1,
    "unreadable": 0.1,
    "rival_edit": 0.6,
    "create_lost": 0.5,
    "refused_by_outlook": 0.1,
    "write_repeated": 0.3,
    "endless_round": 0.05,
}


def _rates(chance: Random, kind: type[FaultRates]) -> FaultRates:
    """Draw how often each fault strikes: never, seldom or often."""
    drawn = {}
    for fault in fields(kind):
        strikes = chance.random() >= _OFF
        share = 10 ** chance.uniform(-1.2, 0.0)
        drawn[fault.name] = _HIGHEST[fault.name] * share if strikes else 0.0
    return kind(**drawn)
