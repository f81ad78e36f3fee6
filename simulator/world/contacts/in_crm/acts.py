"""What people may do in the CRM, how often they do each, and what a rival does in the moment of a write."""

from collections.abc import Callable
from random import Random

from simulator.world.contacts.diary import TRACKED, Diary
from simulator.world.contacts.in_crm.editing import Editing
from simulator.world.contacts.in_crm.firm_people import FirmPeople
from simulator.world.contacts.in_crm.lists import CrmLists
from simulator.world.contacts.in_crm.sharing import SharingWithTheFirm
from simulator.world.contacts.in_crm.writing_down import WritingDown
from simulator.world.contacts.people import Acquaintances, Colleague
from simulator.world.outside import Outside
from sync_core.contacts.contact import CrmContactId

Act = Callable[[], None]


class CrmActs:
    """The firm's staff at the CRM's pages, its imports, and its keepers of people."""

    def __init__(
        self,
        chance: Random,
        outside: Outside,
        diary: Diary,
        staff: list[Colleague],
        people: Acquaintances,
    ) -> None:
        self._chance = chance
        self._diary = diary
        self._lists = CrmLists(chance, outside, diary)
        self._editing = Editing(chance, self._lists)
        self._sharing = SharingWithTheFirm(chance, outside, self._lists)
        self.writing_down = WritingDown(chance, diary, staff, people, self._lists)
        self.firm = FirmPeople(chance, outside, diary, people, self._lists)

    def all(self) -> tuple[tuple[Act, int], ...]:
        """Return what may be done, and how often each is."""
        return (
            (self.writing_down.an_entry_is_made, 24),
            (self.writing_down.contacts_are_imported, 3),
            (self._editing.an_entry_is_edited, 22),
            (self._editing.an_entry_gets_more_addresses, 8),
            (self._editing.an_entry_is_renamed, 3),
            (self._editing.an_entry_is_recycled, 3),
            (self._editing.an_entry_is_removed, 5),
            (self._sharing.an_entry_turns_private, 3),
            (self._sharing.an_entry_is_shared, 8),
            (self._editing.notes_are_shared, 3),
            (self.firm.a_person_is_known_to_the_firm, 3),
            (self.firm.a_person_is_edited, 6),
            (self.firm.a_person_is_erased, 1),
        )

    def meddle(self, one: CrmContactId, fields: frozenset[str]) -> None:
        """Change an entry in the very moment in which some fields of it are to be written."""
        kept = self._lists.contacts.kept(one)
        entry = self._diary.of_crm(one, kept.card.nickname) if kept else None
        if kept is None or entry is None:
            return
        alike = sorted(set(TRACKED) & fields)
        if alike and self._chance.random() < 0.6:
            self._editing.give_value(entry, kept, self._chance.choice(alike))
        else:
            self._editing.edit(entry, kept)
