"""The contacts of the CRM in memory keep the contract, and need no event loop."""

from collections.abc import Coroutine
from typing import Any

import pytest

from flows.ports.crm import KnownAddress
from flows.ports.desk import NewPerson
from simulator.memory import InMemoryCrm, InMemoryCrmContacts
from sync_core.mail import Address, CrmUserId, PersonId
from tests.contracts.crm_calendar_firm import draft as event_draft
from tests.contracts.crm_calendar_firm import guest
from tests.contracts.crm_contact_desk_contract import ContactDeskContract
from tests.contracts.crm_contacts_contract import CrmContactsContract
from tests.contracts.crm_contacts_firm import ANA, NOW, ContactsFirm, card, draft, key
from tests.contracts.crm_firm import mail, related


class InMemoryContactsFirm:
    """A firm whose contacts are in memory."""

    def __init__(self) -> None:
        self.crm = InMemoryCrm(lambda: NOW)

    @property
    def contacts(self) -> InMemoryCrmContacts:
        return self.crm.contacts

    async def add_person(self, person: NewPerson) -> PersonId:
        return self.crm.add_person(person)

    async def add_address(self, person: PersonId, kind: str, address: str) -> None:
        self.crm.add_address(person, kind, Address(address))

    async def add_staff(self, name: str, address: str) -> CrmUserId:
        return self.crm.add_staff(name, Address(address))

    async def known_addresses(self) -> tuple[KnownAddress, ...]:
        return (await self.crm.known_addresses("", 99)).added

    async def log_mail_with(self, number: int, person: PersonId, address: Address) -> None:
        await self.crm.log_mail([mail(number, relations=(related(person, address),))])

    async def related_to(self, number: int) -> frozenset[str]:
        email = self.crm.email(mail(number).key)
        assert email is not None
        return frozenset(email.relations)


class TestContactsInMemory(CrmContactsContract):
    @pytest.fixture
    def contacts_firm(self) -> ContactsFirm:
        return InMemoryContactsFirm()


class TestContactDeskInMemory(ContactDeskContract):
    @pytest.fixture
    def contacts_firm(self) -> ContactsFirm:
        return InMemoryContactsFirm()


def _driven(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return a coroutine's result without an event loop; it must not wait for anything."""
    with pytest.raises(StopIteration) as stop:
        coroutine.send(None)
    return stop.value.value


def test_a_world_drives_them_without_an_event_loop() -> None:
    crm = InMemoryCrm()
    bo = crm.add_staff("Bo", Address("bo@firm.test"))
    (answer,) = _driven(crm.contacts.create_entries([draft(bo, 1)]))
    assert set(_driven(crm.contacts.entries_by_key([key(1)]))) == {key(1)}
    assert _driven(crm.contacts.entries_of(bo, None, 5)) == (answer.entry,)


def test_a_dump_holds_every_text_that_is_kept() -> None:
    crm = InMemoryCrm()
    bo = crm.add_staff("Bo", Address("bo@firm.test"))
    _driven(crm.contacts.create_entries([draft(bo, 1, card("Canary N", notes="canary notes"))]))
    one = _driven(crm.contacts.create_entries([draft(bo, 2)]))[0].entry
    _driven(crm.contacts.create_people([(card("X", nickname="canary nick"), one.id)]))
    dumped = "\n".join(crm.dump())
    for text in ("Canary", "canary notes", "canary nick"):
        assert text in dumped


def test_meetings_of_an_erased_person_stay_and_lose_the_relation() -> None:
    crm = InMemoryCrm()
    ana = crm.add_person(NewPerson(name="Ana", addresses=(("email", ANA),)))
    (answer,) = _driven(crm.calendar.create_events([event_draft(1, None, (guest(ANA, ana),))]))
    _driven(crm.contacts.erase_person(ana, 1))
    (event,) = _driven(crm.calendar.events([answer.event.id])).values()
    assert (event.is_related, event.content) == (False, answer.event.content)
