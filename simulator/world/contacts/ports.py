"""The contacts of both sides as the engine meets them: others write in between, and values are refused.

Here too stands what is known of every write the outside took: what stood there before, and whether it was
decided on that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows.ports.contacts import ContactDraft
from flows.ports.crm_contacts import (
    ContactEntryChange,
    ContactEntryDraft,
    PersonChange,
    WrittenEntry,
    WrittenPerson,
    Wrote,
)
from simulator.graph import Tenant
from simulator.graph.direct.cards import contact_of
from simulator.graph.direct.contacts import TenantContacts
from simulator.graph.refusals import Refusal
from simulator.memory.crm_contacts import InMemoryCrmContacts
from simulator.world.faults import Faults
from sync_core.contacts.contact import (
    Card,
    ContactFolderId,
    ContactId,
    CrmContact,
    CrmContactId,
    OutlookContact,
)
from sync_core.failures import SkipItem, SkipReason, Unavailable
from sync_core.mail import PersonId
from sync_core.work import MailboxId

if TYPE_CHECKING:
    from simulator.memory.crm import InMemoryCrm

_NO_FIELDS = frozenset[str]()
_OFTEN = 3
"""Contacts are seldom written while faults are on: what befalls writes strikes so many times likelier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A card that the engine changed."""

    id: str
    """Of the Outlook contact, the entry or the firm's person."""
    before: Card
    after: Card
    entry: CrmContact | None = None
    """What it was when the change was decided on, where it is an entry of a list."""


class BusyContacts(TenantContacts):
    """A tenant's contacts, where somebody now and then edits one just before the engine writes it."""

    def __init__(self, tenant: Tenant, faults: Faults) -> None:
        super().__init__(tenant)
        self._tenant = tenant
        self._faults = faults
        self._refused: set[str] = set()
        self.rival: Callable[[MailboxId, ContactId, frozenset[str]], None] = lambda *_: None
        """Told of the mailbox, the contact and the fields that are about to be written."""
        self.taken_blindly = ""
        """What was done though somebody had changed the contact meanwhile; empty: nothing ever."""
        self.rewritten: list[Rewritten] = []

    async def create(
        self, mailbox: MailboxId, folder: ContactFolderId, draft: ContactDraft
    ) -> OutlookContact:
        """Make a contact, unless it is refused for a while; the answer may be lost."""
        self._refuse(draft.stamp)
        made = await super().create(mailbox, folder, draft)
        if self._faults.strikes("create_lost"):
            raise Unavailable("answer lost")
        return made

    async def update(
        self, mailbox: MailboxId, contact: OutlookContact, card: Card, fields: frozenset[str]
    ) -> OutlookContact:
        """Write a contact, which somebody may have changed a moment ago; the write may be sent twice."""
        self._refuse(contact.id)
        self._meddle(mailbox, contact.id, fields)
        updated = await self._update(mailbox, contact, card, fields)
        if self._faults.strikes("write_repeated", _OFTEN):
            return await self._update(mailbox, contact, card, fields)
        return updated

    async def delete(self, mailbox: MailboxId, contact: OutlookContact) -> None:
        """Delete a contact, which somebody may have changed a moment ago."""
        self._meddle(mailbox, contact.id, _NO_FIELDS)
        is_stale = self._is_stale(mailbox, contact)
        await super().delete(mailbox, contact)
        if is_stale:
            self.taken_blindly = f"{contact.id} was deleted"
        if self._faults.strikes("write_repeated", _OFTEN):
            await super().delete(mailbox, contact)

    async def _update(
        self, mailbox: MailboxId, contact: OutlookContact, card: Card, fields: frozenset[str]
    ) -> OutlookContact:
        is_stale, before = self._is_stale(mailbox, contact), self._shown(mailbox, contact.id)
        updated = await super().update(mailbox, contact, card, fields)
        if is_stale and updated is not contact:
            self.taken_blindly = f"{contact.id} was written"
        if before is not None:
            self.rewritten.append(Rewritten(id=contact.id, before=before, after=updated.card))
        return updated

    def _shown(self, mailbox: MailboxId, contact: ContactId) -> Card | None:
        box = self._tenant.mailbox(mailbox)
        try:
            told = contact_of(box, box.contacts.find(contact))
        except Refusal:
            return None
        return told.card if isinstance(told, OutlookContact) else None

    def _is_stale(self, mailbox: MailboxId, contact: OutlookContact) -> bool:
        """Return whether what is about to be written is not what was read."""
        try:
            item = self._tenant.mailbox(mailbox).contacts.find(contact.id)
        except Refusal:
            return False
        return item.folder is not None and item.etag != contact.version

    def _meddle(self, mailbox: MailboxId, contact: ContactId, fields: frozenset[str]) -> None:
        if self._faults.strikes("rival_edit", _OFTEN):
            self.rival(mailbox, contact, fields)

    def _refuse(self, name: str) -> None:
        if not self._faults.active:
            self._refused.clear()
        elif name in self._refused or self._faults.strikes("refused_by_outlook"):
            self._refused.add(name)
            raise SkipItem(SkipReason.REFUSED_BY_OUTLOOK, "ErrorInvalidRequest")


