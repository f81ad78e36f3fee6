"""What every commit-size run must have met at least once: a fault that never struck proves nothing."""

from dataclasses import fields

from simulator.world.options import FaultRates
from sync_core.decisions import Reason
from sync_core.mail import LogResult

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
WANTED_MARKS = (
    *(f"fault.{f.name}" for f in fields(FaultRates) if f.name not in _THE_TENANTS_OWN),
    *(f"reason.{reason.value}" for reason in Reason if reason is not Reason.DRAFT),
    *(f"crm.{result.value}" for result in LogResult),
    *(f"failure.{name}" for name in _FAILURES),
    *(f"outcome.{name}" for name in _OUTCOMES),
    "poisoned",
)
