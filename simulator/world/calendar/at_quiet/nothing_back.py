"""Nothing rises: what a person deleted, and nobody touched across, is not there again."""

from simulator.graph.calendar.events import EventItem
from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.at_quiet.both_sides import BothSides
from simulator.world.calendar.diary import Birth, Entry
from simulator.world.scheduler import Violation
from sync_core.reconcile.sides import Side


def nothing_back(sides: BothSides, entry: Entry) -> None:
    """Check that an event stays deleted on either side; raises Violation."""
    is_gone_here = Side.OUTLOOK in entry.gone and Side.CRM not in entry.touched
    if is_gone_here and not entry.is_series and _organisers(sides, entry):
        raise Violation(f"event {entry.number} is in Outlook again, and was deleted")
    is_gone_there = Side.CRM in entry.gone and Side.OUTLOOK not in entry.touched
    if is_gone_there and not entry.was_guests and _records(sides, entry):
        raise Violation(f"event {entry.number} is in the CRM again, and was deleted")


def _organisers(sides: BothSides, entry: Entry) -> list[EventItem]:
    if entry.birth is Birth.OUTSIDE or None in entry.lost_slots:
        return []
    items = sides.firm.outside.tenant.mailbox(entry.mailbox).calendars.items.values()
    return [i for i in items if i.is_organiser and entry.token in i.says.subject]


def _records(sides: BothSides, entry: Entry) -> list[KeptEvent]:
    return [
        kept
        for kept in sides.firm.crm.everything()
        if sides.entry_of(kept) is entry
        and kept.event.series is None
        and not kept.event.content.is_cancelled
    ]
