"""The attendees' copies of a meeting, brought to what the organiser's event says when that reaches them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from simulator.graph.calendar.appointment import COPIED, Appointment, Invitee
from simulator.graph.calendar.events import EventItem, occurrence_uid
from simulator.graph.calendar.store import CalendarStore
from simulator.graph.calendar.wording import cancelled_subject
from simulator.graph.directory import smtp_addresses
from simulator.graph.mail import Recipient
from simulator.graph.mailbox import Mailbox
from sync_core.calendar.event import Answer, ShowAs


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An organiser's event, wherever it lies."""

    store: CalendarStore
    then: EventItem
    """The event or series, kept though it may be gone by the time its copies hear of it."""

    @property
    def item(self) -> EventItem | None:
        """The event as it is now; None: it was deleted or cancelled."""
        return self.store.items.get(self.then.number)

    @property
    def uid(self) -> str:
        """Its iCalUId."""
        return self.then.uid

    @property
    def organiser(self) -> Recipient:
        """Who organises it."""
        return self.then.organiser or Recipient("")


def refresh(source: Source, box: Mailbox, now: datetime) -> None:
    """Bring a mailbox's copy of a meeting to what its organiser's event says now."""
    item, copy = source.item, box.calendars.with_uid(source.uid)
    if item is None or not _invites(item.says, box):
        _cancel(box, copy, now)
    else:
        copy = _written(source, box, copy, item.says, source.uid, now)
        _refresh_occurrences(source.store, item, box, copy, now)


def refresh_occurrence(source: Source, slot: datetime, box: Mailbox, now: datetime) -> None:
    """Bring the copy of one occurrence, in a mailbox not invited to the series, to what it says now."""
    uid = occurrence_uid(source.then, slot)
    item, copy = source.item, box.calendars.with_uid(uid)
    number = item.exceptions.get(slot) if item else None
    says = source.store.items[number].says if number else None
    if item is None or says is None or _invites(item.says, box) or not _invites(says, box):
        _cancel(box, copy, now)
        return
    made = _written(source, box, copy, replace(says, recurrence=None), uid, now)
    made.slot, made.master_uid = slot, source.uid


Audience = frozenset[tuple[str, datetime | None]]
"""Addresses invited to a meeting (None), or to a single occurrence of it (its slot)."""


def audience(item: EventItem, store: CalendarStore) -> Audience:
    """Return who is invited to an event, a series, or any of its occurrences."""
    everybody = {a.address for a in item.says.attendees}
    found: set[tuple[str, datetime | None]] = {(address, None) for address in everybody}
    for slot, number in item.exceptions.items():
        invited = {a.address for a in store.items[number].says.attendees}
        found |= {(address, slot) for address in invited - everybody}
    return frozenset(found)


def _invites(says: Appointment, box: Mailbox) -> bool:
    own = {address.lower() for address in smtp_addresses(box.user)}
    return any(invitee.address in own for invitee in says.attendees)


def _written(
    source: Source,
    box: Mailbox,
    copy: EventItem | None,
    says: Appointment,
    uid: str,
    now: datetime,
) -> EventItem:
    store = box.calendars
    if copy is None:
        made = EventItem(
            number=store.ids.new_number(),
            calendar=store.default.number,
            uid=uid,
            says=_arrived(says),
            created=now,
            modified=now,
            organiser=source.organiser,
            is_organiser=False,
        )
        return store.put(store.default, made)
    after = replace(copy.says, **_shared(says))
    if after != copy.says or copy.is_cancelled:
        state: dict[str, Any] = {"is_cancelled": False}
        if _when(after) != _when(copy.says) or copy.is_cancelled:
            state |= {"answer": Answer.NONE, "answered_at": None}
        store.write(copy, now, after, **state)
    return copy


def _refresh_occurrences(
    organisers: CalendarStore, item: EventItem, box: Mailbox, copy: EventItem, now: datetime
) -> None:
    for slot, number in item.exceptions.items():
        exception = organisers.items[number]
        if not _invites(exception.says, box):
            _cancel_occurrence(box, copy, slot, now)
            continue
        fields = {
            name: value
            for name, value in (exception.overrides | _shared(exception.says)).items()
            if name in exception.overrides and name in (*COPIED, "attendees")
        }
        _override(box.calendars, copy, slot, fields, now)
    for slot in item.deleted:
        _cancel_occurrence(box, copy, slot, now)


def _override(
    store: CalendarStore, copy: EventItem, slot: datetime, fields: dict[str, Any], now: datetime
) -> None:
    copy.deleted.discard(slot)
    if not store.has_occurrence(copy, slot):
        return
    number = copy.exceptions.get(slot)
    known = store.items[number] if number else None
    if known and not known.is_cancelled and fields.items() <= known.overrides.items():
        return
    state: dict[str, Any] = {"is_cancelled": False}
    says = known.says if known else copy.says
    if "span" in fields and fields["span"] != says.span:
        state |= {"answer": Answer.NONE, "answered_at": None}
    store.override(copy, slot, now, fields, **state)


def _cancel_occurrence(box: Mailbox, copy: EventItem, slot: datetime, now: datetime) -> None:
    store = box.calendars
    number = copy.exceptions.get(slot)
    if number and store.items[number].is_cancelled:
        return
    if not store.has_occurrence(copy, slot):
        return
    subject = store.occurrence(copy, slot).says.subject
    fields = {"subject": cancelled_subject(subject, box.language), "show_as": ShowAs.FREE}
    store.override(copy, slot, now, fields, is_cancelled=True)


def _cancel(box: Mailbox, copy: EventItem | None, now: datetime) -> None:
    """Mark a copy as cancelled: it stays until its owner removes it."""
    if copy is None or copy.is_cancelled:
        return
    subject = cancelled_subject(copy.says.subject, box.language)
    says = replace(copy.says, subject=subject, show_as=ShowAs.FREE)
    box.calendars.write(copy, now, says, is_cancelled=True)


def _arrived(says: Appointment) -> Appointment:
    """Return what a new copy says: its owner's own settings are those of a fresh invitation."""
    shown = says.show_as if says.show_as is ShowAs.FREE else ShowAs.TENTATIVE
    return replace(says, categories=(), show_as=shown, attendees=_untold(says.attendees))


def _shared(says: Appointment) -> dict[str, Any]:
    shared = {name: getattr(says, name) for name in COPIED}
    return shared | {"attendees": _untold(says.attendees)}


def _untold(attendees: tuple[Invitee, ...]) -> tuple[Invitee, ...]:
    """Return the attendees as one of them sees them: the organiser alone is told the answers."""
    return tuple(replace(invitee, answer=Answer.NONE) for invitee in attendees)


def _when(says: Appointment) -> tuple[Any, ...]:
    return (says.span, says.recurrence)
