"""One meeting as a run finds it: what each side shows of it and what is remembered. In memory only."""

from dataclasses import dataclass
from datetime import datetime

from sync_core.calendar.event import CrmEvent, Origin, OutlookEvent
from sync_core.reconcile.pairs import Pair, PairKey

NEW = "new."
"""Begins the key of a pair whose CRM event has not been in Outlook yet."""
ASIDE = "aside."
"""Begins the key of a row that stands for an Outlook event without an identity of its own: unreadable, a double."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A pair with both its items as they are now; None: proved absent, or never there."""

    key: PairKey
    pair: Pair | None = None
    outlook: OutlookEvent | None = None
    crm: CrmEvent | None = None
    crm_series: str = ""
    """Of a slot of a series that was made in the CRM: that series' id."""
    deleted_at: datetime | None = None
    """When somebody deleted the CRM's record of it, of which this mailbox may never have known."""
    is_broken: bool = False
    """Microsoft 365 returned the event in a form that cannot be read."""
    is_double: bool = False
    """Another event of the mailbox has the same identity; this one is left alone."""

    @property
    def is_linked(self) -> bool:
        """Whether both sides once agreed on it."""
        return self.pair is not None and bool(self.pair.outlook_base and self.pair.crm_base)

    @property
    def is_unnamed(self) -> bool:
        """Whether it is in Outlook by now, and its row still has the name it had before."""
        return self.key.startswith(NEW) and self.outlook is not None and self.crm is not None

    @property
    def is_made_in_crm(self) -> bool:
        """Whether it came to be in the CRM."""
        return self.crm is not None and self.crm.origin is not Origin.SYNC

    @property
    def is_changed_slot(self) -> bool:
        """Whether it is a changed or cancelled occurrence of a series made in the CRM."""
        return bool(self.crm_series)

    @property
    def is_cancelled_slot(self) -> bool:
        """Whether Outlook has nothing of such an occurrence but that it was cancelled: no version to write on."""
        return self.is_changed_slot and self.outlook is not None and not self.outlook.version
