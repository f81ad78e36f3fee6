"""A pretend firm for the contract of MailboxContacts: people act in Outlook, the port under test looks and writes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from flows.ports.contacts import ContactDraft, ContactPage, Elsewhere, MailboxContacts
from flows.ports.tenant import DeltaToken, Gone
from simulator.graph import Contact, Recipient, Tenant
from simulator.memory import ManualSurroundings
from sync_core.contacts.contact import (
    DEFAULT_FOLDER,
    Card,
    ContactFolderId,
    ContactId,
    OutlookContact,
    UnreadableContact,
)
from sync_core.mail import Address
from sync_core.work import MailboxId

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
X500 = Recipient("/o=ExchangeLabs/ou=x/cn=former", "Former server")
Found = OutlookContact | UnreadableContact | Elsewhere | Gone


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsFirm:
    """A tenant with a mailbox or two, and the port under test."""

    tenant: Tenant
    surroundings: ManualSurroundings
    contacts: MailboxContacts
    box: MailboxId
    colleague: MailboxId

    def made(self, folder: ContactFolderId = DEFAULT_FOLDER, **says: Any) -> ContactId:
        """Let the mailbox's owner write down somebody in Outlook."""
        told = {"given_name": "Carla", "surname": "Nunes", **says}
        return self.tenant.contacts.create(self.box, Contact(**told), folder)

    def edit(self, id_: ContactId, **fields: Any) -> None:
        """Let the owner change a contact in Outlook."""
        self.tenant.contacts.edit(self.box, id_, **fields)

    def says(self, id_: ContactId) -> Contact:
        """Return what stands in a contact, those fields too that nobody maps."""
        return self.tenant.contacts.look(self.box, id_).says

    async def look(self, id_: ContactId, folder: ContactFolderId = DEFAULT_FOLDER) -> Found:
        """Return what the port tells of one id."""
        return (await self.contacts.read(self.box, folder, [id_]))[id_]

    async def read(
        self, id_: ContactId, folder: ContactFolderId = DEFAULT_FOLDER
    ) -> OutlookContact:
        """Return one contact, which is there and readable."""
        found = await self.look(id_, folder)
        assert isinstance(found, OutlookContact), found
        return found

    async def round(
        self, token: DeltaToken | None = None, folder: ContactFolderId = DEFAULT_FOLDER
    ) -> ContactPage:
        """Return one whole round of a folder's changes as one page."""
        page = await self.contacts.changed(self.box, folder, token)
        found = page
        while not page.is_complete:
            page = await self.contacts.changed(self.box, folder, page.next)
            found = ContactPage(
                changed=found.changed + page.changed,
                removed=found.removed + page.removed,
                next=page.next,
                is_complete=page.is_complete,
            )
        return found

    async def whole(
        self, folder: ContactFolderId = DEFAULT_FOLDER
    ) -> list[OutlookContact | UnreadableContact]:
        """Return a whole folder, page by page."""
        page = await self.contacts.listed(self.box, folder, "")
        found = [*page.contacts]
        while page.next:
            page = await self.contacts.listed(self.box, folder, page.next)
            found += page.contacts
        return found

    async def create(
        self, stamp: str = "5ta3p", folder: ContactFolderId = DEFAULT_FOLDER, **fields: Any
    ) -> OutlookContact:
        """Make a contact of a few fields through the port."""
        return await self.keep(
            Card(**{"given_name": "Dora", "surname": "Lind", **fields}), stamp, folder
        )

    async def keep(
        self, card: Card, stamp: str = "5ta3p", folder: ContactFolderId = DEFAULT_FOLDER
    ) -> OutlookContact:
        """Make a contact through the port."""
        return await self.contacts.create(self.box, folder, ContactDraft(card=card, stamp=stamp))

    async def update(self, id_: ContactId, *fields: str, **values: Any) -> OutlookContact:
        """Write some fields through the port on the version that is there now."""
        contact = await self.read(id_)
        told = replace(contact.card, **values)
        return await self.contacts.update(self.box, contact, told, frozenset(fields))


def ids(contacts: Iterable[OutlookContact | UnreadableContact]) -> list[ContactId]:
    """Return the ids of contacts, sorted."""
    return sorted(contact.id for contact in contacts)


def addresses(*texts: str) -> tuple[Address, ...]:
    """Return addresses in normal form."""
    return tuple(map(Address, texts))
