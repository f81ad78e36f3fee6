"""What a contact desk needs of the store behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flows.ports.contact_desk import Entries
from flows.ports.crm_contacts import (
    ContactEntryChange,
    ContactEntryDraft,
    PersonChange,
    WrittenEntry,
    WrittenPerson,
    Wrote,
)
from sync_core.contacts.contact import (
    Card,
    ContactKey,
    CrmContact,
    CrmContactId,
    FirmPerson,
    Sharing,
)
from sync_core.mail import CrmUserId, PersonId

_NO_CARD = Card()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryEdit:
    """What becomes of one entry of a list, by the engine or by a user."""

    id: CrmContactId
    version: int
    """The one it was decided on."""
    fields: frozenset[str] = frozenset()
    card: Card = _NO_CARD
    """The values of these fields."""
    key: ContactKey | None = None
    person: PersonId | None = None
    is_person_told: bool = False
    """Whether `person` is to be written; None then: it stands for nobody."""
    sharing: Sharing | None = None
    kept_back: frozenset[str] | None = None

    @staticmethod
    def of(change: ContactEntryChange) -> "EntryEdit":
        """Return a change of the engine's."""
        return EntryEdit(
            id=change.id,
            version=change.version,
            fields=change.fields,
            card=change.card,
            key=change.key,
            person=None if change.is_parted else change.person,
            is_person_told=change.is_parted or change.person is not None,
            sharing=change.sharing,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDone:
    """What became of one write of an entry."""

    result: Wrote
    entry: CrmContact | None = None
    """As it is now; None where there is none."""
    problem: str = ""
    """Of one refused: the field, and what was expected there."""

    @property
    def written(self) -> WrittenEntry:
        """The port's answer."""
        return WrittenEntry(result=self.result, entry=self.entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDone:
    """What became of one write of a person of the firm."""

    result: Wrote
    person: FirmPerson | None = None
    problem: str = ""

    @property
    def written(self) -> WrittenPerson:
        """The port's answer."""
        return WrittenPerson(result=self.result, person=self.person)


class ContactStore(Protocol):
    """Where a desk's lists and people are kept."""

    async def listed(
        self, owner: CrmUserId, text: str, offset: int, limit: int, *, with_private: bool
    ) -> Entries:
        """Return a page of a user's list by name; the text is looked for as sync_core.contacts.kept.sought tells."""
        ...

    async def entry(self, entry: CrmContactId) -> CrmContact | None:
        """Return one entry."""
        ...

    async def person(self, person: PersonId) -> FirmPerson | None:
        """Return one person of the firm."""
        ...

    async def lists_of(self, person: PersonId) -> tuple[tuple[CrmUserId, CrmContactId], ...]:
        """Return whose entries stand for a person, by entry, without private ones."""
        ...

    async def add(self, drafts: Sequence[ContactEntryDraft]) -> tuple[EntryDone, ...]:
        """Write entries, all of them; where one is not written, none is."""
        ...

    async def edit(self, edit: EntryEdit) -> EntryDone:
        """Write an entry."""
        ...

    async def remove(self, entry: CrmContactId, version: int) -> EntryDone:
        """Delete an entry."""
        ...

    async def edit_person(self, change: PersonChange) -> PersonDone:
        """Write a person of the firm."""
        ...

    async def erase(self, person: PersonId, version: int) -> Wrote:
        """Erase a person with addresses, relations and entries; hashes of the addresses stay."""
        ...
