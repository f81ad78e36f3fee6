"""What people did to every contact, as they themselves know it: the oracle's source, never the engine's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from simulator.graph.contacts.contact import Contact
from simulator.world.canaries import MARK
from simulator.world.contacts.people import phone
from sync_core.contacts.contact import Card, ContactId, CrmContactId
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

_TOKEN = re.compile(rf"{MARK} n(\d+)\.")
_TITLE = re.compile(rf"{MARK} job(\d+)\.")
TRACKED = ("job_title", "company", "mobile_phone")
"""Fields in which every edit gives a value that was never there before."""


class Birth(StrEnum):
    """Where a contact came to be."""

    OUTLOOK = "outlook"
    CRM = "crm"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Edit:
    """Somebody gave a field a value."""

    side: Side
    value: str
    number: int


@dataclass(slots=True, kw_only=True)
class Entry:
    """One contact, whatever becomes of it."""

    number: int
    birth: Birth
    mailbox: MailboxId
    contact: ContactId | None = None
    """In Outlook; None: not known there to anybody but the engine."""
    crm: CrmContactId | None = None
    agreed: dict[str, str] = field(default_factory=dict)
    """What both sides held when they were last found equal."""
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    """Since then."""
    touched: set[Side] = field(default_factory=set)
    """Sides on which anything was changed since the last quiet."""
    gone: set[Side] = field(default_factory=set)
    """Sides on which a person deleted it."""
    was_private: bool = False
    was_public: bool = False
    is_odd: bool = False
    """Something was said or done since the last quiet after which both sides may differ."""
    is_left: bool = False
    """A person said to leave it alone, or it is nothing to be kept in step."""
    copies: int = 0
    """How often somebody copied it in Outlook, and how often it was parted from what it had been."""
    overflow: tuple[str, ...] = ()
    """Addresses that Outlook has no place for."""
    own_notes: str = ""
    unmapped: dict[str, Any] = field(default_factory=dict)
    written_on: ContactId | None = None
    """The contact on which its user wrote these: where it is made again, they went with the former one."""
    kept_back: dict[str, datetime] = field(default_factory=dict)
    """Fields that its user does not share with the firm -> since when."""
    numbers: int = 0
    mates: list["Entry"] = field(default_factory=list)
    """Who was found to be the same, on the other side, since the last quiet."""
    joined: list["Entry"] = field(default_factory=list)
    """Who became one with it for good."""
    stands_in: "Entry | None" = None
    """With whom it became one for good."""

    @property
    def token(self) -> str:
        """What stands in its nickname, whoever changes it."""
        return f"{MARK} n{self.number}."

    @property
    def is_secret(self) -> bool:
        """Whether it was private all the time."""
        return self.was_private and not self.was_public

    @property
    def is_copied(self) -> bool:
        """Whether it, or who is one with it, may be there more than once."""
        one: Entry | None = self
        known = list(self.mates)
        while one is not None and one not in known:
            known.append(one)
            one = one.stands_in
        return any(entry.copies for entry in known)

    def turns(self, *, is_private: bool) -> None:
        """Note that somebody marked it private, or no longer so."""
        for one in (self, *self.joined):
            one.was_private |= is_private
            one.was_public |= not is_private

    def writes_on(self, contact: ContactId) -> None:
        """Note that its user writes for himself on a contact; what stood on a former one is gone with it."""
        if self.written_on not in (None, contact):
            self.own_notes, self.unmapped = "", {}
        self.written_on = contact

    def value(self, name: str) -> str:
        """Return a value of a tracked field that was never there before."""
        self.numbers += 1
        if name == "mobile_phone":
            return phone(self.number, self.numbers)
        if name == "job_title":
            return f"{MARK} job{self.number}. v{self.numbers}"
        return f"{MARK} {name}{self.number}. v{self.numbers}"

    def edited(self, side: Side, **values: str) -> None:
        """Note that somebody gave fields values."""
        for name, value in values.items():
            self.numbers += 1
            self.edits.setdefault(name, []).append(Edit(side, value, self.numbers))
        self.touched.add(side)

    def overwritten(self, side: Side, held: Card | Contact, **values: str) -> None:
        """Note that somebody wrote values over what was held: a blank over a blank takes nothing away.

        A value on its way there from the other side stays, so nobody may be held to that blank.
        """
        self.edited(side, **{n: value for n, value in values.items() if value or getattr(held, n)})

    def last(self, side: Side, name: str) -> str | None:
        """Return the last value that somebody gave a field on a side since the last quiet."""
        told = [edit.value for edit in self.edits.get(name, []) if edit.side is side]
        return told[-1] if told else None


class Diary:
    """All contacts of the firm."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._by_contact: dict[ContactId, Entry] = {}
        self._by_crm: dict[CrmContactId, Entry] = {}
        self.deleted: set[ContactId] = set()
        """Outlook contacts that a person ever deleted."""
        self.removed: set[CrmContactId] = set()
        """Entries of lists that a person ever removed."""
        self.copied: set[ContactId] = set()
        """Outlook contacts that a person made by copying another."""
        self.moved: set[ContactId] = set()
        """Outlook contacts that a person ever moved to another folder."""

    def new(self, birth: Birth, mailbox: MailboxId) -> Entry:
        """Begin an entry."""
        entry = Entry(number=len(self.entries), birth=birth, mailbox=mailbox)
        self.entries.append(entry)
        return entry

    def stands_in_outlook(self, entry: Entry, contact: ContactId) -> None:
        """Note as which contact somebody is known."""
        entry.contact = contact
        self._by_contact[contact] = entry

    def stands_in_crm(self, entry: Entry, one: CrmContactId) -> None:
        """Note as which entry of a list somebody is known."""
        entry.crm = one
        self._by_crm[one] = entry

    def of_contact(self, contact: ContactId, nickname: str) -> Entry | None:
        """Return whose contact it is; one that the engine made is known by its token."""
        return self._by_contact.get(contact) or self.of_token(nickname)

    def of_crm(self, one: CrmContactId, nickname: str) -> Entry | None:
        """Return whose entry of a list it is."""
        return self._by_crm.get(one) or self.of_token(nickname)

    def of_token(self, nickname: str) -> Entry | None:
        """Return the entry whose token stands in a nickname."""
        return self._found(_TOKEN, nickname)

    def of_title(self, job_title: str) -> Entry | None:
        """Return the entry whose user gave somebody this job title."""
        return self._found(_TITLE, job_title)

    def meet(self, contact: ContactId, one: CrmContactId) -> None:
        """Note that a contact and an entry of a list were found to be one."""
        here, there = self._by_contact.get(contact), self._by_crm.get(one)
        if here is not None and there is not None and here is not there:
            for entry, mate in ((here, there), (there, here)):
                if mate not in entry.mates:
                    entry.mates.append(mate)

    def join(self, contact: ContactId, one: CrmContactId, into: Entry) -> None:
        """Note that a contact and an entry of a list are one from now on."""
        for other in (self._by_contact.get(contact), self._by_crm.get(one)):
            if other is not None and other is not into:
                other.is_left = True
                other.stands_in = into
                into.joined.append(other)
        self.stands_in_outlook(into, contact)
        self.stands_in_crm(into, one)

    def alive(self) -> Iterator[Entry]:
        """Yield the entries whose becoming the rules tell."""
        return (entry for entry in self.entries if not (entry.is_left or entry.is_odd))

    def _found(self, pattern: re.Pattern[str], text: str) -> Entry | None:
        found = pattern.search(text)
        return self.entries[int(found.group(1))] if found else None