class BusyCrmContacts(InMemoryCrmContacts):
    """The CRM's lists and people, where somebody now and then edits one just before the engine writes it."""

    def __init__(self, crm: "InMemoryCrm", now: Callable[[], datetime], faults: Faults) -> None:
        self.skew = timedelta()
        """How far the CRM's clock is ahead of everybody else's."""
        super().__init__(crm, lambda: now() + self.skew)
        self._faults = faults
        self._refused: set[str] = set()
        self.rival: Callable[[CrmContactId, frozenset[str]], None] = lambda *_: None
        """Told of the entry and the fields that are about to be written."""
        self.taken_blindly = ""
        """What was done though somebody had changed the entry meanwhile; empty: nothing ever."""
        self.rewritten: list[Rewritten] = []

    async def create_entries(self, drafts: Sequence[ContactEntryDraft]) -> tuple[WrittenEntry, ...]:
        """Write entries, but for those refused; the call may be sent twice."""
        refused = [self._refuses(draft.key or "") for draft in drafts]
        taken = [draft for draft, no in zip(drafts, refused, strict=True) if not no]
        answers = await super().create_entries(taken)
        if self._faults.strikes("write_repeated", _OFTEN):
            answers = await super().create_entries(taken)
        return _among(refused, answers)

    async def update_entries(
        self, changes: Sequence[ContactEntryChange]
    ) -> tuple[WrittenEntry, ...]:
        """Write fields, but for those refused; somebody may have changed one a moment ago."""
        for change in changes:
            if self._faults.strikes("rival_edit", _OFTEN):
                self.rival(change.id, change.fields)
        refused = [bool(c.fields) and self._refuses(c.id) for c in changes]
        taken = [change for change, no in zip(changes, refused, strict=True) if not no]
        answers = await self._update_all(taken)
        if self._faults.strikes("write_repeated", _OFTEN):
            answers = await self._update_all(taken)
        return _among(refused, answers)

    async def delete_entries(
        self, those: Sequence[tuple[CrmContactId, int]]
    ) -> tuple[WrittenEntry, ...]:
        """Delete entries; somebody may have changed one a moment ago."""
        for one, _ in those:
            if self._faults.strikes("rival_edit", _OFTEN):
                self.rival(one, _NO_FIELDS)
        stale = [self._is_stale(one, version) for one, version in those]
        answers = await super().delete_entries(those)
        self._note_blind(stale, answers)
        if self._faults.strikes("write_repeated", _OFTEN):
            answers = await super().delete_entries(those)
        return answers

    async def update_people(self, changes: Sequence[PersonChange]) -> tuple[WrittenPerson, ...]:
        """Write fields of people, and note what stood there before."""
        before = [self.person(change.id) for change in changes]
        answers = await super().update_people(changes)
        for former, answer in zip(before, answers, strict=True):
            is_written = answer.result is Wrote.WRITTEN
            if is_written and former is not None and answer.person is not None:
                after = answer.person.card
                self.rewritten.append(Rewritten(id=former.id, before=former.card, after=after))
        return answers

    def kept(self, one: CrmContactId) -> CrmContact | None:
        """Return an entry as it is."""
        return self._entries.get(one)

    def set_back(self, owner: str) -> bool:
        """Let a list show an older count than it was given, as a restored backup does; False: it has none."""
        found = next((user for user in self._marks if user == owner), None)
        if found is None or self._marks[found] < 1:
            return False
        self._marks[found] -= 1
        return True

    def people_of_firm(self) -> tuple[PersonId, ...]:
        """Return the ids of all people of the firm."""
        return tuple(self._crm.people())

    async def _update_all(self, changes: Sequence[ContactEntryChange]) -> tuple[WrittenEntry, ...]:
        stale = [self._is_stale(change.id, change.version) for change in changes]
        before = [self.kept(change.id) for change in changes]
        answers = await super().update_entries(changes)
        self._note_blind(stale, answers)
        for former, answer in zip(before, answers, strict=True):
            is_written = answer.result is Wrote.WRITTEN
            if is_written and former is not None and answer.entry is not None:
                after = answer.entry.card
                self.rewritten.append(
                    Rewritten(id=former.id, before=former.card, after=after, entry=former)
                )
        return answers

    def _is_stale(self, one: CrmContactId, version: int) -> bool:
        kept = self.kept(one)
        return kept is not None and kept.version != version

    def _note_blind(self, stale: Sequence[bool], answers: Sequence[WrittenEntry]) -> None:
        """Note a write that was taken though it was decided on what is no more."""
        for is_stale, answer in zip(stale, answers, strict=True):
            if is_stale and answer.result is Wrote.WRITTEN:
                self.taken_blindly = "an entry was written or deleted"

    def _refuses(self, name: str) -> bool:
        if not self._faults.active:
            self._refused.clear()
            return False
        if name not in self._refused and self._faults.strikes("refused_by_crm"):
            self._refused.add(name)
        return name in self._refused


def _among(refused: Sequence[bool], answers: Sequence[WrittenEntry]) -> tuple[WrittenEntry, ...]:
    """Return the answers in the order of what was asked, with those refused among them."""
    written = iter(answers)
    return tuple(WrittenEntry(result=Wrote.REFUSED) if no else next(written) for no in refused)
