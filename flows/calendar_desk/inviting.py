"""Guests as told by a user become attendees as the CRM knows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flows.calendar_desk.refusing import checked_attendees, refused
from flows.calendar_desk.store import DeskStore
from flows.ports.calendar_desk import NewGuest
from flows.ports.desk import StaffMember
from sync_core.addresses import NoAddress, normalise
from sync_core.calendar.event import Attendee, CrmAttendee
from sync_core.mail import Address, CrmUserId, PersonId, PersonRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressbook:
    """What the CRM says of everybody named in one act."""

    users: Mapping[CrmUserId, StaffMember]
    people: Mapping[PersonId, tuple[str, Address | None, str]]
    person_of: Mapping[Address, PersonRef] = field(default_factory=dict)
    user_of: Mapping[Address, CrmUserId] = field(default_factory=dict)

    @staticmethod
    async def of(
        store: DeskStore, guests: Sequence[NewGuest], people: Sequence[PersonId]
    ) -> "Addressbook":
        """Return what the CRM says of some guests, and of people who do not attend."""
        named = [guest.person for guest in guests if guest.person is not None]
        told = [normalise(guest.address) for guest in guests if guest.address]
        addresses = [Address(a) for a in told if not isinstance(a, NoAddress)]
        person_of, user_of = await store.known(addresses) if addresses else ({}, {})
        return Addressbook(
            users=await store.users(),
            people=await store.people(list(dict.fromkeys((*named, *people)))),
            person_of=person_of,
            user_of=user_of,
        )

    def checked_owner(self, owner: CrmUserId) -> StaffMember:
        """Return an event's owner.

        Raises:
            SkipItem: the CRM has no such user.
        """
        member = self.users.get(owner)
        if member is None:
            raise refused("owner", "a user of the CRM")
        return member

    def checked_people(self, people: Sequence[PersonId]) -> tuple[PersonId, ...]:
        """Return people, each once.

        Raises:
            SkipItem: the CRM has no such person.
        """
        for place, person in enumerate(people):
            if person not in self.people:
                raise refused(f"people.{place}", "a person of the CRM")
        return tuple(dict.fromkeys(people))

    def attendees(
        self, guests: Sequence[NewGuest], organiser: Address | None
    ) -> tuple[CrmAttendee, ...]:
        """Return guests as attendees, each address once, without the organiser.

        Raises:
            SkipItem: a guest is nobody to be invited.
        """
        found: dict[Address, CrmAttendee] = {}
        for place, guest in enumerate(guests):
            attendee = self._attendee(guest, f"guests.{place}")
            if attendee.attendee.address != organiser:
                found.setdefault(attendee.attendee.address, attendee)
        return checked_attendees(tuple(found.values()))

    def _attendee(self, guest: NewGuest, field: str) -> CrmAttendee:
        if sum((guest.person is not None, guest.user is not None, bool(guest.address))) != 1:
            raise refused(field, "exactly one of person, user and address")
        if guest.person is not None:
            return self._by_person(guest, guest.person, f"{field}.person")
        if guest.user is not None:
            return self._by_user(guest, guest.user, f"{field}.user")
        address = normalise(guest.address)
        if isinstance(address, NoAddress):
            raise refused(f"{field}.address", "one such as ana@x.test")
        known = Address(address)
        person, user = self.person_of.get(known), self.user_of.get(known)
        return CrmAttendee(attendee=_plain(guest, known, guest.name), person=person, user=user)

    def _by_person(self, guest: NewGuest, person: PersonId, field: str) -> CrmAttendee:
        if person not in self.people:
            raise refused(field, "a person of the CRM")
        name, address, kind = self.people[person]
        if address is None:
            raise refused(field, "a person with an address")
        attendee = _plain(guest, address, guest.name or name)
        return CrmAttendee(attendee=attendee, person=PersonRef(id=person, matched_by=kind))

    def _by_user(self, guest: NewGuest, user: CrmUserId, field: str) -> CrmAttendee:
        member = self.users.get(user)
        if member is None:
            raise refused(field, "a user of the CRM")
        address = Address(member.address.casefold())
        return CrmAttendee(attendee=_plain(guest, address, guest.name or member.name), user=user)


def _plain(guest: NewGuest, address: Address, name: str) -> Attendee:
    return Attendee(address=address, name=name, kind=guest.kind)
