"""What changed in one collection, in order: the log behind every delta, whatever kind its items are.

Only the newest change of an item counts; the place of an older one becomes a hole. A position in the
log is what a delta token holds.
"""

from array import array
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

_HOLE = (1 << 64) - 1


class Change(IntEnum):
    """What happened to an item of the collection."""

    ADDED = 0
    """Created here, or moved into the collection."""
    UPDATED = 1
    TOUCHED = 2
    """Only a flag such as isRead changed."""
    REMOVED = 3
    """Deleted, or moved out of the collection: the log does not tell which."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item's newest change."""

    number: int
    change: Change
    position: int


class Log(Protocol):
    """What a delta reads: changes in order, each at a position."""

    @property
    def end(self) -> int:
        """The position after the newest change."""
        ...

    def is_new_since(self, number: int, position: int) -> bool:
        """Return whether an item came into the collection at or after a position."""
        ...

    def forward(self, position: int, until: int, count: int) -> tuple[list[Entry], int]:
        """Return up to `count` changes in position <= p < until, and where to go on."""
        ...

    def backward(self, position: int, since: int, count: int) -> tuple[list[Entry], int]:
        """Return up to `count` changes in since <= p < position, newest first, and where to go on."""
        ...

    def one_before(self, position: int, chance: float) -> Entry | None:
        """Return a change before a position, chosen by chance (0..1); None where none is at hand."""
        ...


class ChangeLog:
    """The changes of one collection."""

    __slots__ = ("_added", "_entries", "_latest")

    def __init__(self) -> None:
        self._entries = array("Q")
        self._latest: dict[int, int] = {}
        self._added: dict[int, int] = {}

    @property
    def end(self) -> int:
        """The position after the newest change."""
        return len(self._entries)

    def record(self, number: int, change: Change) -> None:
        """Note a change."""
        former = self._latest.get(number)
        if former is not None:
            self._entries[former] = _HOLE
        if change is Change.ADDED:
            self._added[number] = len(self._entries)
        self._latest[number] = len(self._entries)
        self._entries.append(number << 2 | change)

    def is_new_since(self, number: int, position: int) -> bool:
        """Return whether an item came into the collection at or after a position."""
        return self._added.get(number, -1) >= position

    def forward(self, position: int, until: int, count: int) -> tuple[list[Entry], int]:
        """Return up to `count` changes in position <= p < until, and where to go on."""
        found: list[Entry] = []
        while position < until and len(found) < count:
            raw = self._entries[position]
            if raw != _HOLE:
                found.append(Entry(raw >> 2, Change(raw & 3), position))
            position += 1
        return found, position

    def backward(self, position: int, since: int, count: int) -> tuple[list[Entry], int]:
        """Return up to `count` changes in since <= p < position, newest first, and where to go on."""
        found: list[Entry] = []
        while position > since and len(found) < count:
            position -= 1
            raw = self._entries[position]
            if raw != _HOLE:
                found.append(Entry(raw >> 2, Change(raw & 3), position))
        return found, position

    def one_before(self, position: int, chance: float) -> Entry | None:
        """Return a change before a position, chosen by chance (0..1); None where none is at hand."""
        found, _ = self.forward(int(chance * position), position, 1)
        return found[0] if found else None
