"""The contacts of a CRM in memory, for the deterministic world: the CrmContacts port's contract and the desk's.

Its methods await nothing, so that a world can drive them without an event loop.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from flows.contact_desk import ruling
from flows.contact_desk.desk import StoredContactDesk
from flows.contact_desk.store import ContactStore, EntryDone, EntryEdit, PersonDone
from flows.ports.crm_contacts import (
    Candidates,
    ContactEntryChange,
    ContactEntryDraft,
    PersonChange,
    Probe,
    WrittenEntry,
    WrittenPerson,
    Wrote,
)
from flows.ports.crm_feed import ChangedItems, ChangedOwners
from simulator.memory.change_feed import ChangeFeed
from simulator.memory.contact_store import InMemoryContactStore
from simulator.memory.key_index import KeyIndex
from sync_core import limits
from sync_core.contacts.contact import (
    Card,
    ContactKey,
    CrmContact,
    CrmContactId,
    FirmPerson,
)
from sync_core.contacts.kept import EMAIL, NAME, PHONE, Key, erased_hash, fit_card, keys_of
from sync_core.mail import Address, CrmUserId, PersonId

if TYPE_CHECKING:
    from simulator.memory.crm import InMemoryCrm


class InMemoryCrmContacts(StoredContactDesk):
    """Users' contact lists of a pretend firm; the people are the CRM's."""

    def __init__(self, crm: "InMemoryCrm", now: Callable[[], datetime]) -> None:
        """Begin with empty lists; `now` is the clock by which entries are marked as modified."""
        self._crm = crm
        self._now = now
        self._ids = count(1)
        self._entries: dict[CrmContactId, CrmContact] = {}
        self._by_key: dict[ContactKey, CrmContactId] = {}
        self._of_person: dict[PersonId, dict[CrmContactId, None]] = {}
        self._lists: dict[CrmUserId, KeyIndex[CrmContactId]] = {}
        self._people: KeyIndex[PersonId] = KeyIndex()
        self._erased: set[str] = set()
        self._marks: dict[CrmUserId, int] = {}
        self._feed = ChangeFeed[CrmContactId]()
        self._store = InMemoryContactStore(self)

    @property
    def contact_store(self) -> ContactStore:
        """Where lists and people are kept."""
        return self._store

    async def entries(self, ids: Sequence[CrmContactId]) -> Mapping[CrmContactId, CrmContact]:
        """Return entries by id; one that does not exist is left out."""
        return {one: self._entries[one] for one in ids if one in self._entries}

    async def entries_by_key(self, keys: Sequence[ContactKey]) -> Mapping[ContactKey, CrmContact]:
        """Return entries by key; one that does not exist is left out."""
        return {key: self._entries[self._by_key[key]] for key in keys if key in self._by_key}

    async def entries_of(
        self, owner: CrmUserId, after: CrmContactId | None, limit: int
    ) -> tuple[CrmContact, ...]:
        """Return a user's list, by id after `after`."""
        first = 0 if after is None else int(after)
        held = sorted(
            (e for e in self.list_of(owner) if int(e.id) > first), key=lambda e: int(e.id)
        )
        return tuple(held[:limit])

    async def changed_entries(
        self, owner: CrmUserId, cursor: str, limit: int
    ) -> ChangedItems[CrmContactId]:
        """Return what changed in a user's list since the cursor; an empty cursor begins now."""
        return self._feed.changed(owner, cursor, limit)

    async def changed_lists(self, cursor: str, limit: int) -> ChangedOwners:
        """Return whose lists changed since the cursor, each once; an empty cursor begins now."""
        return self._feed.changed_owners(cursor, limit)

    async def create_entries(self, drafts: Sequence[ContactEntryDraft]) -> tuple[WrittenEntry, ...]:
        """Write entries; answers in the same order."""
        return tuple(self._create(draft).written for draft in drafts)

    async def update_entries(
        self, changes: Sequence[ContactEntryChange]
    ) -> tuple[WrittenEntry, ...]:
        """Write fields of entries; answers in the same order."""
        return tuple(self.write(EntryEdit.of(change)).written for change in changes)

    async def delete_entries(
        self, those: Sequence[tuple[CrmContactId, int]]
    ) -> tuple[WrittenEntry, ...]:
        """Delete entries; one already gone answers GONE."""
        return tuple(self.delete(one, version).written for one, version in those)

    async def candidates(self, owner: CrmUserId, probes: Sequence[Probe]) -> tuple[Candidates, ...]:
        """Return who in the user's list and among the firm's people shares something with each probe."""
        if len(probes) > limits.PROBES_PER_LOOKUP_MAX:
            raise ValueError(f"probes: at most {limits.PROBES_PER_LOOKUP_MAX} a lookup")
        own = self._lists.get(owner) or KeyIndex[CrmContactId]()
        return tuple(self._candidates(own, probe) for probe in probes)

    async def people(self, ids: Sequence[PersonId]) -> Mapping[PersonId, FirmPerson]:
        """Return people of the firm by id; one erased or never there is left out."""
        found = ((one, self.person(one)) for one in ids)
        return {one: person for one, person in found if person is not None}

    async def create_people(
        self, cards: Sequence[tuple[Card, CrmContactId]]
    ) -> tuple[WrittenPerson, ...]:
        """Add people to the firm, each for one entry, which stands for that person from now on."""
        return tuple(self._create_person(card, one).written for card, one in cards)

    async def update_people(self, changes: Sequence[PersonChange]) -> tuple[WrittenPerson, ...]:
        """Write fields of people; answers in the same order."""
        return tuple(self.write_person(change).written for change in changes)

    async def generation(self, owner: CrmUserId) -> int:
        """Return how often the engine has marked this list; 0: never."""
        return self._marks.get(owner, 0)

    async def mark(self, owner: CrmUserId, generation: int) -> None:
        """Mark the list with a count."""
        self._marks[owner] = generation

    def list_of(self, owner: CrmUserId) -> Iterator[CrmContact]:
        """Yield the entries of a user's list."""
        held = self._lists.get(owner)
        return (self._entries[one] for one in held.ids()) if held else iter(())

    def standing_for(self, person: PersonId) -> tuple[CrmContact, ...]:
        """Return the entries that stand for a person, by id."""
        ids = sorted(self._of_person.get(person, ()), key=int)
        return tuple(self._entries[one] for one in ids)

    def person(self, person: PersonId) -> FirmPerson | None:
        """Return one person of the firm."""
        kept = self._crm.people().get(person)
        return kept.of_firm() if kept else None

    def ruled(self, draft: ContactEntryDraft, one: CrmContactId) -> EntryDone:
        """Return what a draft would make, without writing it."""
        known = self._known(draft.card, draft.key, draft.person)
        return ruling.added(draft, one, known, self._now())

    def fresh_id(self) -> CrmContactId:
        """Return an id that no entry ever had."""
        return CrmContactId(str(next(self._ids)))

    def write(self, edit: EntryEdit) -> EntryDone:
        """Write an entry."""
        known = self._known(edit.card, edit.key, edit.person)
        done = ruling.edited(edit, self._entries.get(edit.id), known, self._now())
        if done.result is Wrote.WRITTEN and done.entry is not None:
            self.put(done.entry)
        return done

    def delete(self, one: CrmContactId, version: int) -> EntryDone:
        """Delete an entry."""
        done = ruling.removed(self._entries.get(one), version)
        if done.result is Wrote.WRITTEN:
            self._remove(one)
        return done

    def write_person(self, change: PersonChange) -> PersonDone:
        """Write a person of the firm."""
        held = self.person(change.id)
        done = ruling.person_edited(change, held, self._known(change.card), self._now())
        if done.result is Wrote.WRITTEN and done.person is not None:
            self._crm.put_person(done.person)
        return done

    def erase(self, person: PersonId, version: int) -> Wrote:
        """Erase a person with addresses, relations and entries; hashes of the addresses stay."""
        held = self.person(person)
        if held is None:
            return Wrote.GONE
        if held.version != version:
            return Wrote.CONFLICT
        for entry in self.standing_for(person):
            self._remove(entry.id)
        self._erased |= {erased_hash(address) for address in held.card.emails}
        self._people.remove(person)
        self._crm.remove_person(person)
        return Wrote.WRITTEN

    def is_erased(self, address: Address) -> bool:
        """Return whether an address belonged to somebody who was erased."""
        return erased_hash(address) in self._erased

    def tell_of(self, person: PersonId, *, is_new: bool = False) -> None:
        """Find a person by what the card says now, and tell every list that holds the person."""
        held = self.person(person)
        if held is not None:
            self._people.put(person, keys_of(held.card))
        for entry in () if is_new else self.standing_for(person):
            self._feed.tell(entry.id, entry.owner, gone=False)

    def put(self, entry: CrmContact) -> None:
        """Keep an entry as it is, in place of a former state of it, and tell of it in the feed."""
        former = self._entries.get(entry.id)
        if former is not None:
            self._forget_names(former)
        self._entries[entry.id] = entry
        if entry.key is not None:
            self._by_key[entry.key] = entry.id
        if entry.person is not None:
            self._of_person.setdefault(entry.person, {})[entry.id] = None
        self._lists.setdefault(entry.owner, KeyIndex()).put(entry.id, keys_of(entry.card))
        self._feed.tell(entry.id, entry.owner, gone=False)

    def everything(self) -> tuple[CrmContact, ...]:
        """Return every entry, oldest first."""
        return tuple(self._entries.values())

    def dump(self) -> Iterator[str]:
        """Yield every text kept here."""
        for entry in self._entries.values():
            yield repr(entry)
        yield from self._erased

    def _create(self, draft: ContactEntryDraft) -> EntryDone:
        there = self._by_key.get(draft.key) if draft.key else None
        if there is not None:
            return EntryDone(result=Wrote.ALREADY_THERE, entry=self._entries[there])
        done = self.ruled(draft, self.fresh_id())
        if done.result is Wrote.WRITTEN and done.entry is not None:
            self.put(done.entry)
        return done

    def _create_person(self, card: Card, one: CrmContactId) -> PersonDone:
        entry = self._entries.get(one)
        there = self.person(entry.person) if entry is not None and entry.person else None
        if there is not None:
            return PersonDone(result=Wrote.ALREADY_THERE, person=there)
        fresh = self._crm.fresh_person_id()
        done = ruling.person_added(card, fresh, entry, self._known(card), self._now())
        if done.result is Wrote.WRITTEN and done.person is not None and entry is not None:
            self._crm.put_person(done.person)
            self.write(EntryEdit(id=one, version=entry.version, person=fresh, is_person_told=True))
        return done

    def _candidates(self, own: KeyIndex[CrmContactId], probe: Probe) -> Candidates:
        keys = _keys(probe)
        people = (self.person(one) for one in self._people.find(keys))
        return Candidates(
            entries=tuple(self._entries[one] for one in own.find(keys)),
            people=tuple(person for person in people if person is not None),
            erased=frozenset(a for a in probe.emails if self.is_erased(a)),
        )

    def _known(
        self,
        card: Card,
        key: ContactKey | None = None,
        person: PersonId | None = None,
    ) -> ruling.Known:
        crm, emails = self._crm, fit_card(card).emails
        return ruling.Known(
            users=crm.users(),
            people=crm.people().keys() & {person} if person else (),
            keys={key: self._by_key[key]} if key in self._by_key and key is not None else {},
            holders={address: crm.holders_of(address) for address in emails},
            erased=frozenset(address for address in emails if self.is_erased(address)),
        )

    def _remove(self, one: CrmContactId) -> None:
        entry = self._entries.pop(one)
        self._forget_names(entry)
        self._lists[entry.owner].remove(one)
        self._feed.tell(entry.id, entry.owner, gone=True)

    def _forget_names(self, entry: CrmContact) -> None:
        if entry.key is not None:
            self._by_key.pop(entry.key, None)
        if entry.person is not None:
            self._of_person.get(entry.person, {}).pop(entry.id, None)


def _keys(probe: Probe) -> list[Key]:
    """Return what a probe is looked for by, the most telling first."""
    return [
        *((EMAIL, address) for address in probe.emails),
        *((PHONE, phone) for phone in probe.phones),
        *((NAME, name) for name in probe.names),
    ]
