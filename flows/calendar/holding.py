"""Holding: a plan that brakes stop waits for a person, and is done once that person approved it."""

from dataclasses import dataclass, replace

from flows.calendar.planning import Planned
from flows.running import Run
from sync_core.calendar.policy import Brakes
from sync_core.reconcile import weighing
from sync_core.reconcile.brakes import Brake, HeldPlan, Thresholds
from sync_core.reconcile.plan import Plan
from sync_core.reconcile.weighing import Weighed
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
    weighed = weighing.weigh(
        planned.plan,
        held,
        _thresholds(planned.by.rules.policy.brakes),
        is_first_run=planned.by.is_first_run,
        is_side_empty=is_side_empty,
    )
    return Passed(planned=_with(planned, weighed.plan), held=held, brakes=weighed.brakes)


async def hold(run: Run, planned: Planned, passed: Passed) -> HeldPlan:
    """Keep the plan for a person; one that waits already stays as it is, with what was answered.

    Args:
        run: the run that stops here.
        planned: everything that would be done.
        passed: what was weighed of it.
    """
    weighed = Weighed(plan=passed.planned.plan, brakes=passed.brakes)
    new_id = run.parts.surroundings.new_id()
    plan = weighing.to_hold(weighed, planned.plan, passed.held, new_id, run.started_at)
    run.counts["held"] += len(plan.fingerprints)
    if plan is not passed.held:
        await run.parts.memory.hold(run.lease, plan)
    return plan


async def let_go(run: Run) -> None:
    """Forget the held plan: nothing waits any more."""
    if run.record.calendar_held:
        await run.parts.memory.hold(run.lease, None)


async def held_plan(run: Run) -> HeldPlan | None:
    """Return the plan that waits for a person, or whose answer is being done."""
    if not run.record.calendar_held:
        return None
    return await run.parts.memory.held(run.record.id, Stream.CALENDAR)


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
