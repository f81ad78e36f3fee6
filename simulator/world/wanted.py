"""What every commit-size run must have met at least once: a fault that never struck proves nothing."""

from dataclasses import fields

from simulator.world.options import CalendarFaultRates, FaultRates
from sync_core.calendar.reasons import EventReason
from sync_core.decisions import Reason
from sync_core.mail import LogResult
from sync_core.reconcile.brakes import Brake
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Why, Withheld

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

_NOT_OF_CALENDARS = (*_THE_TENANTS_OWN, "scoring_fails")
_NEVER_SO = (EventReason.DOUBLE,)
"""An identity that two events of one mailbox share is left alone before it is judged."""
_MOVES = (
    *(f"crm.{move.value}" for move in Move),
    *(f"outlook.{move.value}" for move in Move),
)
_OF_CALENDARS = (
    *(f"fault.{f.name}" for f in fields(CalendarFaultRates) if f.name not in _NOT_OF_CALENDARS),
    *(f"left.{reason.value}" for reason in EventReason if reason not in _NEVER_SO),
    *(f"withheld.{why.value}" for why in Withheld if why is not Withheld.HELD),
    *(f"brake.{brake.value}" for brake in Brake),
    *(f"why.{why.value}" for why in Why),
    *(f"move.{move}" for move in _MOVES),
    *(f"failure.{name}" for name in _FAILURES),
    *(f"outcome.{name}" for name in _OUTCOMES if name != "continued"),
    "refusal.VersionConflict",
    "refusal.ItemGone",
    "refusal.SkipItem",
    "refusal.CursorLost",
    "held.approved",
    "held.rejected",
    "poisoned",
)
WANTED_MARKS = {"mail": _OF_MAIL, "calendar": _OF_CALENDARS}
"""By stream."""
