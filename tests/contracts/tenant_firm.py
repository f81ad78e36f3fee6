"""A pretend firm for the contracts of the tenant's ports, and what is asked of it again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flows.ports.tenant import (
    ChangePage,
    DeltaToken,
    Directory,
    MailPage,
    MailSource,
    PageToken,
    Subscriptions,
    What,
)
from simulator.graph import Mail, Recipient, Tenant
from simulator.memory import ManualSurroundings
from sync_core.mail import FolderId, Message, MessageId, Unreadable
from sync_core.mailboxes import DirectoryUser
from sync_core.work import MailboxId

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
ANA = Recipient("ana@client.test", "Ana Client")
BO = Recipient("bo@northwind.test", "Bo")
TEXT = What(text=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A tenant with one mailbox, and the ports under test that look at it."""

    tenant: Tenant
    surroundings: ManualSurroundings
    mail: MailSource
    directory: Directory
    subscriptions: Subscriptions
    box: MailboxId

    def deliver(self, minutes: float = 0, folder: str = "inbox", **fields: object) -> MessageId:
        """Deliver a mail to the mailbox, received so many minutes from now."""
        told: dict[str, object] = {"author": ANA, "to": (BO,), "subject": "Offer", **fields}
        received = NOW + timedelta(minutes=minutes)
        return self.tenant.deliver(self.box, Mail(**told), folder, received)  # type: ignore[arg-type] # a test's keywords

    def folder(self, path: str) -> FolderId:
        """Return a folder's id."""
        return FolderId(self.tenant.folder(self.box, path).id)

    async def arrived(self, since: datetime, what: What = TEXT) -> list[Message | Unreadable]:
        """Return all pages of what arrived."""
        page = await self.mail.arrived(self.box, since, what)
        found = list(page.messages)
        while page.next is not None:
            page = await self.mail.arrived(self.box, since, what, page.next)
            found += page.messages
        return found

    async def history(self, since: datetime, until: datetime | None) -> list[Message | Unreadable]:
        """Return all pages of the past."""
        token: PageToken | None = None
        found: list[Message | Unreadable] = []
        while True:
            page: MailPage = await self.mail.history(self.box, since, until, TEXT, token)
            found += page.messages
            token = page.next
            if token is None:
                return found

    async def round(self, folder: FolderId, token: DeltaToken | None = None) -> ChangePage:
        """Return one whole round of a folder's changes as one page."""
        page = await self.mail.changed(self.box, folder, token)
        items, removed = page.items, page.removed
        while not page.is_complete:
            page = await self.mail.changed(self.box, folder, page.next)
            items, removed = items + page.items, removed + page.removed
        return ChangePage(items=items, removed=removed, next=page.next, is_complete=True)

    async def users(self) -> list[DirectoryUser]:
        """Return all pages of the directory."""
        page = await self.directory.users()
        found = list(page.users)
        while page.next is not None:
            page = await self.directory.users(page.next)
            found += page.users
        return found


def ids(items: Sequence[Message | Unreadable]) -> list[MessageId]:
    """Return the ids of messages in their order."""
    return [item.id for item in items]
