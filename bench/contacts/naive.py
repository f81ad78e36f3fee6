"""The naive pipeline, on the same adapters: each contact by itself, read, looked up, written, remembered."""

from collections.abc import Mapping, Sequence

from bench.contacts.made_up import people, tenant_of
from bench.contacts.office import Office, office
from bench.mail.rig import NotQuiet
from flows.ports.contacts import ContactDraft
from flows.ports.crm_contacts import ContactEntryChange, ContactEntryDraft, Probe
from flows.ports.leases import Busy, Lease
from flows.ports.remembrance import Remembrance
from sync_core.contacts.contact import (
    DEFAULT_FOLDER,
    ContactId,
    ContactKey,
    CrmContact,
    OutlookContact,
)
from sync_core.contacts.fields import ContactField
from sync_core.contacts.identity import emails_of, name_keys, phone_keys
from sync_core.mail import CrmUserId
from sync_core.reconcile.pairs import Pair, PairKey, PairState
from sync_core.work import MailboxId, RunId, Stream

_FIELDS = frozenset({ContactField.JOB_TITLE.value})


async def naive_per_thousand(storage: str, count: int = 50) -> dict[str, dict[str, float]]:
    """Return what each kind of change costs outside, a thousand contacts, by the names of changes.py.

    One request for the contact of a notification, one lookup of its twin, one of whom it may be, one write,
    and one row remembered. Taking the lease once is not counted against it.
    """
    tenant, (mailbox,) = tenant_of()
    async with office(tenant, [mailbox], storage) as firm:
        firm.add_in_outlook(mailbox, people(count))
        line = await _Line.of(firm, mailbox)
        told = {"new_in_outlook": await line.to_crm(firm.contacts[mailbox])}
        firm.change_in_outlook(mailbox, firm.contacts[mailbox], "Promoted here")
        told["changed_in_outlook"] = await line.to_crm(firm.contacts[mailbox])
        both = await firm.in_crm(mailbox)
        told["changed_in_crm"] = await line.to_outlook(both, firm.contacts[mailbox])
        await firm.add_in_crm(mailbox, people(count, first=count))
        known = {entry.id for entry in both}
        new = [entry for entry in await firm.in_crm(mailbox) if entry.id not in known]
        told["new_in_crm"] = await line.make_in_outlook(new)
    return {
        name: {cost: number * 1_000 / count for cost, number in spent.items()}
        for name, spent in told.items()
    }


class _Line:
    """One pipeline of one mailbox."""

    def __init__(self, firm: Office, mailbox: MailboxId, lease: Lease) -> None:
        self._firm, self._parts = firm, firm.made.parts
        self._mailbox, self._lease = mailbox, lease

    @staticmethod
    async def of(firm: Office, mailbox: MailboxId) -> "_Line":
        memory, now = firm.made.parts.memory, firm.clock.now()
        lease = await memory.acquire(mailbox, Stream.CONTACTS, RunId("naive"), now)
        if isinstance(lease, Busy):
            raise NotQuiet("the lease is held")
        return _Line(firm, mailbox, lease)

    async def to_crm(self, ids: Sequence[ContactId]) -> Mapping[str, int]:
        before, port = self._firm.made.spent(), self._parts.crm_contacts
        for id_ in ids:
            contact = await self._read(id_)
            key = self._parts.digester.contact_key(id_)
            twin = (await port.entries_by_key([key])).get(key)
            if twin is None:
                await port.candidates(self._owner, [_probe(contact)])
                draft = ContactEntryDraft(key=key, owner=self._owner, card=contact.card)
                await port.create_entries([draft])
            else:
                change = ContactEntryChange(
                    id=twin.id, version=twin.version, fields=_FIELDS, card=contact.card
                )
                await port.update_entries([change])
            await self._remember(key)
        return self._since(before)

    async def to_outlook(
        self, those: Sequence[CrmContact], ids: Sequence[ContactId]
    ) -> Mapping[str, int]:
        before = self._firm.made.spent()
        for twin, id_ in zip(those, ids, strict=True):
            told = (await self._parts.crm_contacts.entries([twin.id]))[twin.id]
            contact = await self._read(id_)
            await self._parts.contacts.update(self._mailbox, contact, told.card, _FIELDS)
            await self._remember(ContactKey(told.key or ""))
        return self._since(before)

    async def make_in_outlook(self, those: Sequence[CrmContact]) -> Mapping[str, int]:
        before, parts = self._firm.made.spent(), self._parts
        for one in those:
            told = (await parts.crm_contacts.entries([one.id]))[one.id]
            draft = ContactDraft(card=told.card, stamp=parts.digester.stamp(told.id))
            made = await parts.contacts.create(self._mailbox, DEFAULT_FOLDER, draft)
            key = parts.digester.contact_key(made.id)
            named = ContactEntryChange(id=told.id, version=told.version, key=key)
            await parts.crm_contacts.update_entries([named])
            await self._remember(key)
        return self._since(before)

    @property
    def _owner(self) -> CrmUserId:
        return self._firm.owners[self._mailbox]

    async def _read(self, id_: ContactId) -> OutlookContact:
        contact = (await self._parts.contacts.read(self._mailbox, DEFAULT_FOLDER, [id_]))[id_]
        if not isinstance(contact, OutlookContact):
            raise NotQuiet("a contact could not be read")
        return contact

    async def _remember(self, key: ContactKey) -> None:
        row = Pair(key=PairKey(key), state=PairState.LINKED)
        memory, now = self._parts.memory, self._firm.clock.now()
        self._lease = await memory.remember(self._lease, Remembrance(pairs=(row,)), now)

    def _since(self, before: Mapping[str, int]) -> Mapping[str, int]:
        after = self._firm.made.spent()
        return {cost: after[cost] - before[cost] for cost in after}


def _probe(contact: OutlookContact) -> Probe:
    card = contact.card
    return Probe(emails=emails_of(card), names=name_keys(card), phones=phone_keys(card))
