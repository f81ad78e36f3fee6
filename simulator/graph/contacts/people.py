"""What the firm's people do with their contacts in Outlook, and what a backup service does to a folder."""

from typing import Any

from simulator.graph.calendar.firm import Firm
from simulator.graph.contacts.backup import FolderBackup, restored, taken
from simulator.graph.contacts.contact import Contact
from simulator.graph.contacts.items import ContactFolder, ContactItem
from simulator.graph.contacts.properties import SENSITIVITY
from simulator.graph.contacts.writing import after_write, made
from simulator.graph.mail import Sensitivity
from simulator.graph.mailbox import Mailbox
from sync_core.contacts.contact import ContactFolderId, ContactId
from sync_core.work import MailboxId


class AddressBooks:
    """The contacts of a tenant, as its people use them."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm

    # Folders

    def add_folder(self, mailbox: MailboxId, name: str) -> ContactFolderId:
        """Make one more contact folder."""
        return ContactFolderId(self._firm.mailbox(mailbox).contacts.add_folder(name).id)

    def rename_folder(self, mailbox: MailboxId, folder: ContactFolderId, name: str) -> None:
        """Give a folder another name."""
        store = self._firm.mailbox(mailbox).contacts
        store.rename_folder(store.folder(folder), name)

    def remove_folder(self, mailbox: MailboxId, folder: ContactFolderId) -> None:
        """Delete a folder: what lies in it goes to the deleted items."""
        store = self._firm.mailbox(mailbox).contacts
        store.remove_folder(store.folder(folder), self._firm.surroundings.now())

    # Contacts

    def create(
        self, mailbox: MailboxId, says: Contact, folder: ContactFolderId | str = ""
    ) -> ContactId:
        """Write down somebody."""
        return self._put(mailbox, folder, made(says, self._firm.rules))

    def add_list(
        self, mailbox: MailboxId, name: str, folder: ContactFolderId | str = ""
    ) -> ContactId:
        """Make a distribution list among the contacts (IPM.DistList)."""
        says = Contact(display_name=name, file_as=name)
        return self._put(mailbox, folder, says, is_list=True)

    def edit(self, mailbox: MailboxId, contact: ContactId, **fields: Any) -> None:
        """Change fields of a Contact."""
        store = self._firm.mailbox(mailbox).contacts
        item = store.find(contact)
        after = after_write(item.says, fields, self._firm.rules)
        store.write(item, self._firm.surroundings.now(), after)

    def mark_private(
        self, mailbox: MailboxId, contact: ContactId, *, is_private: bool = True
    ) -> None:
        """Mark a contact as private, or no longer so."""
        sensitivity = Sensitivity.PRIVATE if is_private else Sensitivity.NORMAL
        store = self._firm.mailbox(mailbox).contacts
        item, now = store.find(contact), self._firm.surroundings.now()
        store.write(item, now, item.says, {SENSITIVITY: f"{sensitivity.number}"})

    def delete(self, mailbox: MailboxId, contact: ContactId) -> None:
        """Move a contact to the deleted items, as the delete key does."""
        store = self._firm.mailbox(mailbox).contacts
        store.delete(store.find(contact), self._firm.surroundings.now())

    def purge(self, mailbox: MailboxId, contact: ContactId) -> None:
        """Delete a contact for good: reading it answers 404."""
        store = self._firm.mailbox(mailbox).contacts
        store.purge(store.find(contact))

    def restore(
        self, mailbox: MailboxId, contact: ContactId, folder: ContactFolderId | str = ""
    ) -> None:
        """Take a contact out of the deleted items, as the same item."""
        self.move(mailbox, contact, folder)

    def move(
        self, mailbox: MailboxId, contact: ContactId, folder: ContactFolderId | str = ""
    ) -> None:
        """Move a contact to another folder; it keeps its immutable id."""
        store = self._firm.mailbox(mailbox).contacts
        store.move(store.find(contact), store.folder(folder), self._firm.surroundings.now())

    def copy(
        self, mailbox: MailboxId, contact: ContactId, folder: ContactFolderId | str = ""
    ) -> ContactId:
        """Copy a contact: a new item with all that it says and all its extended properties."""
        item = self.look(mailbox, contact)
        extended = dict(item.extended)
        return self._put(mailbox, folder, item.says, is_list=item.is_list, extended=extended)

    def damage(self, mailbox: MailboxId, contact: ContactId, *, is_damaged: bool = True) -> None:
        """Serve a contact in a form that no reader understands, or properly again."""
        store = self._firm.mailbox(mailbox).contacts
        now = self._firm.surroundings.now()
        store.damage(store.find(contact), now, is_damaged=is_damaged)

    # Looking

    def look(self, mailbox: MailboxId, contact: ContactId) -> ContactItem:
        """Return a contact as it is.

        Raises:
            Refusal: it is not there.
        """
        return self._firm.mailbox(mailbox).contacts.find(contact)

    def within(
        self, mailbox: MailboxId, folder: ContactFolderId | str = ""
    ) -> dict[ContactId, Contact]:
        """Return what a folder's contacts say, by their ids, oldest first."""
        box = self._firm.mailbox(mailbox)
        store = box.contacts
        numbers = store.folder(folder).items
        return {contact_id(box, number): store.items[number].says for number in numbers}

    # The service

    def back_up(self, mailbox: MailboxId, folder: ContactFolderId | str = "") -> FolderBackup:
        """Return all of a folder, to be restored later."""
        store = self._firm.mailbox(mailbox).contacts
        return taken(store, store.folder(folder))

    def restore_backup(
        self, mailbox: MailboxId, backup: FolderBackup, *, keeps_cursors: bool = False
    ) -> None:
        """Set a folder back to what it was: its contacts, their ids and times, and its own properties.

        The mailbox's delta cursors are lost with it, unless they are to be kept.
        """
        box = self._firm.mailbox(mailbox)
        restored(box.contacts, backup)
        if not keeps_cursors:
            box.rounds.forget()

    def _put(
        self,
        mailbox: MailboxId,
        folder: ContactFolderId | str,
        says: Contact,
        *,
        is_list: bool = False,
        extended: dict[str, str] | None = None,
    ) -> ContactId:
        box, now = self._firm.mailbox(mailbox), self._firm.surroundings.now()
        lies_in: ContactFolder = box.contacts.folder(folder)
        item = ContactItem(
            number=box.ids.new_number(),
            folder=lies_in.number,
            says=says,
            created=now,
            modified=now,
            extended=extended or {},
            is_list=is_list,
        )
        return contact_id(box, box.contacts.put(item).number)


def contact_id(box: Mailbox, number: int) -> ContactId:
    """Return a contact's immutable id."""
    return ContactId(box.ids.immutable(number))
