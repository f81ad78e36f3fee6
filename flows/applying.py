"""Applying, as far as every stream does it alike: how much of a plan one work item does, what is remembered, what is counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flows.ports.remembrance import Remembrance
from flows.running import Run
from sync_core.reconcile.judgement import J
from sync_core.reconcile.pairs import Pair, PairKey
from sync_core.reconcile.plan import Action
from sync_core.reconcile.settling import Settled
from sync_core.reconcile.sides import Side


@dataclass(slots=True, kw_only=True)
class Applied:
    """What came of a plan."""

    left: int = 0
    """Twins with actions that were not come to: for the next work item."""
    again: int = 0
    """Twins that changed while they were written, or met a twin of their own: to be decided anew."""
    rows: dict[PairKey, Pair | None] = field(default_factory=dict)
    """The rows of memory written, by key; None: forgotten."""


def portion(with_work: Sequence[J], cost_max: int, *, outlook_costs: int) -> Sequence[J]:
    """Return the twins that a work item comes to.

    Args:
        with_work: all that have something to do, in their order.
        cost_max: a write on the CRM's side costs 1.
        outlook_costs: what a write on the other side costs: in Outlook it is a request of its own.
    """
    cost = 0
    for place, one in enumerate(with_work):
        cost += outlook_costs if one.action_on(Side.OUTLOOK) is not None else 1
        if cost > cost_max:
            return with_work[:place]
    return with_work


async def keep(
    run: Run,
    settled: Iterable[Settled],
    applied: Applied,
    *,
    absorbed: Sequence[PairKey] = (),
    heeded: Sequence[PairKey] = (),
) -> None:
    """Write what is to be remembered.

    Args:
        run: the run.
        settled: of the twins whose rows do not stand already.
        applied: is told which rows were written.
        absorbed: rows to be forgotten besides, whose items stand in another row now.
        heeded: pairs whose answer was acted on.
    """
    some = list(settled)
    pairs = tuple(s.pair for s in some if s.pair is not None)
    parted = (*(s.forgotten for s in some if s.forgotten is not None), *absorbed)
    applied.rows.update(dict.fromkeys(parted))
    applied.rows.update({p.key: p for p in pairs})
    if pairs or parted or heeded:
        await run.remember(Remembrance(pairs=pairs, parted=parted, heeded=tuple(heeded)))


def count(run: Run, actions: Iterable[Action]) -> None:
    """Count what was written, and the values that gave way, for the run's record."""
    for action in actions:
        run.counts[f"{action.side}.{action.move}"] += 1
        for lost in action.lost:
            run.counts[f"lost.{lost.field}"] += 1
