"""Holding: a plan that brakes stop waits for a person, and is done once that person approved it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar

from flows.running import Run
from sync_core.reconcile import weighing
from sync_core.reconcile.brakes import Brake, HeldPlan, Thresholds
from sync_core.reconcile.plan import Plan
from sync_core.reconcile.weighing import Weighed
from sync_core.work import Stream


class HasPlan(Protocol):
    """What a stream planned: the plan with everything it was made from."""

    @property
    def plan(self) -> Plan:
        """All that would be done."""
        ...

    def narrowed(self, plan: Plan) -> Self:
        """Return the same with the actions as they stand in this plan, in the same order."""
        ...


P = TypeVar("P", bound=HasPlan)
"""What one stream planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed(Generic[P]):
    """What of a plan may be done now."""

    planned: P
    """With everything withheld that a person rejected, or that waits for one."""
    held: HeldPlan | None
    """The plan that waits, or was answered and is being done."""
    weighed: Weighed

    @property
    def brakes(self) -> tuple[Brake, ...]:
        """Why something waits; nothing: all may be done."""
        return self.weighed.brakes


class BrakesOfPolicy(Protocol):
    """The brakes that the policy sets for every stream alike."""

    @property
    def changes(self) -> int:
        """More changes in one run are held."""
        ...

    @property
    def deletes(self) -> int:
        """More deletions in one run are held."""
        ...

    @property
    def share(self) -> float:
        """Changes of a larger share of all pairs are held; 0..1."""
        ...

    @property
    def preview_first(self) -> bool:
        """Whether a first run waits for a person."""
        ...


def thresholds(brakes: BrakesOfPolicy, *, outside_people_max: int) -> Thresholds:
    """Return the policy's thresholds; outside_people_max is the fuse of a stream that mails anybody."""
    return Thresholds(
        changes_max=brakes.changes,
        deletes_max=brakes.deletes,
        share_max=brakes.share,
        outside_people_max=outside_people_max,
        approves_first_run=brakes.preview_first,
    )


def let_through(
    planned: P,
    held: HeldPlan | None,
    bounds: Thresholds,
    *,
    is_first_run: bool,
    is_side_empty: bool,
    more: Collection[Brake] = (),
) -> Passed[P]:
    """Return what of a plan may be done, by the brakes and by what a person answered; see weighing.weigh."""
    weighed = weighing.weigh(
        planned.plan,
        held,
        bounds,
        is_first_run=is_first_run,
        is_side_empty=is_side_empty,
        more=more,
    )
    return Passed(planned=planned.narrowed(weighed.plan), held=held, weighed=weighed)


async def hold(run: Run, planned: HasPlan, passed: Passed[P]) -> HeldPlan:
    """Keep the plan for a person; one that waits already stays as it is, with what was answered.

    Args:
        run: the run that stops here.
        planned: everything that would be done.
        passed: what was weighed of it.
    """
    new_id = run.parts.surroundings.new_id()
    plan = weighing.to_hold(passed.weighed, planned.plan, passed.held, new_id, run.started_at)
    run.counts["held"] += len(plan.fingerprints)
    if plan is not passed.held:
        await run.parts.memory.hold(run.lease, plan)
    return plan


async def hold_nothing(run: Run, brake: Brake, held: HeldPlan | None) -> None:
    """Suspend a mailbox of which nothing can be planned: the brake says what a person is to mend."""
    if held is not None and held.brakes == (brake,) and not held.fingerprints:
        return
    new_id = run.parts.surroundings.new_id()
    plan = HeldPlan(id=new_id, brakes=(brake,), held_at=run.started_at, fingerprints=())
    await run.parts.memory.hold(run.lease, plan)


async def let_go(run: Run) -> None:
    """Forget the held plan: nothing waits any more."""
    if _is_held(run):
        await run.parts.memory.hold(run.lease, None)


async def held_plan(run: Run) -> HeldPlan | None:
    """Return the plan that waits for a person, or whose answer is being done."""
    if not _is_held(run):
        return None
    return await run.parts.memory.held(run.record.id, run.item.stream)


def _is_held(run: Run) -> bool:
    """Return whether a plan of the run's stream waits, as the mailbox's record has it: no read for the many that do not."""
    record = run.record
    waits = {
        Stream.CALENDAR: record.calendar_held,
        Stream.CONTACTS: record.contacts_held,
        Stream.SHARING: record.sharing_held,
    }
    return waits[run.item.stream]
