"""Whose event an effect is about: learnt from every answer, by subject, or where that is hidden by the stamp."""

from collections.abc import Iterable
from datetime import datetime

from flows.ports.calendar import EventDraft, EventPage, Series
from flows.ports.crm_calendar import CrmEventDraft
from simulator.graph.direct.calendar import STAMP
from simulator.world.calendar.at_every_effect.writes import CrmWrite, OutlookWrite
from simulator.world.calendar.diary import Entry
from simulator.world.calendar.firm import Firm
from simulator.world.steps import Step
from sync_core.calendar.event import EventKey, OutlookEvent


class WhoseEvent:
    """What keys and stamps stand for, as the engine was told of them."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm
        self._known: dict[EventKey, tuple[Entry, datetime | None]] = {}
        """Whose event a key stands for, and which of its occurrences."""
        self._stamped: dict[str, Entry] = {}
        """Whose event each stamp stands on."""

    def learn(self, step: Step) -> None:
        """Learn whose events an effect in Outlook is about."""
        if step.label == "calendar.create":
            draft: EventDraft = step.argument(2, "draft")
            entry = self.of_outlook(draft)
            if entry is not None:
                self._stamped[draft.stamp] = entry
        box = self._firm.outside.tenant.mailbox(step.argument(0, "mailbox"))
        for event in _events_in(step):
            entry = self._firm.diary.of(event.content.subject)
            view = box.calendars.look(box.ids.read(event.id).number)
            if entry is None and view is not None:
                entry = self._stamped.get(view.item.extended.get(STAMP, ""))
            if entry is not None:
                self._known[self.key(event)] = (entry, event.original_start)

    def key(self, event: OutlookEvent) -> EventKey:
        """Return the key that the engine knows an event by."""
        return self._firm.outside.digester.event_key(event.ical_uid)

    def of_key(self, key: EventKey | None) -> tuple[Entry, datetime | None] | None:
        """Return whose event a key stands for, and which of its occurrences."""
        return self._known.get(key) if key else None

    def of_outlook(self, what: OutlookWrite) -> Entry | None:
        """Return whose event a write to Outlook is about."""
        return self._firm.diary.of(what.content.subject) or self._hidden(what)

    def of_crm(self, one: CrmWrite) -> Entry | None:
        """Return whose event a write to the CRM is about."""
        if not isinstance(one, tuple):
            entry = self._firm.diary.of(one.content.subject)
            if entry is not None:
                return entry
        key = one.key if isinstance(one, CrmEventDraft) else None
        if not isinstance(one, CrmEventDraft):
            kept = self._firm.crm.kept(one.id if not isinstance(one, tuple) else one[0])
            key = kept.event.key if kept is not None else None
        known = self.of_key(key)
        return known[0] if known else None

    def _hidden(self, what: OutlookWrite) -> Entry | None:
        """Return whose event it is whose subject is not shown."""
        if isinstance(what, OutlookEvent):
            known = self.of_key(self.key(what))
            return known[0] if known else None
        stamp = self._firm.outside.digester.stamp
        made = (k for k in self._firm.crm.everything() if stamp(k.event.id) == what.stamp)
        return next((self._firm.diary.of(k.event.content.subject) for k in made), None)


def _events_in(step: Step) -> Iterable[OutlookEvent]:
    """Return the events that an answer holds."""
    found = step.result
    if isinstance(found, EventPage):
        found = found.events
    elif isinstance(found, Series):
        found = (found.master, *found.occurrences)
    elif isinstance(found, dict):
        found = tuple(found.values())
    elif isinstance(found, OutlookEvent):
        found = (found,)
    elif not isinstance(found, tuple):
        found = ()
    return (event for event in found if isinstance(event, OutlookEvent))
