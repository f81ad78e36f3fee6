"""What lies in Outlook's folders, by the entries of the diary as which people know it."""

from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any

from simulator.graph.contacts.items import ContactFolder, ContactItem
from simulator.graph.contacts.people import AddressBooks, contact_id
from simulator.world.contacts.diary import Diary, Entry
from simulator.world.contacts.people import Colleague
from simulator.world.contacts.rules import ContactSettings
from simulator.world.outside import Outside
from sync_core.contacts.contact import ContactFolderId, ContactId
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

ELSEWHERE = "Others"
Found = tuple[Entry, MailboxId, ContactId]
"""Somebody whom people know, as a contact of a mailbox."""


class OutlookFolders:
    """The contact folders of the firm's staff."""

    def __init__(
        self,
        chance: Random,
        outside: Outside,
        diary: Diary,
        staff: list[Colleague],
        settings: ContactSettings,
    ) -> None:
        self._chance = chance
        self._outside = outside
        self._diary = diary
        self._staff = staff
        self._settings = settings

    @property
    def books(self) -> AddressBooks:
        """The address books of all of them."""
        return self._outside.tenant.contacts

    def kept_folder(self, mailbox: MailboxId) -> ContactFolder | None:
        """Return the folder that is kept in step; None while it is not there."""
        store = self._outside.tenant.mailbox(mailbox).contacts
        name = self._settings.folders.get(mailbox)
        if name is None:
            return store.default
        return next((f for f in store.own_folders() if f.name == name), None)

    def elsewhere(self, mailbox: MailboxId) -> ContactFolder:
        """Return a folder that is not kept in step."""
        store = self._outside.tenant.mailbox(mailbox).contacts
        found = next((f for f in store.own_folders() if f.name == ELSEWHERE), None)
        return found or store.add_folder(ELSEWHERE)

    def items(self, mailbox: MailboxId) -> list[tuple[ContactId, ContactItem]]:
        """Return what lies in the folder that is kept in step."""
        folder = self.kept_folder(mailbox)
        if folder is None:
            return []
        box = self._outside.tenant.mailbox(mailbox)
        return [(contact_id(box, n), box.contacts.items[n]) for n in folder.items]

    def everything(self, mailbox: MailboxId) -> Iterator[tuple[ContactId, ContactItem]]:
        """Yield what lies in any folder of a mailbox, and what was deleted."""
        box = self._outside.tenant.mailbox(mailbox)
        return ((contact_id(box, item.number), item) for item in box.contacts.items.values())

    def within(self, mailbox: MailboxId, folder: ContactFolder) -> list[tuple[Entry, ContactId]]:
        """Return whom people know of those in a folder."""
        box = self._outside.tenant.mailbox(mailbox)
        there = ((contact_id(box, n), box.contacts.items[n]) for n in folder.items)
        return [(entry, contact) for entry, contact, _ in self._known(there)]

    def moved(self, mailbox: MailboxId) -> list[tuple[Entry, ContactId]]:
        """Return whom a person ever moved to another folder, wherever they lie now."""
        return [
            (entry, contact)
            for entry, contact, item in self._known(self.everything(mailbox))
            if contact in self._diary.moved and item.folder is not None
        ]

    def some(
        self,
        favoured: Callable[[MailboxId, ContactId], bool] | None = None,
        *,
        is_deleted: bool = False,
    ) -> Found | None:
        """Return a contact of somebody's that people would know again."""
        mailbox = self._chance.choice(self._staff).mailbox
        kept = self.kept_folder(mailbox)
        if kept is None:
            return None
        folder = None if is_deleted else kept.number
        found = [
            (entry, mailbox, contact)
            for entry, contact, item in self._known(self.everything(mailbox))
            if item.folder == folder and not item.is_list
        ]
        best = [f for f in found if favoured is not None and favoured(f[1], f[2])]
        there = best if best and self._chance.random() < 0.6 else found
        return self._chance.choice(there) if there else None

    def edit(self, entry: Entry, mailbox: MailboxId, contact: ContactId, **fields: Any) -> None:
        """Write fields of a contact as its user does."""
        self.books.edit(mailbox, contact, **fields)
        entry.touched.add(Side.OUTLOOK)

    def _known(
        self, items: Iterable[tuple[ContactId, ContactItem]]
    ) -> Iterator[tuple[Entry, ContactId, ContactItem]]:
        for contact, item in items:
            entry = self._diary.of_contact(contact, item.says.nickname)
            if entry is not None:
                yield entry, contact, item


def id_of(folder: ContactFolder) -> ContactFolderId:
    """Return how a folder is named to Outlook: the default one by nothing."""
    return ContactFolderId("" if folder.is_default else folder.id)
