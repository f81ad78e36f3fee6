"""A pretend firm that keeps contacts: what its people do in Outlook, in their lists and among the firm's people."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flows.ports.leases import Lease
from flows.ports.policy_store import PolicyVersion
from flows.ports.remembrance import Remembrance
from flows.run import run_work_item
from flows.wakeups import refresh_directory_due
from simulator.graph import Recipient
from simulator.graph.contacts.contact import Contact
from simulator.graph.contacts.people import contact_id
from simulator.graph.direct.contacts import TenantContacts
from sync_core.calendar.event import Origin
from sync_core.contacts.contact import (
    DEFAULT_FOLDER,
    Card,
    ContactId,
    CrmContact,
    OutlookContact,
    Sharing,
)
from sync_core.contacts.notes import shared_part
from sync_core.mail import Address, CrmUserId
from sync_core.reconcile.answers import Answer, Answered
from sync_core.reconcile.brakes import Answers
from sync_core.reconcile.pairs import Pair, PairState
from sync_core.work import FIRM, MailboxId, RunId, Stream, Task, WorkItem
from tests.flows.firm import DOMAIN, Firm


def contact(given: str = "Ana", surname: str = "Kern", *emails: str, **fields: Any) -> Contact:
    """Return an Outlook contact."""
    told = emails or (f"{given.lower()}@client.test",)
    return Contact(
        given_name=given,
        surname=surname,
        emails=tuple(Recipient(e, given) for e in told if e),
        **fields,
    )


def card(given: str = "Ana", surname: str = "Kern", *emails: str, **fields: Any) -> Card:
    """Return a card as somebody writes it in the CRM."""
    told = emails or (f"{given.lower()}@client.test",)
    name = {"display_name": f"{given} {surname}".strip()}
    return Card(
        given_name=given,
        surname=surname,
        emails=tuple(Address(e) for e in told if e),
        **{**name, **fields},
    )


class Office(Firm):
    """The firm with contacts."""

    def __init__(self, **rules: Any) -> None:
        super().__init__(**rules)
        self.outlook = self.tenant.contacts
        self.lists = self.crm.contacts

    async def policy(self, **contacts: Any) -> None:
        """Change the firm's contacts policy; it acts at once."""
        told = {"enabled": True, "brakes": {"preview_first": False}, **contacts}
        document = {
            "mailboxes": {"choose": "all"},
            "mail": {"internal_domains": [DOMAIN], "history": {"months": 0}},
            "contacts": told,
            "schedule": {"sweep_minutes": 0},
        }
        number = (await self.policies.current()).number + 1
        now = self.clock.now()
        version = PolicyVersion(number=number, document=document, changed_by="test", changed_at=now)
        await self.policies.append(version)
        self.parts.rulebook.forget()

    async def begin(self, **contacts: Any) -> None:
        """Set the policy, enrol every mailbox and bring it into step."""
        await self.policy(**contacts)
        await refresh_directory_due(self.parts)
        await self.work()
        await self.look(FIRM, Task.CRM_FEED)

    async def look(self, mailbox: MailboxId, task: Task = Task.CONTACTS_WAKE) -> None:
        """Wake a mailbox's contacts and let everything come to rest."""
        await self.parts.queue.send(WorkItem(task=task, mailbox=mailbox, woken_at=self.clock.now()))
        await self.work()
        self.clock.advance(10)

    async def step(self, mailbox: MailboxId) -> str:
        """Run one work item alone and return its outcome."""
        item = WorkItem(task=Task.CONTACTS_WAKE, mailbox=mailbox, woken_at=self.clock.now())
        outcome = await run_work_item(self.parts, item)
        self.clock.advance(10)
        return outcome

    async def compare(self, mailbox: MailboxId) -> None:
        """Compare both sides whole."""
        await self.look(mailbox, Task.CONTACTS_SWEEP)

    async def owner(self, mailbox: MailboxId) -> CrmUserId:
        """Return the CRM user whose mailbox it is."""
        record = await self.memory.mailbox(mailbox)
        assert record is not None and record.owner is not None
        return record.owner

    async def entries(self, mailbox: MailboxId) -> list[CrmContact]:
        """Return the user's list in the CRM, by name."""
        found = await self.lists.entries_of(await self.owner(mailbox), None, 10_000)
        return sorted(found, key=lambda e: (e.card.name, e.id))

    async def names(self, mailbox: MailboxId) -> list[str]:
        """Return the names in the user's list."""
        return [e.card.name for e in await self.entries(mailbox)]

    async def enter(
        self,
        mailbox: MailboxId,
        says: Card,
        sharing: Sharing = Sharing.LIST,
        origin: Origin = Origin.PAGE,
    ) -> CrmContact:
        """Write down somebody in the user's list in the CRM."""
        return await self.lists.add_contact(await self.owner(mailbox), says, sharing, origin)

    async def edit(self, entry: CrmContact, **fields: Any) -> CrmContact:
        """Change an entry in the CRM."""
        now = (await self.lists.entries([entry.id]))[entry.id]
        return await self.lists.edit_contact(
            now.id, now.version, replace(now.card, **fields), frozenset(fields)
        )

    def in_outlook(self, mailbox: MailboxId) -> list[Contact]:
        """Return what stands in the mailbox's Contacts folder, by name."""
        store = self.tenant.mailbox(mailbox).contacts
        there = [i.says for i in store.items.values() if i.folder == store.default.number]
        return sorted(there, key=lambda s: s.display_name)

    def id_of(self, mailbox: MailboxId, name: str) -> ContactId:
        """Return the id of the contact of this name in the Contacts folder."""
        box = self.tenant.mailbox(mailbox)
        there = [i for i in box.contacts.items.values() if i.folder == box.contacts.default.number]
        (item,) = [i for i in there if i.says.display_name == name]
        return contact_id(box, item.number)

    async def told(self, mailbox: MailboxId, name: str) -> Any:
        """Return a field of the one contact in the Contacts folder, as the engine reads it."""
        (id_,) = self.outlook.within(mailbox)
        read = await TenantContacts(self.tenant).read(mailbox, DEFAULT_FOLDER, [id_])
        there = read[id_]
        assert isinstance(there, OutlookContact)
        value = getattr(there.card, name)
        return shared_part(value) if name == "notes" else value

    def shown(self, mailbox: MailboxId) -> list[str]:
        """Return the names in the mailbox's Contacts folder."""
        return [says.display_name for says in self.in_outlook(mailbox)]

    async def pairs(self, mailbox: MailboxId) -> tuple[Pair, ...]:
        """Return everything remembered of a mailbox's contacts."""
        return await self.memory.pairs(mailbox, Stream.CONTACTS)

    async def linked(self, mailbox: MailboxId) -> int:
        """Return how many pairs of a mailbox are linked."""
        return sum(p.state is PairState.LINKED for p in await self.pairs(mailbox))

    async def reasons(self, mailbox: MailboxId) -> list[str]:
        """Return why contacts of a mailbox are left out or wait, one reason for each."""
        waits = (PairState.LEFT_OUT, PairState.ASKED, PairState.FAILED)
        return sorted(p.reason for p in await self.pairs(mailbox) if p.state in waits)

    async def asked(self, mailbox: MailboxId) -> Pair:
        """Return the one pair about which a person is asked."""
        (pair,) = [p for p in await self.pairs(mailbox) if p.state is PairState.ASKED]
        return pair

    async def answer(self, mailbox: MailboxId, answer: Answer) -> None:
        """Answer the one question there is, and let the answer act."""
        pair = await self.asked(mailbox)
        told = Answered(answer=answer, about=pair.asks, by="admin", at=self.clock.now())
        assert await self.memory.answer_pair(mailbox, Stream.CONTACTS, pair.key, told)
        await self.look(mailbox, Task.CONTACTS_NOW)

    async def forget_everything(self, mailbox: MailboxId) -> None:
        """Lose what the engine remembers of a mailbox's contacts: its pairs and where it was."""
        run = RunId(self.clock.new_id())
        lease = await self.memory.acquire(mailbox, Stream.CONTACTS, run, self.clock.now())
        assert isinstance(lease, Lease)
        keys = tuple(p.key for p in await self.pairs(mailbox))
        none = dict.fromkeys(lease.cursors, "")
        lease = await self.memory.remember(
            lease, Remembrance(parted=keys, cursors=none), self.clock.now()
        )
        await self.memory.release(lease, None)

    async def is_held(self, mailbox: MailboxId) -> bool:
        """Return whether a mailbox's contacts wait for a person."""
        record = await self.memory.mailbox(mailbox)
        return record is not None and record.contacts_held

    async def answer_plan(
        self, mailbox: MailboxId, *, approves: bool, stream: Stream = Stream.CONTACTS
    ) -> None:
        """Approve or reject everything a stream's held plan holds, and let nothing run yet."""
        held = await self.memory.held(mailbox, stream)
        assert held is not None
        those = frozenset(held.fingerprints)
        answers = Answers(approved=those) if approves else Answers(rejected=those)
        at = self.clock.now()
        assert await self.memory.answer_held(mailbox, stream, held.id, answers, "admin", at)

    async def approve(self, mailbox: MailboxId) -> None:
        """Approve everything the held plan holds, and let that act."""
        await self.answer_plan(mailbox, approves=True)
        await self.look(mailbox, Task.CONTACTS_NOW)

    async def reject(self, mailbox: MailboxId) -> None:
        """Reject everything the held plan holds, and let that act."""
        await self.answer_plan(mailbox, approves=False)
        await self.look(mailbox, Task.CONTACTS_NOW)

    def written(self) -> dict[str, int]:
        """Return the writes that the tenant was asked for, by their kind."""
        kinds = ("create", "update", "delete")
        asked = {kind: self.tenant.requests[f"contacts.{kind}"] for kind in kinds}
        return {kind: count for kind, count in asked.items() if count}


async def first_run(
    there: Iterable[Contact], here: Iterable[Card], **policy: Any
) -> tuple[Office, MailboxId]:
    """Return a firm that began to keep contacts in step when ben had these in Outlook and these in his list already."""
    office = Office()
    ben = office.user("ben")
    for shown in there:
        office.outlook.create(ben, shown)
    await office.begin(enabled=False)
    for says in here:
        await office.enter(ben, says)
    await office.begin(**policy)
    return office, ben


async def namesakes(there: str, *here: str, **policy: Any) -> tuple[Office, MailboxId]:
    """Return a firm whose first run met an Ana Kern of one address in Outlook, and in the list one of each other address."""
    entries = [card("Ana", "Kern", email) for email in here]
    return await first_run([contact("Ana", "Kern", there)], entries, **policy)
