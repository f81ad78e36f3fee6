"""Intents come first: nothing is written on either side but what was remembered as meant before."""

from collections.abc import Iterable

from flows.ports.calendar import EventDraft
from flows.ports.crm_calendar import CrmEventChange, CrmEventDraft
from simulator.world.calendar.at_every_effect.whose_event import WhoseEvent
from simulator.world.calendar.at_every_effect.writes import CrmWrite, OutlookWrite
from simulator.world.calendar.firm import Firm
from simulator.world.outside import at_once
from sync_core.calendar.twins import NEW
from sync_core.reconcile.pairs import Pair, Writing
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId, Stream


class Intents:
    """What memory holds of writes that are under way."""

    def __init__(self, firm: Firm, whose: WhoseEvent) -> None:
        self._firm = firm
        self._whose = whose

    def pairs(self) -> list[Pair]:
        """Return the rows of all mailboxes."""
        boxes = at_once(self._firm.outside.memory.mailboxes())
        return [pair for record in boxes for pair in self._pairs_of(record.id)]

    def holds_of_outlook(self, mailbox: MailboxId, what: OutlookWrite, writing: Writing) -> bool:
        """Return whether a write to Outlook was remembered."""
        if isinstance(what, EventDraft):
            those = self._stamped(mailbox, what)
        else:
            those = [p for p in self._pairs_of(mailbox) if what.id in (p.outlook, "")]
        wanted = (writing, Writing.UPDATE) if writing is Writing.DELETE else (writing,)
        return any(_has_intent(p, Side.OUTLOOK, wanted) for p in those)

    def may_have_changed(self, mailbox: MailboxId, draft: EventDraft) -> bool:
        """Return whether a change of what is made here was under way, its answer perhaps not heard."""
        those = self._stamped(mailbox, draft)
        return any(_has_intent(p, Side.OUTLOOK, (Writing.UPDATE,)) for p in those)

    def holds_of_crm(self, pairs: Iterable[Pair], one: CrmWrite, writing: Writing) -> bool:
        """Return whether a write to the CRM was remembered in any of the rows."""
        those = (p for p in pairs if _stands_for(p, one) or self._names(p, one))
        return any(_has_intent(p, Side.CRM, (writing,)) for p in those)

    def _names(self, pair: Pair, one: CrmWrite) -> bool:
        """Return whether a row under its first name is of the event that a draft stands for.

        What was made from a record that somebody deleted, and was edited since, comes back to the CRM.
        """
        if not isinstance(one, CrmEventDraft) or not pair.key.startswith(NEW):
            return False
        known = self._whose.of_key(one.key)
        return known is not None and known[0].crm == pair.crm

    def _stamped(self, mailbox: MailboxId, draft: EventDraft) -> list[Pair]:
        """Return the rows of what a draft is made for."""
        stamp = self._firm.outside.digester.stamp
        return [p for p in self._pairs_of(mailbox) if stamp(p.crm) == draft.stamp]

    def _pairs_of(self, mailbox: MailboxId) -> Iterable[Pair]:
        return at_once(self._firm.outside.memory.pairs(mailbox, Stream.CALENDAR))


def _has_intent(pair: Pair, side: Side, writings: Iterable[Writing]) -> bool:
    return any(i.side is side and i.writing in writings for i in pair.intents)


def _stands_for(pair: Pair, one: CrmWrite) -> bool:
    if isinstance(one, CrmEventDraft):
        return str(pair.key) == one.key
    return pair.crm == (one.id if isinstance(one, CrmEventChange) else one[0])
