"""Both sides show the same of an event, field by field."""

from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.at_quiet.both_sides import BothSides, Met
from simulator.world.calendar.at_quiet.shown_values import crm_values, outlook_values
from simulator.world.calendar.at_quiet.still_copied import is_still_copied
from simulator.world.scheduler import Violation


def same_on_both(sides: BothSides, one: Met, kept: KeptEvent) -> None:
    """Check that an event and its twin show the same; raises Violation.

    Outlook lets no occurrence pass its neighbour, and refuses whatever else is written with that.
    """
    is_over = kept.event.content.is_cancelled or one.view.item.is_cancelled
    if is_over or not is_still_copied(sides, one, kept):
        return
    here, there = outlook_values(one.view), crm_values(kept)
    if one.entry.is_series and one.entry.calls and here["span"] != there["span"]:
        return
    for name, value in here.items():
        if value != there[name] and not _may_differ(sides, one, kept, name):
            raise Violation(f"{one.name} differs in {name}: {value!r}, {there[name]!r}")


def _may_differ(sides: BothSides, one: Met, kept: KeptEvent, name: str) -> bool:
    """Return whether a change in the CRM may not reach this event in Outlook."""
    if not one.view.item.is_organiser:
        return one.entry.calls > 0 or name == "show_as"
    ends = max(one.view.says.span.end, kept.event.content.span.end)
    is_past = ends <= sides.firm.now() and bool(one.view.says.attendees)
    return is_past and name != "show_as"
