"""What people may do in Outlook, how often they do each, and what a rival does in the moment of a write."""

from collections.abc import Callable
from random import Random

from simulator.world.contacts.diary import TRACKED, Diary
from simulator.world.contacts.in_outlook.editing import Editing
from simulator.world.contacts.in_outlook.folders import OutlookFolders
from simulator.world.contacts.in_outlook.keeping_for_oneself import KeepingForOneself
from simulator.world.contacts.in_outlook.putting_away import PuttingAway
from simulator.world.contacts.in_outlook.writing_down import WritingDown
from simulator.world.contacts.people import Acquaintances, Colleague
from simulator.world.contacts.rules import ContactSettings
from sync_core.contacts.contact import ContactId
from sync_core.work import MailboxId

Act = Callable[[], None]
_MEDDLED_AWAY = 0.15
"""Share of the rivals who delete what the engine is about to write."""


class OutlookActs:
    """The firm's staff at their contacts."""

    def __init__(
        self,
        chance: Random,
        diary: Diary,
        staff: list[Colleague],
        settings: ContactSettings,
        people: Acquaintances,
        folders: OutlookFolders,
    ) -> None:
        self._chance = chance
        self._diary = diary
        self._folders = folders
        self.writing_down = WritingDown(chance, diary, staff, settings, people, folders)
        self._editing = Editing(chance, diary, folders)
        self._own = KeepingForOneself(chance, diary, folders)
        self._away = PuttingAway(chance, diary, staff, folders)

    def all(self) -> tuple[tuple[Act, int], ...]:
        """Return what may be done, and how often each is."""
        return (
            (self.writing_down.a_contact_is_written_down, 16),
            (self._editing.a_contact_is_edited, 26),
            (self._editing.an_address_changes, 10),
            (self._editing.somebody_marries, 4),
            (self._editing.a_contact_is_recycled, 4),
            (self._editing.a_contact_is_emptied, 2),
            (self._away.a_contact_is_deleted, 6),
            (self._away.a_contact_is_restored, 3),
            (self._away.a_contact_is_copied, 3),
            (self._away.a_contact_is_moved, 4),
            (self._own.a_contact_turns_private, 4),
            (self.writing_down.a_list_is_made, 1),
            (self._own.own_notes_are_written, 4),
            (self._own.something_unmapped_is_written, 3),
        )

    def meddle(self, mailbox: MailboxId, contact: ContactId, fields: frozenset[str]) -> None:
        """Change a contact in the very moment in which some fields of it are to be written; or delete it."""
        item = self._folders.books.look(mailbox, contact)
        entry = self._diary.of_contact(contact, item.says.nickname)
        if entry is None or item.folder is None:
            return
        if self._chance.random() < _MEDDLED_AWAY:
            self._away.delete(entry, mailbox, contact)
            return
        alike = sorted(set(TRACKED) & fields)
        if alike and self._chance.random() < 0.6:
            self._editing.give_value(entry, mailbox, contact, self._chance.choice(alike))
        else:
            self._editing.edit(entry, mailbox, contact)
