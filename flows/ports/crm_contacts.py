"""A CRM's contacts as the flows see them: users' contact lists, and the firm's people.

Every method may raise Unavailable, Throttled or CrmStopped (sync_core.failures).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from flows.ports.crm_feed import ChangedItems, ChangedOwners
from sync_core.calendar.event import Origin
from sync_core.contacts.contact import (
    Card,
    ContactKey,
    CrmContact,
    CrmContactId,
    FirmPerson,
    Sharing,
)
from sync_core.mail import Address, CrmUserId, PersonId

_NO_CARD = Card()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntryDraft:
    """An entry to be written to a user's list."""

    key: ContactKey | None
    owner: CrmUserId
    card: Card
    person: PersonId | None = None
    sharing: Sharing = Sharing.LIST
    origin: Origin = Origin.SYNC


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntryChange:
    """Some fields of an entry to be written on the version they were decided on."""

    id: CrmContactId
    version: int
    fields: frozenset[str] = frozenset()
    """Names of sync_core.contacts.fields; empty where only the key or the person is set."""
    card: Card = _NO_CARD
    """The values of these fields, as the CRM is to hold them; the others are not looked at."""
    key: ContactKey | None = None
    """Set, or set anew; None leaves it."""
    person: PersonId | None = None
    """Set, or set anew; None leaves it."""
    is_parted: bool = False
    """It stands for nobody from now on; `person` is not looked at."""
    sharing: Sharing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """Some fields of a person of the firm, on the version they were decided on."""

    id: PersonId
    version: int
    fields: frozenset[str]
    card: Card


class Wrote(StrEnum):
    """What became of one write."""

    WRITTEN = "written"
    ALREADY_THERE = "already_there"
    """An entry with this key was there: nothing was written, it is returned."""
    CONFLICT = "conflict"
    """Changed since it was read, or its key belongs to another entry: nothing was written."""
    GONE = "gone"
    REFUSED = "refused"
    """The CRM refuses the values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEntry:
    """The CRM's answer to one write of a list's entry."""

    result: Wrote
    entry: CrmContact | None = None
    """As the CRM holds it now; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPerson:
    """The CRM's answer to one write of a person of the firm."""

    result: Wrote
    person: FirmPerson | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What somebody may be found by; compared exactly, so that a million people cost no more than ten."""

    emails: tuple[Address, ...] = ()
    names: tuple[str, ...] = ()
    """Keys of names (sync_core.contacts.identity.name_keys)."""
    phones: tuple[str, ...] = ()
    """Keys of phone numbers (sync_core.contacts.fields.phone_key), at least seven digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Who shares something with a probe; at most limits.CANDIDATES_MAX of each kind."""

    entries: tuple[CrmContact, ...] = ()
    """Of the user's own list, by id."""
    people: tuple[FirmPerson, ...] = ()
    """Of the firm, by id."""
    erased: frozenset[Address] = field(default_factory=frozenset)
    """Addresses of the probe that belonged to somebody who was erased."""


class CrmContacts(Protocol):
    """Contact lists and people in the CRM."""

    async def entries(self, ids: Sequence[CrmContactId]) -> Mapping[CrmContactId, CrmContact]:
        """Return entries by id in one round trip; one that does not exist is left out, which is proof."""
        ...

    async def entries_by_key(self, keys: Sequence[ContactKey]) -> Mapping[ContactKey, CrmContact]:
        """Return entries by key in one round trip; one that does not exist is left out."""
        ...

    async def entries_of(
        self, owner: CrmUserId, after: CrmContactId | None, limit: int
    ) -> tuple[CrmContact, ...]:
        """Return a user's list, by id after `after`."""
        ...

    async def changed_entries(
        self, owner: CrmUserId, cursor: str, limit: int
    ) -> ChangedItems[CrmContactId]:
        """Return what changed in a user's list since the cursor; an empty cursor begins now."""
        ...

    async def changed_lists(self, cursor: str, limit: int) -> ChangedOwners:
        """Return whose lists changed since the cursor, each once; an empty cursor begins now."""
        ...

    async def create_entries(self, drafts: Sequence[ContactEntryDraft]) -> tuple[WrittenEntry, ...]:
        """Write entries in one round trip; answers in the same order, never an exception for one item."""
        ...

    async def update_entries(
        self, changes: Sequence[ContactEntryChange]
    ) -> tuple[WrittenEntry, ...]:
        """Write fields of entries in one round trip; answers in the same order."""
        ...

    async def delete_entries(
        self, those: Sequence[tuple[CrmContactId, int]]
    ) -> tuple[WrittenEntry, ...]:
        """Delete entries (id, version) in one round trip; one already gone answers GONE.

        The firm's person an entry stands for stays.
        """
        ...

    async def candidates(self, owner: CrmUserId, probes: Sequence[Probe]) -> tuple[Candidates, ...]:
        """Return who in the user's list and among the firm's people shares something with each probe.

        At most limits.PROBES_PER_LOOKUP_MAX probes, in a fixed number of round trips.
        """
        ...

    async def people(self, ids: Sequence[PersonId]) -> Mapping[PersonId, FirmPerson]:
        """Return people of the firm by id in one round trip; one erased or never there is left out."""
        ...

    async def create_people(
        self, cards: Sequence[tuple[Card, CrmContactId]]
    ) -> tuple[WrittenPerson, ...]:
        """Add people to the firm, each for one entry, which stands for that person from now on.

        An entry that stands for somebody already makes nobody: ALREADY_THERE with that person.
        """
        ...

    async def update_people(self, changes: Sequence[PersonChange]) -> tuple[WrittenPerson, ...]:
        """Write fields of people in one round trip; answers in the same order.

        History and relations stay with the person. An address a person is given is learnt as any other is
        (Crm.known_addresses); one that another person has already is refused (REFUSED): it never re-points
        anybody's history.
        """
        ...

    async def generation(self, owner: CrmUserId) -> int:
        """Return how often the engine has marked this list; 0: never. A restored backup shows an older one."""
        ...

    async def mark(self, owner: CrmUserId, generation: int) -> None:
        """Mark the list with a count."""
        ...
