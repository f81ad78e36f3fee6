"""What one step of a run leaves behind, and how it is written in parts that a crash may part."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync_core.reconcile.pairs import Pair, PairKey
from sync_core.seen import Retry, Seen, SeenKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembrance:
    """What one step of a run leaves behind, written whole: data first, cursors last."""

    seen: tuple[Seen, ...] = ()
    retries: tuple[Retry, ...] = ()
    """Failed items, to be read again; replaces what was recorded of the same item."""
    settled: tuple[SeenKey, ...] = ()
    """Retries that are over."""
    pairs: tuple[Pair, ...] = ()
    """Pairs of the lease's stream, each replacing the row of its key."""
    parted: tuple[PairKey, ...] = ()
    """Pairs of the lease's stream to be forgotten."""
    heeded: tuple[PairKey, ...] = ()
    """Pairs of the lease's stream whose answer was acted on: the answer is forgotten."""
    cursors: Mapping[str, str] = field(default_factory=dict)
    """Name of the cursor -> opaque text; empty text forgets it."""

    @property
    def row_count(self) -> int:
        """How many rows these are."""
        decided = len(self.seen) + len(self.retries) + len(self.settled)
        paired = len(self.pairs) + len(self.parted) + len(self.heeded)
        return decided + paired + len(self.cursors)

    def in_parts(self, rows_max: int) -> Iterator["Remembrance"]:
        """Yield the same in parts of at most so many rows, each written whole: cursors come last.

        A crash between two parts leaves rows without their cursors, never a cursor ahead of its rows;
        nor a failure that is decided and recorded for no other try, so retries go before decisions.
        Always at least one part, so that the lease is renewed. Each row stands in it once: of two
        decisions about one item the one that holds, of two records of one failed item the later, and
        an item that failed again is not settled.
        """
        failed = {retry.seen: retry for retry in self.retries}
        pairs = {pair.key: pair for pair in self.pairs}
        rows: dict[str, list[Any]] = {
            "retries": list(failed.values()),
            "seen": _each_once(self.seen),
            "settled": [key for key in dict.fromkeys(self.settled) if key not in failed],
            "pairs": list(pairs.values()),
            "parted": [key for key in dict.fromkeys(self.parted) if key not in pairs],
            "heeded": list(dict.fromkeys(self.heeded)),
        }
        cursors = dict(self.cursors)
        while True:
            room = rows_max
            part: dict[str, Any] = {}
            for kind, left in rows.items():
                part[kind] = tuple(left[:room])
                del left[:room]
                room -= len(part[kind])
            names = [] if any(rows.values()) else list(cursors)[:room]
            last = {name: cursors.pop(name) for name in names}
            yield Remembrance(**part, cursors=last)
            if not (any(rows.values()) or cursors):
                return


def _each_once(decisions: Iterable[Seen]) -> list[Seen]:
    """Return the decision that holds for each item."""
    held: dict[SeenKey, Seen] = {}
    for new in decisions:
        old = held.get(new.key)
        if old is None or old.gives_way_to(new):
            held[new.key] = new
    return list(held.values())
