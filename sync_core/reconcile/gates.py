"""The gates every plan passes after deciding: prevented operations first, then direction.

Prevented operations override everything else (facts: features 63-64). What a gate withholds stays in the
plan with its reason, and the pair's base stays as it was: once allowed, it is done, once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Action, Withheld
from sync_core.reconcile.sides import Side


class Direction(StrEnum):
    """Which way changes flow."""

    TWO_WAY = "two_way"
    TO_CRM = "to_crm"
    TO_OUTLOOK = "to_outlook"

    def lets(self, side: Side) -> bool:
        """Return whether a side may be written."""
        if self is Direction.TWO_WAY:
            return True
        return (side is Side.CRM) == (self is Direction.TO_CRM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """What the firm lets happen on each side."""

    prevented: frozenset[tuple[Side, Move]] = field(default_factory=frozenset)
    direction: Direction = Direction.TWO_WAY
    closed: frozenset[Side] = frozenset()
    """Sides that nothing is written to now: their direction runs by a schedule, or when somebody asks."""

    def verdict(self, action: Action) -> Withheld | None:
        """Return why an action may not be done, or None."""
        move = action.move
        if move is Move.CANCEL:  # in Outlook a cancelled meeting is gone, in the CRM it is marked
            move = Move.DELETE if action.side is Side.OUTLOOK else Move.UPDATE
        if (action.side, move) in self.prevented:
            return Withheld.PREVENTED
        if not self.direction.lets(action.side):
            return Withheld.DIRECTION
        return Withheld.NOT_DUE if action.side in self.closed else None


def pass_gates(actions: Iterable[Action], gates: Gates) -> tuple[Action, ...]:
    """Return the actions, those that may not be done marked with the reason; never one less."""
    return tuple(replace(a, withheld=gates.verdict(a) or a.withheld) for a in actions)
