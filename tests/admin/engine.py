"""The pages over the engine itself: a pretend tenant, the SQL CRM, and the real flows between."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from flows.calendar.preview import preview
from flows.contacts.preview import preview_contacts
from flows.ports.parts import Parts
from flows.ports.policy_store import PolicyVersion
from flows.run import run_work_item
from flows.sharing.preview import preview_sharing
from flows.wakeups import refresh_directory_due
from simulator.graph import Tenant, TenantDirectory, TenantMailSource, TenantSubscriptions
from simulator.graph.direct.calendar import TenantCalendar
from simulator.graph.direct.contacts import TenantContacts
from sync_core.work import MailboxId, Task, WorkItem
from tests.admin.firm import DIGESTER, Firm
from tests.flows.firm import CheerfulScorer


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A firm whose pages show what its engine does."""

    firm: Firm
    tenant: Tenant
    parts: Parts

    @staticmethod
    def of(firm: Firm) -> "Engine":
        """Return an engine over a firm's memory, queue and CRM, with a tenant of its own."""
        tenant = Tenant(firm.surroundings)
        parts = Parts(
            mail=TenantMailSource(tenant),
            directory=TenantDirectory(tenant),
            subscriptions=TenantSubscriptions(tenant),
            calendar=TenantCalendar(tenant),
            crm=firm.crm,
            contacts=TenantContacts(tenant),
            crm_calendar=firm.crm.calendar,
            crm_contacts=firm.crm.contacts,
            memory=firm.memory,
            policies=firm.policies,
            queue=firm.queue,
            scorer=CheerfulScorer(),
            surroundings=firm.surroundings,
            digester=DIGESTER,
        )
        console = replace(
            firm.console,
            preview=partial(preview, parts),
            preview_contacts=partial(preview_contacts, parts),
            preview_sharing=partial(preview_sharing, parts),
        )
        return Engine(firm=replace(firm, console=console), tenant=tenant, parts=parts)

    async def colleague(self, name: str) -> MailboxId:
        """Add a member of staff with a mailbox."""
        address = f"{name.split()[0].lower()}@northwind.test"
        await self.firm.staff(name)
        return self.tenant.add_user(name, address)

    async def begin(self, **calendar: Any) -> None:
        """Switch calendars on, enrol every mailbox and let its first run come to rest."""
        await self._begin(calendar={"enabled": True, **calendar})

    async def begin_contacts(self, **contacts: Any) -> None:
        """Switch contacts on, enrol every mailbox and let its first run come to rest."""
        await self._begin(contacts={"enabled": True, **contacts})

    async def _begin(self, **sections: Any) -> None:
        document = {
            "mailboxes": {"choose": "all"},
            "mail": {"internal_domains": ["northwind.test"], "history": {"months": 0}},
            "schedule": {"sweep_minutes": 0},
            **sections,
        }
        version = PolicyVersion(
            number=(await self.firm.policies.current()).number + 1,
            document=document,
            changed_by="test",
            changed_at=self.firm.surroundings.now(),
        )
        await self.firm.policies.append(version)
        self.parts.rulebook.forget()
        await refresh_directory_due(self.parts)
        await self.work()

    async def work(self) -> None:
        """Run work items, waiting where they wait, until none is left."""
        queue, clock = self.firm.queue, self.firm.surroundings
        while True:
            for receipt, text in queue.take():
                await run_work_item(self.parts, WorkItem.decode(text))
                queue.delete(receipt)
            due = queue.next_visible_at()
            if due is None:
                break
            clock.advance(max((due - clock.now()).total_seconds(), 0) + 1)

    async def compare(self, mailbox: MailboxId) -> None:
        """Compare both sides of a mailbox whole, as somebody who asks for it does."""
        now = self.firm.surroundings.now()
        await self.firm.queue.send(WorkItem(task=Task.CALENDAR_NOW, mailbox=mailbox, woken_at=now))
        await self.work()

    async def room(self, name: str) -> None:
        """Add a room of a name that may be taken, as other programs could."""
        async with self.firm.crm._parts.database.writing() as connection:
            insert = sa.text("INSERT INTO resource (name) VALUES (:name)")
            await connection.execute(insert, {"name": name})
