"""Everything the pages are made of: the ports they read and the few they act through."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from admin.door import Door
from flows.calendar.preview import Preview
from flows.contacts.preview import ContactsPreview
from flows.doctor.check import Check
from flows.meter import Meter
from flows.ports.calendar_desk import CalendarDesk
from flows.ports.contact_desk import ContactDesk
from flows.ports.desk import Desk
from flows.ports.memory import Memory
from flows.ports.policy_store import PolicyStore
from flows.ports.queue import WorkQueue
from flows.ports.surroundings import Surroundings
from sync_core.digests import Digester
from sync_core.domains import Insiders
from sync_core.policy import Policy
from sync_core.rules import FirmRules
from sync_core.work import MailboxId

Previewing = Callable[[MailboxId], Awaitable[Preview]]
"""Computes what the next run of a mailbox's calendar would do, from both sides as they are now."""
ContactsPreviewing = Callable[[MailboxId], Awaitable[ContactsPreview]]
"""The same for a mailbox's contacts, or for what its user's list shares with the firm."""

Examining = Callable[[MailboxId | None, MailboxId | None], Awaitable[tuple[Check, ...]]]
"""Makes the doctor's checks: on one mailbox to read, and one that must be refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """What pages and JSON API need of the engine."""

    memory: Memory
    policies: PolicyStore
    queue: WorkQueue
    desk: Desk
    calendar_desk: CalendarDesk
    contact_desk: ContactDesk
    preview: Previewing
    preview_contacts: ContactsPreviewing
    """Between Outlook and the user's list."""
    preview_sharing: ContactsPreviewing
    """Between the user's list and the firm's people."""
    surroundings: Surroundings
    digester: Digester
    meter: Meter
    door: Door
    examine: Examining

    async def policy(self) -> Policy:
        """Return the policy of this moment."""
        return Policy.parse(dict((await self.policies.current()).document))

    async def insiders(self) -> Insiders:
        """Return who belongs to the firm, by the policy and directory of this moment."""
        version = await self.policies.current()
        policy = Policy.parse(dict(version.document))
        aliases = await self.memory.aliases()
        return FirmRules.of(policy, version.number, self.digester, aliases).insiders
