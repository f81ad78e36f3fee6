"""Holding: a plan that brakes stop waits for a person, and is done once that person approved it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flows.calendar.planning import Planned
from flows.running import Run
from sync_core.calendar.policy import Brakes
from sync_core.reconcile.brakes import (
    Answers,
    Brake,
    HeldPlan,
    Thresholds,
    answered,
    brakes_on,
)
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Action, Plan, Withheld
from sync_core.work import Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What of a plan may be done now."""

    planned: Planned
    """With everything withheld that a person rejected, or that waits for one."""
    held: HeldPlan | None
    """The plan that waits, or was answered and is being done."""
    brakes: tuple[Brake, ...]
    """Why something waits; nothing: all may be done."""


def weigh(planned: Planned, held: HeldPlan | None, *, is_side_empty: bool) -> Passed:
    """Return what of a plan may be done, by the brakes and by what a person answered."""
    answers = held.answers if held else Answers()
    plan = answered(planned.plan, answers)
    waiting = _waits_for_first_answer(plan, held, answers)
    brakes = brakes_on(
        plan,
        _thresholds(planned.by.rules.policy.brakes),
        answers.approved,
        is_first_run=planned.by.is_first_run,
        is_side_empty=is_side_empty,
    )
    if not waiting:
        brakes = tuple(b for b in brakes if b is not Brake.FIRST_RUN)
    if brakes:
        plan = replace(plan, actions=tuple(_kept_back(plan.actions, answers)))
    return Passed(planned=_with(planned, plan), held=held, brakes=brakes)


async def hold(run: Run, planned: Planned, passed: Passed) -> HeldPlan:
    """Keep the plan for a person; one that waits already stays as it is, with what was answered.

    Args:
        run: the run that stops here.
        planned: everything that would be done.
        passed: what was weighed of it.
    """
    waiting = [
        before
        for before, after in zip(planned.plan.actions, passed.planned.plan.actions, strict=True)
        if after.withheld is Withheld.HELD
    ]
    fingerprints = tuple(sorted({a.fingerprint for a in waiting}))
    run.counts["held"] += len(fingerprints)
    held = passed.held
    if held is not None and held.fingerprints == fingerprints and held.brakes == passed.brakes:
        return held
    new = HeldPlan(
        id=run.parts.surroundings.new_id(),
        brakes=passed.brakes,
        held_at=run.started_at,
        fingerprints=fingerprints,
        creates=_count(waiting, Move.CREATE),
        updates=_count(waiting, Move.UPDATE),
        deletes=_count(waiting, Move.DELETE) + _count(waiting, Move.CANCEL),
        mails_outside=sum(a.mails_outside for a in waiting),
        answers=held.answers if held else Answers(),
    )
    await run.parts.memory.hold(run.lease, new)
    return new


async def let_go(run: Run) -> None:
    """Forget the held plan: nothing waits any more."""
    if run.record.calendar_held:
        await run.parts.memory.hold(run.lease, None)


async def held_plan(run: Run) -> HeldPlan | None:
    """Return the plan that waits for a person, or whose answer is being done."""
    if not run.record.calendar_held:
        return None
    return await run.parts.memory.held(run.record.id, Stream.CALENDAR)


def _waits_for_first_answer(plan: Plan, held: HeldPlan | None, answers: Answers) -> bool:
    """Return whether a first run still needs its preview looked at.

    Once it was answered, only what was shown and not approved waits; what came up since is ordinary.
    """
    if held is None or held.answered_at is None:
        return True
    shown = set(held.fingerprints) - answers.approved
    return any(a.fingerprint in shown for a in plan.to_do)


def _kept_back(actions: Iterable[Action], answers: Answers) -> Iterable[Action]:
    for action in actions:
        is_free = action.withheld is not None or action.fingerprint in answers.approved
        yield action if is_free else replace(action, withheld=Withheld.HELD)


def _with(planned: Planned, plan: Plan) -> Planned:
    """Return the plan with each twin's actions as they stand in it, in the same order."""
    actions = iter(plan.actions)
    judged = tuple(
        replace(one, actions=tuple(next(actions) for _ in one.actions)) for one in planned.judged
    )
    return replace(planned, plan=plan, judged=judged)


def _thresholds(brakes: Brakes) -> Thresholds:
    return Thresholds(
        changes_max=brakes.changes,
        deletes_max=brakes.deletes,
        share_max=brakes.share,
        outside_people_max=brakes.invitation_fuse,
        approves_first_run=brakes.preview_first,
    )


def _count(actions: Iterable[Action], move: Move) -> int:
    return sum(a.move is move for a in actions)
