"""What people do with their calendars in Outlook, one act at a time, each noted in the diary."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from simulator.graph.calendar.appointment import Appointment, Invitee, Place
from simulator.graph.calendar.events import EventView
from simulator.graph.mail import Recipient, Sensitivity
from simulator.graph.refusals import Refusal
from simulator.world.calendar.diary import Birth, Diary, Entry
from simulator.world.calendar.people import (
    A_FORTNIGHT,
    CLIENTS,
    DAILY,
    FORTNIGHTLY,
    ROOMS,
    STRANGERS,
    WEEKLY,
    Colleague,
    Times,
)
from simulator.world.calendar.rules import FirmSettings
from simulator.world.canaries import MARK
from simulator.world.outside import Outside
from sync_core.calendar.event import Answer, EventId, ShowAs
from sync_core.calendar.window import Window
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

Act = Callable[[], None]
_HERE = Side.OUTLOOK
_MEDDLED_AWAY = 0.15
"""Share of the rivals who delete what the engine is about to write."""
_MEDDLED_ALIKE = 0.7
"""Share of the rivals who delete it, or change the same field as the engine."""
_ANSWERS = (Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED)


class OutlookActs:
    """The firm's staff at their calendars, and organisers of other firms."""

    def __init__(
        self,
        chance: Random,
        outside: Outside,
        diary: Diary,
        staff: list[Colleague],
        settings: FirmSettings,
        times: Times,
    ) -> None:
        self._chance = chance
        self._outside = outside
        self._diary = diary
        self._staff = staff
        self._settings = settings
        self._times = times

    def all(self) -> tuple[tuple[Act, int], ...]:
        """Return what may be done, and how often each is."""
        return (
            (self.an_event_is_made, 22),
            (self.a_series_is_made, 6),
            (self.another_firm_invites, 6),
            (self.an_event_is_edited, 24),
            (self.an_event_is_moved, 10),
            (self.an_event_is_deleted, 6),
            (self.an_event_turns_private, 6),
            (self.an_invitation_is_answered, 8),
            (self.a_draft_is_sent, 2),
            (self.an_occurrence_is_edited, 6),
            (self.an_occurrence_is_moved, 4),
            (self.an_occurrence_is_cancelled, 5),
            (self.following_ones_are_changed, 2),
            (self.a_series_is_shifted, 2),
            (self.a_series_and_a_single_event_change_places, 2),
            (self.another_firm_changes_its_meeting, 4),
            (self.another_firm_cancels, 2),
            (self.a_copy_is_removed, 1),
        )

    # Making

    def an_event_is_made(self) -> None:
        """Somebody makes an event, mostly a meeting."""
        owner = self._chance.choice(self._staff)
        entry = self._diary.new(Birth.OUTLOOK, owner.mailbox)
        self._made(entry, self._appointment(entry, owner))

    def a_series_is_made(self) -> None:
        """Somebody makes a series."""
        owner = self._chance.choice(self._staff)
        entry = self._diary.new(Birth.OUTLOOK, owner.mailbox, is_series=True)
        span = self._times.soon(self._now())
        rule = self._chance.choice((WEEKLY, DAILY, FORTNIGHTLY, A_FORTNIGHT))
        self._made(entry, replace(self._appointment(entry, owner), span=span, recurrence=rule))

    def another_firm_invites(self) -> None:
        """An organiser of another firm invites one or several of the staff."""
        invited = self._chance.sample(self._staff, self._chance.randrange(1, len(self._staff) + 1))
        is_series = self._chance.random() < 0.2
        entry = self._diary.new(Birth.OUTSIDE, invited[0].mailbox, is_series=is_series)
        says = Appointment(
            subject=entry.subject(),
            span=self._times.soon(self._now()),
            attendees=tuple(_invitee(one.address) for one in invited),
            recurrence=WEEKLY if is_series else None,
        )
        organiser = Recipient(self._chance.choice((*CLIENTS, *STRANGERS)), f"{MARK} organiser")
        entry.uid = self._outlook.invite_from_outside(organiser, says)
        entry.was_public = True

    def _made(self, entry: Entry, says: Appointment) -> None:
        is_draft = bool(says.attendees) and self._chance.random() < 0.06
        make = self._outlook.draft if is_draft else self._outlook.create
        entry.event = make(entry.mailbox, says)
        entry.uid = self._outlook.look(entry.mailbox, entry.event).uid
        is_private = says.sensitivity is not Sensitivity.NORMAL
        entry.was_private, entry.was_public = is_private, not is_private
        entry.hidden_by = _HERE if is_private else None
        entry.edited(_HERE, "subject", says.subject)
        entry.edited(_HERE, "span", span_of(says))

    def _appointment(self, entry: Entry, owner: Colleague) -> Appointment:
        chance = self._chance
        is_rich = chance.random() < 0.1
        body = f"{MARK} body {entry.number}" if chance.random() < 0.3 else ""
        return Appointment(
            subject=entry.subject(),
            span=self._times.any(self._now()),
            attendees=tuple(_invitee(a) for a in self._guests(owner)),
            places=(Place(name=chance.choice(ROOMS)),) if chance.random() < 0.3 else (),
            body=f"<p><b>{body}</b></p>" if is_rich else body,
            body_is_html=is_rich,
            sensitivity=Sensitivity.PRIVATE if chance.random() < 0.1 else Sensitivity.NORMAL,
            show_as=ShowAs.FREE if chance.random() < 0.08 else ShowAs.BUSY,
            categories=("CRM",) if chance.random() < 0.5 else (),
            is_online=chance.random() < 0.05,
        )

    def _guests(self, owner: Colleague) -> list[str]:
        """Return whom somebody invites: clients mostly, colleagues, strangers; or nobody."""
        drawn = self._chance.random()
        others = [one.address for one in self._staff if one is not owner]
        if drawn < 0.1:
            return []
        if drawn < 0.2:
            return others
        if drawn < 0.28:
            return list(STRANGERS)
        guests = self._chance.sample(CLIENTS, self._chance.choice((1, 1, 2)))
        if self._chance.random() < 0.08:
            guests.append(f"/o=ExchangeLabs/cn={MARK} list")
        return [*guests, *others] if self._chance.random() < 0.3 else guests

    # Changing

    def an_event_is_edited(self) -> None:
        """An organiser changes something."""
        found = self._some(lambda e: not e.is_series)
        if found:
            self.edit(*found)

    def edit(self, entry: Entry, event: EventId) -> None:
        """Change one field of an organiser's event."""
        says = self._outlook.look(entry.mailbox, event).says
        fields: dict[str, Any] = self._chance.choice(
            (
                {"subject": entry.subject()},
                {"subject": entry.subject()},
                {"places": (Place(name=self._chance.choice(ROOMS)),)},
                {"body": f"{MARK} body {entry.subject()}", "body_is_html": False},
                {"show_as": self._chance.choice((ShowAs.BUSY, ShowAs.TENTATIVE))},
                {"attendees": self._other_guests(says)},
                {"categories": () if says.categories else ("CRM",)},
            )
        )
        self._outlook.edit(entry.mailbox, event, **fields)
        self._edited(entry, fields)

    def meddle(self, entry: Entry, event: EventId, fields: frozenset[str]) -> None:
        """Change an event in the very moment in which some fields of it are to be written; or delete it."""
        drawn = self._chance.random()
        if entry.is_series:
            entry.touch_slot(_HERE, None)
        if drawn < _MEDDLED_AWAY and not entry.is_series:
            self._outlook.delete(entry.mailbox, event)
            entry.end(_HERE)
        elif drawn < _MEDDLED_ALIKE and "span" in fields and not entry.is_series:
            self._move(entry, event)
        elif drawn < _MEDDLED_ALIKE and "subject" in fields:
            subject = entry.subject()
            self._outlook.edit(entry.mailbox, event, subject=subject)
            self._edited(entry, {"subject": subject})
        else:
            self.edit(entry, event)

    def an_event_is_moved(self) -> None:
        """An organiser moves a meeting."""
        found = self._some(lambda e: not e.is_series)
        if found:
            self._move(*found)

    def _move(self, entry: Entry, event: EventId) -> None:
        span = self._times.any(self._now())
        self._outlook.edit(entry.mailbox, event, span=span)
        self._edited(entry, {"span": span})

    def an_event_is_deleted(self) -> None:
        """An organiser deletes or cancels an event or a series."""
        found = self._some(lambda _: True)
        if not found:
            return
        entry, event = found
        view = self._outlook.look(entry.mailbox, event)
        is_meeting = bool(view.says.attendees) and not view.item.is_draft
        if is_meeting and self._chance.random() < 0.4:
            self._outlook.cancel(entry.mailbox, event)
        else:
            self._outlook.delete(entry.mailbox, event)
        entry.end(_HERE)

    def an_event_turns_private(self) -> None:
        """An event is marked private, or no longer so."""
        known = self._some(lambda e: "subject" in e.agreed and not e.was_private)
        found = known or self._some(lambda e: not e.is_series)
        if found:
            entry, event = found
            says = self._outlook.look(entry.mailbox, event).says
            is_private = says.sensitivity is Sensitivity.NORMAL
            self._outlook.mark_private(entry.mailbox, event, is_private=is_private)
            entry.hidden_by = _HERE if is_private else None
            entry.was_private |= is_private
            entry.was_public |= not is_private
            entry.touch(_HERE)

    def an_invitation_is_answered(self) -> None:
        """Somebody accepts, declines, or is not sure."""
        copies = [
            (entry, one.mailbox, copy)
            for entry in self._diary.entries
            for one in self._staff
            if entry.uid and (copy := self._copy(one.mailbox, entry)) is not None
        ]
        if copies:
            entry, mailbox, copy = self._chance.choice(copies)
            self._outlook.respond(mailbox, copy, self._chance.choice(_ANSWERS))
            entry.touch(_HERE)
            if self._copy(mailbox, entry) is None:  # where Outlook removes what was declined
                entry.gone_for.add(mailbox)

    def a_draft_is_sent(self) -> None:
        """A meeting that was only saved is sent."""
        for entry, event in self._living(lambda _: True):
            if self._outlook.look(entry.mailbox, event).item.is_draft:
                self._outlook.send_draft(entry.mailbox, event)
                entry.touch(_HERE)
                return

    # Series

    def an_occurrence_is_edited(self) -> None:
        """One occurrence gets another subject."""
        if found := self._some_slot():
            entry, event, view = found
            self._try_slot(entry, event, view, subject=entry.subject())

    def an_occurrence_is_moved(self) -> None:
        """One occurrence takes place some hours later."""
        if found := self._some_slot():
            entry, event, view = found
            by = timedelta(hours=self._chance.choice((1, 2, 3)))
            span = replace(
                view.says.span, start=view.says.span.start + by, end=view.says.span.end + by
            )
            self._try_slot(entry, event, view, span=span)

    def an_occurrence_is_cancelled(self) -> None:
        """One occurrence is deleted."""
        found = self._some_slot()
        if found and found[2].original_start is not None:
            entry, event, view = found
            self._outlook.cancel_occurrence(entry.mailbox, event, found[2].original_start)
            entry.lost_slot(_HERE, view.original_start)

    def following_ones_are_changed(self) -> None:
        """An occurrence and all after it are changed."""
        found = self._some_slot()
        if found and found[2].original_start is not None:
            entry, event, _ = found
            new = self._diary.new(Birth.OUTLOOK, entry.mailbox, is_series=True)
            slot = found[2].original_start
            new.event = self._outlook.edit_following(
                entry.mailbox, event, slot, subject=new.subject()
            )
            new.uid = self._outlook.look(entry.mailbox, new.event).uid
            new.was_private, new.was_public = entry.was_private, entry.was_public
            entry.lost_slot(_HERE, None)

    def a_series_is_shifted(self) -> None:
        """A whole series takes place at another hour."""
        found = self._some(lambda e: e.is_series)
        if found:
            entry, event = found
            self._outlook.shift(entry.mailbox, event, timedelta(hours=1))
            entry.lost_slot(_HERE, None)

    def a_series_and_a_single_event_change_places(self) -> None:
        """A series becomes a single event, or the other way round."""
        found = self._some(lambda e: e.birth is Birth.OUTLOOK)
        if not found:
            return
        entry, event = found
        if entry.is_series:
            self._outlook.make_single(entry.mailbox, event)
        else:
            self._outlook.make_series(entry.mailbox, event, WEEKLY)
        entry.is_series = not entry.is_series
        entry.lost_slot(_HERE, None)
        entry.end(_HERE)  # whatever it was before, that is no more

    # Other firms

    def another_firm_changes_its_meeting(self) -> None:
        """An outside organiser moves or renames."""
        entry = self._some_outside()
        if entry:
            fields: dict[str, Any] = self._chance.choice(
                ({"subject": entry.subject()}, {"span": self._times.soon(self._now())})
            )
            if "span" in fields and entry.is_series:
                return
            self._outlook.edit_outside(entry.uid, **fields)
            self._edited(entry, fields)

    def another_firm_cancels(self) -> None:
        """An outside organiser cancels."""
        entry = self._some_outside()
        if entry:
            self._outlook.cancel_outside(entry.uid)
            entry.end(_HERE)

    def a_copy_is_removed(self) -> None:
        """Somebody removes their own copy of another's meeting."""
        for entry in self._diary.entries:
            for one in self._staff:
                copy = self._copy(one.mailbox, entry) if entry.uid else None
                if copy is not None:
                    self._outlook.delete(one.mailbox, copy)
                    entry.gone_for.add(one.mailbox)
                    return

    # Inside

    @property
    def _outlook(self) -> Any:
        return self._outside.tenant.outlook

    def _now(self) -> Any:
        return self._outside.surroundings.now()

    def _living(self, wanted: Callable[[Entry], bool]) -> list[tuple[Entry, EventId]]:
        """Return the entries that lie in their organiser's calendar, with their ids."""
        found = []
        for entry in self._diary.entries:
            event = self.event_of(entry)
            if event is not None and wanted(entry):
                found.append((entry, event))
        return found

    def event_of(self, entry: Entry) -> EventId | None:
        """Return the id of an entry in its organiser's calendar; None: it is not there."""
        if entry.birth is Birth.OUTSIDE:
            return None
        store = self._outside.tenant.mailbox(entry.mailbox).calendars
        for item in store.items.values():
            if item.series is None and item.is_organiser and entry.token in item.says.subject:
                return EventId(
                    self._outside.tenant.mailbox(entry.mailbox).ids.immutable(item.number)
                )
        return None

    def _some(self, wanted: Callable[[Entry], bool]) -> tuple[Entry, EventId] | None:
        found = self._living(wanted)
        return self._chance.choice(found) if found else None

    def _some_slot(self) -> tuple[Entry, EventId, EventView] | None:
        found = self._some(lambda e: e.is_series or e.birth is Birth.CRM)
        if not found:
            return None
        box = self._outside.tenant.mailbox(found[0].mailbox)
        item = self._outlook.look(found[0].mailbox, found[1]).item
        if not item.is_series:
            return None
        now = self._now()
        window = Window(since=now - timedelta(days=20), until=now + timedelta(days=60))
        there = box.calendars.occurrences(item, window)
        return (*found, self._chance.choice(there)) if there else None

    def _some_outside(self) -> Entry | None:
        there = [e for e in self._diary.entries if e.birth is Birth.OUTSIDE and not e.gone]
        return self._chance.choice(there) if there else None

    def _try_slot(self, entry: Entry, event: EventId, view: EventView, **fields: Any) -> None:
        """Change an occurrence, where Outlook takes that."""
        try:
            self._outlook.edit_occurrence(entry.mailbox, event, view.original_start, **fields)
        except Refusal:
            return
        entry.touch_slot(_HERE, view.original_start)

    def _copy(self, mailbox: MailboxId, entry: Entry) -> EventId | None:
        """Return an attendee's copy."""
        found: EventId | None = self._outlook.copy(mailbox, entry.uid)
        if found is None or self._outlook.look(mailbox, found).item.is_organiser:
            return None
        return found

    def _other_guests(self, says: Appointment) -> tuple[Invitee, ...]:
        """Return the attendees with one client more, or one less."""
        there = {one.address for one in says.attendees}
        client = self._chance.choice(CLIENTS)
        if client in there:
            return tuple(one for one in says.attendees if one.address != client)
        return (*says.attendees, _invitee(client))

    def _edited(self, entry: Entry, fields: dict[str, Any]) -> None:
        for name in ("subject", "span"):
            if name in fields:
                value = fields[name]
                told = (value.start, value.end) if name == "span" else value
                entry.edited(_HERE, name, told)
        entry.touch(_HERE)


def span_of(says: Appointment) -> tuple[Any, Any]:
    """Return when an appointment takes place."""
    return says.span.start, says.span.end


def _invitee(address: str) -> Invitee:
    return Invitee(who=Recipient(address, f"{MARK} guest"))
