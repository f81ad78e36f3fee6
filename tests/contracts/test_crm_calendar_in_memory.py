"""The calendar of the CRM in memory keeps the contract, and needs no event loop."""

from collections.abc import Coroutine
from typing import Any

import pytest

from flows.ports.desk import NewPerson
from simulator.memory import InMemoryCrm, InMemoryCrmCalendar
from sync_core.calendar.event import CrmAttendee, CrmEventId
from sync_core.mail import Address, CrmUserId, PersonId
from tests.contracts.crm_calendar_contract import CrmCalendarContract
from tests.contracts.crm_calendar_desk_contract import CalendarDeskContract, DeskFirm
from tests.contracts.crm_calendar_firm import MONDAY, WEEK, CalendarFirm, draft, guest, key
from tests.contracts.crm_calendar_relating_contract import CalendarRelatingContract


class InMemoryCalendarFirm:
    """A firm whose calendar is in memory."""

    def __init__(self) -> None:
        self.crm = InMemoryCrm(lambda: MONDAY)

    @property
    def calendar(self) -> InMemoryCrmCalendar:
        return self.crm.calendar

    async def add_person(self, person: NewPerson) -> PersonId:
        return self.crm.add_person(person)

    async def add_staff(self, name: str, address: str) -> CrmUserId:
        return self.crm.add_staff(name, Address(address))

    async def put_resource(self, name: str) -> str:
        return self.calendar.put_resource(name)

    async def attendees(self, event: CrmEventId) -> tuple[CrmAttendee, ...]:
        kept = self.calendar.kept(event)
        assert kept is not None
        return kept.attendees


class TestCalendarInMemory(CrmCalendarContract):
    @pytest.fixture
    def calendar_firm(self) -> CalendarFirm:
        return InMemoryCalendarFirm()


class TestCalendarDeskInMemory(CalendarDeskContract):
    @pytest.fixture
    def calendar_firm(self) -> DeskFirm:
        return InMemoryCalendarFirm()


class TestCalendarRelatingInMemory(CalendarRelatingContract):
    @pytest.fixture
    def calendar_firm(self) -> DeskFirm:
        return InMemoryCalendarFirm()


def _driven(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return a coroutine's result without an event loop; it must not wait for anything."""
    with pytest.raises(StopIteration) as stop:
        coroutine.send(None)
    return stop.value.value


def test_a_world_drives_it_without_an_event_loop() -> None:
    calendar = InMemoryCrmCalendar()
    (answer,) = _driven(calendar.create_events([draft(1, CrmUserId("u"))]))
    assert answer.event.owner == "u"
    assert set(_driven(calendar.events_by_key([key(1)]))) == {key(1)}
    assert _driven(calendar.events_of(CrmUserId("u"), WEEK, None, 5)) == (answer.event,)


def test_a_dump_holds_every_text_that_is_kept() -> None:
    calendar = InMemoryCrmCalendar()
    told = draft(
        1,
        None,
        (guest("canary@x.test", name="Canary N"),),
        subject="canary s",
        body="canary b",
        places=("canary p",),
    )
    _driven(calendar.create_events([told]))
    calendar.put_resource("canary room")
    dumped = "\n".join(calendar.dump())
    for text in ("canary@x.test", "Canary N", "canary s", "canary b", "canary p", "canary room"):
        assert text in dumped
