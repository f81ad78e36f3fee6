"""What changed within a window of time: a calendar's log, with every series told by its occurrences.

A position counts the calendar's changes and, below each, the lines that it comes to: a page may end in
the midst of a long series.
"""

from simulator.graph.calendar.calendars import Calendar
from simulator.graph.calendar.store import CalendarStore
from simulator.graph.changes import Change, Entry
from sync_core.calendar.window import Window

_LINE_BITS = 16
_LINE_MASK = (1 << _LINE_BITS) - 1


class WindowLog:
    """Implements changes.Log over one calendar and one window."""

    def __init__(
        self,
        store: CalendarStore,
        calendar: Calendar,
        window: Window,
        *,
        removes_outside: bool,
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._window = window
        self._removes_outside = removes_outside

    @property
    def end(self) -> int:
        """See Log. Never 0, where a first round begins."""
        return _position(self._calendar.log.end, 0)

    def is_new_since(self, number: int, position: int) -> bool:
        """See Log."""
        return self._calendar.log.is_new_since(number, _place(position)[0])

    def forward(self, position: int, until: int, count: int) -> tuple[list[Entry], int]:
        """See Log."""
        found: list[Entry] = []
        (at, line), (last, _) = _place(position), _place(until)
        while at < last and len(found) < count:
            entries, after = self._calendar.log.forward(at, last, 1)
            if not entries:
                return found, until
            lines = self._lines(entries[0])
            line = line if entries[0].position == at else 0
            taken = lines[line : line + count - len(found)]
            found += taken
            at, line = entries[0].position, line + len(taken)
            if line >= len(lines):
                at, line = after, 0
        return found, _position(at, line)

    def backward(self, position: int, since: int, count: int) -> tuple[list[Entry], int]:
        """See Log. A position names the change below which it goes on, or how many lines of it are left."""
        found: list[Entry] = []
        (at, left), (first, _) = _place(position), _place(since)
        while (at > first or left) and len(found) < count:
            if left:
                entries, _ = self._calendar.log.forward(at, at + 1, 1)
            else:
                entries, at = self._calendar.log.backward(at, first, 1)
            lines = self._lines(entries[0]) if entries else []
            lines = lines[:left] if left else lines
            left = max(len(lines) - (count - len(found)), 0)
            found += lines[left:]
        return found, _position(at, left) if at > first or left else since

    def one_before(self, position: int, chance: float) -> Entry | None:
        """See Log."""
        entry = self._calendar.log.one_before(_place(position)[0], chance)
        lines = self._lines(entry) if entry else []
        return lines[0] if lines else None

    def _lines(self, entry: Entry) -> list[Entry]:
        """Return what one change comes to within the window."""
        number, store = entry.number, self._store
        if not store.exists(number):
            gone = (number, *self._calendar.left.get(number, ()))
            return [Entry(n, Change.REMOVED, entry.position) for n in gone]
        view = store.view(number)
        if not view.item.is_series:
            return [entry] if self._window.holds(view.says.span) else self._outside(entry)
        there = store.occurrences(view.item, self._window)
        if not there:
            return self._outside(entry)
        told = (Entry(o.number, entry.change, entry.position) for o in there)
        return [entry, *told]

    def _outside(self, entry: Entry) -> list[Entry]:
        """An item outside the window that was changed is told as removed (facts: graph §2.1)."""
        if not self._removes_outside:
            return []
        return [Entry(entry.number, Change.REMOVED, entry.position)]


def _position(at: int, line: int) -> int:
    return at + 1 << _LINE_BITS | line


def _place(position: int) -> tuple[int, int]:
    return max((position >> _LINE_BITS) - 1, 0), position & _LINE_MASK
