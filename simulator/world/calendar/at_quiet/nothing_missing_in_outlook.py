"""Whatever is made in the CRM and has to come into Outlook by the firm's rules is there."""

from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.at_quiet.both_sides import BothSides
from simulator.world.calendar.diary import Birth, Entry
from simulator.world.calendar.people import CLIENTS
from simulator.world.scheduler import Violation


def nothing_missing_in_outlook(sides: BothSides, entry: Entry) -> None:
    """Check that an event is in Outlook if it has to be; raises Violation."""
    firm = sides.firm
    if entry.birth is not Birth.CRM or entry.crm is None or not firm.settings.is_plain:
        return
    kept = firm.crm.kept(entry.crm)
    is_left = entry.is_odd or entry.gone or entry.was_private
    takes = firm.settings.enabled - {firm.settings.not_primary}
    if kept is None or is_left or entry.mailbox not in takes or not _must_leave(sides, kept):
        return
    items = firm.outside.tenant.mailbox(entry.mailbox).calendars.items.values()
    if not any(entry.token in item.says.subject for item in items):
        raise Violation(f"event {entry.number} was made in the CRM and is not in Outlook")


def _must_leave(sides: BothSides, kept: KeptEvent) -> bool:
    """Return whether the rules let an event into Outlook, by its time and by who takes part."""
    content, settings = kept.event.content, sides.firm.settings
    if content.recurrence is None and not sides.window_inside().holds(content.span):
        return False
    people = {one.attendee.address for one in kept.attendees}
    is_internal = bool(people) and people <= sides.firm.addresses
    if is_internal and not settings.internal:
        return False
    return not settings.only_related or bool(people & set(CLIENTS))
