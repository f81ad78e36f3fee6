"""Which of the work items that were put back stays: of each task the newest, and it stands for the others.

While a connector is stopped every tick of a timer and every notification brings one more item, and none of them
gets anything done. A work item says "look here" and holds nothing else, so of those that wait for one task of one
stream one is enough. The stream's lease remembers which (`Waiting`): an older one that comes back is dropped.

What must hold is that nothing is lost, whatever is delivered twice, late or never:

- An item that was never put back always runs: it is the probe that finds that the outside is there again.
- Only a newer item stands for another. So whatever settles it, a finished read that began after it came up,
  settles the other too, and a mark that outlives its item says nothing untrue.
- No item is dropped for its own mark, and one of two whose marks follow each other always stays.
- A mark past its time stands for nobody: should the message it tells of be lost, the next one runs.

This is right for every task. Live mail, sweeps, back-fills, retries, calendars, contacts, subscriptions and the firm's own
work read what is due from memory, the tenant and the CRM when they run. What a person asked for is no exception:
MAIL_RETRY_ALL reads all that failed by then; MAIL_RESYNC forgets every cursor once more; CALENDAR_NOW and CONTACTS_NOW
compare both sides whole, under the answers that memory holds; CONTACTS_SHARE reads the list from its cursor. Each
task is marked by itself, since none does another's work.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sync_core.work import Task, TraceId, WorkItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The item of a task that was put back last, as the lease of its stream remembers it."""

    task: Task
    trace: TraceId
    woken_at: datetime
    """When its reason came up; with the trace it is the item's name."""
    attempt: int
    """Under which it comes back."""
    until: datetime
    """When it comes back."""

    def stands_for(self, item: WorkItem) -> bool:
        """Return whether an item adds nothing to this one; its own is the one that was put back with it."""
        if self.task is not item.task:
            return False
        if (self.trace, self.woken_at) == (item.trace, item.woken_at):
            return self.attempt > item.attempt  # a second delivery of what was put back again since
        return self.woken_at >= item.woken_at


def put_back(item: WorkItem, until: datetime) -> Waiting:
    """Return the mark of an item that is in the queue once more, to be seen at a time."""
    return Waiting(
        task=item.task,
        trace=item.trace,
        woken_at=item.woken_at,
        attempt=item.attempt,
        until=until,
    )


def is_covered(item: WorkItem, waiting: Iterable[Waiting], now: datetime) -> bool:
    """Return whether an item that was put back is to be dropped, since a newer one waits."""
    return item.attempt > 0 and any(w.until > now and w.stands_for(item) for w in waiting)


def slowed(item: WorkItem, waiting: Iterable[Waiting]) -> WorkItem:
    """Return an item that failed, counted as often as the one of its task that failed before it.

    So a burst neither resets the delay nor lets it grow: put back `again`, it waits as the other did. A mark
    tells of a failure since the last success, however old it is.
    """
    before = (w.attempt - 1 for w in waiting if w.task is item.task)
    return replace(item, attempt=max([item.attempt, *before]))


def paused(item: WorkItem, waiting: Iterable[Waiting]) -> WorkItem:
    """Return an item that is put back without a try: it counts as put back, and as slowed as the one before it."""
    before = (w.attempt for w in waiting if w.task is item.task)
    return replace(item, attempt=max([item.attempt, 1, *before]))


def with_mark(waiting: Iterable[Waiting], mark: Waiting | None) -> tuple[Waiting, ...]:
    """Return what waits from now on: a mark takes the place of the former one of its task; None: nobody new."""
    if mark is None:
        return tuple(waiting)
    return (*(w for w in waiting if w.task is not mark.task), mark)
