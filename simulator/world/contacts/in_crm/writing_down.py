"""Somebody is written down in a list of the CRM, or brought by an import."""

from datetime import date
from random import Random
from typing import Any

from simulator.world.canaries import MARK
from simulator.world.contacts.diary import TRACKED, Birth, Diary, Entry
from simulator.world.contacts.in_crm.lists import CrmLists, tried
from simulator.world.contacts.people import Acquaintances, Colleague
from simulator.world.outside import at_once
from sync_core.calendar.event import Origin
from sync_core.contacts.contact import Card, CrmContactId, Sharing
from sync_core.mail import Address
from sync_core.reconcile.sides import Side


class WritingDown:
    """The firm's staff, and imports, as they make entries."""

    def __init__(
        self,
        chance: Random,
        diary: Diary,
        staff: list[Colleague],
        people: Acquaintances,
        lists: CrmLists,
    ) -> None:
        self._chance = chance
        self._diary = diary
        self._staff = staff
        self._people = people
        self._lists = lists

    def an_entry_is_made(self) -> None:
        """A user writes down somebody."""
        owner = self._chance.choice(self._staff)
        entry = self._diary.new(Birth.CRM, owner.mailbox)
        card = self._card(entry)
        is_private = self._chance.random() < 0.1
        sharing = (
            Sharing.PRIVATE if is_private else self._chance.choice((Sharing.LIST, Sharing.FIRM))
        )
        contacts = self._lists.contacts
        made = tried(lambda: at_once(contacts.add_contact(owner.user, card, sharing, Origin.PAGE)))
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
        made = tried(lambda: at_once(self._lists.contacts.import_contacts(owner.user, [card])))
        if made is None:
            entry.is_left = True
            return
        entry.was_public = True
        self._stands(entry, made[0], card)

    def _stands(self, entry: Entry, one: CrmContactId, card: Card) -> None:
        self._diary.stands_in_crm(entry, one)
        entry.is_left = not card.name
        entry.edited(Side.CRM, **{n: getattr(card, n) for n in TRACKED if getattr(card, n)})

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
