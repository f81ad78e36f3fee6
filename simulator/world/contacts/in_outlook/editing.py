"""A contact is edited in Outlook: a field, the addresses, the name, or nearly everything."""

from datetime import UTC, datetime
from random import Random
from typing import Any

from simulator.graph.mail import Recipient
from simulator.world.canaries import MARK
from simulator.world.contacts.diary import TRACKED, Diary, Entry
from simulator.world.contacts.in_outlook.folders import OutlookFolders
from simulator.world.contacts.people import PLACES, phone, stranger
from sync_core.contacts.contact import ContactId
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

_OF_ADDRESSES = 0.4
"""Share of the edits that change the addresses of somebody of whom the CRM knows more than Outlook has places for."""
_BESIDE = 0.7
"""Share of new addresses that are written beside the former ones, which stay as far as there is a place."""


class Editing:
    """The firm's staff as they change contacts."""

    def __init__(self, chance: Random, diary: Diary, folders: OutlookFolders) -> None:
        self._chance = chance
        self._diary = diary
        self._folders = folders

    def a_contact_is_edited(self) -> None:
        """Somebody changes something."""
        if found := self._folders.some():
            self.edit(*found)

    def edit(self, entry: Entry, mailbox: MailboxId, contact: ContactId) -> None:
        """Change one field of a contact."""
        if entry.overflow and self._chance.random() < _OF_ADDRESSES:
            self._reached_otherwise(entry, mailbox, contact)
            return
        name = self._chance.choice((*TRACKED, *TRACKED, *TRACKED, "phones", "birthday", "category"))
        if name in TRACKED:
            self.give_value(entry, mailbox, contact, name)
            return
        says = self._folders.books.look(mailbox, contact).says
        choices: dict[str, dict[str, Any]] = {
            "phones": {"home_phones": (phone(entry.number, 800 + entry.numbers % 90),)},
            "birthday": {"birthday": datetime(1971, 1, 1 + entry.numbers % 27, tzinfo=UTC)},
            "category": {"categories": () if says.categories else (f"{MARK} group",)},
        }
        entry.numbers += 1
        self._folders.edit(entry, mailbox, contact, **choices[name])

    def give_value(self, entry: Entry, mailbox: MailboxId, contact: ContactId, name: str) -> None:
        """Give a tracked field a value that was never there before, now and then none."""
        value = "" if self._chance.random() < 0.08 else entry.value(name)
        held = self._folders.books.look(mailbox, contact).says
        self._folders.edit(entry, mailbox, contact, **{name: value})
        entry.overwritten(Side.OUTLOOK, held, **{name: value})

    def an_address_changes(self) -> None:
        """Somebody is reached otherwise from now on."""
        if found := self._folders.some(self._has_more_in_crm):
            self._reached_otherwise(*found)

    def _reached_otherwise(self, entry: Entry, mailbox: MailboxId, contact: ContactId) -> None:
        entry.numbers += 1
        emails = (Recipient(f"p{entry.number}.{entry.numbers}.{MARK}@extra.test"),)
        held = self._folders.books.look(mailbox, contact).says.emails
        whole = (*emails, *held)[:PLACES] if self._chance.random() < _BESIDE else emails
        self._folders.edit(entry, mailbox, contact, emails=whole)
        taken = {e.address.lower() for e in held} - {e.address.lower() for e in whole}
        entry.overflow = tuple(a for a in entry.overflow if a not in taken)

    def _has_more_in_crm(self, mailbox: MailboxId, contact: ContactId) -> bool:
        """Return whether the CRM holds addresses for which Outlook had no place."""
        nickname = self._folders.books.look(mailbox, contact).says.nickname
        entry = self._diary.of_contact(contact, nickname)
        return entry is not None and bool(entry.overflow)

    def somebody_marries(self) -> None:
        """Somebody has another surname from now on; the address stays."""
        if found := self._folders.some():
            entry, mailbox, contact = found
            entry.numbers += 1
            self._folders.edit(entry, mailbox, contact, surname=f"Wed{entry.numbers}{MARK}")

    def a_contact_is_recycled(self) -> None:
        """Somebody writes somebody else over a contact: another name, another address."""
        if found := self._folders.some(self._is_asked):
            entry, mailbox, contact = found
            entry.numbers += 1
            one = stranger(entry.number * 100 + entry.numbers)
            emails = tuple(Recipient(e, one.shown) for e in one.emails)
            names = {"given_name": one.given, "surname": one.surname, "display_name": one.shown}
            self._folders.edit(entry, mailbox, contact, emails=emails, **names)

    def _is_asked(self, mailbox: MailboxId, contact: ContactId) -> bool:
        """Return whether somebody wrote over it before: done again, most likely while a person is asked."""
        return "Zoe" in self._folders.books.look(mailbox, contact).says.given_name

    def a_contact_is_emptied(self) -> None:
        """Somebody takes nearly everything away."""
        if found := self._folders.some():
            entry, mailbox, contact = found
            held = self._folders.books.look(mailbox, contact).says
            blank = dict.fromkeys(TRACKED, "")
            self._folders.edit(entry, mailbox, contact, **blank, home_phones=(), business_phones=())
            entry.overwritten(Side.OUTLOOK, held, **blank)
