"""What people do with the CRM's contact lists and people: the pages' side of it.

Writes state the version they were decided on. Every method may raise Unavailable, Throttled or CrmStopped
(sync_core.failures). A write raises VersionConflict when the record was changed since, ItemGone when it no
longer exists, and SkipItem, whose detail begins with the field's name, when a value cannot be taken: then
nothing was written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sync_core.calendar.event import Origin
from sync_core.contacts.contact import Card, CrmContact, CrmContactId, FirmPerson, Sharing
from sync_core.mail import CrmUserId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """One page of a user's list, by name."""

    rows: tuple[CrmContact, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where else a person of the firm stands."""

    person: FirmPerson
    lists: tuple[tuple[CrmUserId, CrmContactId], ...]
    """Whose lists hold this person; private entries are not told."""


class ContactDesk(Protocol):
    """The embedded CRM's contact pages."""

    async def contact_list(
        self, owner: CrmUserId, text: str, offset: int, limit: int, *, with_private: bool
    ) -> Entries:
        """Return a page of a user's list whose name, company or address holds the text.

        `with_private` only for the user who owns the list: proxies never see those.
        """
        ...

    async def contact(self, entry: CrmContactId) -> CrmContact | None:
        """Return one entry."""
        ...

    async def add_contact(
        self, owner: CrmUserId, card: Card, sharing: Sharing, origin: Origin
    ) -> CrmContact:
        """Add an entry to a user's list."""
        ...

    async def edit_contact(
        self,
        entry: CrmContactId,
        version: int,
        card: Card,
        fields: frozenset[str],
    ) -> CrmContact:
        """Change some fields of an entry."""
        ...

    async def share_contact(
        self, entry: CrmContactId, version: int, sharing: Sharing, kept_back: frozenset[str]
    ) -> CrmContact:
        """Say who sees an entry, and which of its fields stay with its user."""
        ...

    async def relate_contact(
        self, entry: CrmContactId, version: int, person: PersonId | None
    ) -> CrmContact:
        """Say which person of the firm an entry stands for; None: nobody."""
        ...

    async def remove_contact(self, entry: CrmContactId, version: int) -> None:
        """Remove an entry from its user's list; the firm's person stays."""
        ...

    async def firm_person(self, person: PersonId) -> Whereabouts | None:
        """Return a person of the firm with the lists that hold them."""
        ...

    async def edit_person(
        self, person: PersonId, version: int, card: Card, fields: frozenset[str]
    ) -> FirmPerson:
        """Change some fields of a person of the firm; every list that holds them hears of it."""
        ...

    async def erase_person(self, person: PersonId, version: int) -> None:
        """Erase a person for good: the record, its addresses, its entries in every list.

        Its addresses are remembered as digests alone, so that nobody brings the person in again.
        """
        ...

    async def import_contacts(
        self, owner: CrmUserId, cards: Sequence[Card]
    ) -> tuple[CrmContactId, ...]:
        """Add entries to a user's list from a file; all or none."""
        ...
