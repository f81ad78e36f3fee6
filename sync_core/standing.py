"""How a stream that keeps two sides in step stands in a mailbox: the states, the words for them, and how old its look is."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum


class StreamState(StrEnum):
    """How a mailbox's calendar, or its contacts, stand."""

    OFF = "off"
    PREVIEW = "preview"
    SUSPENDED = "suspended"
    LATE = "late"
    STARTING = "starting"
    IN_STEP = "in_step"

    @property
    def text(self) -> str:
        """The words shown beside the mailbox."""
        return _TEXTS[self]


_TEXTS = {
    StreamState.OFF: "Off",
    StreamState.PREVIEW: "Waiting for its preview",
    StreamState.SUSPENDED: "Suspended",
    StreamState.LATE: "Late",
    StreamState.STARTING: "Waiting for its first run",
    StreamState.IN_STEP: "In step",
}


def unseen_seconds(
    started_at: datetime | None, looked_at: Iterable[datetime | None], now: datetime
) -> int | None:
    """Return how old a change not yet seen could be at most; None before the first run finished."""
    if started_at is None:
        return None
    read = max((at for at in looked_at if at), default=started_at)
    return max(int((now - read).total_seconds()), 0)


def state_by_age(behind_seconds: int | None, late_after_seconds: int) -> StreamState:
    """Return how a stream that nothing holds up stands."""
    if behind_seconds is None:
        return StreamState.STARTING
    return StreamState.LATE if behind_seconds > late_after_seconds else StreamState.IN_STEP
