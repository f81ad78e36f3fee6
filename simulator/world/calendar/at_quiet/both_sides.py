"""Both sides as they stand once all is quiet: every event of Outlook's with what the CRM has of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from simulator.graph.calendar.events import EventItem, EventView
from simulator.graph.mail import Sensitivity
from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.at_every_effect.whose_event import WhoseEvent
from simulator.world.calendar.diary import Birth, Entry
from simulator.world.calendar.firm import Firm
from sync_core.calendar.event import Answer, EventKey
from sync_core.calendar.window import Window
from sync_core.work import MailboxId

_DAY = timedelta(days=1)
_PAST_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """One event as it stands in a calendar of Outlook, with what the CRM has of it."""

    entry: Entry
    mailbox: MailboxId
    view: EventView
    crm: KeptEvent | None

    @property
    def name(self) -> str:
        """How a violation names it."""
        slot = f" at {self.view.original_start}" if self.view.original_start else ""
        return f"event {self.entry.number}{slot}"

    @property
    def is_private(self) -> bool:
        """Whether Outlook hides it from others."""
        return self.view.says.sensitivity is not Sensitivity.NORMAL

    @property
    def is_declined(self) -> bool:
        """Whether it is another's meeting that its guest does not come to."""
        item = self.view.item
        return not item.is_organiser and item.answer is Answer.DECLINED

    @property
    def organiser(self) -> str:
        """The organiser's address; empty: nobody's."""
        item = self.view.item
        return (item.organiser.address if item.organiser else "").lower()

    @property
    def invited(self) -> set[str]:
        """The addresses of whoever is invited, as far as they have one that mail finds."""
        return {a.address for a in self.view.says.attendees if "@" in a.address}

    @property
    def is_left(self) -> bool:
        """Whether somebody left it half in, half out."""
        entry = self.entry
        return bool(entry.is_odd or entry.gone or entry.lost_slots or entry.gone_for)


@dataclass(frozen=True, slots=True, kw_only=True)
class BothSides:
    """Everything that is looked at when all is quiet."""

    firm: Firm
    whose: WhoseEvent

    def met(self) -> Iterator[Met]:
        """Yield every event of every calendar kept in step; of an Outlook-made series each occurrence."""
        by_key = {k.event.key: k for k in self.firm.crm.everything() if k.event.key}
        for one in self.firm.staff:
            if one.mailbox not in self.firm.settings.enabled:
                continue
            box = self.firm.outside.tenant.mailbox(one.mailbox)
            for item in list(box.calendars.items.values()):
                for view in self._views(one.mailbox, item):
                    entry = self.firm.diary.of(view.says.subject)
                    key = self.firm.outside.digester.event_key(view.uid)
                    if entry is not None:
                        crm = by_key.get(key)
                        yield Met(entry=entry, mailbox=one.mailbox, view=view, crm=crm)

    def entry_of(self, kept: KeptEvent) -> Entry | None:
        """Return whose event a record of the CRM's is."""
        known = self.whose.of_key(EventKey(kept.event.key or ""))
        return known[0] if known else self.firm.diary.of(kept.event.content.subject)

    def is_judged(self, one: Met) -> bool:
        """Return whether the rules say what becomes of an event: nobody left it half in, half out."""
        is_ours = one.view.item.is_organiser or one.entry.birth is Birth.OUTSIDE
        is_ruled = is_ours and not one.is_left and self.firm.settings.is_plain
        return is_ruled and self.is_in_window(one)

    def is_in_window(self, one: Met) -> bool:
        """Return whether an event is kept in step by its time, today and on the next days."""
        spans = [one.view.says.span]
        if one.crm is not None:
            spans.append(one.crm.event.content.span)
        if one.view.says.recurrence is not None:
            return True
        return all(self.window_inside().holds(span) for span in spans)

    def window_inside(self) -> Window:
        """Return the part of the window that no day's turn brings anything into or out of."""
        window = self._window()
        return Window(since=window.since + 2 * _DAY, until=window.until - 2 * _DAY)

    def _window(self) -> Window:
        return Window.around(self.firm.now(), _PAST_DAYS, self.firm.settings.future_days)

    def _views(self, mailbox: MailboxId, item: EventItem) -> list[EventView]:
        store = self.firm.outside.tenant.mailbox(mailbox).calendars
        if item.series is not None:
            return []
        entry = self.firm.diary.of(item.says.subject)
        if item.is_series and (entry is None or entry.birth is not Birth.CRM):
            return store.occurrences(item, self._window())
        return [store.view(item.number)]
