"""What a run has found of a calendar so far; it grows step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from flows.ports.calendar import Series
from flows.ports.tenant import Gone
from flows.running import Run
from sync_core.calendar.event import (
    CrmEvent,
    CrmEventId,
    EventId,
    EventKey,
    Origin,
    OutlookEvent,
    UnreadableEvent,
)
from sync_core.calendar.fields import EventField
from sync_core.calendar.rules import CalendarRules
from sync_core.calendar.twins import Twin
from sync_core.reconcile.pairs import Pair, PairKey


@dataclass(kw_only=True)
class Gathering:
    """What has been found so far; grows step by step."""

    run: Run
    rules: CalendarRules
    pairs: Mapping[PairKey, Pair]
    outlook: dict[EventId, OutlookEvent | UnreadableEvent | Gone] = field(default_factory=dict)
    crm: dict[CrmEventId, CrmEvent | None] = field(default_factory=dict)
    """None: proved absent."""
    crm_by_key: dict[EventKey, CrmEvent] = field(default_factory=dict)
    deleted: dict[EventKey, datetime] = field(default_factory=dict)
    """When people deleted the CRM's events of these keys, which it does not have any more."""
    series: dict[EventId, Series] = field(default_factory=dict)
    twins: dict[PairKey, Twin] = field(default_factory=dict)
    again: dict[EventId, PairKey] = field(default_factory=dict)
    """Events made again in place of one that was deleted: of another identity, and the same pair."""
    doubles: set[EventId] = field(default_factory=set)
    """Events whose identity another event of the mailbox has too."""
    unnamed: dict[EventId, CrmEventId] = field(default_factory=dict)
    """Events made from one of the CRM that does not carry their identity yet: the write was cut short."""
    unreadable: set[PairKey] = field(default_factory=set)
    """Pairs whose event was begun to be made, and is there in a form that cannot be read."""

    @cached_property
    def recurring(self) -> frozenset[str]:
        """Ids of the Outlook series that were made from a recurring event of the CRM, as remembered."""
        name = EventField.RECURRENCE.value
        return frozenset(p.outlook for p in self.pairs.values() if p.crm_base.get(name))

    def crm_series_of(self, master: EventId) -> CrmEvent | None:
        """Return the CRM event that an Outlook series was made from, or None: it may have been a single one."""
        series = self.series.get(master)
        if series is None:
            return None
        key = self.run.parts.digester.event_key(series.master.ical_uid)
        event = self.crm_by_key.get(key) or self.crm.get(self.unnamed.get(master, CrmEventId("")))
        return event if event is not None and may_recur(event) else None


def may_recur(event: CrmEvent) -> bool:
    """Return whether a CRM event stands for a whole series: one that came from Outlook is one occurrence."""
    return event.content.recurrence is not None or event.origin is not Origin.SYNC
