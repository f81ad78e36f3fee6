"""A previewed plan as a page shows it: numbers first, then row by row, and which rows wait for an answer."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from sync_core import limits
from sync_core.reconcile.brakes import HeldPlan
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Fingerprint, Withheld
from sync_core.reconcile.sides import Side

VERBS = {
    Move.CREATE: "Create in",
    Move.UPDATE: "Change in",
    Move.DELETE: "Delete in",
    Move.CANCEL: "Cancel in",
}
_DESTRUCTIVE_FIRST = (Move.DELETE, Move.CANCEL, Move.UPDATE, Move.CREATE)


class PlanRow(Protocol):
    """One action of a preview."""

    @property
    def fingerprint(self) -> Fingerprint: ...
    @property
    def side(self) -> Side: ...
    @property
    def move(self) -> Move: ...
    @property
    def withheld(self) -> Withheld | None: ...


Row = TypeVar("Row", bound=PlanRow)
Order = Callable[[Row], tuple[str, str]]
"""Orders rows that are equally destructive."""


@dataclass(frozen=True, slots=True)
class ShownRow(Generic[Row]):
    """One row, and how it stands to the plan that is held."""

    row: Row
    what: str
    """The verb and the side."""
    is_held: bool
    """It is in the held plan as it is now, and waits for an answer."""
    answer: str = ""
    """approved or rejected where a person has answered already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlan(Generic[Row]):
    """A previewed plan with its numbers."""

    rows: tuple[ShownRow[Row], ...]
    """What would be done, destruction first, then in order; at most limits.PREVIEW_ROWS_MAX."""
    withheld: tuple[ShownRow[Row], ...]
    """What a gate keeps from being done, likewise."""
    to_do: Mapping[str, Mapping[Move, int]]
    """By what the side is called."""
    total: int
    changed_since: int
    """Actions of the held plan that would not be done as they were: the items changed since."""
    is_answered: bool

    @property
    def can_choose(self) -> bool:
        """Whether single rows can be approved here: not where some are not even shown."""
        return self.total <= limits.PREVIEW_ROWS_MAX


def shown_plan(
    rows: Iterable[Row], held: HeldPlan | None, sides: Mapping[Side, str], order: Order[Row]
) -> ShownPlan[Row]:
    """Return a plan as the page shows it.

    Args:
        rows: every action of the preview.
        held: the plan that waits for an answer, if one does.
        sides: what the two sides are called.
        order: orders rows that are equally destructive.
    """
    by_gravity = sorted(rows, key=lambda r: (_DESTRUCTIVE_FIRST.index(r.move), *order(r)))
    to_do = [row for row in by_gravity if row.withheld is None]
    counts: dict[str, Counter[Move]] = {sides[side]: Counter() for side in Side}
    for row in to_do:
        counts[sides[row.side]][row.move] += 1
    now = {row.fingerprint for row in by_gravity}
    fingerprints = held.fingerprints if held else ()
    return ShownPlan(
        rows=_shown(to_do, held, sides),
        withheld=_shown([row for row in by_gravity if row.withheld], held, sides),
        to_do=counts,
        total=len(to_do),
        changed_since=sum(1 for fingerprint in fingerprints if fingerprint not in now),
        is_answered=held is not None and held.answered_at is not None,
    )


def _shown(
    rows: list[Row], held: HeldPlan | None, sides: Mapping[Side, str]
) -> tuple[ShownRow[Row], ...]:
    fingerprints = frozenset(held.fingerprints) if held else frozenset()
    return tuple(
        ShownRow(
            row=row,
            what=f"{VERBS[row.move]} {sides[row.side]}",
            is_held=row.fingerprint in fingerprints,
            answer=_answer(row.fingerprint, held),
        )
        for row in rows[: limits.PREVIEW_ROWS_MAX]
    )


def _answer(fingerprint: Fingerprint, held: HeldPlan | None) -> str:
    if held is None:
        return ""
    if fingerprint in held.answers.rejected:
        return "rejected"
    return "approved" if fingerprint in held.answers.approved else ""
