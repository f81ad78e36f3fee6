"""Rivals of the engine: who changes an event in the very moment in which the engine is about to write it."""

from simulator.world.calendar.diary import Entry
from simulator.world.calendar.firm import Firm
from simulator.world.calendar.in_crm.acts import CrmActs
from simulator.world.calendar.in_crm.records import is_alive
from simulator.world.calendar.in_outlook.acts import OutlookActs
from sync_core.calendar.event import CrmEventId, EventId, OutlookEvent
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

_OUTLOOKS_AWAY = 0.15
"""Share of the rivals in Outlook who delete what the engine is about to write."""
_OUTLOOKS_ALIKE = 0.7
"""Share of the rivals in Outlook who delete it, or change the same field as the engine."""
_CRMS_ALIKE = 0.6
"""Share of the rivals in the CRM who change the same field as the engine."""


class Rivals:
    """People on both sides, a moment faster than the engine."""

    def __init__(self, firm: Firm, outlook: OutlookActs, crm: CrmActs) -> None:
        self._firm = firm
        self._outlook = outlook
        self._crm = crm

    def in_outlook(self, mailbox: MailboxId, event: OutlookEvent, fields: frozenset[str]) -> None:
        """Let the organiser change an event of which some fields are to be written; or delete it."""
        entry = self._firm.diary.of(event.content.subject)
        there = self._outlook.events.event_of(entry) if entry else None
        if entry is not None and there == event.id and entry.mailbox == mailbox:
            self._meddle(entry, event.id, fields)

    def _meddle(self, entry: Entry, event: EventId, fields: frozenset[str]) -> None:
        drawn = self._firm.chance.random()
        if entry.is_series:
            entry.touch_slot(Side.OUTLOOK, None)
        if drawn < _OUTLOOKS_AWAY and not entry.is_series:
            self._firm.outlook.delete(entry.mailbox, event)
            entry.end(Side.OUTLOOK)
        elif drawn < _OUTLOOKS_ALIKE and "span" in fields and not entry.is_series:
            self._outlook.changing.move(entry, event)
        elif drawn < _OUTLOOKS_ALIKE and "subject" in fields:
            self._outlook.changing.rename(entry, event)
        else:
            self._outlook.changing.edit(entry, event)

    def in_the_crm(self, one: CrmEventId, fields: frozenset[str]) -> None:
        """Let a user change an event of which some fields are to be written."""
        kept = self._firm.crm.kept(one)
        entry = self._firm.diary.of(kept.event.content.subject) if kept else None
        if kept is None or entry is None or not is_alive(kept):
            return
        if "subject" in fields and self._firm.chance.random() < _CRMS_ALIKE:
            self._crm.records.change(entry, kept, subject=entry.subject())
        else:
            self._crm.changing.edit(entry, kept)
