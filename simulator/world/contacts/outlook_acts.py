"""What people do with their contacts in Outlook, one act at a time, each noted in the diary."""

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

from simulator.graph.contacts.contact import Contact
from simulator.graph.contacts.items import ContactFolder, ContactItem
from simulator.graph.contacts.people import AddressBooks, contact_id
from simulator.graph.mail import Recipient
from simulator.world.canaries import MARK
from simulator.world.contacts.diary import TRACKED, Birth, Diary, Entry
from simulator.world.contacts.people import (
    PLACES,
    Acquaintances,
    Colleague,
    phone,
    stranger,
)
from simulator.world.contacts.rules import ContactSettings
from simulator.world.outside import Outside
from sync_core.contacts.contact import ContactFolderId, ContactId
from sync_core.contacts.notes import BEGIN, END
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

Act = Callable[[], None]
_HERE = Side.OUTLOOK
_MEDDLED_AWAY = 0.15
"""Share of the rivals who delete what the engine is about to write."""
_OF_ADDRESSES = 0.4
"""Share of the edits that change the addresses of somebody of whom the CRM knows more than Outlook has places for."""
_BESIDE = 0.7
"""Share of new addresses that are written beside the former ones, which stay as far as there is a place."""
ELSEWHERE = "Others"


class OutlookActs:
    """The firm's staff at their contacts."""

    def __init__(
        self,
        chance: Random,
        outside: Outside,
        diary: Diary,
        staff: list[Colleague],
        settings: ContactSettings,
        people: Acquaintances,
    ) -> None:
        self._chance = chance
        self._outside = outside
        self._diary = diary
        self._staff = staff
        self._settings = settings
        self._people = people

    def all(self) -> tuple[tuple[Act, int], ...]:
        """Return what may be done, and how often each is."""
        return (
            (self.a_contact_is_written_down, 16),
            (self.a_contact_is_edited, 26),
            (self.an_address_changes, 10),
            (self.somebody_marries, 4),
            (self.a_contact_is_recycled, 4),
            (self.a_contact_is_emptied, 2),
            (self.a_contact_is_deleted, 6),
            (self.a_contact_is_restored, 3),
            (self.a_contact_is_copied, 3),
            (self.a_contact_is_moved, 4),
            (self.a_contact_turns_private, 4),
            (self.a_list_is_made, 1),
            (self.own_notes_are_written, 4),
            (self.something_unmapped_is_written, 3),
        )

    # Making

    def a_contact_is_written_down(self) -> None:
        """Somebody writes down somebody."""
        owner = self._chance.choice(self._staff)
        entry = self._diary.new(Birth.OUTLOOK, owner.mailbox)
        folder = self.kept_folder(owner.mailbox)
        if folder is None:
            entry.is_left = True
            return
        self._written_down(entry, ContactFolderId("" if folder.is_default else folder.id))

    def _written_down(self, entry: Entry, folder: ContactFolderId) -> None:
        chance, one = self._chance, self._people.somebody()
        values: dict[str, Any] = {
            name: self._new_value(entry, name) for name in TRACKED if chance.random() < 0.6
        }
        entry.own_notes = f"{MARK} own {entry.number}" if chance.random() < 0.3 else ""
        entry.unmapped = {"office": f"{MARK} office {entry.number}"}
        says = Contact(
            given_name=one.given,
            surname=one.surname,
            emails=tuple(Recipient(e, one.shown) for e in self._entries(one.emails)),
            nickname=entry.token if one.shown else "",
            business_phones=(phone(entry.number, 900),) if chance.random() < 0.3 else (),
            birthday=datetime(1980, 2, 29, 11, 59, tzinfo=UTC) if chance.random() < 0.2 else None,
            notes=self._notes(entry),
            **(values if one.shown else {}),
            **entry.unmapped,
        )
        made = self._outlook.create(entry.mailbox, says, folder)
        self._diary.stands_in_outlook(entry, made)
        entry.writes_on(made)
        entry.is_left = not one.shown
        entry.edited(_HERE, **(values if one.shown else {}))
        is_private = chance.random() < 0.12
        entry.was_private, entry.was_public = is_private, not is_private
        if is_private:
            self._outlook.mark_private(entry.mailbox, made)

    def _entries(self, emails: tuple[str, ...]) -> tuple[str, ...]:
        """Return the entries of a contact; now and then with one that nobody can use."""
        unusable = (f"/o=ExchangeLabs/cn={MARK}",) if self._chance.random() < 0.05 else ()
        return (*emails, *unusable)

    def _notes(self, entry: Entry) -> str:
        if self._settings.notes and self._chance.random() < 0.3:
            block = f"{BEGIN}\n{MARK} shared {entry.number}\n{END}"
            return f"{entry.own_notes}\n{block}" if entry.own_notes else block
        return entry.own_notes

    def a_list_is_made(self) -> None:
        """Somebody makes a distribution list."""
        owner = self._chance.choice(self._staff)
        folder = self.kept_folder(owner.mailbox)
        if folder is not None:
            name = "" if folder.is_default else folder.id
            self._outlook.add_list(owner.mailbox, f"{MARK} list", name)

    # Changing

    def a_contact_is_edited(self) -> None:
        """Somebody changes something."""
        if found := self.some():
            self.edit(*found)

    def edit(self, entry: Entry, mailbox: MailboxId, contact: ContactId) -> None:
        """Change one field of a contact."""
        if entry.overflow and self._chance.random() < _OF_ADDRESSES:
            self._reached_otherwise(entry, mailbox, contact)
            return
        says = self._outlook.look(mailbox, contact).says
        name = self._chance.choice((*TRACKED, *TRACKED, *TRACKED, "phones", "birthday", "category"))
        if name in TRACKED:
            self._set(entry, mailbox, contact, name)
            return
        choices: dict[str, dict[str, Any]] = {
            "phones": {"home_phones": (phone(entry.number, 800 + entry.numbers % 90),)},
            "birthday": {"birthday": datetime(1971, 1, 1 + entry.numbers % 27, tzinfo=UTC)},
            "category": {"categories": () if says.categories else (f"{MARK} group",)},
        }
        fields = choices[name]
        entry.numbers += 1
        self._edited(entry, mailbox, contact, **fields)

    def _set(self, entry: Entry, mailbox: MailboxId, contact: ContactId, name: str) -> None:
        value = "" if self._chance.random() < 0.08 else self._new_value(entry, name)
        self._edited(entry, mailbox, contact, **{name: value})
        entry.edited(_HERE, **{name: value})

    def meddle(self, mailbox: MailboxId, contact: ContactId, fields: frozenset[str]) -> None:
        """Change a contact in the very moment in which some fields of it are to be written; or delete it."""
        item = self._outlook.look(mailbox, contact)
        entry = self._diary.of_contact(contact, item.says.nickname)
        if entry is None or item.folder is None:
            return
        if self._chance.random() < _MEDDLED_AWAY:
            self._delete(entry, mailbox, contact)
            return
        alike = sorted(set(TRACKED) & fields)
        if alike and self._chance.random() < 0.6:
            self._set(entry, mailbox, contact, self._chance.choice(alike))
        else:
            self.edit(entry, mailbox, contact)

    def an_address_changes(self) -> None:
        """Somebody is reached otherwise from now on."""
        if found := self.some(self._has_more_in_crm):
            self._reached_otherwise(*found)

    def _reached_otherwise(self, entry: Entry, mailbox: MailboxId, contact: ContactId) -> None:
        entry.numbers += 1
        emails = (Recipient(f"p{entry.number}.{entry.numbers}.{MARK}@extra.test"),)
        held = self._outlook.look(mailbox, contact).says.emails
        whole = (*emails, *held)[:PLACES] if self._chance.random() < _BESIDE else emails
        self._edited(entry, mailbox, contact, emails=whole)
        taken = {e.address.lower() for e in held} - {e.address.lower() for e in whole}
        entry.overflow = tuple(a for a in entry.overflow if a not in taken)

    def _has_more_in_crm(self, mailbox: MailboxId, contact: ContactId) -> bool:
        """Return whether the CRM holds addresses for which Outlook had no place."""
        nickname = self._outlook.look(mailbox, contact).says.nickname
        entry = self._diary.of_contact(contact, nickname)
        return entry is not None and bool(entry.overflow)

    def somebody_marries(self) -> None:
        """Somebody has another surname from now on; the address stays."""
        if found := self.some():
            entry, mailbox, contact = found
            entry.numbers += 1
            self._edited(entry, mailbox, contact, surname=f"Wed{entry.numbers}{MARK}")

    def a_contact_is_recycled(self) -> None:
        """Somebody writes somebody else over a contact: another name, another address."""
        if found := self.some(self._is_asked):
            entry, mailbox, contact = found
            entry.numbers += 1
            one = stranger(entry.number * 100 + entry.numbers)
            emails = tuple(Recipient(e, one.shown) for e in one.emails)
            names = {"given_name": one.given, "surname": one.surname, "display_name": one.shown}
            self._edited(entry, mailbox, contact, emails=emails, **names)

    def _is_asked(self, mailbox: MailboxId, contact: ContactId) -> bool:
        """Return whether somebody wrote over it before: done again, most likely while a person is asked."""
        return "Zoe" in self._outlook.look(mailbox, contact).says.given_name

    def a_contact_is_emptied(self) -> None:
        """Somebody takes nearly everything away."""
        if found := self.some():
            entry, mailbox, contact = found
            held = self._outlook.look(mailbox, contact).says
            blank = dict.fromkeys(TRACKED, "")
            self._edited(entry, mailbox, contact, **blank, home_phones=(), business_phones=())
            # what was blank before was not taken away: a value on its way there from the CRM stays
            entry.edited(_HERE, **{name: "" for name in TRACKED if getattr(held, name)})

    def a_contact_turns_private(self) -> None:
        """Somebody marks a contact private, or no longer so."""
        if found := self.some():
            entry, mailbox, contact = found
            is_private = self._chance.random() < 0.6
            self._outlook.mark_private(mailbox, contact, is_private=is_private)
            entry.turns(is_private=is_private)
            copied = self._diary.of_title(self._outlook.look(mailbox, contact).says.job_title)
            if copied is not None and not is_private:  # what stands on a copy is no secret any more
                copied.turns(is_private=False)
            entry.touched.add(_HERE)

    def own_notes_are_written(self) -> None:
        """Somebody writes notes of their own around what is shared."""
        if found := self.some():
            entry, mailbox, contact = found
            held = self._outlook.look(mailbox, contact).says.notes
            entry.numbers += 1
            own = f"{MARK} own {entry.number} v{entry.numbers}"
            _, begin, rest = held.partition(BEGIN)
            entry.writes_on(contact)
            entry.own_notes = own
            notes = f"{own}\n{begin}{rest}" if begin else own
            self._edited(entry, mailbox, contact, notes=notes)

    def something_unmapped_is_written(self) -> None:
        """Somebody writes what nobody maps."""
        if found := self.some():
            entry, mailbox, contact = found
            entry.numbers += 1
            name = self._chance.choice(("office", "spouse", "assistant", "profession"))
            entry.writes_on(contact)
            entry.unmapped[name] = f"{MARK} {name} {entry.numbers}"
            self._edited(entry, mailbox, contact, **{name: entry.unmapped[name]})

    # Taking away, and back

    def a_contact_is_deleted(self) -> None:
        """Somebody deletes a contact, now and then several."""
        for _ in range(self._chance.choice((1, 1, 1, 3))):
            if found := self.some():
                self._delete(*found)

    def _delete(self, entry: Entry, mailbox: MailboxId, contact: ContactId) -> None:
        self._outlook.delete(mailbox, contact)
        self._diary.deleted.add(contact)
        entry.gone.add(_HERE)

    def a_contact_is_restored(self) -> None:
        """Somebody takes a contact out of the deleted items."""
        found = self.some(is_deleted=True)
        if found:
            entry, mailbox, contact = found
            folder = self.kept_folder(mailbox)
            if folder is not None:
                self._outlook.restore(mailbox, contact, "" if folder.is_default else folder.id)
                entry.gone.discard(_HERE)
                entry.copies += self._is_made_anew(entry, mailbox, contact)
                entry.is_odd = True
                self.comes_back(entry, mailbox, contact)

    def comes_back(self, entry: Entry, mailbox: MailboxId, contact: ContactId) -> None:
        """Note that what a contact told long ago is told again: it may rise to the firm, and reach colleagues."""
        held = self._outlook.look(mailbox, contact).says
        entry.edited(_HERE, **{n: told for n in TRACKED if (told := getattr(held, n))})

    def _is_made_anew(self, entry: Entry, mailbox: MailboxId, contact: ContactId) -> bool:
        """Return whether a deleted contact was made again for an edit in the CRM, or may be just now."""
        box = self._outside.tenant.mailbox(mailbox)
        others = (
            i.says.nickname
            for i in box.contacts.items.values()
            if i.folder is not None and contact_id(box, i.number) != contact
        )
        return Side.CRM in entry.touched or any(entry.token in nickname for nickname in others)

    def a_contact_is_copied(self) -> None:
        """Somebody copies a contact."""
        if found := self.some():
            entry, mailbox, contact = found
            folder = self.kept_folder(mailbox)
            assert folder is not None  # noqa: S101  it lies there
            made = self._outlook.copy(mailbox, contact, "" if folder.is_default else folder.id)
            copy = self._diary.new(Birth.OUTLOOK, mailbox)
            copy.is_left = True
            self._diary.stands_in_outlook(copy, made)
            copy.was_private, copy.was_public = entry.was_private, True
            self._diary.copied.add(made)
            entry.copies += 1
            copy.copies += 1

    def a_contact_is_moved(self) -> None:
        """Somebody moves a contact to another folder, or back."""
        mailbox = self._chance.choice(self._staff).mailbox
        kept, other = self.kept_folder(mailbox), self._elsewhere(mailbox)
        back = self._within(mailbox, other)
        if kept is None:
            return
        if back and self._chance.random() < 0.6:
            entry, contact = self._chance.choice(back)
            self._outlook.move(mailbox, contact, "" if kept.is_default else kept.id)
            entry.touched.add(_HERE)
        elif there := self._within(mailbox, kept):
            entry, contact = self._chance.choice(there)
            self._outlook.move(mailbox, contact, other.id)
            self._diary.moved.add(contact)
            entry.touched.add(_HERE)

    # Inside

    @property
    def _outlook(self) -> AddressBooks:
        return self._outside.tenant.contacts

    def kept_folder(self, mailbox: MailboxId) -> ContactFolder | None:
        """Return the folder that is kept in step; None while it is not there."""
        store = self._outside.tenant.mailbox(mailbox).contacts
        name = self._settings.folders.get(mailbox)
        if name is None:
            return store.default
        return next((f for f in store.own_folders() if f.name == name), None)

    def items(self, mailbox: MailboxId) -> list[tuple[ContactId, ContactItem]]:
        """Return what lies in the folder that is kept in step."""
        folder = self.kept_folder(mailbox)
        if folder is None:
            return []
        box = self._outside.tenant.mailbox(mailbox)
        return [(contact_id(box, n), box.contacts.items[n]) for n in folder.items]

    def some(
        self,
        favoured: Callable[[MailboxId, ContactId], bool] | None = None,
        *,
        is_deleted: bool = False,
    ) -> tuple[Entry, MailboxId, ContactId] | None:
        """Return a contact of somebody's that people would know again."""
        mailbox = self._chance.choice(self._staff).mailbox
        box = self._outside.tenant.mailbox(mailbox)
        kept = self.kept_folder(mailbox)
        folder = None if is_deleted or kept is None else kept.number
        if kept is None:
            return None
        found = []
        for item in box.contacts.items.values():
            contact = contact_id(box, item.number)
            entry = self._diary.of_contact(contact, item.says.nickname)
            if item.folder == folder and not item.is_list and entry is not None:
                found.append((entry, mailbox, contact))
        best = [f for f in found if favoured is not None and favoured(f[1], f[2])]
        there = best if best and self._chance.random() < 0.6 else found
        return self._chance.choice(there) if there else None

    def moved(self, mailbox: MailboxId) -> list[tuple[Entry, ContactId]]:
        """Return whom a person ever moved to another folder, wherever they lie now."""
        box = self._outside.tenant.mailbox(mailbox)
        found = []
        for item in box.contacts.items.values():
            contact = contact_id(box, item.number)
            entry = self._diary.of_contact(contact, item.says.nickname)
            if contact in self._diary.moved and item.folder is not None and entry is not None:
                found.append((entry, contact))
        return found

    def _within(self, mailbox: MailboxId, folder: ContactFolder) -> list[tuple[Entry, ContactId]]:
        box = self._outside.tenant.mailbox(mailbox)
        found = []
        for number in folder.items:
            contact, says = contact_id(box, number), box.contacts.items[number].says
            entry = self._diary.of_contact(contact, says.nickname)
            if entry is not None:
                found.append((entry, contact))
        return found

    def _elsewhere(self, mailbox: MailboxId) -> ContactFolder:
        store = self._outside.tenant.mailbox(mailbox).contacts
        found = next((f for f in store.own_folders() if f.name == ELSEWHERE), None)
        return found or store.add_folder(ELSEWHERE)

    def _new_value(self, entry: Entry, name: str) -> str:
        if name == "mobile_phone":
            entry.numbers += 1
            return phone(entry.number, entry.numbers)
        return entry.value(name)

    def _edited(self, entry: Entry, mailbox: MailboxId, contact: ContactId, **fields: Any) -> None:
        self._outlook.edit(mailbox, contact, **fields)
        entry.touched.add(_HERE)
