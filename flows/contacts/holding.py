"""Holding: a plan for contacts that brakes stop waits for a person, and is done once that person approved it."""

from collections.abc import Collection
from dataclasses import dataclass

from flows.contacts.planning import Planned
from flows.running import Run
from sync_core.contacts.policy import ContactBrakes
from sync_core.reconcile.brakes import Brake, HeldPlan, Thresholds
from sync_core.reconcile.weighing import Weighed, to_hold, weigh
from sync_core.work import Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What of a plan may be done now."""

    planned: Planned
    """With everything withheld that a person rejected, or that waits for one."""
    held: HeldPlan | None
    """The plan that waits, or was answered and is being done."""
    weighed: Weighed

    @property
    def brakes(self) -> tuple[Brake, ...]:
        """Why something waits; nothing: all may be done."""
        return self.weighed.brakes


def pass_brakes(
    planned: Planned, held: HeldPlan | None, more: Collection[Brake], *, is_side_empty: bool
) -> Passed:
    """Return what of a plan may be done, by the brakes and by what a person answered.

    Args:
        planned: all that would be done.
        held: the plan that waits.
        more: brakes found otherwise.
        is_side_empty: whether a side shows nothing where there were twins.
    """
    brakes = planned.by.rules.policy.brakes
    if planned.suspicious >= brakes.suspicious:
        more = (*more, Brake.SUSPICIOUS)
    weighed = weigh(
        planned.plan,
        held,
        thresholds(brakes),
        is_first_run=planned.by.is_first_run,
        is_side_empty=is_side_empty,
        more=more,
    )
    return Passed(planned=planned.narrowed(weighed.plan), held=held, weighed=weighed)


def thresholds(brakes: ContactBrakes) -> Thresholds:
    """Return the policy's thresholds; a contact never mails anybody."""
    return Thresholds(
        changes_max=brakes.changes,
        deletes_max=brakes.deletes,
        share_max=brakes.share,
        outside_people_max=0,
        approves_first_run=brakes.preview_first,
    )


async def hold(run: Run, planned: Planned, passed: Passed) -> None:
    """Keep the plan for a person; one that waits already stays as it is, with what was answered."""
    new_id = run.parts.surroundings.new_id()
    plan = to_hold(passed.weighed, planned.plan, passed.held, new_id, run.started_at)
    run.counts["held"] += len(plan.fingerprints)
    if plan is not passed.held:
        await run.parts.memory.hold(run.lease, plan)


async def hold_nothing(run: Run, brake: Brake, held: HeldPlan | None) -> None:
    """Suspend a mailbox of which nothing can be planned: the brake says what a person is to mend."""
    if held is not None and held.brakes == (brake,) and not held.fingerprints:
        return
    new_id = run.parts.surroundings.new_id()
    plan = HeldPlan(id=new_id, brakes=(brake,), held_at=run.started_at, fingerprints=())
    await run.parts.memory.hold(run.lease, plan)


async def let_go(run: Run) -> None:
    """Forget the held plan: nothing waits any more."""
    if run.record.contacts_held:
        await run.parts.memory.hold(run.lease, None)


async def held_plan(run: Run) -> HeldPlan | None:
    """Return the plan that waits for a person, or whose answer is being done."""
    if not run.record.contacts_held:
        return None
    return await run.parts.memory.held(run.record.id, Stream.CONTACTS)
