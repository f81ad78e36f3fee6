"""What every commit-size run must have met at least once: a fault that never struck proves nothing."""

from dataclasses import fields

from flows.ports.crm_contacts import Wrote
from simulator.world.options import CalendarFaultRates, FaultRates
from sync_core.calendar.reasons import EventReason
from sync_core.contacts.reasons import ContactReason
from sync_core.decisions import Reason
from sync_core.mail import LogResult
from sync_core.reconcile.answers import Answer
from sync_core.reconcile.brakes import Brake
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Why, Withheld
from sync_core.reconcile.sides import Side

_FAILURES = (
    "Throttled",
    "Unavailable",
    "StopMailbox",
    "ConsentNeeded",
    "CrmStopped",
    "CursorLost",
    "LeaseLost",
)
_OUTCOMES = (
    "done",
    "continued",
    "coalesced",
    "busy",
    "paused",
    "retry",
    "parked",
    "stopped",
    "lost",
    "failed",
)
_THE_TENANTS_OWN = ("notification_lost", "notification_doubled")
"""Faults that the tenant itself commits; they show in its failures and posts."""

# A draft is no mail yet: it is only remembered where it had failed to be read before.
_OF_MAIL = (
    *(f"fault.{f.name}" for f in fields(FaultRates) if f.name not in _THE_TENANTS_OWN),
    *(f"reason.{reason.value}" for reason in Reason if reason is not Reason.DRAFT),
    *(f"crm.{result.value}" for result in LogResult),
    *(f"failure.{name}" for name in _FAILURES),
    *(f"outcome.{name}" for name in _OUTCOMES),
    "poisoned",
)

_WRITES = (
    "calendar.create",
    "calendar.update",
    "calendar.delete",
    "calendar.answer",
    "crm_calendar.create_events",
    "crm_calendar.update_events",
    "memory.acquire",
    "memory.remember",
    "memory.hold",
    "memory.release",
)
"""Not the CRM's deletions: two or three of a thousand worlds come to one while anything may end. A test ends a
process before and after every effect of a day that has one."""
_NOT_OF_CALENDARS = (*_THE_TENANTS_OWN, "scoring_fails")
_NEVER_SO = (EventReason.DOUBLE,)
"""An identity that two events of one mailbox share is left alone before it is judged."""
_BRAKES_OF_CONTACTS = (Brake.SUSPICIOUS, Brake.RESTORED, Brake.FOLDER_GONE)
_NOT_WITHHELD_OF_CALENDARS = (Withheld.HELD, Withheld.NEVER_BLANK)
_MOVES = (
    *(f"crm.{move.value}" for move in Move),
    *(f"outlook.{move.value}" for move in Move),
)
_OF_CALENDARS = (
    *(f"fault.{f.name}" for f in fields(CalendarFaultRates) if f.name not in _NOT_OF_CALENDARS),
    *(f"left.{reason.value}" for reason in EventReason if reason not in _NEVER_SO),
    *(f"withheld.{why.value}" for why in Withheld if why not in _NOT_WITHHELD_OF_CALENDARS),
    *(f"brake.{brake.value}" for brake in Brake if brake not in _BRAKES_OF_CONTACTS),
    *(f"why.{why.value}" for why in Why),
    *(f"move.{move}" for move in _MOVES),
    *(f"failure.{name}" for name in _FAILURES),
    *(f"outcome.{name}" for name in _OUTCOMES if name != "continued"),
    "refusal.VersionConflict",
    "refusal.ItemGone",
    "refusal.SkipItem",
    "refusal.CursorLost",
    "held.approved",
    "held.approved_some",
    "held.rejected",
    "brake.changes_by_count",
    "brake.changes_by_share",
    "brake.deletes_by_count",  # by share: ten at once below the other threshold, which a test makes instead
    *(f"crash.{when}.{write}" for when in ("before", "after") for write in _WRITES),
    "poisoned",
)
_WRITES_OF_CONTACTS = (
    "contacts.create",
    "contacts.update",
    "contacts.delete",
    "contacts.mark",
    "crm_contacts.create_entries",
    "crm_contacts.update_entries",
    "crm_contacts.delete_entries",
    "crm_contacts.create_people",
    "crm_contacts.update_people",
    "crm_contacts.mark",
    "memory.acquire",
    "memory.remember",
    "memory.hold",
    "memory.release",
)
_WITHHELD_OF_CONTACTS = (
    Withheld.PREVENTED,
    Withheld.DIRECTION,
    Withheld.REJECTED,
    Withheld.NEVER_BLANK,
)
_OF_CONTACTS = (
    *(f"fault.{f.name}" for f in fields(CalendarFaultRates) if f.name not in _NOT_OF_CALENDARS),
    *(f"left.{reason.value}" for reason in ContactReason),
    *(f"withheld.{why.value}" for why in _WITHHELD_OF_CONTACTS),
    *(f"brake.{brake.value}" for brake in Brake if brake is not Brake.INVITATIONS),
    *(f"answer.{answer.value}" for answer in Answer),
    *(f"why.{why.value}" for why in Why if why is not Why.REDACTED),
    *(f"move.{side}.{move}" for side in Side for move in ("create", "update", "delete")),
    *(f"wrote.{result.value}" for result in Wrote),
    *(f"failure.{name}" for name in _FAILURES),
    *(f"outcome.{name}" for name in _OUTCOMES if name != "continued"),
    "refusal.VersionConflict",
    "refusal.ItemGone",
    "refusal.SkipItem",
    "refusal.CursorLost",
    "held.approved",
    "held.approved_some",
    "held.rejected",
    "heeded",
    "person.made",
    *(f"crash.{when}.{write}" for when in ("before", "after") for write in _WRITES_OF_CONTACTS),
    "poisoned",
)
WANTED_MARKS = {"mail": _OF_MAIL, "calendar": _OF_CALENDARS, "contacts": _OF_CONTACTS}
"""By stream."""
