"""Holding back of a plan for contacts what brakes stop: many that seem to be somebody else among them."""

from collections.abc import Collection

from flows.contacts.planning import Planned
from flows.holding import Passed, let_through, thresholds
from sync_core.reconcile.brakes import Brake, HeldPlan


def pass_brakes(
    planned: Planned, held: HeldPlan | None, more: Collection[Brake], *, is_side_empty: bool
) -> Passed[Planned]:
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
    return let_through(
        planned,
        held,
        thresholds(brakes, outside_people_max=0),  # a contact never mails anybody
        is_first_run=planned.by.is_first_run,
        is_side_empty=is_side_empty,
        more=more,
    )
