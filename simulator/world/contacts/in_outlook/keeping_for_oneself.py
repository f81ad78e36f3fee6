"""What a user keeps for himself in Outlook: private contacts, notes of his own, fields that nobody maps."""

from random import Random

from simulator.world.canaries import MARK
from simulator.world.contacts.diary import Diary
from simulator.world.contacts.in_outlook.folders import OutlookFolders
from sync_core.contacts.notes import BEGIN
from sync_core.reconcile.sides import Side


class KeepingForOneself:
    """The firm's staff as they write what concerns nobody else."""

    def __init__(self, chance: Random, diary: Diary, folders: OutlookFolders) -> None:
        self._chance = chance
        self._diary = diary
        self._folders = folders

    def a_contact_turns_private(self) -> None:
        """Somebody marks a contact private, or no longer so."""
        if found := self._folders.some():
            entry, mailbox, contact = found
            is_private = self._chance.random() < 0.6
            self._folders.books.mark_private(mailbox, contact, is_private=is_private)
            entry.turns(is_private=is_private)
            copied = self._diary.of_title(self._folders.books.look(mailbox, contact).says.job_title)
            if copied is not None and not is_private:  # what stands on a copy is no secret any more
                copied.turns(is_private=False)
            entry.touched.add(Side.OUTLOOK)

    def own_notes_are_written(self) -> None:
        """Somebody writes notes of their own around what is shared."""
        if found := self._folders.some():
            entry, mailbox, contact = found
            held = self._folders.books.look(mailbox, contact).says.notes
            entry.numbers += 1
            own = f"{MARK} own {entry.number} v{entry.numbers}"
            _, begin, rest = held.partition(BEGIN)
            entry.writes_on(contact)
            entry.own_notes = own
            notes = f"{own}\n{begin}{rest}" if begin else own
            self._folders.edit(entry, mailbox, contact, notes=notes)

    def something_unmapped_is_written(self) -> None:
        """Somebody writes what nobody maps."""
        if found := self._folders.some():
            entry, mailbox, contact = found
            entry.numbers += 1
            name = self._chance.choice(("office", "spouse", "assistant", "profession"))
            entry.writes_on(contact)
            entry.unmapped[name] = f"{MARK} {name} {entry.numbers}"
            self._folders.edit(entry, mailbox, contact, **{name: entry.unmapped[name]})
