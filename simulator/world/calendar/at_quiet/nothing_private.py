"""Of a private event the CRM shows only what the firm lets it."""

from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.at_quiet.both_sides import BothSides, Met
from simulator.world.scheduler import Violation
from sync_core.calendar.event import Origin
from sync_core.reconcile.sides import Side

_HIDDEN = "Private appointment"


def nothing_private(sides: BothSides, one: Met) -> None:
    """Check what the CRM shows of a private event that came from Outlook; raises Violation."""
    kept, settings = one.crm, sides.firm.settings
    if kept is None or not _is_to_be_hidden(sides, one, kept):
        return
    content = kept.event.content
    is_bare = content.subject == _HIDDEN and not (content.body or content.places)
    if settings.private in ("skip", "busy_only") and not is_bare:
        raise Violation(f"{one.name} is private, and the CRM shows more than its time")
    if settings.private != "full" and kept.attendees:
        raise Violation(f"{one.name} is private, and the CRM shows who attends")


def _is_to_be_hidden(sides: BothSides, one: Met, kept: KeptEvent) -> bool:
    """Return whether the firm's rule for private events holds of what the CRM has.

    Not of what the CRM's users wrote there themselves since; and whoever marked it in the CRM saw what
    stands there.
    """
    settings = sides.firm.settings
    came = kept.event.origin is Origin.SYNC
    if not one.is_private or not came or not sides.is_in_window(one):
        return False
    if one.is_left or not settings.is_redacting or one.entry.calls:
        return False
    return one.entry.hidden_by is Side.OUTLOOK and not settings.private_changed
