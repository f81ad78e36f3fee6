"""What of an update may be written to an Outlook event; the rest is withheld, each field with its reason.

A field withheld does not hold up the others: a formatted text stays as it is while the time moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sync_core.calendar.event import CrmEvent, OutlookEvent, Privacy
from sync_core.calendar.fields import EventField
from sync_core.calendar.mailing import mailed
from sync_core.calendar.past import is_past
from sync_core.calendar.projection import for_outlook
from sync_core.calendar.recurrence import is_expressible
from sync_core.calendar.rules import CalendarRules
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Withheld

_OF_A_SERIES = frozenset({EventField.RECURRENCE, EventField.SPAN})
"""What says when a series takes place: Outlook gets both or neither, never half of a rule it has no words for."""


def writable(
    fields: frozenset[str],
    outlook: OutlookEvent,
    crm: CrmEvent | None,
    rules: CalendarRules,
    now: datetime,
    hidden: frozenset[EventField],
) -> tuple[frozenset[str], Mapping[str, Withheld]]:
    """Return which fields of an update may be written in Outlook, and why the others may not.

    Args:
        fields: names of EventField; EventField.CANCELLED alone asks whether a deletion may be.
        outlook: the event that would be written.
        crm: its twin, whose values would be written; None where that was deleted.
        rules: of the mailbox.
        now: an instant (UTC).
        hidden: what the projections of both sides hide.
    """
    gate = _Gate(outlook, crm, rules, now, hidden)
    withheld = {name: why for name in sorted(fields) if (why := gate.verdict(EventField(name)))}
    return fields - withheld.keys(), withheld


@dataclass(frozen=True, slots=True)
class _Gate:
    """One event's gate in Outlook."""

    outlook: OutlookEvent
    crm: CrmEvent | None
    rules: CalendarRules
    now: datetime
    hidden: frozenset[EventField]

    def verdict(self, name: EventField) -> Withheld | None:
        """Return why a field may not be written, or None."""
        if why := self._by_copy(name):
            return why
        if name in self.hidden:
            is_cut = name is EventField.ATTENDEES and not self._is_private
            return Withheld.PARTIAL_LIST if is_cut else Withheld.HIDDEN
        if name is EventField.ATTENDEES and (why := self._by_list()):
            return why
        if name is EventField.BODY and self._is_body_protected:
            return Withheld.RICH_BODY
        if name in _OF_A_SERIES and self.crm is not None and not is_expressible(self.crm.content):
            return Withheld.INEXPRESSIBLE
        return Withheld.PAST_WOULD_MAIL if self._would_mail_late(name) else None

    def _by_copy(self, name: EventField) -> Withheld | None:
        """Return whether this copy of the meeting takes the field: an attendee's takes an answer alone.

        What the others answered is theirs to say, and an organiser has nothing to answer.
        """
        if name is EventField.ANSWERS:
            return Withheld.DIRECTION
        is_answer = name is EventField.OWN_ANSWER
        if self.outlook.is_organiser:
            return Withheld.DIRECTION if is_answer else None
        return None if is_answer else Withheld.ATTENDEE_COPY

    def _by_list(self) -> Withheld | None:
        """Return whether the list of attendees may not replace Outlook's, who would get cancellations."""
        is_partial = self.crm is not None and self.crm.is_partial
        if is_partial or self.outlook.unusable_entries:
            return Withheld.PARTIAL_LIST
        return None if self.rules.policy.invite else Withheld.NO_INVITATIONS

    def _would_mail_late(self, name: EventField) -> bool:
        """Return whether a field would mail somebody about what is over, before and after.

        What was cancelled in the CRM does not take place there any more, wherever it was moved before.
        """
        contents = [self.outlook.content]
        if self.crm is not None and not self.crm.content.is_cancelled:
            contents.append(self.crm.content)
        if not all(is_past(content, self.now) for content in contents):
            return False
        content = for_outlook(self.crm.content, self.outlook) if self.crm else None
        return bool(mailed(self.outlook, content, frozenset({name}), Move.UPDATE))

    @property
    def _is_body_protected(self) -> bool:
        is_rich = self.outlook.body_is_rich or self.outlook.is_online
        return is_rich and self.rules.policy.protect_rich

    @property
    def _is_private(self) -> bool:
        contents = [self.outlook.content] + ([self.crm.content] if self.crm else [])
        return any(content.privacy is not Privacy.NORMAL for content in contents)
