"""A firm to test a CRM's contacts in: users and people to add, entries to make."""

from datetime import UTC, datetime
from typing import Any, Protocol

from flows.ports.contact_desk import ContactDesk
from flows.ports.crm import KnownAddress
from flows.ports.crm_contacts import (
    ContactEntryChange,
    ContactEntryDraft,
    CrmContacts,
    PersonChange,
    Wrote,
)
from flows.ports.desk import NewPerson
from sync_core.contacts.contact import Card, ContactKey, CrmContact, CrmContactId, FirmPerson
from sync_core.mail import Address, CrmUserId, PersonId

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
NOBODY = CrmContactId("999999")
NO_PERSON = PersonId("999999")
ANA = Address("ana@client.test")
BEA = Address("bea@client.test")
CYD = Address("cyd@client.test")


class Contacts(CrmContacts, ContactDesk, Protocol):
    """Both sides of a CRM's contacts."""


class ContactsFirm(Protocol):
    """A CRM's contacts under test with what the firm's people do to it."""

    @property
    def contacts(self) -> Contacts:
        """The contacts."""
        ...

    async def add_person(self, person: NewPerson) -> PersonId:
        """Add a person as an import or a page does."""
        ...

    async def add_address(self, person: PersonId, kind: str, address: str) -> None:
        """Give a person an address behind the engine's back."""
        ...

    async def add_staff(self, name: str, address: str) -> CrmUserId:
        """Add a user."""
        ...

    async def known_addresses(self) -> tuple[KnownAddress, ...]:
        """Return the whole feed of newly known addresses."""
        ...

    async def log_mail_with(self, number: int, person: PersonId, address: Address) -> None:
        """Write an activity that a person is related to."""
        ...

    async def related_to(self, number: int) -> frozenset[str]:
        """Return the people whom an activity is related to."""
        ...


def key(number: int) -> ContactKey:
    """Return an entry's key."""
    return ContactKey(f"{number:040x}")


def card(name: str = "Ana Bell", *emails: Address, **changes: Any) -> Card:
    """Return the card of somebody with first and last name."""
    given, _, surname = name.partition(" ")
    return Card(given_name=given, surname=surname, emails=emails, **changes)


def draft(
    owner: CrmUserId, number: int | None = 1, told: Card | None = None, **changes: Any
) -> ContactEntryDraft:
    """Return an entry to write; None: without key."""
    return ContactEntryDraft(
        key=None if number is None else key(number),
        owner=owner,
        card=told or card(),
        **changes,
    )


def change(
    entry: CrmContact, told: Card | None = None, *fields: str, **own: Any
) -> ContactEntryChange:
    """Return a write of some fields of an entry, on the version that it has."""
    values: dict[str, Any] = {"version": entry.version, **own}
    return ContactEntryChange(id=entry.id, fields=frozenset(fields), card=told or Card(), **values)


def person_change(person: FirmPerson, told: Card, *fields: str, **own: Any) -> PersonChange:
    """Return a write of some fields of a person, on the version that they have."""
    values: dict[str, Any] = {"version": person.version, **own}
    return PersonChange(id=person.id, fields=frozenset(fields), card=told, **values)


async def made(contacts: CrmContacts, *drafts: ContactEntryDraft) -> list[CrmContact]:
    """Write entries, each of which must be new, and return them."""
    answers = await contacts.create_entries(drafts)
    assert [answer.result for answer in answers] == [Wrote.WRITTEN] * len(drafts)
    return [answer.entry for answer in answers if answer.entry is not None]


async def person_of(contacts: CrmContacts, person: PersonId) -> FirmPerson:
    """Return somebody who is there."""
    return (await contacts.people([person]))[person]
