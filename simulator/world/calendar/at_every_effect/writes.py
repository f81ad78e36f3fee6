"""What the engine writes into calendars: which effects are writes, of what, and what each does."""

from collections.abc import Sequence

from flows.ports.calendar import EventDraft
from flows.ports.crm_calendar import CrmEventChange, CrmEventDraft
from simulator.world.steps import Step
from sync_core.calendar.event import CrmEventId, OutlookEvent
from sync_core.reconcile.decide import Move
from sync_core.reconcile.pairs import Writing

OutlookWrite = OutlookEvent | EventDraft
"""What is written in Outlook: the event as it was read, or a draft of one to be made."""
CrmWrite = CrmEventDraft | CrmEventChange | tuple[CrmEventId, int]
"""What is written in the CRM: made, changed, or deleted (with the version that was read)."""
MOVES = {
    Writing.CREATE: Move.CREATE,
    Writing.UPDATE: Move.UPDATE,
    Writing.DELETE: Move.DELETE,
}
OUTLOOK_WRITES = {
    "calendar.create": Writing.CREATE,
    "calendar.update": Writing.UPDATE,
    "calendar.answer": Writing.UPDATE,
    "calendar.delete": Writing.DELETE,
}
CRM_WRITES = {
    "crm_calendar.create_events": Writing.CREATE,
    "crm_calendar.update_events": Writing.UPDATE,
    "crm_calendar.delete_events": Writing.DELETE,
}


def written_in_outlook(step: Step) -> OutlookWrite:
    """Return what a write to Outlook is about."""
    what: OutlookWrite = (
        step.argument(2, "draft") if step.label == "calendar.create" else step.argument(1, "event")
    )
    return what


def written_in_crm(step: Step) -> Sequence[CrmWrite]:
    """Return what a write to the CRM is about."""
    those: Sequence[CrmWrite] = (
        step.arguments[0] if step.arguments else next(iter(step.named.values()))
    )
    return those


def is_naming(one: CrmWrite) -> bool:
    """Return whether only a key is written, which belongs to a creation in Outlook."""
    return isinstance(one, CrmEventChange) and not one.fields
