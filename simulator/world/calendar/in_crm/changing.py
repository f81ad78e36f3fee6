"""What the CRM's users do to events there: edit, move, cancel, delete and hide them, and say who comes."""

from dataclasses import replace
from typing import Any

from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.diary import Entry
from simulator.world.calendar.firm import Firm
from simulator.world.calendar.in_crm.records import CrmRecords, is_alive
from simulator.world.calendar.people import CLIENTS, ROOMS, as_attendee
from simulator.world.canaries import MARK
from sync_core.calendar.event import Answer, Privacy, ShowAs
from sync_core.reconcile.sides import Side

_HERE = Side.CRM


class CrmChanging:
    """The CRM's users, at events that are there."""

    def __init__(self, firm: Firm, records: CrmRecords) -> None:
        self._firm = firm
        self._chance = firm.chance
        self._records = records

    def an_event_is_edited_in_the_crm(self) -> None:
        """A user changes something."""
        if found := self._records.some(is_alive):
            self.edit(*found)

    def edit(self, entry: Entry, kept: KeptEvent) -> None:
        """Change one field of the CRM's event."""
        fields: dict[str, Any] = self._chance.choice(
            (
                {"subject": entry.subject()},
                {"subject": entry.subject()},
                {"places": (self._chance.choice(ROOMS),)},
                {"body": f"{MARK} body {entry.subject()} \N{SPARKLES}\nsecond line  "},
                {"show_as": self._chance.choice((ShowAs.BUSY, ShowAs.TENTATIVE, ShowAs.FREE))},
            )
        )
        self._records.change(entry, kept, **fields)

    def an_event_is_moved_in_the_crm(self) -> None:
        """A user moves a meeting."""
        found = self._records.some(lambda k: is_alive(k) and k.event.content.recurrence is None)
        if found and found[1].event.series is None:
            self._records.change(*found, span=self._firm.times.any(self._firm.now()))

    def guests_are_changed_in_the_crm(self) -> None:
        """A user invites a client more, or one less."""
        found = self._records.some(lambda k: is_alive(k) and not k.shown.is_partial)
        if found:
            entry, kept = found
            there = [one.attendee for one in kept.attendees]
            client = self._chance.choice(CLIENTS)
            others = [one for one in there if one.address != client]
            guests = others if len(others) < len(there) else [*there, as_attendee(client)]
            known = self._records.known(tuple(guests))
            self._records.put(entry, kept, kept.event.content, known, len(guests))

    def an_event_is_cancelled_in_the_crm(self) -> None:
        """A user cancels an event: it stays, and is marked."""
        found = self._records.some(lambda k: is_alive(k) and k.event.series is None)
        if found:
            self._records.change(*found, is_cancelled=True)
            self._records.ended(found[0])

    def an_event_is_deleted_in_the_crm(self) -> None:
        """A user deletes an event."""
        found = self._records.some(lambda k: k.event.series is None)
        if found:
            entry, kept = found
            self._firm.crm.remove(kept.event.id)
            entry.calls += 1
            if is_alive(kept) or not self._records.lives_on(entry):
                self._records.ended(entry)

    def an_event_turns_private_in_the_crm(self) -> None:
        """A user marks an event private, or no longer so."""
        found = self._records.some(is_alive)
        if found:
            entry, kept = found
            is_private = kept.event.content.privacy is Privacy.NORMAL
            entry.hidden_by = _HERE if is_private else None
            entry.was_private |= is_private
            entry.was_public |= not is_private
            privacy = Privacy.PRIVATE if is_private else Privacy.NORMAL
            self._records.change(entry, kept, privacy=privacy)

    def an_answer_is_noted_in_the_crm(self) -> None:
        """A user answers an invitation in the CRM."""
        ours = self._firm.addresses
        found = self._records.some(lambda k: any(o.attendee.address in ours for o in k.attendees))
        if found:
            entry, kept = found
            who = self._chance.choice([o for o in kept.attendees if o.attendee.address in ours])
            told = self._chance.choice((Answer.ACCEPTED, Answer.TENTATIVE))
            answered = tuple(
                replace(o, attendee=replace(o.attendee, answer=told)) if o is who else o
                for o in kept.attendees
            )
            total = kept.event.attendees_total
            self._records.put(entry, kept, kept.event.content, answered, total)
