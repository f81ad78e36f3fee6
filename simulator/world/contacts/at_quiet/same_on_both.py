"""Both sides show the same of somebody, field by field."""

from typing import Any

from simulator.world.contacts.at_quiet.both_sides import BothSides, Twins
from simulator.world.contacts.at_quiet.shown_values import (
    crm_values,
    is_private,
    outlook_values,
    places,
)
from simulator.world.contacts.verdicts import require
from simulator.world.scheduler import Violation
from sync_core.contacts.contact import CrmContact


def same_on_both(sides: BothSides, one: Twins, crm: CrmContact) -> None:
    """Check that a contact and its entry show the same."""
    if sides.settings.private == "skip" and (is_private(one.item) or crm.card.is_private):
        return
    lost = {a for e in one.entries for a in e.overflow} - set(crm.card.emails)
    is_free = crm.person is None and len(one.entries) == 1 and not one.is_parted
    require(not (lost and is_free), f"{one.name}: Outlook took {sorted(lost)} from the CRM")
    here, there = outlook_values(one.item), crm_values(crm, places(one.item))
    for name, value in here.items():
        if value != there[name] and not _may_differ(sides, name, value, there[name]):
            raise Violation(f"{one.name} differs in {name}: {value!r}, {there[name]!r}")


def _may_differ(sides: BothSides, name: str, here: Any, there: Any) -> bool:
    is_blank = name in sides.settings.never_blank and not (here and there)
    return is_blank or sides.settings.flow_of(name) != "both"
