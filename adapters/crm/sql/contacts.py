"""The embedded CRM's contacts: lists and people in its database, behind the CrmContacts and the ContactDesk port.

SQLAlchemy is loaded on first use, as for the rest of the CRM.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from flows.contact_desk.desk import StoredContactDesk
from flows.contact_desk.store import ContactStore, EntryEdit
from flows.ports.crm_contacts import (
    Candidates,
    ContactEntryChange,
    ContactEntryDraft,
    PersonChange,
    Probe,
    WrittenEntry,
    WrittenPerson,
)
from flows.ports.crm_feed import ChangedItems, ChangedOwners
from sync_core.contacts.contact import Card, ContactKey, CrmContact, CrmContactId, FirmPerson
from sync_core.mail import CrmUserId, PersonId

if TYPE_CHECKING:
    from adapters.crm.sql.parts import SqlParts


class SqlContacts(StoredContactDesk):
    """Contacts in SQLite or PostgreSQL. Implements flows.ports: CrmContacts and ContactDesk."""

    def __init__(self, parts: Callable[[], "SqlParts"]) -> None:
        self._parts = parts

    @property
    def contact_store(self) -> ContactStore:
        """Where lists and people are kept."""
        return self._parts().contact_store

    async def entries(self, ids: Sequence[CrmContactId]) -> Mapping[CrmContactId, CrmContact]:
        """Return entries by id in one round trip; one that does not exist is left out."""
        return await self._parts().contact_reading.entries(ids)

    async def entries_by_key(self, keys: Sequence[ContactKey]) -> Mapping[ContactKey, CrmContact]:
        """Return entries by key in one round trip; one that does not exist is left out."""
        return await self._parts().contact_reading.entries_by_key(keys)

    async def entries_of(
        self, owner: CrmUserId, after: CrmContactId | None, limit: int
    ) -> tuple[CrmContact, ...]:
        """Return a user's list, by id after `after`."""
        return await self._parts().contact_reading.entries_of(owner, after, limit)

    async def changed_entries(
        self, owner: CrmUserId, cursor: str, limit: int
    ) -> ChangedItems[CrmContactId]:
        """Return what changed in a user's list since the cursor; an empty cursor begins now."""
        return await self._parts().contact_feed.changed(owner, cursor, limit)

    async def changed_lists(self, cursor: str, limit: int) -> ChangedOwners:
        """Return whose lists changed since the cursor, each once; an empty cursor begins now."""
        return await self._parts().contact_feed.changed_owners(cursor, limit)

    async def create_entries(self, drafts: Sequence[ContactEntryDraft]) -> tuple[WrittenEntry, ...]:
        """Write entries; answers in the same order."""
        return tuple(one.written for one in await self._parts().contact_writing.create(drafts))

    async def update_entries(
        self, changes: Sequence[ContactEntryChange]
    ) -> tuple[WrittenEntry, ...]:
        """Write fields of entries; answers in the same order."""
        edits = [EntryEdit.of(change) for change in changes]
        return tuple(one.written for one in await self._parts().contact_writing.update(edits))

    async def delete_entries(
        self, those: Sequence[tuple[CrmContactId, int]]
    ) -> tuple[WrittenEntry, ...]:
        """Delete entries; one already gone answers GONE."""
        return tuple(one.written for one in await self._parts().contact_writing.delete(those))

    async def candidates(self, owner: CrmUserId, probes: Sequence[Probe]) -> tuple[Candidates, ...]:
        """Return who in the user's list and among the firm's people shares something with each probe."""
        return await self._parts().contact_candidates.candidates(owner, probes)

    async def people(self, ids: Sequence[PersonId]) -> Mapping[PersonId, FirmPerson]:
        """Return people of the firm by id; one erased or never there is left out."""
        return await self._parts().contact_reading.people(ids)

    async def create_people(
        self, cards: Sequence[tuple[Card, CrmContactId]]
    ) -> tuple[WrittenPerson, ...]:
        """Add people to the firm, each for one entry, which stands for that person from now on."""
        return tuple(one.written for one in await self._parts().person_writing.create(cards))

    async def update_people(self, changes: Sequence[PersonChange]) -> tuple[WrittenPerson, ...]:
        """Write fields of people; answers in the same order."""
        return tuple(one.written for one in await self._parts().person_writing.update(changes))

    async def generation(self, owner: CrmUserId) -> int:
        """Return how often the engine has marked this list; 0: never."""
        return await self._parts().contact_marks.generation(owner)

    async def mark(self, owner: CrmUserId, generation: int) -> None:
        """Mark the list with a count."""
        await self._parts().contact_marks.mark(owner, generation)
