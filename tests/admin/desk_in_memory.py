"""A calendar desk held in memory: meetings as they are put in, and the writes that pages make."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flows.ports.calendar_desk import (
    Encounters,
    EventEdit,
    Guest,
    Meeting,
    MeetingFilter,
    MeetingList,
    NewEvent,
    NewGuest,
    PersonMeetings,
    Room,
)
from flows.ports.desk import Desk
from sync_core.calendar.event import (
    Answer,
    Attendee,
    Content,
    CrmEvent,
    CrmEventId,
    Origin,
    Recurrence,
    Span,
)
from sync_core.calendar.window import Window
from sync_core.failures import ItemGone, SkipItem, SkipReason, VersionConflict
from sync_core.mail import Address, CrmUserId, PersonId


class DeskInMemory:
    """Implements flows.ports.calendar_desk.CalendarDesk as far as pages can tell; a series is its slots put in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.held: dict[tuple[CrmEventId, datetime | None], Meeting] = {}
        self.room_names: list[str] = []

    def put(self, meeting: Meeting) -> Meeting:
        """Hold a meeting."""
        self.held[meeting.event.id, meeting.slot] = meeting
        return meeting

    async def meetings(self, which: MeetingFilter, window: Window, limit: int) -> MeetingList:
        """Return meetings in a window by start."""
        wanted = await self._of_client(which.client)
        rows = [
            m
            for m in self.held.values()
            if window.holds(m.span)
            and (m.slot or not m.event.content.recurrence)
            and (which.with_cancelled or not m.event.content.is_cancelled)
            and (not which.user or which.user in _users(m))
            and (not which.person or which.person in _people(m))
            and (not which.client or _people(m) & wanted)
        ]
        rows.sort(key=lambda m: m.span.start)
        return MeetingList(rows=tuple(rows[:limit]), has_more=len(rows) > limit)

    async def meetings_of(self, person: PersonId, now: datetime, limit: int) -> PersonMeetings:
        """Return a person's meetings."""
        theirs = [m for m in self.held.values() if person in _people(m)]
        theirs = [m for m in theirs if not m.event.content.is_cancelled]
        theirs.sort(key=lambda m: m.span.start)
        past = [m for m in theirs if m.span.start <= now]
        ahead = [m for m in theirs if m.span.start > now]
        return PersonMeetings(past=tuple(past[::-1][:limit]), ahead=tuple(ahead[:limit]))

    async def meeting(self, event: CrmEventId, slot: datetime | None = None) -> Meeting | None:
        """Return one event or occurrence."""
        return self.held.get((event, slot))

    async def add_events(
        self, events: Sequence[NewEvent], origin: Origin = Origin.PAGE
    ) -> tuple[CrmEventId, ...]:
        """Make events."""
        return tuple([await self._add(event, origin) for event in events])

    async def move(
        self, event: CrmEventId, version: int, span: Span, slot: datetime | None = None
    ) -> CrmEventId:
        """Move an event or occurrence."""
        was = self._at(event, version, slot)
        return self._changed(was, replace(was.event.content, span=span), span)

    async def edit(
        self, event: CrmEventId, version: int, change: EventEdit, slot: datetime | None = None
    ) -> CrmEventId:
        """Change an event or occurrence."""
        was = self._at(event, version, slot)
        if change.rule == "FREQ=DAILY;INTERVAL=13":
            raise SkipItem(SkipReason.REFUSED_BY_CRM, "rule: expected a luckier number")
        content = was.event.content
        for name in ("subject", "places", "body", "privacy", "show_as"):
            value = getattr(change, name)
            content = content if value is None else replace(content, **{name: value})
        if change.rule is not None:
            content = replace(
                content, recurrence=Recurrence(rule=change.rule) if change.rule else None
            )
        if change.guests is not None:
            guests = tuple([await self._guest(g) for g in change.guests])
            was = replace(was, guests=guests)
        return self._changed(was, content, was.span)

    async def cancel(
        self, event: CrmEventId, version: int, slot: datetime | None = None
    ) -> CrmEventId:
        """Mark as cancelled."""
        was = self._at(event, version, slot)
        return self._changed(was, replace(was.event.content, is_cancelled=True), was.span)

    async def delete(self, event: CrmEventId, version: int) -> None:
        """Delete."""
        self._at(event, version, None)
        for key in [key for key in self.held if key[0] == event]:
            del self.held[key]

    async def relate_event(self, event: CrmEventId, version: int, person: PersonId) -> None:
        """Relate to a person."""
        was = self._at(event, version, None)
        card = await self._desk.person(person)
        self.put(replace(was, people=(*was.people, (person, card.name if card else ""))))

    async def who_meets(
        self, window: Window, person: PersonId | None = None, client: str = ""
    ) -> tuple[Encounters, ...]:
        """Return who meets a person or client."""
        which = MeetingFilter(person=person, client=client, with_cancelled=False)
        return await self._counted((await self.meetings(which, window, 10_000)).rows)

    async def busiest(self, window: Window, limit: int) -> tuple[Encounters, ...]:
        """Return who meets most."""
        which = MeetingFilter(with_cancelled=False)
        return (await self._counted((await self.meetings(which, window, 10_000)).rows))[:limit]

    async def rooms(self) -> tuple[Room, ...]:
        """Return the rooms."""
        counts = Counter(name.casefold() for name in self.room_names)
        return tuple(
            Room(id=str(n), name=name, is_clash=counts[name.casefold()] > 1)
            for n, name in enumerate(sorted(self.room_names))
        )

    async def add_room(self, name: str) -> str:
        """Add a room."""
        self.room_names.append(name)
        return name

    async def _add(self, event: NewEvent, origin: Origin) -> CrmEventId:
        guests = tuple([await self._guest(guest) for guest in event.guests])
        made = CrmEventId(f"e{len(self.held) + 1}")
        content = Content(
            subject=event.subject, span=event.span, places=event.places, body=event.body,
            privacy=event.privacy, show_as=event.show_as,
            attendees=tuple(Attendee(address=g.address, name=g.name, kind=g.kind) for g in guests),
            recurrence=Recurrence(rule=event.rule) if event.rule else None,
        )  # fmt: skip
        record = CrmEvent(
            id=made, version=1, key=None, owner=event.owner, origin=origin, content=content,
            attendees_total=len(guests),
        )  # fmt: skip
        people = [(g.person, g.person_name) for g in guests if g.person]
        self.put(Meeting(event=record, span=event.span, guests=guests, people=tuple(people)))
        if event.rule:
            slot = event.span.start
            self.put(Meeting(event=record, span=event.span, slot=slot, guests=guests))
        return made

    async def _guest(self, guest: NewGuest) -> Guest:
        address = Address(guest.address)
        found = [
            card
            for card in await self._desk.search_people(guest.address, 2)
            if address in [told for _, told in card.addresses]
        ]
        user = next((s for s in (await self._desk.staff()).values() if s.address == address), None)
        return Guest(
            address=address, name=guest.name, kind=guest.kind, answer=Answer.NONE,
            person=found[0].id if found else None, person_name=found[0].name if found else "",
            user=user.id if user else None, user_name=user.name if user else "",
        )  # fmt: skip

    def _at(self, event: CrmEventId, version: int, slot: datetime | None) -> Meeting:
        was = self.held.get((event, slot))
        if was is None:
            raise ItemGone
        if was.event.version != version:
            raise VersionConflict
        return was

    def _changed(self, was: Meeting, content: Content, span: Span) -> CrmEventId:
        record = replace(was.event, content=content, version=was.event.version + 1)
        if was.slot is None:
            self.put(replace(was, event=record, span=span))
            return record.id
        del self.held[was.event.id, was.slot]
        own = CrmEventId(f"{record.id}-{was.slot:%Y%m%d}")
        occurrence = replace(
            record, id=own, series=record.id, original_start=was.slot,
            content=replace(content, recurrence=None),
        )  # fmt: skip
        self.put(replace(was, event=occurrence, span=span, slot=None))
        return own

    async def _of_client(self, client: str) -> set[PersonId]:
        if not client:
            return set()
        cards = await self._desk.search_people(client, 1_000)
        return {card.id for card in cards if card.client.casefold() == client.casefold()}

    async def _counted(self, rows: Sequence[Meeting]) -> tuple[Encounters, ...]:
        staff = await self._desk.staff()
        starts: dict[CrmUserId, list[datetime]] = {}
        for meeting in rows:
            for user in _users(meeting):
                starts.setdefault(user, []).append(meeting.span.start)
        found = [
            Encounters(
                user=user, name=staff[user].name, meetings=len(at), first=min(at), last=max(at)
            )
            for user, at in starts.items()
        ]
        return tuple(sorted(found, key=lambda e: (-e.meetings, e.name)))


def _users(meeting: Meeting) -> set[CrmUserId]:
    users = {guest.user for guest in meeting.guests if guest.user}
    return users | ({meeting.event.owner} if meeting.event.owner else set())


def _people(meeting: Meeting) -> set[PersonId]:
    return {person for person, _ in meeting.people}
