"""What still flows between twins of which one is private, where private events are kept out.

The mark itself does, both ways, and in the CRM it takes away what Outlook does not show any more. In Outlook
nothing but the mark is written: Outlook hides the rest from everybody but the calendar's owner, and to
overwrite it would mail everybody invited. Of an event made in the CRM the CRM keeps its own text alike.
"""

from collections.abc import Iterable
from dataclasses import replace

from sync_core.calendar.event import CrmEvent, OutlookEvent, Privacy
from sync_core.calendar.fields import EventField
from sync_core.calendar.reasons import EventReason
from sync_core.calendar.twins import Twin
from sync_core.reconcile.decide import Change
from sync_core.reconcile.sides import Side


def may_redact(twin: Twin, reason: EventReason) -> bool:
    """Return whether a twin left out for this reason may still show what is private."""
    return reason is EventReason.PRIVATE and twin.outlook is not None and twin.crm is not None


def redactions(twin: Twin, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return what of the changes between two twins still flows."""
    kept = (_kept(twin, change) for change in changes if not _would_expose(twin, change.side))
    return tuple(change for change in kept if change.fields)


def takes_away(twin: Twin, side: Side) -> bool:
    """Return whether a change on a side comes from the other one's being private."""
    return _is_private(twin, side.other)


def _kept(twin: Twin, change: Change) -> Change:
    if change.side is Side.CRM and not twin.is_made_in_crm:
        return change
    mark = EventField.PRIVACY.value
    return replace(change, fields=tuple(name for name in change.fields if name == mark))


def _would_expose(twin: Twin, side: Side) -> bool:
    """Return whether a private event would become public though nobody is known to have said so."""
    return not twin.is_linked and _is_private(twin, side) and not _is_private(twin, side.other)


def _is_private(twin: Twin, side: Side) -> bool:
    event: OutlookEvent | CrmEvent | None = twin.outlook if side is Side.OUTLOOK else twin.crm
    return event is not None and event.content.privacy is not Privacy.NORMAL
