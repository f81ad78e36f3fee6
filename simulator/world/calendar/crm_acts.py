"""What the CRM's users do with its calendar, one act at a time, each noted in the diary."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from flows.ports.crm_calendar import CrmEventDraft
from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.diary import Birth, Diary, Entry
from simulator.world.calendar.people import (
    CLIENTS,
    DAILY,
    ROOMS,
    TWICE_A_MONTH,
    WEEKLY,
    Colleague,
    Times,
)
from simulator.world.canaries import MARK
from simulator.world.outside import Outside, at_once
from sync_core.calendar.event import (
    Answer,
    Attendee,
    Content,
    CrmAttendee,
    CrmEvent,
    CrmEventId,
    EventKey,
    Origin,
    Privacy,
    ShowAs,
)
from sync_core.calendar.expansion import expand
from sync_core.calendar.window import Window
from sync_core.mail import Address, PersonId, PersonRef
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

Act = Callable[[], None]
_HERE = Side.CRM
_MEDDLED_ALIKE = 0.6
"""Share of the rivals who change the same field as the engine."""


class CrmActs:
    """The firm's staff at the CRM's pages, its imports, and other programs."""

    def __init__(
        self,
        chance: Random,
        outside: Outside,
        diary: Diary,
        staff: list[Colleague],
        people: dict[str, PersonId],
        times: Times,
        enabled: Collection[MailboxId],
    ) -> None:
        self._chance = chance
        self._outside = outside
        self._diary = diary
        self._staff = staff
        self._people = people
        self._times = times
        self._enabled = enabled

    def all(self) -> tuple[tuple[Act, int], ...]:
        """Return what may be done, and how often each is."""
        return (
            (self.an_event_is_made_in_the_crm, 16),
            (self.a_series_is_made_in_the_crm, 4),
            (self.events_are_imported, 2),
            (self.an_event_is_edited_in_the_crm, 24),
            (self.an_event_is_moved_in_the_crm, 8),
            (self.guests_are_changed_in_the_crm, 5),
            (self.an_event_is_cancelled_in_the_crm, 4),
            (self.an_event_is_deleted_in_the_crm, 4),
            (self.an_event_turns_private_in_the_crm, 2),
            (self.an_answer_is_noted_in_the_crm, 4),
            (self.an_occurrence_is_changed_in_the_crm, 6),
            (self.an_occurrence_is_cancelled_in_the_crm, 4),
        )

    # Making

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
        owner = self._chance.choice(self._staff)
        entry = self._diary.new(birth, owner.mailbox, is_series="recurrence" in fields)
        guests = self._chance.sample(CLIENTS, self._chance.choice((0, 1, 1, 2)))
        others = [one.address for one in self._staff if one is not owner]
        if others and self._chance.random() < 0.2:
            guests = others if self._chance.random() < 0.5 else [*guests, *others]
        span = self._times.soon if fields else self._times.any
        content = Content(
            subject=entry.subject(),
            span=span(self._now()),
            attendees=tuple(_attendee(g) for g in guests),
            places=(self._chance.choice(ROOMS),) if self._chance.random() < 0.3 else (),
            privacy=Privacy.PRIVATE if self._chance.random() < 0.08 else Privacy.NORMAL,
            **fields,
        )
        draft = CrmEventDraft(
            key=EventKey(""),
            owner=owner.user,
            content=content,
            attendees=self._known(content.attendees),
            attendees_total=len(guests),
            organiser=None,
            origin=origin,
        )
        entry.crm = self._crm.fresh_id()
        self._crm.put(KeptEvent.of(entry.crm, draft, self._now()))
        entry.calls += 1
        entry.was_private = content.privacy is not Privacy.NORMAL
        entry.was_public = not entry.was_private
        entry.edited(_HERE, "subject", content.subject)
        entry.edited(_HERE, "span", (content.span.start, content.span.end))
        return entry

    # Changing

    def an_event_is_edited_in_the_crm(self) -> None:
        """A user changes something."""
        if found := self._some(self._is_alive):
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
        self._change(entry, kept, **fields)

    def an_event_is_moved_in_the_crm(self) -> None:
        """A user moves a meeting."""
        found = self._some(lambda k: self._is_alive(k) and k.event.content.recurrence is None)
        if found and found[1].event.series is None:
            self._change(*found, span=self._times.any(self._now()))

    def guests_are_changed_in_the_crm(self) -> None:
        """A user invites a client more, or one less."""
        found = self._some(lambda k: self._is_alive(k) and not k.shown.is_partial)
        if found:
            entry, kept = found
            there = [one.attendee for one in kept.attendees]
            client = self._chance.choice(CLIENTS)
            others = [one for one in there if one.address != client]
            guests = others if len(others) < len(there) else [*there, _attendee(client)]
            self._put(entry, kept, kept.event.content, self._known(tuple(guests)), len(guests))

    def an_event_is_cancelled_in_the_crm(self) -> None:
        """A user cancels an event: it stays, and is marked."""
        found = self._some(lambda k: self._is_alive(k) and k.event.series is None)
        if found:
            self._change(*found, is_cancelled=True)
            self._ended(found[0])

    def an_event_is_deleted_in_the_crm(self) -> None:
        """A user deletes an event."""
        found = self._some(lambda k: k.event.series is None)
        if found:
            entry, kept = found
            self._crm.remove(kept.event.id)
            entry.calls += 1
            if self._is_alive(kept) or not self._lives_on(entry):
                self._ended(entry)

    def an_event_turns_private_in_the_crm(self) -> None:
        """A user marks an event private, or no longer so."""
        found = self._some(self._is_alive)
        if found:
            entry, kept = found
            is_private = kept.event.content.privacy is Privacy.NORMAL
            entry.hidden_by = _HERE if is_private else None
            entry.was_private |= is_private
            entry.was_public |= not is_private
            privacy = Privacy.PRIVATE if is_private else Privacy.NORMAL
            self._change(entry, kept, privacy=privacy)

    def an_answer_is_noted_in_the_crm(self) -> None:
        """A user answers an invitation in the CRM."""
        addresses = {one.address for one in self._staff}
        found = self._some(lambda k: any(one.attendee.address in addresses for one in k.attendees))
        if found:
            entry, kept = found
            theirs = [o for o in kept.attendees if o.attendee.address in addresses]
            who = self._chance.choice(theirs)
            told = self._chance.choice((Answer.ACCEPTED, Answer.TENTATIVE))
            answered = tuple(
                replace(o, attendee=replace(o.attendee, answer=told)) if o is who else o
                for o in kept.attendees
            )
            total = kept.event.attendees_total
            self._put(entry, kept, kept.event.content, answered, total)

    # Series

    def an_occurrence_is_changed_in_the_crm(self) -> None:
        """A user renames or moves one occurrence of a series made in the CRM."""
        if found := self._some_slot():
            entry, series, slot = found
            kept = self._crm.kept(series.event.id)
            assert kept is not None  # noqa: S101  it was found just now
            length = kept.event.content.span.end - kept.event.content.span.start
            late = timedelta(hours=self._chance.choice((0, 0, 1, 2)))
            span = replace(kept.event.content.span, start=slot + late, end=slot + late + length)
            fields: dict[str, Any] = {"span": span}
            if not late:
                fields["subject"] = entry.subject()
            self._override(entry, kept, slot, **fields)

    def an_occurrence_is_cancelled_in_the_crm(self) -> None:
        """A user cancels one occurrence of a series made in the CRM."""
        if found := self._some_slot():
            entry, kept, slot = found
            self._override(entry, kept, slot, is_cancelled=True)
            entry.lost_slot(_HERE, slot)

    def _some_slot(self) -> tuple[Entry, KeptEvent, datetime] | None:
        found = self._some(lambda k: self._is_alive(k) and k.event.content.recurrence is not None)
        if not found:
            return None
        entry, kept = found
        content, now = kept.event.content, self._now()
        if content.recurrence is None or entry.birth is not Birth.CRM:
            return None
        window = Window(since=now, until=now + timedelta(days=60))
        slots = [span.start for span in expand(content.span, content.recurrence, window)]
        return (entry, kept, self._chance.choice(slots)) if slots else None

    def _override(self, entry: Entry, series: KeptEvent, slot: datetime, **fields: Any) -> None:
        """Change one occurrence, which becomes a record of its own."""
        there = self._crm.override_of(series.event.id, slot)
        if there is not None:
            kept = self._crm.kept(there)
            assert kept is not None  # noqa: S101  what stands for a slot is there
            self._change(entry, kept, **fields)
            return
        length = series.event.content.span.end - series.event.content.span.start
        at = replace(series.event.content.span, start=slot, end=slot + length)
        told: dict[str, Any] = {"recurrence": None, "span": at, **fields}
        draft = CrmEventDraft(
            key=EventKey(""),
            owner=series.event.owner,
            content=replace(series.event.content, **told),
            attendees=series.attendees,
            attendees_total=len(series.attendees),
            organiser=None,
            origin=Origin.PAGE,
            series=series.event.id,
            original_start=slot,
        )
        self._crm.put(KeptEvent.of(self._crm.fresh_id(), draft, self._now()))
        entry.calls += 1
        entry.touch_slot(_HERE, slot)

    # Inside

    @property
    def _crm(self) -> Any:
        return self._outside.crm_calendar

    def _now(self) -> datetime:
        return self._outside.surroundings.now()

    def _carriers(self, entry: Entry) -> Collection[MailboxId]:
        """Return the mailboxes of which any may yet bring in an event that was not made in the CRM."""
        if entry.birth is Birth.OUTSIDE:
            return self._enabled
        return (entry.mailbox,) if entry.birth is Birth.OUTLOOK else ()

    def _is_in_step(self, mailbox: MailboxId) -> bool:
        record = at_once(self._outside.memory.mailbox(mailbox))
        has_begun = record is not None and record.calendar_started_at is not None
        return has_begun and mailbox in self._enabled

    def _lives_on(self, entry: Entry) -> bool:
        """Return whether another record stands for an event: of a series turned single the old ones stay behind."""
        there = (k for k in self._crm.everything() if self._is_alive(k))
        return any(self._diary.of(k.event.content.subject) is entry for k in there)

    def _is_alive(self, kept: KeptEvent) -> bool:
        return not kept.event.content.is_cancelled

    def _some(self, wanted: Callable[[KeptEvent], bool]) -> tuple[Entry, KeptEvent] | None:
        there = [
            (entry, kept)
            for kept in self._crm.everything()
            if wanted(kept) and (entry := self._diary.of(kept.event.content.subject)) is not None
        ]
        return self._chance.choice(there) if there else None

    def _is_occurrence(self, entry: Entry) -> bool:
        """Return whether each record is one occurrence of a series made in Outlook."""
        return entry.is_series and entry.birth in (Birth.OUTLOOK, Birth.OUTSIDE)

    def _ended(self, entry: Entry) -> None:
        """Note that an event, or some occurrence of a series, was deleted or cancelled."""
        if self._is_occurrence(entry):
            entry.lost_slot(_HERE, None)
        else:
            entry.end(_HERE)

    def _change(self, entry: Entry, kept: KeptEvent, **fields: Any) -> None:
        content = replace(kept.event.content, **fields)
        self._put(entry, kept, content, kept.attendees, kept.event.attendees_total)
        is_whole = kept.event.series is None and not self._is_occurrence(entry)
        if is_whole and "subject" in fields:
            entry.edited(_HERE, "subject", fields["subject"])
        if is_whole and "span" in fields:
            entry.edited(_HERE, "span", (content.span.start, content.span.end))

    def _put(
        self,
        entry: Entry,
        kept: KeptEvent,
        content: Content,
        attendees: tuple[CrmAttendee, ...],
        total: int,
    ) -> None:
        event: CrmEvent = replace(
            kept.event,
            content=content,
            version=kept.event.version + 1,
            attendees_total=total,
            modified_at=self._now(),
        )
        self._crm.put(replace(kept, event=event, attendees=attendees))
        entry.calls += 1
        entry.was_guests |= not all(self._is_in_step(m) for m in self._carriers(entry))
        entry.touch(_HERE)
        if kept.event.original_start is not None:
            entry.touch_slot(_HERE, kept.event.original_start)

    def _known(self, attendees: tuple[Attendee, ...]) -> tuple[CrmAttendee, ...]:
        users = {one.address: one.user for one in self._staff}
        return tuple(
            CrmAttendee(
                attendee=one,
                person=PersonRef(id=self._people[one.address], matched_by="email")
                if one.address in self._people
                else None,
                user=users.get(one.address),
            )
            for one in attendees
        )

    def meddle(self, one: CrmEventId, fields: frozenset[str]) -> None:
        """Change an event in the very moment in which some fields of it are to be written."""
        kept = self._crm.kept(one)
        entry = self._diary.of(kept.event.content.subject) if kept else None
        if kept is None or entry is None or not self._is_alive(kept):
            return
        if "subject" in fields and self._chance.random() < _MEDDLED_ALIKE:
            self._change(entry, kept, subject=entry.subject())
        else:
            self.edit(entry, kept)


def _attendee(address: str) -> Attendee:
    return Attendee(address=Address(address), name=f"{MARK} guest")
