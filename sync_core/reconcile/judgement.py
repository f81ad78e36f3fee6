"""A judgement: what was decided of one pair of twins, whatever kind it is of; many of them make a plan."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from sync_core.reconcile.decide import Standing
from sync_core.reconcile.pairs import FieldDigests
from sync_core.reconcile.plan import Action, Plan
from sync_core.reconcile.sides import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What every kind of pair is judged to; each kind adds what its writing needs."""

    reason: StrEnum | None = None
    """Why it is left out."""
    standing: Standing = Standing.AS_IT_WAS
    actions: tuple[Action, ...] = ()
    shown: Mapping[Side, FieldDigests]
    """What each side shows, as digests; nothing of a side that is not there."""

    @property
    def to_do(self) -> tuple[Action, ...]:
        """The actions that are to be done now."""
        return tuple(a for a in self.actions if a.withheld is None)

    def action_on(self, side: Side) -> Action | None:
        """Return what is to be done on a side now, or None."""
        return next((a for a in self.to_do if a.side is side), None)


J = TypeVar("J", bound=Judgement)
"""The judgement of one kind of pair."""


def plan_of(judged: Sequence[Judgement], known: int) -> Plan:
    """Return all that was judged as one plan; known: how many pairs its shares are counted against."""
    return Plan(
        actions=tuple(action for one in judged for action in one.actions),
        known=known,
        left_out=dict(Counter(one.reason.value for one in judged if one.reason is not None)),
    )


def as_planned(judged: Iterable[J], plan: Plan) -> tuple[J, ...]:
    """Return the same with each one's actions as they stand in a plan of theirs, in the same order."""
    actions = iter(plan.actions)
    return tuple(replace(one, actions=tuple(next(actions) for _ in one.actions)) for one in judged)
