"""One mailbox in the model: its mail, and what the engine remembers of it."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from bench.scale.scenario import Arrivals
from sync_core import limits

NEVER_READ = float("-inf")


@dataclass(frozen=True, slots=True)
class Mark:
    """The item of a stream that was put back last: sync_core.waiting, in the model's time."""

    trace: int
    woken_at: float
    attempt: int
    until: float


@dataclass(slots=True)
class StreamLease:
    """The lease of one stream: who came by is told, who was there is remembered."""

    is_held: bool = False
    is_dirty: bool = False
    read_at: float = NEVER_READ
    waits: Mark | None = None
    """In the model each stream has one task."""

    def covers(self, trace: int, woken_at: float, attempt: int, now: float) -> bool:
        """Return whether a newer item waits for one that was put back."""
        mark = self.waits
        if mark is None or attempt == 0 or mark.until <= now:
            return False
        if (mark.trace, mark.woken_at) == (trace, woken_at):
            return mark.attempt > attempt
        return mark.woken_at >= woken_at

    def slowed(self, attempt: int) -> int:
        """Return how often an item that fails counts as put back before: as often as the one that waits."""
        return attempt if self.waits is None else max(attempt, self.waits.attempt - 1)


@dataclass(slots=True)
class Box:
    """A mailbox."""

    arrivals: Arrivals
    swept_at: float
    subscribed_until: float
    live: StreamLease = field(default_factory=StreamLease)
    sweep: StreamLease = field(default_factory=StreamLease)
    other: StreamLease = field(default_factory=StreamLease)
    """Of its subscription."""
    newest: float = NEVER_READ
    paused_until: float = NEVER_READ
    in_flight: int = 0
    """Requests under way at Graph."""
    asked_in: int = -1
    asked_so_far: int = 0
    """Requests within that window of time."""
    decided: bytearray = field(init=False)
    open_from: int = 0
    """Every message before this index is decided."""

    def __post_init__(self) -> None:
        self.decided = bytearray(len(self.arrivals.at))

    def asked(self, window: int, requests: int) -> int:
        """Count requests and return how many there were within a window of time."""
        if window != self.asked_in:
            self.asked_in, self.asked_so_far = window, 0
        self.asked_so_far += requests
        return self.asked_so_far

    def listed(self, newest: float, at: float) -> range:
        """Return the messages that a wake-up's read at some time lists: from a little before the newest known."""
        times = self.arrivals.at
        since = newest - limits.LIVE_OVERLAP_SECONDS
        return range(bisect_left(times, since), bisect_right(times, at))

    def missed(self, at: float) -> list[int]:
        """Return the messages that arrived by some time and are not decided."""
        until = bisect_right(self.arrivals.at, at)
        return [n for n in range(self.open_from, until) if not self.decided[n]]

    def decide(self, those: list[int]) -> list[int]:
        """Note that these are decided, and return those that were not before."""
        fresh = [n for n in those if not self.decided[n]]
        for n in fresh:
            self.decided[n] = 1
        while self.open_from < len(self.decided) and self.decided[self.open_from]:
            self.open_from += 1
        return fresh
