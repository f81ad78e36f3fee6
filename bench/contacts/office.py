"""A firm whose contacts the engine keeps in step, with its real adapters, and what each step costs."""

import gc
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from time import process_time

from bench.calendar.watching import Watched
from bench.contacts.made_up import Somebody
from bench.mail.made_up import DOMAIN
from bench.mail.rig import NotQuiet, Rig, rig
from bench.spent import Spent
from flows.ports.policy_store import PolicyVersion
from simulator.graph import Tenant
from simulator.memory import ManualSurroundings
from sync_core import limits
from sync_core.contacts.contact import ContactId, CrmContact
from sync_core.mail import Address, CrmUserId
from sync_core.reconcile.pairs import PairState
from sync_core.work import MailboxId, Stream, Task, WorkItem

_BETWEEN_SECONDS = 60.0
_UNBRAKED = {
    "changes": 1_000_000,
    "deletes": 1_000_000,
    "share": 1.0,
    "suspicious": 1_000_000,
    "preview_first": False,
}
"""A thousand changes at once would wait for a person: what is measured is doing them."""


@dataclass(slots=True, kw_only=True)
class Office:
    """One engine and the people whose contacts it keeps."""

    tenant: Tenant
    transport: Watched
    made: Rig
    owners: Mapping[MailboxId, CrmUserId]
    clock: ManualSurroundings
    contacts: dict[MailboxId, list[ContactId]] = field(default_factory=dict)
    """Made in Outlook, by mailbox."""

    # What people do

    def add_in_outlook(self, mailbox: MailboxId, those: Sequence[Somebody]) -> None:
        """Write down people in Outlook."""
        made = [self.tenant.contacts.create(mailbox, one.contact) for one in those]
        self.contacts.setdefault(mailbox, []).extend(made)

    def change_in_outlook(self, mailbox: MailboxId, those: Sequence[ContactId], text: str) -> None:
        """Give contacts another job title in Outlook."""
        for number, contact in enumerate(those):
            self.tenant.contacts.edit(mailbox, contact, job_title=f"{text} {number}")

    async def add_in_crm(self, mailbox: MailboxId, those: Sequence[Somebody]) -> None:
        """Write down people in the user's list."""
        cards = [one.card for one in those]
        await self.made.crm.contacts.import_contacts(self.owners[mailbox], cards)

    async def change_in_crm(self, mailbox: MailboxId, count: int, text: str) -> None:
        """Give entries of the user's list another job title, as its page does."""
        for number, entry in enumerate((await self.in_crm(mailbox))[:count]):
            card = replace(entry.card, job_title=f"{text} {number}")
            told = frozenset({"job_title"})
            await self.made.crm.contacts.edit_contact(entry.id, entry.version, card, told)

    async def in_crm(self, mailbox: MailboxId) -> list[CrmContact]:
        """Return a user's list, by id."""
        found: list[CrmContact] = []
        while True:
            after = found[-1].id if found else None
            some = await self.made.crm.contacts.entries_of(
                self.owners[mailbox], after, limits.CRM_CONTACTS_PER_CALL_MAX
            )
            found += some
            if len(some) < limits.CRM_CONTACTS_PER_CALL_MAX:
                return found

    # What the engine does

    async def spend(self, mailboxes: Sequence[MailboxId], task: Task = Task.CONTACTS_WAKE) -> Spent:
        """Run a task in each mailbox until all is at rest, a minute later; return what that cost.

        The items' own sending is counted, and all that follows of them: what the firm shares too.
        """
        self.clock.advance(_BETWEEN_SECONDS)
        gc.collect()
        before, tenants, began = (
            self.made.spent(),
            self.transport.tenant_cpu_seconds,
            process_time(),
        )
        for mailbox in mailboxes:
            item = WorkItem(task=task, mailbox=mailbox, woken_at=self.clock.now())
            await self.made.parts.queue.send(item)
            await self.made.drain()
        cpu = process_time() - began - (self.transport.tenant_cpu_seconds - tenants)
        after = self.made.spent()
        return Spent({cost: after[cost] - before[cost] for cost in after}, cpu)

    async def expect(self, mailbox: MailboxId, linked: int) -> None:
        """Raise where not all contacts are in step: then little was spent because little was done.

        Raises:
            NotQuiet: names the numbers.
        """
        pairs = await self.made.parts.memory.pairs(mailbox, Stream.CONTACTS)
        found = sum(p.state is PairState.LINKED for p in pairs)
        in_outlook = len(self.tenant.contacts.within(mailbox))
        in_crm = len(await self.in_crm(mailbox))
        if not found == in_outlook == in_crm == linked:
            raise NotQuiet(
                f"{found} pairs, {in_outlook} contacts in Outlook and {in_crm} in the CRM, expected {linked}"
            )


@asynccontextmanager
async def office(
    tenant: Tenant,
    mailboxes: list[MailboxId],
    storage: str | None = None,
    promote: str = "chosen",
) -> AsyncIterator[Office]:
    """Yield a firm whose people all have contacts in step; nothing has been compared yet.

    Args:
        tenant: its Microsoft 365.
        mailboxes: of that tenant.
        storage: connection string of an emulator; None holds memory in this process.
        promote: which entries rise to the firm's people (sync_core.contacts.policy.Promote).
    """
    clock, transport = tenant.surroundings, Watched(tenant, keeps=f"top={limits.CONTACT_PAGE}")
    if not isinstance(clock, ManualSurroundings):
        raise TypeError("clock: expected one that is turned by hand")
    async with rig(transport, mailboxes, clock=clock, storage=storage, scoring=False) as made:
        staff = [(f"Bo {n}", Address(f"bo{n}@{DOMAIN}")) for n in range(len(mailboxes))]
        owners = dict(zip(mailboxes, await made.crm.add_staff(staff), strict=True))
        document = {
            "mail": {"internal_domains": [DOMAIN]},
            "contacts": {"enabled": True, "brakes": _UNBRAKED, "sharing": {"promote": promote}},
        }
        await made.parts.policies.append(PolicyVersion(number=2, document=document))
        made.parts.rulebook.forget()
        for mailbox, owner in owners.items():
            await made.parts.memory.change_mailbox(mailbox, owner=owner, contacts_enabled=True)
        yield Office(tenant=tenant, transport=transport, made=made, owners=owners, clock=clock)
