"""The contact desk's store in the database."""

from collections.abc import Sequence

from adapters.crm.sql.contact_reading import ContactReading
from adapters.crm.sql.contact_writing import ContactWriting
from adapters.crm.sql.person_writing import PersonWriting
from flows.contact_desk.store import EntryDone, EntryEdit, PersonDone
from flows.ports.contact_desk import Entries
from flows.ports.crm_contacts import ContactEntryDraft, PersonChange, Wrote
from sync_core.contacts.contact import CrmContact, CrmContactId, FirmPerson
from sync_core.mail import CrmUserId, PersonId


class SqlContactStore:
    """Implements flows.contact_desk.store.ContactStore."""

    def __init__(
        self, reading: ContactReading, writing: ContactWriting, people: PersonWriting
    ) -> None:
        self._reading = reading
        self._writing = writing
        self._people = people

    async def listed(
        self, owner: CrmUserId, text: str, offset: int, limit: int, *, with_private: bool
    ) -> Entries:
        """Return a page of a user's list by name."""
        return await self._reading.listed(owner, text, offset, limit, with_private=with_private)

    async def entry(self, entry: CrmContactId) -> CrmContact | None:
        """Return one entry."""
        return (await self._reading.entries([entry])).get(entry)

    async def person(self, person: PersonId) -> FirmPerson | None:
        """Return one person of the firm."""
        return (await self._reading.people([person])).get(person)

    async def lists_of(self, person: PersonId) -> tuple[tuple[CrmUserId, CrmContactId], ...]:
        """Return whose entries stand for a person, by entry, without private ones."""
        return await self._reading.lists_of(person)

    async def add(self, drafts: Sequence[ContactEntryDraft]) -> tuple[EntryDone, ...]:
        """Write entries, all of them; where one is not written, none is."""
        return await self._writing.create_all(drafts)

    async def edit(self, edit: EntryEdit) -> EntryDone:
        """Write an entry."""
        (done,) = await self._writing.update([edit])
        return done

    async def remove(self, entry: CrmContactId, version: int) -> EntryDone:
        """Delete an entry."""
        (done,) = await self._writing.delete([(entry, version)])
        return done

    async def edit_person(self, change: PersonChange) -> PersonDone:
        """Write a person of the firm."""
        (done,) = await self._people.update([change])
        return done

    async def erase(self, person: PersonId, version: int) -> Wrote:
        """Erase a person with addresses, relations and entries; hashes of the addresses stay."""
        return await self._people.erase(person, version)
