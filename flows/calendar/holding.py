"""Holding back of a calendar's plan what brakes stop: the invitation fuse among them."""

from flows.calendar.planning import Planned
from flows.holding import Passed, let_through, thresholds
from sync_core.reconcile.brakes import HeldPlan


def weigh(planned: Planned, held: HeldPlan | None, *, is_side_empty: bool) -> Passed[Planned]:
    """Return what of a plan may be done, by the brakes and by what a person answered."""
    brakes = planned.by.rules.policy.brakes
    return let_through(
        planned,
        held,
        thresholds(brakes, outside_people_max=brakes.invitation_fuse),
        is_first_run=planned.by.is_first_run,
        is_side_empty=is_side_empty,
    )
