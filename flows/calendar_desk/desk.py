"""A calendar desk over any store: implements flows.ports.calendar_desk.CalendarDesk."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime

from flows.calendar_desk import answering, entering, listing, searching
from flows.calendar_desk.refusing import refused
from flows.calendar_desk.store import DeskStore
from flows.ports.calendar_desk import (
    Encounters,
    EventEdit,
    Meeting,
    MeetingFilter,
    MeetingList,
    NewEvent,
    PersonMeetings,
    Room,
)
from sync_core import limits
from sync_core.calendar.event import Answer, CrmEventId, Origin, Span
from sync_core.calendar.kept import place_key
from sync_core.calendar.window import Window
from sync_core.mail import CrmUserId, PersonId


class StoredCalendarDesk(ABC):
    """The CRM's calendar, for pages."""

    @property
    @abstractmethod
    def desk_store(self) -> DeskStore:
        """Where events, people and rooms are kept."""

    async def meetings(self, which: MeetingFilter, window: Window, limit: int) -> MeetingList:
        """Return meetings in a window by start, series made in the CRM as their occurrences."""
        return await listing.listed(self.desk_store, which, window, limit)

    async def meetings_of(self, person: PersonId, now: datetime, limit: int) -> PersonMeetings:
        """Return a person's past and next meetings, at most `limit` of each."""
        return await listing.of_person(self.desk_store, person, now, limit)

    async def meeting(self, event: CrmEventId, slot: datetime | None = None) -> Meeting | None:
        """Return one event, or one occurrence of a series by its slot."""
        return await listing.one(self.desk_store, event, _utc(slot))

    async def add_events(
        self, events: Sequence[NewEvent], origin: Origin = Origin.PAGE
    ) -> tuple[CrmEventId, ...]:
        """Make events; all or none."""
        return await entering.add(self.desk_store, events, origin) if events else ()

    async def move(
        self, event: CrmEventId, version: int, span: Span, slot: datetime | None = None
    ) -> CrmEventId:
        """Let an event take place at another time; with a slot, that occurrence of a series alone."""
        record = await entering.read(self.desk_store, event, version)
        return await entering.move(self.desk_store, record, span, _utc(slot))

    async def edit(
        self, event: CrmEventId, version: int, change: EventEdit, slot: datetime | None = None
    ) -> CrmEventId:
        """Change an event; with a slot, that occurrence of a series alone."""
        record = await entering.read(self.desk_store, event, version)
        return await entering.edit(self.desk_store, record, change, _utc(slot))

    async def cancel(
        self, event: CrmEventId, version: int, slot: datetime | None = None
    ) -> CrmEventId:
        """Mark an event, or one occurrence of a series, as cancelled; it stays."""
        record = await entering.read(self.desk_store, event, version)
        return await entering.cancel(self.desk_store, record, _utc(slot))

    async def delete(self, event: CrmEventId, version: int) -> None:
        """Delete an event; a series with its changed occurrences."""
        record = await entering.read(self.desk_store, event, version)
        await entering.delete(self.desk_store, record)

    async def answer(
        self, event: CrmEventId, version: int, user: CrmUserId, answer: Answer
    ) -> None:
        """Set what a user answers to an invitation; of a series for all of it."""
        record = await entering.read(self.desk_store, event, version)
        await answering.answer(self.desk_store, record, user, answer)

    async def relate_event(self, event: CrmEventId, version: int, person: PersonId) -> None:
        """Relate an event to a person who does not attend; one already related changes nothing."""
        record = await entering.read(self.desk_store, event, version)
        await entering.relate(self.desk_store, record, person)

    async def who_meets(
        self, window: Window, person: PersonId | None = None, client: str = ""
    ) -> tuple[Encounters, ...]:
        """Return which colleagues meet this person or client in a window, most meetings first."""
        if person is None and not client.strip():
            raise refused("person", "a person, or a client")
        which = MeetingFilter(person=person, client=client.strip(), with_cancelled=False)
        return await searching.encounters(self.desk_store, which, window)

    async def busiest(self, window: Window, limit: int) -> tuple[Encounters, ...]:
        """Return who has the most meetings in a window, most first."""
        which = MeetingFilter(with_cancelled=False)
        return (await searching.encounters(self.desk_store, which, window))[:limit]

    async def rooms(self) -> tuple[Room, ...]:
        """Return all resources by name."""
        names = await self.desk_store.resource_names()
        keys = [place_key(name) for name in names.values()]
        rooms = (
            Room(id=one, name=name, is_clash=keys.count(place_key(name)) > 1)
            for one, name in names.items()
        )
        return tuple(sorted(rooms, key=lambda room: (place_key(room.name), room.id)))

    async def add_room(self, name: str) -> str:
        """Add a resource and return its id."""
        plain = " ".join(name.split())
        if not 0 < len(plain) <= limits.ROOM_NAME_CHARACTERS_MAX:
            raise refused("name", f"1 to {limits.ROOM_NAME_CHARACTERS_MAX} characters")
        added = await self.desk_store.add_resource(plain)
        if added is None:
            raise refused("name", "one that no other room has, whatever its case")
        return added


def _utc(slot: datetime | None) -> datetime | None:
    if slot is None:
        return None
    if slot.tzinfo is None:
        raise refused("slot", "a time with its offset")
    return slot.astimezone(UTC)
