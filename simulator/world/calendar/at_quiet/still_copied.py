"""Whether changes of an event that has a twin are still copied, by the firm's rules."""

from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.at_quiet.both_sides import BothSides, Met
from sync_core.calendar.event import Origin, Privacy


def is_still_copied(sides: BothSides, one: Met, kept: KeptEvent) -> bool:
    """Return whether a change of either twin reaches the other."""
    is_private = one.is_private or kept.event.content.privacy is not Privacy.NORMAL
    is_import = kept.event.origin is Origin.IMPORT
    is_out = is_private or is_import or one.is_declined or one.view.item.is_draft
    return not is_out and not _is_internal(sides, one, kept)


def _is_internal(sides: BothSides, one: Met, kept: KeptEvent) -> bool:
    """Return whether, on either side, nobody but the staff takes part, which is not copied in this firm."""
    ours, known = sides.firm.addresses, {a.attendee.address for a in kept.attendees}
    is_ours = any(group and group <= ours for group in (one.invited, known))
    return is_ours and one.organiser in ours and not sides.firm.settings.internal
