"""What every CRM's calendar does with past events once somebody is given an attendee's address."""

from abc import ABC, abstractmethod

import pytest

from flows.ports.calendar_desk import MeetingFilter
from flows.ports.crm import KnownAddress
from flows.ports.desk import NewPerson
from sync_core.calendar.event import AttendeeKind, CrmEvent
from sync_core.mail import Address, PersonId
from sync_core.policy import PlusTags
from tests.contracts.crm_calendar_desk_contract import DeskFirm
from tests.contracts.crm_calendar_firm import MONDAY, NOBODY, WEEK, draft, guest

ANA = Address("ana@client.test")
TAGGED = Address("ana+news@client.test")


class CalendarRelatingContract(ABC):
    """An address learnt later explains past meetings."""

    @pytest.fixture
    @abstractmethod
    def calendar_firm(self) -> DeskFirm:
        """Return a firm with nobody in it and no event."""

    async def _person(self, firm: DeskFirm, name: str = "Ana") -> PersonId:
        return await firm.add_person(NewPerson(name=name, addresses=[("email", ANA)]))

    async def _event(self, firm: DeskFirm, *addresses: str, number: int = 1) -> CrmEvent:
        bo = await firm.add_staff("Bo", "bo@firm.test")
        guests = tuple(guest(address) for address in addresses)
        (written,) = await firm.calendar.create_events([draft(number, bo, guests)])
        assert written.event is not None
        return written.event

    async def _learn(
        self,
        firm: DeskFirm,
        person: PersonId,
        address: Address = ANA,
        plus_tags: PlusTags = PlusTags.EXACT,
        kind: str = "email",
    ) -> int:
        known = KnownAddress(address=address, person=person, matched_by=kind)
        return await firm.calendar.relate_past([known], plus_tags)

    async def _people(self, firm: DeskFirm, event: CrmEvent) -> list[str | None]:
        attendees = await firm.attendees(event.id)
        return [None if one.person is None else one.person.id for one in attendees]

    async def test_an_attendee_becomes_the_person_who_has_the_address(
        self, calendar_firm: DeskFirm
    ) -> None:
        event = await self._event(calendar_firm, "else@x.test", ANA)
        ana = await self._person(calendar_firm)
        assert await self._learn(calendar_firm, ana, kind="alternate") == 1
        calendar = calendar_firm.calendar
        assert (await calendar.events([event.id]))[event.id].is_related
        (_, known) = await calendar_firm.attendees(event.id)
        assert known.person is not None
        assert (known.person.id, known.person.matched_by) == (ana, "alternate")
        assert await self._people(calendar_firm, event) == [None, ana]
        found = await calendar.meetings(MeetingFilter(person=ana), WEEK, 9)
        assert [m.people for m in found.rows] == [((ana, "Ana"),)]
        assert len((await calendar.meetings_of(ana, MONDAY, 9)).ahead) == 1

    async def test_nothing_else_of_the_event_changes_and_nobody_is_told(
        self, calendar_firm: DeskFirm
    ) -> None:
        event = await self._event(calendar_firm, ANA)
        assert event.owner is not None
        calendar = calendar_firm.calendar
        before = await calendar.changed_events(event.owner, "", 9)
        owners = await calendar.changed_owners("", 9)
        await self._learn(calendar_firm, await self._person(calendar_firm))
        held = (await calendar.events([event.id]))[event.id]
        assert (held.version, held.modified_at, held.content) == (
            event.version, event.modified_at, event.content,
        )  # fmt: skip
        assert (await calendar.changed_events(event.owner, before.cursor, 9)).ids == ()
        assert (await calendar.changed_owners(owners.cursor, 9)).owners == ()

    async def test_repeating_it_changes_nothing(self, calendar_firm: DeskFirm) -> None:
        await self._event(calendar_firm, ANA)
        await self._event(calendar_firm, ANA, number=2)
        ana = await self._person(calendar_firm)
        assert await self._learn(calendar_firm, ana) == 2
        assert await self._learn(calendar_firm, ana) == 0

    async def test_who_is_known_already_stays_who_they_are(self, calendar_firm: DeskFirm) -> None:
        ana = await self._person(calendar_firm)
        bo = await calendar_firm.add_staff("Bo", "bo@firm.test")
        those = (
            guest(ANA, ana),
            guest("bo@firm.test", user=bo),
            guest("late@firm.test"),
            guest("room@firm.test", kind=AttendeeKind.RESOURCE),
        )
        (written,) = await calendar_firm.calendar.create_events([draft(1, bo, those)])
        assert written.event is not None
        await calendar_firm.add_staff("Late", "late@firm.test")
        ben = await self._person(calendar_firm, "Ben")
        for address in (one.attendee.address for one in those):
            assert await self._learn(calendar_firm, ben, address) == 0
        assert await self._people(calendar_firm, written.event) == [ana, None, None, None]

    async def test_of_several_people_with_one_address_the_first_is_meant(
        self, calendar_firm: DeskFirm
    ) -> None:
        event = await self._event(calendar_firm, ANA)
        people = [await self._person(calendar_firm, name) for name in ("Ana", "Ben")]
        known = [
            KnownAddress(address=ANA, person=person, matched_by=kind)
            for person in people[::-1]
            for kind in ("alternate", "email")
        ]
        assert await calendar_firm.calendar.relate_past(known) == 1
        (attendee,) = await calendar_firm.attendees(event.id)
        assert attendee.person is not None
        assert (attendee.person.id, attendee.person.matched_by) == (people[0], "email")

    async def test_a_tagged_address_is_explained_when_the_policy_ignores_tags(
        self, calendar_firm: DeskFirm
    ) -> None:
        event = await self._event(calendar_firm, TAGGED, "+odd@client.test", "x+ana@client.test")
        ana = await self._person(calendar_firm)
        assert await self._learn(calendar_firm, ana) == 0
        assert await self._learn(calendar_firm, ana, plus_tags=PlusTags.IGNORE) == 1
        assert await self._learn(calendar_firm, ana, plus_tags=PlusTags.IGNORE) == 0
        assert await self._people(calendar_firm, event) == [ana, None, None]

    async def test_a_person_who_is_gone_and_an_empty_page_relate_nothing(
        self, calendar_firm: DeskFirm
    ) -> None:
        event = await self._event(calendar_firm, ANA)
        for gone in (PersonId(NOBODY), PersonId("not-a-number")):
            assert await self._learn(calendar_firm, gone) == 0
        assert await calendar_firm.calendar.relate_past([]) == 0
        assert await self._people(calendar_firm, event) == [None]
