"""The CRM's events as its users find and write them, each write noted in the diary."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.diary import Birth, Entry
from simulator.world.calendar.firm import Firm
from simulator.world.outside import at_once
from sync_core.calendar.event import Attendee, Content, CrmAttendee
from sync_core.mail import PersonRef
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

_HERE = Side.CRM


class CrmRecords:
    """What the CRM's pages show, and how they write."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm

    def some(self, wanted: Callable[[KeptEvent], bool]) -> tuple[Entry, KeptEvent] | None:
        """Return one of them by chance."""
        there = [
            (entry, kept)
            for kept in self._firm.crm.everything()
            if wanted(kept) and (entry := self._entry_of(kept)) is not None
        ]
        return self._firm.chance.choice(there) if there else None

    def known(self, attendees: tuple[Attendee, ...]) -> tuple[CrmAttendee, ...]:
        """Return attendees as the CRM keeps them: with who they are, where it knows them."""
        users = {one.address: one.user for one in self._firm.staff}
        people = self._firm.people
        return tuple(
            CrmAttendee(
                attendee=one,
                person=PersonRef(id=people[one.address], matched_by="email")
                if one.address in people
                else None,
                user=users.get(one.address),
            )
            for one in attendees
        )

    def change(self, entry: Entry, kept: KeptEvent, **fields: Any) -> None:
        """Give some fields values."""
        content = replace(kept.event.content, **fields)
        self.put(entry, kept, content, kept.attendees, kept.event.attendees_total)
        if kept.event.series is None and not _is_occurrence(entry):
            entry.rewritten(_HERE, fields)

    def put(
        self,
        entry: Entry,
        kept: KeptEvent,
        content: Content,
        attendees: tuple[CrmAttendee, ...],
        total: int,
    ) -> None:
        """Write a record as a whole."""
        event = replace(
            kept.event,
            content=content,
            version=kept.event.version + 1,
            attendees_total=total,
            modified_at=self._firm.now(),
        )
        self._firm.crm.put(replace(kept, event=event, attendees=attendees))
        entry.calls += 1
        entry.was_guests |= not all(self._is_in_step(m) for m in self._carriers(entry))
        entry.touch(_HERE)
        if kept.event.original_start is not None:
            entry.touch_slot(_HERE, kept.event.original_start)

    def ended(self, entry: Entry) -> None:
        """Note that an event, or some occurrence of a series, was deleted or cancelled."""
        if _is_occurrence(entry):
            entry.lost_slot(_HERE, None)
        else:
            entry.end(_HERE)

    def lives_on(self, entry: Entry) -> bool:
        """Return whether another record stands for an event: of a series turned single the old ones stay behind."""
        there = (k for k in self._firm.crm.everything() if is_alive(k))
        return any(self._entry_of(k) is entry for k in there)

    def _entry_of(self, kept: KeptEvent) -> Entry | None:
        return self._firm.diary.of(kept.event.content.subject)

    def _carriers(self, entry: Entry) -> Collection[MailboxId]:
        """Return the mailboxes of which any may yet bring in an event that was not made in the CRM."""
        if entry.birth is Birth.OUTSIDE:
            return self._firm.settings.enabled
        return (entry.mailbox,) if entry.birth is Birth.OUTLOOK else ()

    def _is_in_step(self, mailbox: MailboxId) -> bool:
        record = at_once(self._firm.outside.memory.mailbox(mailbox))
        has_begun = record is not None and record.calendar_started_at is not None
        return has_begun and mailbox in self._firm.settings.enabled


def is_alive(kept: KeptEvent) -> bool:
    """Return whether an event was not cancelled."""
    return not kept.event.content.is_cancelled


def _is_occurrence(entry: Entry) -> bool:
    """Return whether each record is one occurrence of a series made in Outlook."""
    return entry.is_series and entry.birth in (Birth.OUTLOOK, Birth.OUTSIDE)
