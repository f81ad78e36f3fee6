"""Folders are deleted and made again, backups taken and restored, and a list of the CRM set back."""

from random import Random

from flows.contacts.bearings import GENERATION_CURSOR
from simulator.graph.contacts.backup import FolderBackup
from simulator.graph.contacts.items import ContactItem, value_of
from simulator.graph.direct.cards import GENERATION
from simulator.world.contacts.diary import Diary
from simulator.world.contacts.in_outlook.folders import OutlookFolders, id_of
from simulator.world.contacts.in_outlook.putting_away import comes_back
from simulator.world.contacts.people import Colleague
from simulator.world.contacts.rules import OWN_FOLDER, ContactSettings
from simulator.world.contacts.verdicts import Verdicts
from simulator.world.outside import Outside, at_once
from sync_core.contacts.contact import ContactFolderId, ContactId
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId, Stream


class Backups:
    """A backup service, and people who do away with whole folders."""

    def __init__(
        self,
        chance: Random,
        outside: Outside,
        diary: Diary,
        staff: list[Colleague],
        settings: ContactSettings,
        folders: OutlookFolders,
        verdicts: Verdicts,
    ) -> None:
        self._chance = chance
        self._outside = outside
        self._diary = diary
        self._staff = staff
        self._settings = settings
        self._folders = folders
        self._said = verdicts
        self._backups: dict[MailboxId, FolderBackup] = {}

    def a_folder_is_removed(self) -> None:
        """Somebody deletes the folder that is kept in step, with all that lies in it."""
        named = [m for m in sorted(self._settings.folders) if self._folders.kept_folder(m)]
        if not named:
            return
        mailbox = self._chance.choice(named)
        folder = self._folders.kept_folder(mailbox)
        assert folder is not None  # noqa: S101  as found
        self._removed(mailbox)
        self._backups.pop(mailbox, None)
        self._folders.books.remove_folder(mailbox, ContactFolderId(folder.id))

    def _removed(self, mailbox: MailboxId) -> None:
        for contact, item in self._folders.items(mailbox):
            self._diary.deleted.add(contact)
            entry = self._diary.of_contact(contact, item.says.nickname)
            if entry is not None:
                entry.gone.add(Side.OUTLOOK)

    def bring_folders_back(self) -> None:
        """Make the folders again that the policy names and that are not there."""
        for mailbox in sorted(self._settings.folders):
            if self._folders.kept_folder(mailbox) is None:
                self._folders.books.add_folder(mailbox, OWN_FOLDER)

    def a_backup_is_taken(self) -> None:
        """A backup of a folder is taken."""
        mailbox = self._chance.choice(self._staff).mailbox
        folder = self._folders.kept_folder(mailbox)
        if folder is not None:
            self._backups[mailbox] = self._folders.books.back_up(mailbox, id_of(folder))

    def a_backup_is_restored(self) -> None:
        """A folder is set back to what it was when its backup was taken."""
        if not self._backups:
            return
        mailbox = self._chance.choice(sorted(self._backups))
        backup = self._backups.pop(mailbox)
        before = dict(self._folders.items(mailbox))
        keeps = self._chance.random() < 0.5
        self._folders.books.restore_backup(mailbox, backup, keeps_cursors=keeps)
        self._note_restored(mailbox, before, dict(self._folders.items(mailbox)))
        self._said.let_differ(mailbox)
        if self._is_older(mailbox, backup):
            self._said.restored(mailbox, self._outside.surroundings.now())

    def _note_restored(
        self,
        mailbox: MailboxId,
        before: dict[ContactId, ContactItem],
        after: dict[ContactId, ContactItem],
    ) -> None:
        """Note who is gone and who is back, and that all of them tell again what they told long ago."""
        self._diary.deleted.update(before.keys() - after.keys())
        for contact in after.keys() - before.keys():
            entry = self._diary.of_contact(contact, after[contact].says.nickname)
            if entry is not None and entry.contact == contact:
                entry.gone.discard(Side.OUTLOOK)
        for contact, item in after.items():
            entry = self._diary.of_contact(contact, item.says.nickname)
            if entry is not None and not item.is_list:
                comes_back(self._folders, entry, mailbox, contact)

    def _is_older(self, mailbox: MailboxId, backup: FolderBackup) -> bool:
        """Return whether the engine has to notice that a folder is older than what it remembers."""
        memory = self._outside.memory
        shown = int(value_of(backup.extended, GENERATION) or "0")
        cursors = at_once(memory.cursors(mailbox, "contacts."))
        remembered = int(cursors.get(GENERATION_CURSOR, "0").partition(" ")[0] or "0")
        held = at_once(memory.held(mailbox, Stream.CONTACTS))
        # a plan that was approved is done still, that much of it
        is_approved = held is not None and held.answered_at is not None
        return shown < remembered and not is_approved

    def a_list_is_set_back(self) -> None:
        """The CRM's database is restored: a list shows an older count."""
        owner = self._chance.choice(self._staff)
        if self._outside.crm.contacts.set_back(owner.user):
            self._said.let_differ(owner.mailbox)
