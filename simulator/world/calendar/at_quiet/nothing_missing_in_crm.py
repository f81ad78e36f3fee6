"""Whatever has to come into the CRM from Outlook by the firm's rules is there, and is not called off."""

from simulator.world.calendar.at_quiet.both_sides import BothSides, Met
from simulator.world.calendar.diary import Birth
from simulator.world.calendar.people import CLIENTS
from simulator.world.scheduler import Violation


def nothing_missing_in_crm(sides: BothSides, one: Met) -> None:
    """Check that an event is in the CRM if it has to be; raises Violation."""
    if not _must_enter(sides, one):
        return
    if one.crm is None:
        raise Violation(f"{one.name} is not in the CRM")
    if one.crm.event.content.is_cancelled:
        raise Violation(f"{one.name} is cancelled in the CRM, and nobody cancelled it")


def is_due_now(sides: BothSides, one: Met) -> bool:
    """Return whether an event has to be in the CRM and is not."""
    return one.crm is None and sides.is_judged(one) and _must_enter(sides, one)


def _must_enter(sides: BothSides, one: Met) -> bool:
    item, settings = one.view.item, sides.firm.settings
    if item.is_draft or item.is_cancelled or one.is_private or one.is_declined:
        return False
    if one.entry.birth is Birth.CRM:
        return False
    everybody = {*one.invited, one.organiser}
    if one.invited and everybody <= sides.firm.addresses:
        return settings.internal
    return settings.unmatched or bool(everybody & set(CLIENTS))
