"""The calendar of a CRM in memory, for the deterministic world: the CrmCalendar port's contract and the desk's.

Its methods await nothing, so that a world can drive them without an event loop.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from flows.calendar_desk.desk import StoredCalendarDesk
from flows.calendar_desk.store import DeskStore
from flows.ports.crm import KnownAddress
from flows.ports.crm_calendar import (
    CrmEventChange,
    CrmEventDraft,
    Written,
    Wrote,
)
from flows.ports.crm_feed import ChangedItems, ChangedOwners
from simulator.memory.change_feed import ChangeFeed
from simulator.memory.crm_events import KeptEvent, has_name, written_over
from simulator.memory.crm_records import KeptPerson, KeptStaff
from simulator.memory.desk_store import InMemoryDeskStore
from simulator.memory.event_relating import Newcomers
from sync_core.calendar.event import CrmAttendee, CrmEvent, CrmEventId, EventKey
from sync_core.calendar.kept import in_calendar, place_key, problem_with_event
from sync_core.calendar.window import Window
from sync_core.mail import Address, CrmUserId, PersonId
from sync_core.policy import PlusTags

_STANDING_STILL = datetime(2026, 1, 1, tzinfo=UTC)


class InMemoryCrmCalendar(StoredCalendarDesk):
    """Events, their feed of changes, and resources of a pretend firm."""

    def __init__(
        self,
        now: Callable[[], datetime] = lambda: _STANDING_STILL,
        people: Mapping[PersonId, KeptPerson] | None = None,
        staff: Mapping[Address, KeptStaff] | None = None,
    ) -> None:
        """Begin with no event.

        Args:
            now: the clock by which events are marked as modified.
            people: whom the CRM has; left out of an event is who is not in there. None: anybody.
            staff: the same of its users, by address.
        """
        self._now = now
        self._people = people
        self._staff = staff
        self._desk_store = InMemoryDeskStore(
            self, {} if people is None else people, {} if staff is None else staff
        )
        self._ids = count(1)
        self._events: dict[CrmEventId, KeptEvent] = {}
        self._by_key: dict[EventKey, CrmEventId] = {}
        self._by_slot: dict[tuple[CrmEventId, datetime], CrmEventId] = {}
        self._deleted: dict[EventKey, datetime] = {}
        self._feed = ChangeFeed[CrmEventId]()
        self._resources: dict[str, str] = {}

    @property
    def desk_store(self) -> DeskStore:
        """Where events, people and rooms are kept."""
        return self._desk_store

    async def events(self, ids: Sequence[CrmEventId]) -> Mapping[CrmEventId, CrmEvent]:
        """Return events by id; one that does not exist is left out."""
        return {one: self._events[one].shown for one in ids if one in self._events}

    async def events_by_key(self, keys: Sequence[EventKey]) -> Mapping[EventKey, CrmEvent]:
        """Return events by key; one that does not exist is left out."""
        known = {key: self._by_key.get(key) for key in keys}
        return {key: self._events[one].shown for key, one in known.items() if one is not None}

    async def deleted_by_key(self, keys: Sequence[EventKey]) -> Mapping[EventKey, datetime]:
        """Return when events of these keys were deleted by people; not of a key that an event has now."""
        return {key: self._deleted[key] for key in keys if key in self._deleted}

    async def overrides(
        self, series: Sequence[CrmEventId]
    ) -> Mapping[CrmEventId, tuple[CrmEvent, ...]]:
        """Return the changed and cancelled occurrences of series, by their slots."""
        wanted = set(series)
        found: dict[CrmEventId, list[CrmEvent]] = {}
        for (of, _), one in sorted(self._by_slot.items(), key=lambda held: held[0][1]):
            if of in wanted:
                found.setdefault(of, []).append(self._events[one].shown)
        return {of: tuple(those) for of, those in found.items()}

    async def events_of(
        self, owner: CrmUserId, window: Window, after: CrmEventId | None, limit: int
    ) -> tuple[CrmEvent, ...]:
        """Return a user's events in a window, and series that may reach into it, by id."""
        first = 0 if after is None else int(after)
        held = (
            kept.shown
            for one, kept in self._events.items()
            if int(one) > first and kept.event.owner == owner and in_calendar(kept.event, window)
        )
        return tuple(held)[:limit]

    async def changed_events(
        self, owner: CrmUserId, cursor: str, limit: int
    ) -> ChangedItems[CrmEventId]:
        """Return what changed among a user's events since the cursor."""
        return self._feed.changed(owner, cursor, limit)

    async def changed_owners(self, cursor: str, limit: int) -> ChangedOwners:
        """Return whose events changed since the cursor, each once."""
        return self._feed.changed_owners(cursor, limit)

    async def create_events(self, drafts: Sequence[CrmEventDraft]) -> tuple[Written, ...]:
        """Write events; answers in the same order."""
        return tuple(self._create(draft) for draft in drafts)

    async def update_events(self, changes: Sequence[CrmEventChange]) -> tuple[Written, ...]:
        """Write fields of events; answers in the same order."""
        return tuple(self._update(change) for change in changes)

    async def delete_events(self, those: Sequence[tuple[CrmEventId, int]]) -> tuple[Written, ...]:
        """Delete events; one already gone answers GONE."""
        return tuple(self._delete(one, version) for one, version in those)

    async def resources(self) -> Mapping[str, tuple[str, ...]]:
        """Return the resources: case-folded name -> ids; more than one id is a clash."""
        found: dict[str, list[str]] = {}
        for one, name in self._resources.items():
            found.setdefault(place_key(name), []).append(one)
        return {name: tuple(ids) for name, ids in found.items()}

    async def relate_past(
        self, known: Sequence[KnownAddress], plus_tags: PlusTags = PlusTags.EXACT
    ) -> int:
        """Relate events to people by attendees; versions and feeds stay as they are."""
        there = [entry for entry in known if self._has_person(entry.person)]
        newcomers = Newcomers.of(there, frozenset(self._staff or ()), plus_tags)
        new = 0
        for one, kept in self._events.items():
            attendees = newcomers.among(kept.attendees)
            changed = sum(a != b for a, b in zip(attendees, kept.attendees, strict=True))
            if changed:
                self._events[one] = replace(kept, attendees=attendees)
                new += changed
        return new

    def forget(self, person: PersonId) -> None:
        """Let nobody be known as this person any more; versions and feeds stay as they are."""
        for one, kept in self._events.items():
            attendees = tuple(
                replace(a, person=None) if a.person and a.person.id == person else a
                for a in kept.attendees
            )
            by_hand = kept.by_hand - {person}
            if (attendees, by_hand) != (kept.attendees, kept.by_hand):
                self._events[one] = replace(kept, attendees=attendees, by_hand=by_hand)

    def put(self, kept: KeptEvent) -> CrmEvent:
        """Keep an event as it is, in place of a former state of it, and tell of it in the feed."""
        one = kept.event.id
        former = self._events.get(one)
        if former is not None:
            self._forget_names(former.event)
            if former.event.owner != kept.event.owner:
                self._tell(former.event, gone=False)
        self._events[one] = kept
        if kept.event.key is not None:
            self._by_key[kept.event.key] = one
            self._deleted.pop(kept.event.key, None)
        if kept.event.series is not None and kept.event.original_start is not None:
            self._by_slot[kept.event.series, kept.event.original_start] = one
        self._tell(kept.event, gone=False)
        return kept.shown

    def remove(self, one: CrmEventId) -> None:
        """Delete an event, of a series its changed occurrences too, and tell of each in the feed."""
        kept = self._events.pop(one)
        self._forget_names(kept.event)
        if kept.event.key is not None:
            self._deleted[kept.event.key] = self._now()
        for (of, _), override in tuple(self._by_slot.items()):
            if of == one:
                self.remove(override)
        self._tell(kept.event, gone=True)

    def fresh_id(self) -> CrmEventId:
        """Return an id that no event ever had."""
        return CrmEventId(str(next(self._ids)))

    def kept(self, one: CrmEventId) -> KeptEvent | None:
        """Return an event with the people as matched."""
        return self._events.get(one)

    def everything(self) -> tuple[KeptEvent, ...]:
        """Return every event, oldest first."""
        return tuple(self._events.values())

    def override_of(self, series: CrmEventId, slot: datetime) -> CrmEventId | None:
        """Return the changed or cancelled occurrence that stands for a slot of a series."""
        return self._by_slot.get((series, slot))

    def known_attendees(self, attendees: Sequence[CrmAttendee]) -> tuple[CrmAttendee, ...]:
        """Return attendees without people, users and resources that the CRM does not have."""
        return tuple(
            replace(
                one,
                person=one.person if one.person and self._has_person(one.person.id) else None,
                user=one.user if one.user and self._has_user(one.user) else None,
                resource=one.resource if one.resource in self._resources else None,
            )
            for one in attendees
        )

    def put_resource(self, name: str) -> str:
        """Add a resource, even one of a name that is taken, as other programs could."""
        one = str(len(self._resources) + 1)
        self._resources[one] = name
        return one

    def resource_names(self) -> Mapping[str, str]:
        """Return the resources: id -> name as entered."""
        return self._resources

    def now(self) -> datetime:
        """Return the time by which events are marked as modified."""
        return self._now()

    def dump(self) -> Iterator[str]:
        """Yield every text kept here."""
        for kept in self._events.values():
            yield from kept.texts()
        yield from self._resources.values()

    def _create(self, draft: CrmEventDraft) -> Written:
        if not has_name(draft):
            return Written(result=Wrote.REFUSED)
        if problem_with_event(draft.content, draft.attendees):
            return Written(result=Wrote.REFUSED)
        if draft.series is not None and draft.series not in self._events:
            return Written(result=Wrote.REFUSED)
        there = self._by_key.get(draft.key)
        if there is None and draft.series is not None and draft.original_start is not None:
            there = self._by_slot.get((draft.series, draft.original_start))
        if there is not None:
            return Written(result=Wrote.ALREADY_THERE, event=self._events[there].shown)
        kept = KeptEvent.of(self.fresh_id(), self._known(draft), self._now())
        return Written(result=Wrote.WRITTEN, event=self.put(kept))

    def _update(self, change: CrmEventChange) -> Written:
        kept = self._events.get(change.id)
        if kept is None:
            return Written(result=Wrote.GONE)
        event = kept.event
        holder = self._by_key.get(change.key) if change.key else None
        is_other_key = bool(change.key and event.key not in (None, change.key))
        if event.version != change.version or holder not in (None, event.id) or is_other_key:
            return Written(result=Wrote.CONFLICT, event=kept.shown)
        known = replace(change, attendees=self.known_attendees(change.attendees))
        new = written_over(kept, known, self._now())
        if new is None or problem_with_event(new.event.content, new.attendees):
            return Written(result=Wrote.REFUSED, event=kept.shown)
        return Written(result=Wrote.WRITTEN, event=self.put(new))

    def _delete(self, one: CrmEventId, version: int) -> Written:
        kept = self._events.get(one)
        if kept is None:
            return Written(result=Wrote.GONE)
        if kept.event.version != version:
            return Written(result=Wrote.CONFLICT, event=kept.shown)
        slots = [held for (of, _), held in self._by_slot.items() if of == one]
        keys = [self._events[each].event.key for each in (one, *slots)]
        self.remove(one)
        for key in keys:
            self._deleted.pop(key or EventKey(""), None)
        return Written(result=Wrote.WRITTEN)

    def _known(self, draft: CrmEventDraft) -> CrmEventDraft:
        owner = draft.owner if draft.owner and self._has_user(draft.owner) else None
        return replace(draft, owner=owner, attendees=self.known_attendees(draft.attendees))

    def _has_person(self, person: PersonId) -> bool:
        return self._people is None or person in self._people

    def _has_user(self, user: CrmUserId) -> bool:
        return self._staff is None or any(member.id == user for member in self._staff.values())

    def _tell(self, event: CrmEvent, *, gone: bool) -> None:
        """Tell of an event in its owner's feed; of a changed occurrence its series has changed too."""
        self._feed.tell(event.id, event.owner, gone=gone)
        series = self._events.get(event.series) if event.series is not None else None
        if series is not None:
            self._feed.tell(series.event.id, series.event.owner, gone=False)

    def _forget_names(self, event: CrmEvent) -> None:
        if event.key is not None:
            self._by_key.pop(event.key, None)
        if event.series is not None and event.original_start is not None:
            self._by_slot.pop((event.series, event.original_start), None)
