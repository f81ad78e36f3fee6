"""How often one process lets notifications enqueue a look at the same thing: a flood costs a bounded number of items.

Within a window the first looks go out at once. Then one more is enqueued for the window's end, and stands for
everything that is told until it runs: it begins later than all of that, so it sees it. Nothing is lost by it but
seconds; beyond this process, the lease lets one run at a time read a mailbox, and a finished read settles every
look that was enqueued before it.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from sync_core import limits
from sync_core.work import MailboxId, Task, WorkItem

_WINDOW = timedelta(seconds=limits.WAKES_WINDOW_SECONDS)


class Pace(Enum):
    """When a look goes out."""

    AT_ONCE = auto()
    LATER = auto()
    """At the end of the window that begins now."""
    COVERED = auto()
    """Not at all: one that goes out later is stored already."""


@dataclass(frozen=True, slots=True)
class _Window:
    ends: datetime
    sent: int


@dataclass(slots=True)
class WakeRate:
    """What this process enqueued of each look lately."""

    _windows: dict[tuple[Task, MailboxId], _Window] = field(default_factory=dict)

    def pace(self, item: WorkItem, now: datetime) -> Pace:
        """Return when a look goes out; nothing is noted."""
        window = self._open(item, now)
        if window is None or window.sent < limits.WAKES_AT_ONCE_MAX:
            return Pace.AT_ONCE
        return Pace.LATER if window.sent == limits.WAKES_AT_ONCE_MAX else Pace.COVERED

    def note(self, item: WorkItem, pace: Pace, now: datetime) -> None:
        """Note that a look was stored: not before, since what was not stored covers nothing."""
        window = self._open(item, now)
        if window is None or pace is Pace.LATER:
            sent = 1 if window is None else window.sent + 1
            window = _Window(ends=now + _WINDOW, sent=sent)
        else:
            window = replace(window, sent=window.sent + 1)
        if len(self._windows) >= limits.WAKES_REMEMBERED_MAX:
            self._windows = {k: w for k, w in self._windows.items() if now < w.ends}
        self._windows[item.task, item.mailbox] = window

    def _open(self, item: WorkItem, now: datetime) -> _Window | None:
        window = self._windows.get((item.task, item.mailbox))
        return window if window is not None and now < window.ends else None


def later(item: WorkItem, now: datetime) -> WorkItem:
    """Return a look as it goes out at the window's end: only a read begun after that settles it."""
    return replace(item, woken_at=now + _WINDOW)
