"""Attendees of events in memory who become people, once somebody is given their address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flows.ports.crm import KnownAddress
from sync_core.address_kinds import rank
from sync_core.addresses import without_tag
from sync_core.calendar.event import AttendeeKind, CrmAttendee
from sync_core.mail import Address, PersonRef
from sync_core.policy import PlusTags


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomers:
    """Who has which address from now on."""

    people: dict[Address, PersonRef]
    staff: frozenset[Address]
    plus_tags: PlusTags

    @staticmethod
    def of(
        known: Sequence[KnownAddress], staff: frozenset[Address], plus_tags: PlusTags
    ) -> "Newcomers":
        """Return the first person by id who has each address; staff are none."""
        people: dict[Address, PersonRef] = {}
        for entry in sorted(known, key=lambda e: (len(e.person), e.person, rank(e.matched_by))):
            if entry.address not in staff:
                found = PersonRef(id=entry.person, matched_by=entry.matched_by)
                people.setdefault(entry.address, found)
        return Newcomers(people=people, staff=staff, plus_tags=plus_tags)

    def among(self, attendees: Sequence[CrmAttendee]) -> tuple[CrmAttendee, ...]:
        """Return attendees, those that nobody was known by as the people they are."""
        return tuple(replace(one, person=self._person(one)) for one in attendees)

    def _person(self, one: CrmAttendee) -> PersonRef | None:
        address = one.attendee.address
        is_room = one.attendee.kind is AttendeeKind.RESOURCE
        if one.person is not None or one.user is not None or is_room or address in self.staff:
            return one.person
        found = self.people.get(address)
        if found is None and self.plus_tags is PlusTags.IGNORE:
            return self.people.get(without_tag(address))
        return found
