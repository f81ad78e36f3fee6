"""The contact desk's store in memory: each act is checked first, then done whole."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flows.contact_desk.store import EntryDone, EntryEdit, PersonDone
from flows.ports.contact_desk import Entries
from flows.ports.crm_contacts import ContactEntryDraft, PersonChange, Wrote
from sync_core.contacts.contact import CrmContact, CrmContactId, FirmPerson, Sharing
from sync_core.contacts.kept import sort_name, sought
from sync_core.mail import CrmUserId, PersonId

if TYPE_CHECKING:
    from simulator.memory.crm_contacts import InMemoryCrmContacts


class InMemoryContactStore:
    """Implements flows.contact_desk.store.ContactStore."""

    def __init__(self, contacts: "InMemoryCrmContacts") -> None:
        self._contacts = contacts

    async def listed(
        self, owner: CrmUserId, text: str, offset: int, limit: int, *, with_private: bool
    ) -> Entries:
        """Return a page of a user's list by name."""
        wanted = text.strip().casefold()
        held = [
            entry
            for entry in self._contacts.list_of(owner)
            if wanted in sought(entry.card)
            and (with_private or entry.sharing is not Sharing.PRIVATE)
        ]
        held.sort(key=lambda entry: (sort_name(entry.card), int(entry.id)))
        return Entries(rows=tuple(held[offset : offset + limit]), total=len(held))

    async def entry(self, entry: CrmContactId) -> CrmContact | None:
        """Return one entry."""
        return (await self._contacts.entries([entry])).get(entry)

    async def person(self, person: PersonId) -> FirmPerson | None:
        """Return one person of the firm."""
        return self._contacts.person(person)

    async def lists_of(self, person: PersonId) -> tuple[tuple[CrmUserId, CrmContactId], ...]:
        """Return whose entries stand for a person, by entry, without private ones."""
        return tuple(
            (entry.owner, entry.id)
            for entry in self._contacts.standing_for(person)
            if entry.sharing is not Sharing.PRIVATE
        )

    async def add(self, drafts: Sequence[ContactEntryDraft]) -> tuple[EntryDone, ...]:
        """Write entries, all of them; where one is not written, none is."""
        contacts = self._contacts
        done = tuple(contacts.ruled(draft, contacts.fresh_id()) for draft in drafts)
        entries = [one.entry for one in done if one.result is Wrote.WRITTEN and one.entry]
        for entry in entries if len(entries) == len(done) else ():
            contacts.put(entry)
        return done

    async def edit(self, edit: EntryEdit) -> EntryDone:
        """Write an entry."""
        return self._contacts.write(edit)

    async def remove(self, entry: CrmContactId, version: int) -> EntryDone:
        """Delete an entry."""
        return self._contacts.delete(entry, version)

    async def edit_person(self, change: PersonChange) -> PersonDone:
        """Write a person of the firm."""
        return self._contacts.write_person(change)

    async def erase(self, person: PersonId, version: int) -> Wrote:
        """Erase a person with addresses, relations and entries; hashes of the addresses stay."""
        return self._contacts.erase(person, version)
