"""A contact is deleted in Outlook, taken out of the deleted items, copied, or moved to another folder."""

from random import Random

from simulator.world.contacts.diary import TRACKED, Birth, Diary, Entry
from simulator.world.contacts.in_outlook.folders import OutlookFolders, id_of
from simulator.world.contacts.people import Colleague
from sync_core.contacts.contact import ContactId
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

_HERE = Side.OUTLOOK


class PuttingAway:
    """The firm's staff as they clear up among their contacts."""

    def __init__(
        self, chance: Random, diary: Diary, staff: list[Colleague], folders: OutlookFolders
    ) -> None:
        self._chance = chance
        self._diary = diary
        self._staff = staff
        self._folders = folders

    def a_contact_is_deleted(self) -> None:
        """Somebody deletes a contact, now and then several."""
        for _ in range(self._chance.choice((1, 1, 1, 3))):
            if found := self._folders.some():
                self.delete(*found)

    def delete(self, entry: Entry, mailbox: MailboxId, contact: ContactId) -> None:
        """Delete a contact."""
        self._folders.books.delete(mailbox, contact)
        self._diary.deleted.add(contact)
        entry.gone.add(_HERE)

    def a_contact_is_restored(self) -> None:
        """Somebody takes a contact out of the deleted items."""
        if found := self._folders.some(is_deleted=True):
            entry, mailbox, contact = found
            folder = self._folders.kept_folder(mailbox)
            if folder is not None:
                self._folders.books.restore(mailbox, contact, id_of(folder))
                entry.gone.discard(_HERE)
                entry.copies += self._is_made_anew(entry, mailbox, contact)
                entry.is_odd = True
                comes_back(self._folders, entry, mailbox, contact)

    def _is_made_anew(self, entry: Entry, mailbox: MailboxId, contact: ContactId) -> bool:
        """Return whether a deleted contact was made again for an edit in the CRM, or may be just now."""
        others = (
            item.says.nickname
            for other, item in self._folders.everything(mailbox)
            if item.folder is not None and other != contact
        )
        return Side.CRM in entry.touched or any(entry.token in nickname for nickname in others)

    def a_contact_is_copied(self) -> None:
        """Somebody copies a contact."""
        if found := self._folders.some():
            entry, mailbox, contact = found
            folder = self._folders.kept_folder(mailbox)
            assert folder is not None  # noqa: S101  it lies there
            made = self._folders.books.copy(mailbox, contact, id_of(folder))
            copy = self._diary.new(Birth.OUTLOOK, mailbox)
            copy.is_left = True
            self._diary.stands_in_outlook(copy, made)
            copy.was_private, copy.was_public = entry.was_private, True
            self._diary.copied.add(made)
            entry.copies += 1
            copy.copies += 1

    def a_contact_is_moved(self) -> None:
        """Somebody moves a contact to another folder, or back."""
        mailbox = self._chance.choice(self._staff).mailbox
        kept, other = self._folders.kept_folder(mailbox), self._folders.elsewhere(mailbox)
        back = self._folders.within(mailbox, other)
        if kept is None:
            return
        if back and self._chance.random() < 0.6:
            entry, contact = self._chance.choice(back)
            self._folders.books.move(mailbox, contact, id_of(kept))
            entry.touched.add(_HERE)
        elif there := self._folders.within(mailbox, kept):
            entry, contact = self._chance.choice(there)
            self._folders.books.move(mailbox, contact, other.id)
            self._diary.moved.add(contact)
            entry.touched.add(_HERE)


def comes_back(
    folders: OutlookFolders, entry: Entry, mailbox: MailboxId, contact: ContactId
) -> None:
    """Note that what a contact told long ago is told again: it may rise to the firm, and reach colleagues."""
    held = folders.books.look(mailbox, contact).says
    entry.edited(_HERE, **{n: told for n in TRACKED if (told := getattr(held, n))})
