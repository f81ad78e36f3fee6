"""How a run of a work item ends."""

from enum import StrEnum


class Outcome(StrEnum):
    """One word for the run record and the log line."""

    DONE = "done"
    CONTINUED = "continued"
    COALESCED = "coalesced"
    BUSY = "busy"
    PAUSED = "paused"
    RETRY = "retry"
    PARKED = "parked"
    STOPPED = "stopped"
    LOST = "lost"
    DROPPED = "dropped"
    POISONED = "poisoned"

    @property
    def is_worth_recording(self) -> bool:
        """Whether the run did or learnt anything: those that only stepped aside leave no record."""
        return self not in (Outcome.COALESCED, Outcome.BUSY, Outcome.PAUSED)
