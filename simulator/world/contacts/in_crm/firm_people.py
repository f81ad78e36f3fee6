"""The firm's own people in the CRM: known by other ways, edited, erased for good."""

from dataclasses import replace
from random import Random

from flows.ports.desk import NewPerson
from simulator.world.canaries import MARK
from simulator.world.contacts.diary import Diary
from simulator.world.contacts.in_crm.lists import CrmLists, tried
from simulator.world.contacts.people import Acquaintances
from simulator.world.outside import Outside, at_once
from sync_core.contacts.contact import FirmPerson
from sync_core.mail import Address
from sync_core.reconcile.sides import Side


class FirmPeople:
    """The CRM's keepers of people."""

    def __init__(
        self,
        chance: Random,
        outside: Outside,
        diary: Diary,
        people: Acquaintances,
        lists: CrmLists,
    ) -> None:
        self._chance = chance
        self._outside = outside
        self._diary = diary
        self._people = people
        self._lists = lists
        self.titles: dict[str, list[str]] = {}
        """Job titles that the firm itself gave its people, by person."""
        self.erased: set[str] = set()
        """Addresses of who was erased."""

    def a_person_is_known_to_the_firm(self) -> None:
        """The firm gets to know somebody by other ways."""
        one = self._chance.choice(self._people.known())
        held = {e for e in one.emails if self._outside.crm.holders_of(Address(e))}
        if held:
            return
        emails = [("email", Address(e)) for e in one.emails]
        tried(lambda: self._outside.crm.add_person(NewPerson(name=one.shown, addresses=emails)))

    def a_person_is_edited(self) -> None:
        """Somebody changes a person of the firm."""
        if person := self._some_person():
            told = self.titles.setdefault(person.id, [])
            title = f"{MARK} firm {person.id} v{len(told)}"
            card, fields = replace(person.card, job_title=title), frozenset({"job_title"})
            edit = self._lists.contacts.edit_person
            edited = tried(lambda: at_once(edit(person.id, person.version, card, fields)))
            if edited is not None:
                told.append(title)
                self._touch_all(person)

    def a_person_is_erased(self) -> None:
        """Somebody is erased for good, from every list."""
        if person := self._some_person():
            held = self._lists.contacts.standing_for(person.id)
            at_once(self._lists.contacts.erase_person(person.id, person.version))
            for kept in held:
                entry = self._diary.of_crm(kept.id, kept.card.nickname)
                self._lists.gone(entry, kept)
                if entry is not None:
                    entry.is_odd = True
            self.erased.update(person.card.emails)

    def _some_person(self) -> FirmPerson | None:
        ids = sorted(self._lists.contacts.people_of_firm(), key=int)
        return self._lists.contacts.person(self._chance.choice(ids)) if ids else None

    def _touch_all(self, person: FirmPerson) -> None:
        for kept in self._lists.contacts.standing_for(person.id):
            entry = self._diary.of_crm(kept.id, kept.card.nickname)
            if entry is not None:
                entry.touched.add(Side.CRM)
