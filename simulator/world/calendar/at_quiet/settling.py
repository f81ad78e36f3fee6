"""What a quiet finds the same on both sides is agreed on from then on; what is apart still waits."""

from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.at_quiet.both_sides import BothSides, Met
from simulator.world.calendar.at_quiet.shown_values import crm_values, outlook_values


def settle(sides: BothSides) -> None:
    """Take what both sides agree on as agreed, and everything else as not touched since."""
    for one in sides.met():
        if one.crm is None or one.crm.event.content.is_cancelled:
            continue
        if not one.entry.is_series and not one.view.item.is_cancelled:
            _settle(one, one.crm)
    apart = _apart(sides)
    for entry in sides.firm.diary.entries:
        if not (entry.gone or entry.edits or entry.number in apart):
            entry.touched.clear()


def _settle(one: Met, kept: KeptEvent) -> None:
    """Take what both sides agree on of one event, which is there on both: an edit survived, if it was deleted."""
    here, there = outlook_values(one.view), crm_values(kept)
    one.entry.gone.clear()
    for name in ("subject", "span"):
        if here[name] == there[name]:
            one.entry.agreed[name] = here[name]
            one.entry.edits.pop(name, None)
        elif one.entry.edits.get(name):
            one.entry.agreed.pop(name, None)


def _apart(sides: BothSides) -> frozenset[int]:
    """Return the numbers of the events that both sides show otherwise: an edit not copied yet may survive."""
    return frozenset(
        one.entry.number
        for one in sides.met()
        if one.crm is not None and outlook_values(one.view) != crm_values(one.crm)
    )
