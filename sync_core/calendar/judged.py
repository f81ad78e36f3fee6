"""What a mailbox's events are judged by, and what comes of each: plain data."""

from dataclasses import dataclass
from datetime import datetime

from sync_core.calendar.projection import Projection
from sync_core.calendar.reasons import EventReason
from sync_core.calendar.rules import CalendarRules, Known
from sync_core.calendar.twins import Twin
from sync_core.digests import Digester
from sync_core.reconcile.decide import Reconciliation
from sync_core.reconcile.gates import Gates
from sync_core.reconcile.judgement import Judgement
from sync_core.reconcile.sides import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Everything that one mailbox's events are judged by."""

    rules: CalendarRules
    known: Known
    reconciliation: Reconciliation
    gates: Gates
    digester: Digester
    now: datetime
    is_first_run: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Judgement):
    """What was decided of one twin, with all that is needed to do it; of most twins left out nothing is shown."""

    twin: Twin
    reason: EventReason | None = None
    """Why it is left out; nothing is written then."""
    outlook: Projection | None = None
    """What the CRM may hold of the Outlook event."""
    crm: Projection | None = None
    """What Outlook may hold of the CRM's event."""

    def source(self, side: Side) -> Projection | None:
        """Return what is written to a side: the other one's projection."""
        return self.crm if side is Side.OUTLOOK else self.outlook
