"""A firm whose calendars the engine keeps in step, with its real adapters, and what each step costs."""

import gc
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import process_time

from bench.calendar.made_up import made_in_crm
from bench.calendar.watching import Watched
from bench.mail.made_up import DOMAIN
from bench.mail.rig import NotQuiet, Rig, rig
from bench.spent import Spent
from flows.ports.calendar_desk import EventEdit
from flows.ports.policy_store import PolicyVersion
from simulator.graph import Tenant
from simulator.graph.calendar.appointment import Appointment
from simulator.memory import ManualSurroundings
from sync_core.calendar.event import CrmEvent, EventId
from sync_core.calendar.window import Window
from sync_core.mail import Address, CrmUserId
from sync_core.reconcile.pairs import PairState
from sync_core.work import MailboxId, Stream, Task, WorkItem

_BETWEEN_SECONDS = 60.0
_UNBRAKED = {
    "changes": 1_000_000,
    "deletes": 1_000_000,
    "share": 1.0,
    "invitation_fuse": 1_000_000,
    "preview_first": False,
}
"""A thousand changes at once would wait for a person: what is measured is doing them."""


@dataclass(slots=True, kw_only=True)
class Office:
    """One engine and the people whose calendars it keeps."""

    tenant: Tenant
    transport: Watched
    made: Rig
    owners: Mapping[MailboxId, CrmUserId]
    clock: ManualSurroundings
    events: dict[MailboxId, list[EventId]] = field(default_factory=dict)
    """Made in Outlook, by mailbox."""

    # What people do

    def add_in_outlook(self, mailbox: MailboxId, those: Sequence[Appointment]) -> None:
        """Make events in Outlook."""
        made = [self.tenant.outlook.create(mailbox, says) for says in those]
        self.events.setdefault(mailbox, []).extend(made)

    def change_in_outlook(self, mailbox: MailboxId, those: Sequence[EventId], text: str) -> None:
        """Give events another subject in Outlook."""
        for number, event in enumerate(those):
            self.tenant.outlook.edit(mailbox, event, subject=f"{text} {number}")

    async def add_in_crm(self, mailbox: MailboxId, count: int) -> None:
        """Make events in the CRM, as its page does."""
        await self.made.crm.calendar.add_events(made_in_crm(self.owners[mailbox], count))

    async def change_in_crm(self, mailbox: MailboxId, count: int, text: str) -> None:
        """Give events another subject in the CRM, as its page does."""
        for number, event in enumerate((await self.in_crm(mailbox))[:count]):
            change = EventEdit(subject=f"{text} {number}")
            await self.made.crm.calendar.edit(event.id, event.version, change)

    async def in_crm(self, mailbox: MailboxId) -> list[CrmEvent]:
        """Return all of a user's events in the CRM's window, by id."""
        found: list[CrmEvent] = []
        window = Window.around(self.clock.now(), 30, 365)
        while True:
            after = found[-1].id if found else None
            owner = self.owners[mailbox]
            some = await self.made.crm.calendar.events_of(owner, window, after, 1_000)
            found += some
            if len(some) < 1_000:
                return found

    # What the engine does

    async def spend(self, mailboxes: Sequence[MailboxId], task: Task = Task.CALENDAR_WAKE) -> Spent:
        """Run a task in each mailbox until all is at rest, a minute later; return what that cost.

        The item's own sending is counted; the clock of each mailbox's wake-up is the same.
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
        """Raise where not all events are in step: then little was spent because little was done.

        Raises:
            NotQuiet: names both numbers.
        """
        pairs = await self.made.parts.memory.pairs(mailbox, Stream.CALENDAR)
        found = sum(p.state is PairState.LINKED for p in pairs)
        in_crm = len(await self.in_crm(mailbox))
        if not found == in_crm == linked:
            raise NotQuiet(f"{found} pairs, {in_crm} events in the CRM, expected {linked}")


@asynccontextmanager
async def office(
    tenant: Tenant, mailboxes: list[MailboxId], storage: str | None = None
) -> AsyncIterator[Office]:
    """Yield a firm whose people all have a calendar in step; nothing has been compared yet.

    Args:
        tenant: its Microsoft 365.
        mailboxes: of that tenant.
        storage: connection string of an emulator; None holds memory in this process.
    """
    clock, transport = tenant.surroundings, Watched(tenant)
    if not isinstance(clock, ManualSurroundings):
        raise TypeError("clock: expected one that is turned by hand")
    async with rig(transport, mailboxes, clock=clock, storage=storage, scoring=False) as made:
        staff = [(f"Bo {n}", Address(f"bo{n}@{DOMAIN}")) for n in range(len(mailboxes))]
        owners = dict(zip(mailboxes, await made.crm.add_staff(staff), strict=True))
        document = {
            "mail": {"internal_domains": [DOMAIN]},
            "calendar": {"enabled": True, "brakes": _UNBRAKED},
        }
        await made.parts.policies.append(PolicyVersion(number=2, document=document))
        made.parts.rulebook.forget()
        for mailbox, owner in owners.items():
            await made.parts.memory.change_mailbox(mailbox, owner=owner, calendar_enabled=True)
        yield Office(tenant=tenant, transport=transport, made=made, owners=owners, clock=clock)
