"""What people do with contact lists and the firm's people in the CRM, each act noted in the diary."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from flows.ports.desk import NewPerson
from simulator.world.canaries import MARK
from simulator.world.contacts.diary import TRACKED, Birth, Diary, Entry
from simulator.world.contacts.people import Acquaintances, Colleague, Somebody, phone, stranger
from simulator.world.contacts.ports import BusyCrmContacts
from simulator.world.outside import Outside, at_once
from sync_core.calendar.event import Origin
from sync_core.contacts.contact import Card, CrmContact, CrmContactId, FirmPerson, Sharing
from sync_core.failures import Failure
from sync_core.mail import Address
from sync_core.reconcile.sides import Side

Act = Callable[[], None]
_HERE = Side.CRM
_KEPT_BACK = ("job_title", "company")


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
        self._outside = outside
        self._diary = diary
        self._staff = staff
        self._people = people
        self.of_firm: dict[str, list[str]] = {}
        """Job titles that the firm itself gave its people, by person."""
        self.erased: set[str] = set()
        """Addresses of who was erased."""

    def all(self) -> tuple[tuple[Act, int], ...]:
        """Return what may be done, and how often each is."""
        return (
            (self.an_entry_is_made, 24),
            (self.contacts_are_imported, 3),
            (self.an_entry_is_edited, 22),
            (self.an_entry_gets_more_addresses, 8),
            (self.an_entry_is_renamed, 3),
            (self.an_entry_is_recycled, 3),
            (self.an_entry_is_removed, 5),
            (self.an_entry_turns_private, 3),
            (self.an_entry_is_shared, 8),
            (self.notes_are_shared, 3),
            (self.a_person_is_known_to_the_firm, 3),
            (self.a_person_is_edited, 6),
            (self.a_person_is_erased, 1),
        )

    # Lists

    def an_entry_is_made(self) -> None:
        """A user writes down somebody."""
        owner = self._chance.choice(self._staff)
        entry = self._diary.new(Birth.CRM, owner.mailbox)
        card = self._card(entry)
        is_private = self._chance.random() < 0.1
        sharing = (
            Sharing.PRIVATE if is_private else self._chance.choice((Sharing.LIST, Sharing.FIRM))
        )
        made = self._tried(
            lambda: at_once(self._crm.add_contact(owner.user, card, sharing, Origin.PAGE))
        )
        if made is None:
            entry.is_left = True
            return
        entry.was_private, entry.was_public = is_private, not is_private
        self._stands(entry, made.id, card)

    def contacts_are_imported(self) -> None:
        """An import brings somebody."""
        owner = self._chance.choice(self._staff)
        entry = self._diary.new(Birth.IMPORT, owner.mailbox)
        card = self._card(entry)
        made = self._tried(lambda: at_once(self._crm.import_contacts(owner.user, [card])))
        if made is None:
            entry.is_left = True
            return
        entry.was_public = True
        self._stands(entry, made[0], card)

    def _stands(self, entry: Entry, one: CrmContactId, card: Card) -> None:
        self._diary.stands_in_crm(entry, one)
        entry.is_left = not card.name
        entry.edited(_HERE, **{n: getattr(card, n) for n in TRACKED if getattr(card, n)})

    def _card(self, entry: Entry) -> Card:
        one, chance = self._people.somebody(), self._chance
        if not one.shown:
            return Card(categories=(f"{MARK} nobody",))
        values: dict[str, Any] = {
            name: entry.value(name) for name in TRACKED if chance.random() < 0.6
        }
        return Card(
            given_name=one.given,
            surname=one.surname,
            display_name=one.shown,
            nickname=entry.token,
            emails=tuple(map(Address, one.emails)),
            birthday=date(1980, 2, 28) if chance.random() < 0.2 else None,
            notes=f"{MARK} shared {entry.number}" if chance.random() < 0.2 else "",
            **values,
        )

    def an_entry_is_edited(self) -> None:
        """A user changes something."""
        if found := self.some():
            self.edit(*found)

    def edit(self, entry: Entry, kept: CrmContact) -> None:
        """Change one field of an entry."""
        name = self._chance.choice((*TRACKED, *TRACKED, "home_phones", "birthday"))
        if name in TRACKED:
            self._set(entry, kept, name)
            return
        entry.numbers += 1
        number = phone(entry.number, 700 + entry.numbers % 90)
        day = date(1975, 3, 1 + entry.numbers % 28)
        fields: dict[str, Any] = (
            {"birthday": day} if name == "birthday" else {"home_phones": (number,)}
        )
        self._edited(entry, kept, **fields)

    def _set(self, entry: Entry, kept: CrmContact, name: str) -> None:
        value = "" if self._chance.random() < 0.08 else entry.value(name)
        if self._edited(entry, kept, **{name: value}):
            entry.edited(_HERE, **{name: value})

    def meddle(self, one: CrmContactId, fields: frozenset[str]) -> None:
        """Change an entry in the very moment in which some fields of it are to be written."""
        kept = self._crm.kept(one)
        entry = self._diary.of_crm(one, kept.card.nickname) if kept else None
        if kept is None or entry is None:
            return
        alike = sorted(set(TRACKED) & fields)
        if alike and self._chance.random() < 0.6:
            self._set(entry, kept, self._chance.choice(alike))
        else:
            self.edit(entry, kept)

    def an_entry_gets_more_addresses(self) -> None:
        """A user notes more addresses and numbers than Outlook has places for."""
        if found := self.some():
            entry, kept = found
            entry.numbers += 1
            more = [
                Address(f"p{entry.number}.{entry.numbers}{letter}.{MARK}@extra.test")
                for letter in "abc"[: self._chance.choice((1, 3, 3))]
            ]
            numbers = tuple(phone(entry.number, 600 + entry.numbers % 30 * 3 + k) for k in range(3))
            emails = (*kept.card.emails, *more)
            if self._edited(entry, kept, emails=emails, business_phones=numbers):
                entry.overflow = emails[3:]

    def an_entry_is_renamed(self) -> None:
        """A user notes another surname; the address stays."""
        if found := self.some():
            entry, kept = found
            entry.numbers += 1
            surname = f"Wed{entry.numbers}{MARK}"
            shown = f"{kept.card.given_name} {surname}".strip()
            self._edited(entry, kept, surname=surname, display_name=shown)

    def an_entry_is_recycled(self) -> None:
        """A user writes somebody else over an entry."""
        if found := self.some(lambda kept: "Zoe" in kept.card.given_name):
            entry, kept = found
            entry.numbers += 1
            one = stranger(entry.number * 100 + entry.numbers)
            if self._edited(entry, kept, **_named(one)):
                entry.overflow = ()

    def an_entry_is_removed(self) -> None:
        """A user removes an entry, now and then several."""
        for _ in range(self._chance.choice((1, 1, 1, 3))):
            if found := self.some():
                entry, kept = found
                at_once(self._crm.remove_contact(kept.id, kept.version))
                self._gone(entry, kept.id)

    def an_entry_turns_private(self) -> None:
        """A user marks an entry private, or no longer so."""
        if found := self.some():
            entry, kept = found
            is_private = kept.sharing is not Sharing.PRIVATE
            if self._edited(entry, kept, is_private=is_private):
                entry.turns(is_private=is_private)

    def an_entry_is_shared(self) -> None:
        """A user shares an entry with the firm, or keeps one of its fields back."""
        if found := self.some():
            entry, kept = found
            back = frozenset(n for n in _KEPT_BACK if self._chance.random() < 0.2)
            if kept.sharing is Sharing.PRIVATE:
                return
            shared = self._tried(
                lambda: at_once(self._crm.share_contact(kept.id, kept.version, Sharing.FIRM, back))
            )
            if shared is not None:
                now = self._outside.surroundings.now()
                entry.kept_back = {n: entry.kept_back.get(n, now) for n in sorted(back)}
                entry.touched.add(_HERE)

    def notes_are_shared(self) -> None:
        """A user writes what is shared of the notes."""
        if found := self.some():
            entry, kept = found
            entry.numbers += 1
            notes = f"{MARK} shared {entry.number} v{entry.numbers}\n\nline"
            self._edited(entry, kept, notes=notes)

    # The firm's people

    def a_person_is_known_to_the_firm(self) -> None:
        """The firm gets to know somebody by other ways."""
        one = self._chance.choice(self._people.known())
        held = {e for e in one.emails if self._outside.crm.holders_of(Address(e))}
        if held:
            return
        emails = [("email", Address(e)) for e in one.emails]
        self._tried(
            lambda: self._outside.crm.add_person(NewPerson(name=one.shown, addresses=emails))
        )

    def a_person_is_edited(self) -> None:
        """Somebody changes a person of the firm."""
        if person := self._some_person():
            told = self.of_firm.setdefault(person.id, [])
            title = f"{MARK} firm {person.id} v{len(told)}"
            card = replace(person.card, job_title=title)
            fields = frozenset({"job_title"})
            edited = self._tried(
                lambda: at_once(self._crm.edit_person(person.id, person.version, card, fields))
            )
            if edited is not None:
                told.append(title)
                self._touch_all(person)

    def a_person_is_erased(self) -> None:
        """Somebody is erased for good, from every list."""
        if person := self._some_person():
            held = self._crm.standing_for(person.id)
            at_once(self._crm.erase_person(person.id, person.version))
            for kept in held:
                entry = self._diary.of_crm(kept.id, kept.card.nickname)
                self._diary.removed.add(kept.id)
                if entry is not None:
                    self._gone(entry, kept.id)
                    entry.is_odd = True
            self.erased.update(person.card.emails)

    def _some_person(self) -> FirmPerson | None:
        ids = sorted(self._crm.people_of_firm(), key=int)
        return self._crm.person(self._chance.choice(ids)) if ids else None

    def _touch_all(self, person: FirmPerson) -> None:
        for kept in self._crm.standing_for(person.id):
            entry = self._diary.of_crm(kept.id, kept.card.nickname)
            if entry is not None:
                entry.touched.add(_HERE)

    # Inside

    @property
    def _crm(self) -> BusyCrmContacts:
        return self._outside.crm.contacts

    def some(
        self, favoured: Callable[[CrmContact], bool] | None = None
    ) -> tuple[Entry, CrmContact] | None:
        """Return an entry of somebody's list that people would know again."""
        there = [
            (entry, kept)
            for kept in self._crm.everything()
            if (entry := self._diary.of_crm(kept.id, kept.card.nickname)) is not None
        ]
        best = [f for f in there if favoured is not None and favoured(f[1])]
        there = best if best and self._chance.random() < 0.6 else there
        return self._chance.choice(there) if there else None

    def _gone(self, entry: Entry, one: CrmContactId) -> None:
        self._diary.removed.add(one)
        entry.gone.add(_HERE)

    def _edited(self, entry: Entry, kept: CrmContact, **fields: Any) -> bool:
        """Write fields as a page does; a value that the CRM does not take changes nothing."""
        card, names = replace(kept.card, **fields), frozenset(fields)
        done = self._tried(
            lambda: at_once(self._crm.edit_contact(kept.id, kept.version, card, names))
        )
        if done is not None:
            entry.touched.add(_HERE)
        return done is not None

    def _tried(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Failure:
            return None


def _named(one: Somebody) -> dict[str, Any]:
    emails: Collection[str] = one.emails
    return {
        "given_name": one.given,
        "surname": one.surname,
        "display_name": one.shown,
        "emails": tuple(map(Address, emails)),
    }
