"""Somebody is written down in Outlook, or a distribution list is made."""

from datetime import UTC, datetime
from random import Random
from typing import Any

from simulator.graph.contacts.contact import Contact
from simulator.graph.mail import Recipient
from simulator.world.canaries import MARK
from simulator.world.contacts.diary import TRACKED, Birth, Diary, Entry
from simulator.world.contacts.in_outlook.folders import OutlookFolders, id_of
from simulator.world.contacts.people import Acquaintances, Colleague, Somebody, phone
from simulator.world.contacts.rules import ContactSettings
from sync_core.contacts.contact import ContactFolderId, ContactId
from sync_core.contacts.notes import BEGIN, END
from sync_core.reconcile.sides import Side


class WritingDown:
    """The firm's staff as they make contacts."""

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
        self._staff = staff
        self._settings = settings
        self._people = people
        self._folders = folders

    def a_contact_is_written_down(self) -> None:
        """Somebody writes down somebody."""
        owner = self._chance.choice(self._staff)
        entry = self._diary.new(Birth.OUTLOOK, owner.mailbox)
        folder = self._folders.kept_folder(owner.mailbox)
        if folder is None:
            entry.is_left = True
            return
        self._written_down(entry, id_of(folder))

    def a_list_is_made(self) -> None:
        """Somebody makes a distribution list."""
        owner = self._chance.choice(self._staff)
        folder = self._folders.kept_folder(owner.mailbox)
        if folder is not None:
            self._folders.books.add_list(owner.mailbox, f"{MARK} list", id_of(folder))

    def _written_down(self, entry: Entry, folder: ContactFolderId) -> None:
        one = self._people.somebody()
        values = {name: entry.value(name) for name in TRACKED if self._chance.random() < 0.6}
        known = values if one.shown else {}
        made = self._folders.books.create(entry.mailbox, self._says(entry, one, known), folder)
        self._diary.stands_in_outlook(entry, made)
        entry.writes_on(made)
        entry.is_left = not one.shown
        entry.edited(Side.OUTLOOK, **known)
        self._kept_private(entry, made)

    def _says(self, entry: Entry, one: Somebody, values: dict[str, str]) -> Contact:
        """Return somebody's contact with these values; most have nothing besides."""
        chance = self._chance
        entry.own_notes = f"{MARK} own {entry.number}" if chance.random() < 0.3 else ""
        entry.unmapped = {"office": f"{MARK} office {entry.number}"}
        besides: dict[str, Any] = {**values, **entry.unmapped}
        return Contact(
            given_name=one.given,
            surname=one.surname,
            emails=tuple(Recipient(e, one.shown) for e in self._entries(one.emails)),
            nickname=entry.token if one.shown else "",
            business_phones=(phone(entry.number, 900),) if chance.random() < 0.3 else (),
            birthday=datetime(1980, 2, 29, 11, 59, tzinfo=UTC) if chance.random() < 0.2 else None,
            notes=self._notes(entry),
            **besides,
        )

    def _entries(self, emails: tuple[str, ...]) -> tuple[str, ...]:
        """Return the entries of a contact; now and then with one that nobody can use."""
        unusable = (f"/o=ExchangeLabs/cn={MARK}",) if self._chance.random() < 0.05 else ()
        return (*emails, *unusable)

    def _notes(self, entry: Entry) -> str:
        if self._settings.notes and self._chance.random() < 0.3:
            block = f"{BEGIN}\n{MARK} shared {entry.number}\n{END}"
            return f"{entry.own_notes}\n{block}" if entry.own_notes else block
        return entry.own_notes

    def _kept_private(self, entry: Entry, made: ContactId) -> None:
        is_private = self._chance.random() < 0.12
        entry.was_private, entry.was_public = is_private, not is_private
        if is_private:
            self._folders.books.mark_private(entry.mailbox, made)
