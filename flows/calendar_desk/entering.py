"""What a user does to events, each act as one write that is done whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flows.calendar_desk.inviting import Addressbook
from flows.calendar_desk.refusing import checked_rule, checked_span, checked_subject, refused
from flows.calendar_desk.store import DeskStore, DeskWrite, Record
from flows.ports.calendar_desk import EventEdit, NewEvent
from flows.ports.crm_calendar import CrmEventChange, CrmEventDraft
from sync_core.calendar.event import Content, CrmAttendee, CrmEventId, EventKey, Origin, Span
from sync_core.calendar.fields import EventField
from sync_core.calendar.kept import merged, merged_attendees
from sync_core.calendar.occasions import moved_slot, occurrence_at
from sync_core.failures import ItemGone, SkipItem, VersionConflict
from sync_core.mail import Address, PersonId

_NO_KEY = EventKey("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """New values of some fields of an event."""

    fields: frozenset[str]
    content: Content
    attendees: tuple[CrmAttendee, ...] = ()


async def add(
    store: DeskStore, events: Sequence[NewEvent], origin: Origin
) -> tuple[CrmEventId, ...]:
    """Make events; all or none."""
    guests = [guest for event in events for guest in event.guests]
    people = [person for event in events for person in event.people]
    book = await Addressbook.of(store, guests, people)
    drafts = []
    for place, event in enumerate(events):
        try:
            drafts.append(_draft(event, book, origin))
        except SkipItem as unfit:
            which = f"events.{place}." if len(events) > 1 else ""
            raise SkipItem(unfit.reason, which + unfit.detail) from None
    related = tuple(book.checked_people(event.people) for event in events)
    return await store.write(DeskWrite(drafts=tuple(drafts), drafted_people=related))


async def read(store: DeskStore, event: CrmEventId, version: int) -> Record:
    """Return an event to act on.

    Raises:
        ItemGone: there is none.
        VersionConflict: it was changed since the user saw it.
    """
    record = await store.record(event)
    if record is None:
        raise ItemGone("event")
    if record.event.version != version:
        raise VersionConflict("event")
    return record


async def move(store: DeskStore, record: Record, span: Span, slot: datetime | None) -> CrmEventId:
    """Let an event, or one occurrence of it, take place at another time."""
    content = replace(record.event.content, span=checked_span(span))
    if slot is None and content.recurrence is not None:
        checked_rule(content.recurrence.rule, span)
    return await put(store, record, Act(fields=frozenset({EventField.SPAN}), content=content), slot)


async def cancel(store: DeskStore, record: Record, slot: datetime | None) -> CrmEventId:
    """Mark an event, or one occurrence of it, as cancelled."""
    content = replace(record.event.content, is_cancelled=True)
    return await put(
        store, record, Act(fields=frozenset({EventField.CANCELLED}), content=content), slot
    )


async def edit(
    store: DeskStore, record: Record, change: EventEdit, slot: datetime | None
) -> CrmEventId:
    """Change an event, or one occurrence of it."""
    held = record.event
    if change.guests is not None and held.is_partial:
        raise refused("guests", "none: the CRM holds only a part of those who attend")
    if change.rule is not None and (slot is not None or held.series is not None):
        raise refused("rule", "none: one occurrence of a series does not repeat by itself")
    book = await Addressbook.of(store, change.guests or (), ())
    attendees = book.attendees(change.guests or (), held.organiser)
    return await put(store, record, _edited(held.content, change, attendees), slot)


async def put(store: DeskStore, record: Record, act: Act, slot: datetime | None) -> CrmEventId:
    """Write an act on an event, or on one occurrence of a series, which becomes a record of its own."""
    event = record.event
    if slot is not None:
        draft = _override(record, act, slot)
        (made,) = await store.write(
            DeskWrite(
                expects=((event.id, event.version),),
                drafts=(draft,),
                drafted_people=(record.by_hand,),
            )
        )
        return made
    slots, removed = await _slots_after(store, record, act)
    change = CrmEventChange(
        id=event.id,
        version=event.version,
        fields=act.fields,
        content=act.content,
        attendees=act.attendees,
        attendees_total=len(act.attendees),
    )
    expects = ((event.id, event.version),)
    await store.write(DeskWrite(expects=expects, changes=(change,), slots=slots, removed=removed))
    return event.id


async def delete(store: DeskStore, record: Record) -> None:
    """Delete an event; a series with its changed occurrences."""
    event = record.event
    if event.series is not None:
        raise refused("event", "no occurrence of a series: it is cancelled instead")
    await store.write(DeskWrite(expects=((event.id, event.version),), removed=(event.id,)))


async def relate(store: DeskStore, record: Record, person: PersonId) -> None:
    """Relate an event to a person; one already related changes nothing."""
    if person not in await store.people([person]):
        raise refused("person", "a person of the CRM")
    attending = {one.person.id for one in record.attendees if one.person}
    if person in attending or person in record.by_hand:
        return
    event = record.event
    await store.write(
        DeskWrite(expects=((event.id, event.version),), relations=((event.id, person),))
    )


def _draft(event: NewEvent, book: Addressbook, origin: Origin) -> CrmEventDraft:
    organiser = Address(book.checked_owner(event.owner).address.casefold())
    span = checked_span(event.span)
    book.checked_people(event.people)
    attendees = book.attendees(event.guests, organiser)
    content = Content(
        subject=checked_subject(event.subject),
        span=span,
        places=_named(event.places),
        attendees=tuple(one.attendee for one in attendees),
        body=event.body,
        privacy=event.privacy,
        show_as=event.show_as,
        recurrence=checked_rule(event.rule, span),
    )
    return CrmEventDraft(
        key=_NO_KEY,
        owner=event.owner,
        content=content,
        attendees=attendees,
        attendees_total=len(attendees),
        organiser=organiser,
        origin=origin,
    )


def _override(record: Record, act: Act, slot: datetime) -> CrmEventDraft:
    """Return the record that one occurrence of a series becomes.

    Raises:
        SkipItem: the series has no occurrence in this slot.
    """
    event = record.event
    span = occurrence_at(event.content.span, event.content.recurrence, slot)
    if span is None:
        raise refused("slot", "the start of an occurrence of a series")
    held = replace(event.content, span=span, recurrence=None)
    content = merged(held, act.content, act.fields)
    attendees = merged_attendees(record.attendees, act.attendees, (), act.fields)
    is_new_list = EventField.ATTENDEES in act.fields
    return CrmEventDraft(
        key=_NO_KEY,
        owner=event.owner,
        content=replace(content, attendees=tuple(one.attendee for one in attendees)),
        attendees=attendees,
        attendees_total=len(attendees) if is_new_list else event.attendees_total,
        organiser=event.organiser,
        origin=event.origin,
        series=event.id,
        original_start=slot,
    )


async def _slots_after(
    store: DeskStore, record: Record, act: Act
) -> tuple[dict[CrmEventId, datetime], tuple[CrmEventId, ...]]:
    """Return for which slots changed occurrences stand after their series was changed, and which go."""
    event = record.event
    moves = bool(act.fields & {EventField.SPAN, EventField.RECURRENCE})
    if event.content.recurrence is None or not moves:
        return {}, ()
    after = merged(event.content, act.content, act.fields)
    slots: dict[CrmEventId, datetime] = {}
    removed: list[CrmEventId] = []
    for changed in (await store.overrides([event.id])).get(event.id, ()):
        if changed.original_start is None:
            continue
        slot = moved_slot(changed.original_start, event.content.span, after.span)
        if occurrence_at(after.span, after.recurrence, slot) is None:
            removed.append(changed.id)
        elif slot != changed.original_start:
            slots[changed.id] = slot
    return slots, tuple(removed)


def _edited(held: Content, change: EventEdit, attendees: tuple[CrmAttendee, ...]) -> Act:
    """Return what a user changes of an event."""
    told = {
        EventField.SUBJECT: change.subject,
        EventField.PLACES: change.places,
        EventField.ATTENDEES: change.guests,
        EventField.BODY: change.body,
        EventField.PRIVACY: change.privacy,
        EventField.SHOW_AS: change.show_as,
        EventField.RECURRENCE: change.rule,
    }
    subject = held.subject if change.subject is None else checked_subject(change.subject)
    rule = held.recurrence if change.rule is None else checked_rule(change.rule, held.span)
    content = replace(
        held,
        subject=subject,
        places=held.places if change.places is None else _named(change.places),
        body=held.body if change.body is None else change.body,
        privacy=change.privacy or held.privacy,
        show_as=change.show_as or held.show_as,
        recurrence=rule,
    )
    fields = frozenset(name.value for name, value in told.items() if value is not None)
    return Act(fields=fields, content=content, attendees=attendees)


def _named(places: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.strip() for place in places if place.strip()))
