"""Weighing: what of a plan may be done now, by the brakes and by what a person answered."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sync_core import limits
from sync_core.reconcile.brakes import Answers, Brake, HeldPlan, Thresholds, answered, brakes_on
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Action, Plan, Withheld

_ASKED_ONCE = frozenset({Brake.FIRST_RUN, Brake.RESTORED})
"""Brakes on what is there as a whole: once a plan was answered, what came up since is ordinary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What of a plan may be done now."""

    plan: Plan
    """With everything withheld that a person rejected, or that waits for one."""
    brakes: tuple[Brake, ...]
    """Why something waits; nothing: all may be done."""


def weigh(
    plan: Plan,
    held: HeldPlan | None,
    thresholds: Thresholds,
    *,
    is_first_run: bool,
    is_side_empty: bool,
    more: Collection[Brake] = (),
) -> Weighed:
    """Return what of a plan may be done.

    Args:
        plan: all that would be done.
        held: the plan that waits for a person, or was answered.
        thresholds: of the policy.
        is_first_run: whether the two sides never were in step.
        is_side_empty: whether a side shows nothing where there were twins.
        more: brakes that were found otherwise; they hold as long as something is open.
    """
    answers = held.answers if held else Answers()
    left = answered(plan, answers)
    brakes = brakes_on(
        left,
        thresholds,
        answers.approved,
        is_first_run=is_first_run,
        is_side_empty=is_side_empty,
    )
    if any(a.fingerprint not in answers.approved for a in left.to_do):
        brakes = (*brakes, *(b for b in more if b not in brakes))
    if not _waits_for_first_answer(left, held, answers):
        brakes = tuple(b for b in brakes if b not in _ASKED_ONCE)
    if brakes:
        left = replace(left, actions=tuple(_kept_back(left.actions, answers)))
    return Weighed(plan=left, brakes=brakes)


def to_hold(
    weighed: Weighed, before: Plan, held: HeldPlan | None, new_id: str, at: datetime
) -> HeldPlan:
    """Return the plan to keep for a person; one that waits already stays as it is, with its answers."""
    waiting = [
        one
        for one, after in zip(before.actions, weighed.plan.actions, strict=True)
        if after.withheld is Withheld.HELD
    ]
    fingerprints = tuple(sorted({a.fingerprint for a in waiting}))[: limits.HELD_ACTIONS_MAX]
    if held is not None and held.fingerprints == fingerprints and held.brakes == weighed.brakes:
        return held
    return HeldPlan(
        id=new_id,
        brakes=weighed.brakes,
        held_at=at,
        fingerprints=fingerprints,
        creates=_count(waiting, Move.CREATE),
        updates=_count(waiting, Move.UPDATE),
        deletes=_count(waiting, Move.DELETE) + _count(waiting, Move.CANCEL),
        mails_outside=sum(a.mails_outside for a in waiting),
        answers=held.answers if held else Answers(),
    )


def _waits_for_first_answer(plan: Plan, held: HeldPlan | None, answers: Answers) -> bool:
    """Return whether what is shown as a whole still has to be looked at.

    Once it was answered, only what was shown and not approved waits; of a plan too large to be held whole,
    whatever was not approved.
    """
    if held is None or held.answered_at is None:
        return True
    if len(held.fingerprints) >= limits.HELD_ACTIONS_MAX:
        return any(a.fingerprint not in answers.approved for a in plan.to_do)
    shown = set(held.fingerprints) - answers.approved
    return any(a.fingerprint in shown for a in plan.to_do)


def _kept_back(actions: Iterable[Action], answers: Answers) -> Iterable[Action]:
    for action in actions:
        is_free = action.withheld is not None or action.fingerprint in answers.approved
        yield action if is_free else replace(action, withheld=Withheld.HELD)


def _count(actions: Iterable[Action], move: Move) -> int:
    return sum(a.move is move for a in actions)
