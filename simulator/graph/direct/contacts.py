"""The port MailboxContacts straight over the tenant, without HTTP: for the world and for quick tests."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from flows.ports.contacts import ContactDraft, ContactList, ContactPage, Elsewhere
from flows.ports.tenant import DeltaToken, Gone
from simulator.graph.contacts.asking import ContactService, Written
from simulator.graph.contacts.items import ContactFolder, ContactItem, value_of
from simulator.graph.contacts.people import contact_id
from simulator.graph.direct.calendar import as_write_failures
from simulator.graph.direct.cards import GENERATION, STAMP, contact_of, marks, written
from simulator.graph.direct.failures import as_failures, failure_of
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import Refusal, item_not_found
from simulator.graph.service import Service
from simulator.graph.tenant import Tenant
from sync_core import limits
from sync_core.contacts.contact import (
    DEFAULT_FOLDER,
    Card,
    ContactFolderId,
    ContactId,
    OutlookContact,
    UnreadableContact,
)
from sync_core.contacts.fields import ContactField
from sync_core.failures import ItemGone, SkipItem, SkipReason
from sync_core.work import MailboxId


class TenantContacts:
    """Implements flows.ports.contacts.MailboxContacts."""

    def __init__(self, tenant: Tenant) -> None:
        self._service = Service(tenant)
        self._contacts = ContactService(tenant)

    async def folders(self, mailbox: MailboxId) -> Mapping[ContactFolderId, str]:
        """See MailboxContacts."""
        with as_failures():
            box = self._open("contactFolders", mailbox)
        own = {ContactFolderId(folder.id): folder.name for folder in box.contacts.own_folders()}
        return {DEFAULT_FOLDER: box.contacts.default.name} | own

    async def changed(
        self, mailbox: MailboxId, folder: ContactFolderId, token: DeltaToken | None
    ) -> ContactPage:
        """See MailboxContacts."""
        with as_folder_failures():
            box, lies_in = self._open_folder("contacts.delta", mailbox, folder)
            options = {"$select": "id"}
            found = self._contacts.delta(box, lies_in, token, options, limits.CONTACT_DELTA_PAGE)
        there = [told for told in found.told if _is_there(told.number, lies_in)]
        gone = [told for told in found.told if not _is_there(told.number, lies_in)]
        return ContactPage(
            changed=tuple(dict.fromkeys(contact_id(box, told.number) for told in there)),
            removed=tuple(dict.fromkeys(contact_id(box, told.number) for told in gone)),
            next=DeltaToken(found.token),
            is_complete=found.is_over,
        )

    async def listed(self, mailbox: MailboxId, folder: ContactFolderId, at: str) -> ContactList:
        """See MailboxContacts."""
        with as_folder_failures():
            box, lies_in = self._open_folder("contacts", mailbox, folder)
            skip = int(at or "0")
            items, following = self._contacts.page(box, lies_in, skip, limits.CONTACT_PAGE)
        return ContactList(
            contacts=tuple(contact_of(box, item) for item in items),
            next="" if following is None else f"{following}",
        )

    async def read(
        self, mailbox: MailboxId, folder: ContactFolderId, ids: Sequence[ContactId]
    ) -> Mapping[ContactId, OutlookContact | UnreadableContact | Elsewhere | Gone]:
        """See MailboxContacts."""
        if len(ids) > limits.READ_BATCH_CONTACTS:
            raise ValueError(f"at most {limits.READ_BATCH_CONTACTS} contacts are read at once")
        with as_failures():
            self._service.admit("batch")
            return {name: self._read(mailbox, folder, name) for name in ids}

    async def find(
        self, mailbox: MailboxId, folder: ContactFolderId, stamp: str
    ) -> tuple[OutlookContact, ...]:
        """See MailboxContacts."""
        with as_folder_failures():
            box, lies_in = self._open_folder("contacts", mailbox, folder)
            items = box.contacts.with_property(lies_in, STAMP, stamp)
        return tuple(_readable(box, item) for item in items)

    async def create(
        self, mailbox: MailboxId, folder: ContactFolderId, draft: ContactDraft
    ) -> OutlookContact:
        """See MailboxContacts."""
        names = [name.value for name in ContactField]
        extended = {STAMP: draft.stamp}
        if draft.card.is_private:
            extended |= marks(draft.card, names)
        with as_write_failures():
            box, lies_in = self._open_folder("contacts.create", mailbox, folder)
            new = Written(written(draft.card, names, None), extended)
            item = self._contacts.create(box, lies_in, new)
        return _readable(box, item)

    async def update(
        self, mailbox: MailboxId, contact: OutlookContact, card: Card, fields: frozenset[str]
    ) -> OutlookContact:
        """See MailboxContacts."""
        with as_write_failures():
            box = self._open("contacts.update", mailbox)
            item = self._there(box, contact)
            new = Written(written(card, fields, item.says), marks(card, fields))
            if not (new.fields or new.extended):
                return contact
            self._contacts.write(box, item, new, contact.version)
        return _readable(box, item)

    async def delete(self, mailbox: MailboxId, contact: OutlookContact) -> None:
        """See MailboxContacts."""
        try:
            with as_write_failures():
                box = self._open("contacts.delete", mailbox)
                self._contacts.delete(box, self._there(box, contact), contact.version)
        except ItemGone:
            return

    async def generation(self, mailbox: MailboxId, folder: ContactFolderId) -> int:
        """See MailboxContacts."""
        with as_folder_failures():
            _, lies_in = self._open_folder("contactFolders", mailbox, folder)
        return int(value_of(lies_in.extended, GENERATION) or "0")

    async def mark(self, mailbox: MailboxId, folder: ContactFolderId, generation: int) -> None:
        """See MailboxContacts."""
        with as_folder_failures():
            box, lies_in = self._open_folder("contactFolders.update", mailbox, folder)
            box.contacts.mark_folder(lies_in, {GENERATION: f"{generation}"})

    def _open(self, kind: str, mailbox: MailboxId) -> Mailbox:
        self._service.admit(kind)
        return self._service.open(mailbox)

    def _open_folder(
        self, kind: str, mailbox: MailboxId, folder: ContactFolderId
    ) -> tuple[Mailbox, ContactFolder]:
        box = self._open(kind, mailbox)
        return box, box.contacts.folder(folder)

    def _read(
        self, mailbox: MailboxId, folder: ContactFolderId, name: ContactId
    ) -> OutlookContact | UnreadableContact | Elsewhere | Gone:
        box = self._service.open(mailbox)
        try:
            item = box.contacts.find(name)
        except Refusal as refusal:
            if refusal.status == 404:
                return Gone.GONE
            return UnreadableContact(id=name, problem=f"contact: refused with {refusal.code}")
        if item.folder is None:
            return Gone.GONE
        if box.contacts.folders[item.folder].id != _id_of(box, folder):
            return Elsewhere.OTHER_FOLDER
        return contact_of(box, item)

    def _there(self, box: Mailbox, contact: OutlookContact) -> ContactItem:
        """Return the contact that was decided on, as it is now.

        Raises:
            Refusal: it no longer exists, or lies among the deleted items (404).
        """
        item = box.contacts.find(contact.id)
        if item.folder is None:
            raise item_not_found()
        return item


@contextmanager
def as_folder_failures() -> Iterator[None]:
    """Let the tenant's refusals of a request for a folder out as failures.

    Raises:
        ItemGone: the folder no longer exists.
    """
    try:
        yield
    except Refusal as refusal:
        if refusal.code == "ErrorItemNotFound":
            raise ItemGone(refusal.code) from None
        raise failure_of(refusal) from None


def _id_of(box: Mailbox, folder: ContactFolderId) -> str:
    return folder or box.contacts.default.id


def _is_there(number: int, folder: ContactFolder) -> bool:
    return number in folder.items


def _readable(box: Mailbox, item: ContactItem) -> OutlookContact:
    """Return a contact that is to be worked on.

    Raises:
        SkipItem: it comes in a form that nobody understands.
    """
    told = contact_of(box, item)
    if isinstance(told, UnreadableContact):
        raise SkipItem(SkipReason.UNREADABLE, told.problem)
    return told
