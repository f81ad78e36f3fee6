"""What the CRM's users make there: events, series of them, and what imports bring."""

from typing import Any

from flows.ports.crm_calendar import CrmEventDraft
from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.diary import Birth, Entry
from simulator.world.calendar.firm import Firm
from simulator.world.calendar.in_crm.records import CrmRecords
from simulator.world.calendar.people import (
    CLIENTS,
    DAILY,
    ROOMS,
    TWICE_A_MONTH,
    WEEKLY,
    Colleague,
    as_attendee,
)
from sync_core.calendar.event import Content, EventKey, Origin, Privacy
from sync_core.reconcile.sides import Side


class CrmMaking:
    """The CRM's users, each with a new event."""

    def __init__(self, firm: Firm, records: CrmRecords) -> None:
        self._firm = firm
        self._chance = firm.chance
        self._records = records

    def an_event_is_made_in_the_crm(self) -> None:
        """A user makes an event."""
        self._make(Birth.CRM, Origin.PAGE)

    def a_series_is_made_in_the_crm(self) -> None:
        """A user makes a series, now and then one that Outlook has no way to express."""
        rule = self._chance.choice((WEEKLY, WEEKLY, DAILY, DAILY, DAILY, TWICE_A_MONTH))
        entry = self._make(Birth.CRM, Origin.PAGE, recurrence=rule)
        entry.is_odd = rule is TWICE_A_MONTH

    def events_are_imported(self) -> None:
        """An import brings an event."""
        self._make(Birth.IMPORT, Origin.IMPORT)

    def _make(self, birth: Birth, origin: Origin, **fields: Any) -> Entry:
        owner = self._chance.choice(self._firm.staff)
        entry = self._firm.diary.new(birth, owner.mailbox, is_series="recurrence" in fields)
        content = self._content(entry, owner, **fields)
        draft = CrmEventDraft(
            key=EventKey(""),
            owner=owner.user,
            content=content,
            attendees=self._records.known(content.attendees),
            attendees_total=len(content.attendees),
            organiser=None,
            origin=origin,
        )
        entry.crm = self._firm.crm.fresh_id()
        self._firm.crm.put(KeptEvent.of(entry.crm, draft, self._firm.now()))
        entry.calls += 1
        entry.was_private = content.privacy is not Privacy.NORMAL
        entry.was_public = not entry.was_private
        entry.rewritten(Side.CRM, {"subject": content.subject, "span": content.span})
        return entry

    def _content(self, entry: Entry, owner: Colleague, **fields: Any) -> Content:
        guests = self._guests(owner)
        span = self._firm.times.soon if fields else self._firm.times.any
        return Content(
            subject=entry.subject(),
            span=span(self._firm.now()),
            attendees=tuple(as_attendee(g) for g in guests),
            places=(self._chance.choice(ROOMS),) if self._chance.random() < 0.3 else (),
            privacy=Privacy.PRIVATE if self._chance.random() < 0.08 else Privacy.NORMAL,
            **fields,
        )

    def _guests(self, owner: Colleague) -> list[str]:
        """Return whom a user invites: clients mostly, now and then colleagues too or alone."""
        guests = self._chance.sample(CLIENTS, self._chance.choice((0, 1, 1, 2)))
        others = [one.address for one in self._firm.staff if one is not owner]
        if others and self._chance.random() < 0.2:
            return others if self._chance.random() < 0.5 else [*guests, *others]
        return guests
