"""A contact desk over any store: implements flows.ports.contact_desk.ContactDesk."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from flows.contact_desk.store import ContactStore, EntryEdit
from flows.contact_desk.taking import entry_taken, person_taken, raise_unless_written
from flows.ports.contact_desk import Entries, Whereabouts
from flows.ports.crm_contacts import ContactEntryDraft, PersonChange
from sync_core.calendar.event import Origin
from sync_core.contacts.contact import Card, CrmContact, CrmContactId, FirmPerson, Sharing
from sync_core.mail import CrmUserId, PersonId


class StoredContactDesk(ABC):
    """The CRM's contacts, for pages."""

    @property
    @abstractmethod
    def contact_store(self) -> ContactStore:
        """Where lists and people are kept."""

    async def contact_list(
        self, owner: CrmUserId, text: str, offset: int, limit: int, *, with_private: bool
    ) -> Entries:
        """Return a page of a user's list whose name, company or address holds the text."""
        store = self.contact_store
        return await store.listed(owner, text, offset, limit, with_private=with_private)

    async def contact(self, entry: CrmContactId) -> CrmContact | None:
        """Return one entry."""
        return await self.contact_store.entry(entry)

    async def add_contact(
        self, owner: CrmUserId, card: Card, sharing: Sharing, origin: Origin
    ) -> CrmContact:
        """Add an entry to a user's list."""
        draft = ContactEntryDraft(key=None, owner=owner, card=card, sharing=sharing, origin=origin)
        (done,) = await self.contact_store.add([draft])
        return entry_taken(done)

    async def edit_contact(
        self, entry: CrmContactId, version: int, card: Card, fields: frozenset[str]
    ) -> CrmContact:
        """Change some fields of an entry."""
        edit = EntryEdit(id=entry, version=version, card=card, fields=fields)
        return entry_taken(await self.contact_store.edit(edit))

    async def share_contact(
        self, entry: CrmContactId, version: int, sharing: Sharing, kept_back: frozenset[str]
    ) -> CrmContact:
        """Say who sees an entry, and which of its fields stay with its user."""
        edit = EntryEdit(id=entry, version=version, sharing=sharing, kept_back=kept_back)
        return entry_taken(await self.contact_store.edit(edit))

    async def relate_contact(
        self, entry: CrmContactId, version: int, person: PersonId | None
    ) -> CrmContact:
        """Say which person of the firm an entry stands for; None: nobody."""
        edit = EntryEdit(id=entry, version=version, person=person, is_person_told=True)
        return entry_taken(await self.contact_store.edit(edit))

    async def remove_contact(self, entry: CrmContactId, version: int) -> None:
        """Remove an entry from its user's list; the firm's person stays."""
        done = await self.contact_store.remove(entry, version)
        raise_unless_written(done.result, "contact", done.problem)

    async def firm_person(self, person: PersonId) -> Whereabouts | None:
        """Return a person of the firm with the lists that hold them."""
        found = await self.contact_store.person(person)
        if found is None:
            return None
        return Whereabouts(person=found, lists=await self.contact_store.lists_of(person))

    async def edit_person(
        self, person: PersonId, version: int, card: Card, fields: frozenset[str]
    ) -> FirmPerson:
        """Change some fields of a person of the firm; every list that holds them hears of it."""
        change = PersonChange(id=person, version=version, fields=fields, card=card)
        return person_taken(await self.contact_store.edit_person(change))

    async def erase_person(self, person: PersonId, version: int) -> None:
        """Erase a person for good: the record, its addresses, its entries in every list."""
        raise_unless_written(await self.contact_store.erase(person, version), "person")

    async def import_contacts(
        self, owner: CrmUserId, cards: Sequence[Card]
    ) -> tuple[CrmContactId, ...]:
        """Add entries to a user's list from a file; all or none."""
        drafts = [
            ContactEntryDraft(key=None, owner=owner, card=card, origin=Origin.IMPORT)
            for card in cards
        ]
        done = await self.contact_store.add(drafts) if drafts else ()
        return tuple(entry_taken(one, f"cards.{place}.").id for place, one in enumerate(done))
