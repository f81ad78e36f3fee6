"""The calendar desk's store in memory: each act is checked first, then done whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flows.calendar_desk.searching import users_of
from flows.calendar_desk.store import DeskWrite, Record, Tally
from flows.ports.calendar_desk import Guest, Meeting, MeetingFilter
from flows.ports.desk import StaffMember
from simulator.memory.crm_events import KeptEvent, written_over
from simulator.memory.crm_records import KeptPerson, KeptStaff
from sync_core.address_kinds import kinds_matched, rank
from sync_core.calendar.event import CrmEvent, CrmEventId
from sync_core.calendar.kept import place_key
from sync_core.calendar.window import Window
from sync_core.failures import ItemGone, SkipItem, SkipReason, VersionConflict
from sync_core.mail import Address, CrmUserId, PersonId, PersonRef
from sync_core.policy import Matching

if TYPE_CHECKING:
    from simulator.memory.crm_calendar import InMemoryCrmCalendar


class InMemoryDeskStore:
    """Implements flows.calendar_desk.store.DeskStore."""

    def __init__(
        self,
        calendar: "InMemoryCrmCalendar",
        people: Mapping[PersonId, KeptPerson],
        staff: Mapping[Address, KeptStaff],
    ) -> None:
        self._calendar = calendar
        self._people = people
        self._staff = staff

    async def found(
        self,
        which: MeetingFilter,
        window: Window,
        limit: int,
        *,
        by_start: bool = False,
        newest_first: bool = False,
    ) -> tuple[Meeting, ...]:
        """Return single events and changed occurrences in a window, by start."""
        there = [
            meeting
            for meeting in self._meetings(which)
            if meeting.event.content.recurrence is None and _lies(meeting, window, by_start)
        ]
        order = sorted(there, key=lambda m: (m.span.start, int(m.event.id)), reverse=newest_first)
        return tuple(order[:limit])

    async def series(self, which: MeetingFilter, until: datetime) -> tuple[Meeting, ...]:
        """Return the events that repeat and begin before a time."""
        return tuple(
            meeting
            for meeting in self._meetings(which)
            if meeting.event.content.recurrence is not None and meeting.span.start < until
        )

    async def meetings_by_id(self, ids: Sequence[CrmEventId]) -> tuple[Meeting, ...]:
        """Return events by id, in the order of ids."""
        held = (self._calendar.kept(one) for one in ids)
        return tuple(self._meeting(kept) for kept in held if kept is not None)

    async def overrides(
        self, series: Sequence[CrmEventId]
    ) -> Mapping[CrmEventId, tuple[CrmEvent, ...]]:
        """Return the changed and cancelled occurrences of series."""
        return await self._calendar.overrides(series)

    async def tally(self, which: MeetingFilter, window: Window) -> Mapping[CrmUserId, Tally]:
        """Return how many single events and changed occurrences each user has in a window."""
        starts: dict[CrmUserId, list[datetime]] = {}
        for meeting in self._meetings(replace(which, with_cancelled=False)):
            is_single = meeting.event.content.recurrence is None
            has_somebody = bool(meeting.guests or meeting.people)
            if is_single and has_somebody and window.holds(meeting.span):
                for user in users_of(meeting):
                    starts.setdefault(user, []).append(meeting.span.start)
        return {
            user: Tally(meetings=len(those), first=min(those), last=max(those))
            for user, those in starts.items()
        }

    async def record(self, event: CrmEventId) -> Record | None:
        """Return one event whole."""
        kept = self._calendar.kept(event)
        if kept is None:
            return None
        by_hand = tuple(sorted(kept.by_hand, key=int))
        return Record(event=kept.shown, attendees=kept.attendees, by_hand=by_hand)

    async def users(self) -> Mapping[CrmUserId, StaffMember]:
        """Return all users."""
        return {
            member.id: StaffMember(id=member.id, name=member.name, address=member.address)
            for member in self._staff.values()
        }

    async def people(
        self, ids: Sequence[PersonId]
    ) -> Mapping[PersonId, tuple[str, Address | None, str]]:
        """Return people by id: name, main address and the kind of field it stands in."""
        return {one: _main(self._people[one]) for one in ids if one in self._people}

    async def known(
        self, addresses: Sequence[Address]
    ) -> tuple[Mapping[Address, PersonRef], Mapping[Address, CrmUserId]]:
        """Return the person, and the user, each address belongs to."""
        people: dict[Address, PersonRef] = {}
        kinds = kinds_matched(Matching())
        for person in self._people.values():
            for kind, address in sorted(person.addresses, key=lambda held: rank(held[0])):
                if address in addresses and kind in kinds:
                    people.setdefault(address, PersonRef(id=person.id, matched_by=kind))
        users = {a: self._staff[a].id for a in addresses if a in self._staff}
        return people, users

    async def write(self, what: DeskWrite) -> tuple[CrmEventId, ...]:
        """Do one act whole and return the ids of its drafts."""
        self._expect(what)
        calendar, now = self._calendar, self._calendar.now()
        changed = []
        for change in what.changes:
            kept = calendar.kept(change.id)
            attendees = calendar.known_attendees(change.attendees)
            new = kept and written_over(kept, replace(change, attendees=attendees), now)
            if not new:
                raise SkipItem(SkipReason.REFUSED_BY_CRM, "event")
            changed.append(new)
        for one in what.removed:
            calendar.remove(one)
        for new in changed:
            calendar.put(new)
        self._move_slots(what.slots)
        for one, person in what.relations:
            related = self._touched(one)
            calendar.put(replace(related, by_hand=related.by_hand | {person}))
        return tuple(self._added(what))

    async def resource_names(self) -> Mapping[str, str]:
        """Return all resources: id -> name as entered."""
        return self._calendar.resource_names()

    async def add_resource(self, name: str) -> str | None:
        """Add a resource unless its name is taken."""
        taken = {place_key(held) for held in self._calendar.resource_names().values()}
        return None if place_key(name) in taken else self._calendar.put_resource(name)

    def _expect(self, what: DeskWrite) -> None:
        for one, version in what.expects:
            kept = self._calendar.kept(one)
            if kept is None:
                raise ItemGone("event")
            if kept.event.version != version:
                raise VersionConflict("event")
        for draft in what.drafts:
            slot = draft.original_start
            if draft.series is None or slot is None:
                continue
            if self._calendar.override_of(draft.series, slot) is not None:
                raise VersionConflict("slot")

    def _move_slots(self, slots: Mapping[CrmEventId, datetime]) -> None:
        moved = {one: self._touched(one) for one in slots}
        starts = {one: kept.event.original_start for one, kept in moved.items()}
        further = any(start is not None and slots[one] > start for one, start in starts.items())
        for one in sorted(slots, key=lambda e: slots[e], reverse=further):
            event = replace(moved[one].event, original_start=slots[one].astimezone(UTC))
            self._calendar.put(replace(moved[one], event=event))

    def _added(self, what: DeskWrite) -> Iterator[CrmEventId]:
        for draft, people in zip(what.drafts, what.drafted_people, strict=True):
            known = replace(draft, attendees=self._calendar.known_attendees(draft.attendees))
            one = self._calendar.fresh_id()
            kept = KeptEvent.of(one, known, self._calendar.now())
            self._calendar.put(replace(kept, by_hand=frozenset(people)))
            yield one

    def _touched(self, one: CrmEventId) -> KeptEvent:
        kept = self._calendar.kept(one)
        if kept is None:
            raise ItemGone("event")
        version = kept.event.version + 1
        event = replace(kept.event, version=version, modified_at=self._calendar.now())
        return replace(kept, event=event)

    def _meetings(self, which: MeetingFilter) -> Iterator[Meeting]:
        for kept in self._calendar.everything():
            meeting = self._meeting(kept)
            if self._is_wanted(meeting, which):
                yield meeting

    def _is_wanted(self, meeting: Meeting, which: MeetingFilter) -> bool:
        people = [person for person, _ in meeting.people]
        users = (meeting.event.owner, *(guest.user for guest in meeting.guests))
        client = which.client.lower()
        return (
            (which.with_cancelled or not meeting.event.content.is_cancelled)
            and (which.user is None or which.user in users)
            and (which.person is None or which.person in people)
            and (not client or any(self._people[p].client.lower() == client for p in people))
        )

    def _meeting(self, kept: KeptEvent) -> Meeting:
        users = {member.id: member.name for member in self._staff.values()}
        attending = {one.person.id for one in kept.attendees if one.person}
        related = sorted((attending | kept.by_hand) & self._people.keys(), key=int)
        names = {person: self._people[person].name for person in related}
        shown = kept.shown
        return Meeting(
            event=shown,
            span=shown.content.span,
            guests=tuple(
                Guest(
                    address=one.attendee.address,
                    name=one.attendee.name,
                    kind=one.attendee.kind,
                    answer=one.attendee.answer,
                    person=one.person.id if one.person else None,
                    person_name=names.get(one.person.id, "") if one.person else "",
                    user=one.user,
                    user_name=users.get(one.user, "") if one.user else "",
                    resource=one.resource,
                )
                for one in kept.attendees
            ),
            people=tuple(names.items()),
        )


def _lies(meeting: Meeting, window: Window, by_start: bool) -> bool:
    if by_start:
        return window.since <= meeting.span.start < window.until
    return window.holds(meeting.span)


def _main(person: KeptPerson) -> tuple[str, Address | None, str]:
    """Return a person's name, main address and its kind of field."""
    held = sorted(person.addresses, key=lambda one: (rank(one[0]), one[1]))
    kind, address = held[0] if held else ("", None)
    return person.name, address, kind
