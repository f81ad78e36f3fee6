"""No update is lost: the last value that somebody gave stands, or lost to the named winner's."""

from typing import Any

from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.at_quiet.both_sides import BothSides, Met
from simulator.world.calendar.at_quiet.shown_values import crm_values, outlook_values
from simulator.world.calendar.at_quiet.still_copied import is_still_copied
from simulator.world.calendar.diary import Entry
from simulator.world.scheduler import Violation
from sync_core.reconcile.sides import Side

_WINNERS = {
    "microsoft365": (Side.OUTLOOK,),
    "crm": (Side.CRM,),
    "newest": tuple(Side),
}


def no_edit_lost(sides: BothSides, one: Met, kept: KeptEvent) -> None:
    """Check the values that both sides show alike; raises Violation.

    Where they do not, the change is withheld, or that is a violation already.
    """
    is_whole = not one.entry.is_series and one.view.original_start is None
    if not is_whole or not one.view.item.is_organiser:
        return
    if kept.event.content.is_cancelled or one.entry.was_private:
        return
    if not is_still_copied(sides, one, kept):
        return
    here, there = outlook_values(one.view), crm_values(kept)
    for name in ("subject", "span"):
        wanted = _may_stand(one.entry, name, sides.firm.settings.winner)
        if here[name] == there[name] and wanted and here[name] not in wanted:
            raise Violation(f"{one.name}: {name} is {here[name]!r}; the last were {wanted!r}")


def _may_stand(entry: Entry, name: str, winner: str) -> list[Any]:
    """Return the values of which one has to stand; none: any may.

    Whatever the CRM's users wrote before the organiser came into step gives way.
    """
    if entry.was_guests:
        return []
    edits = entry.edits.get(name, [])
    if not edits:
        return [entry.agreed[name]] if name in entry.agreed else []
    wanted = [edits[-1].value]
    by_side = {side: [e for e in edits if e.side is side] for side in Side}
    if all(by_side.values()):
        wanted += [by_side[side][-1].value for side in _WINNERS[winner]]
    return wanted
