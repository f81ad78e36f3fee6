"""An entry of a list is edited in the CRM: a field, the addresses, the name, the notes; or it is removed."""

from datetime import date
from random import Random
from typing import Any

from simulator.world.canaries import MARK
from simulator.world.contacts.diary import TRACKED, Entry
from simulator.world.contacts.in_crm.lists import CrmLists
from simulator.world.contacts.people import phone, stranger
from simulator.world.outside import at_once
from sync_core.contacts.contact import CrmContact
from sync_core.mail import Address
from sync_core.reconcile.sides import Side


class Editing:
    """The firm's staff as they change entries."""

    def __init__(self, chance: Random, lists: CrmLists) -> None:
        self._chance = chance
        self._lists = lists

    def an_entry_is_edited(self) -> None:
        """A user changes something."""
        if found := self._lists.some():
            self.edit(*found)

    def edit(self, entry: Entry, kept: CrmContact) -> None:
        """Change one field of an entry."""
        name = self._chance.choice((*TRACKED, *TRACKED, "home_phones", "birthday"))
        if name in TRACKED:
            self.give_value(entry, kept, name)
            return
        entry.numbers += 1
        number = phone(entry.number, 700 + entry.numbers % 90)
        day = date(1975, 3, 1 + entry.numbers % 28)
        fields: dict[str, Any] = (
            {"birthday": day} if name == "birthday" else {"home_phones": (number,)}
        )
        self._lists.edit(entry, kept, **fields)

    def give_value(self, entry: Entry, kept: CrmContact, name: str) -> None:
        """Give a tracked field a value that was never there before, now and then none."""
        value = "" if self._chance.random() < 0.08 else entry.value(name)
        if self._lists.edit(entry, kept, **{name: value}):
            entry.overwritten(Side.CRM, kept.card, **{name: value})

    def an_entry_gets_more_addresses(self) -> None:
        """A user notes more addresses and numbers than Outlook has places for."""
        if found := self._lists.some():
            entry, kept = found
            entry.numbers += 1
            more = [
                Address(f"p{entry.number}.{entry.numbers}{letter}.{MARK}@extra.test")
                for letter in "abc"[: self._chance.choice((1, 3, 3))]
            ]
            numbers = tuple(phone(entry.number, 600 + entry.numbers % 30 * 3 + k) for k in range(3))
            emails = (*kept.card.emails, *more)
            if self._lists.edit(entry, kept, emails=emails, business_phones=numbers):
                entry.overflow = emails[3:]

    def an_entry_is_renamed(self) -> None:
        """A user notes another surname; the address stays."""
        if found := self._lists.some():
            entry, kept = found
            entry.numbers += 1
            surname = f"Wed{entry.numbers}{MARK}"
            shown = f"{kept.card.given_name} {surname}".strip()
            self._lists.edit(entry, kept, surname=surname, display_name=shown)

    def an_entry_is_recycled(self) -> None:
        """A user writes somebody else over an entry."""
        if found := self._lists.some(lambda kept: "Zoe" in kept.card.given_name):
            entry, kept = found
            entry.numbers += 1
            one = stranger(entry.number * 100 + entry.numbers)
            emails = tuple(map(Address, one.emails))
            names = {"given_name": one.given, "surname": one.surname, "display_name": one.shown}
            if self._lists.edit(entry, kept, emails=emails, **names):
                entry.overflow = ()

    def notes_are_shared(self) -> None:
        """A user writes what is shared of the notes."""
        if found := self._lists.some():
            entry, kept = found
            entry.numbers += 1
            notes = f"{MARK} shared {entry.number} v{entry.numbers}\n\nline"
            self._lists.edit(entry, kept, notes=notes)

    def an_entry_is_removed(self) -> None:
        """A user removes an entry, now and then several."""
        for _ in range(self._chance.choice((1, 1, 1, 3))):
            if found := self._lists.some():
                entry, kept = found
                at_once(self._lists.contacts.remove_contact(kept.id, kept.version))
                self._lists.gone(entry, kept)
