"""A census of a mailbox's pairs once a run is over: what its record tells of them without any being read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sync_core.reconcile.pairs import Pair, PairKey, PairState


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """How many pairs stand how."""

    linked: int
    failed: int
    asked: int
    """A person is asked about them."""
    due_at: datetime | None
    """When the first of those that failed is tried again."""


def census(
    before: Collection[Pair], written: Mapping[PairKey, Pair | None], counted: int | None
) -> Census:
    """Return how the pairs stand.

    Args:
        before: those that were read.
        written: rows written since, by key; None: forgotten.
        counted: how many linked pairs were counted when all were read last; None: `before` are all.
    """
    pairs = rows_now(before, written)
    failed = [p for p in pairs if p.state is PairState.FAILED]
    others = 0 if counted is None else max(counted - _linked(before), 0)
    return Census(
        linked=others + _linked(pairs),
        failed=len(failed),
        asked=sum(p.state is PairState.ASKED for p in pairs),
        due_at=next_attempt_at(pairs),
    )


def next_attempt_at(pairs: Iterable[Pair]) -> datetime | None:
    """Return when the first of the pairs that failed is tried again; None: none is."""
    failed = (p for p in pairs if p.state is PairState.FAILED)
    return min((p.due_at for p in failed if p.due_at), default=None)


def rows_now(before: Iterable[Pair], written: Mapping[PairKey, Pair | None]) -> list[Pair]:
    """Return the rows as they are now that some were written; None: forgotten."""
    rows = {**{p.key: p for p in before}, **written}
    return [p for p in rows.values() if p is not None]


class TwoSided(Protocol):
    """A pair of twins with what each side shows now."""

    @property
    def outlook(self) -> object | None:
        """Outlook's item; None where there is none."""
        ...

    @property
    def crm(self) -> object | None:
        """The CRM's record, likewise."""
        ...


def is_side_empty(pairs: Iterable[Pair], twins: Collection[TwoSided]) -> bool:
    """Return whether a side shows nothing at all, though both once agreed on some of these pairs."""
    linked = any(p.state is PairState.LINKED and p.outlook_base for p in pairs)
    return linked and not (any(t.outlook for t in twins) and any(t.crm for t in twins))


def _linked(pairs: Iterable[Pair]) -> int:
    return sum(p.state is PairState.LINKED for p in pairs)
