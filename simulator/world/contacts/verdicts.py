"""What persons said of questions and held plans, as they themselves know it, and what may differ since."""

from datetime import datetime

from simulator.graph.contacts.contact import Contact
from simulator.graph.refusals import Refusal
from simulator.world.contacts.diary import Diary, Entry
from simulator.world.contacts.ports import Rewritten
from simulator.world.marks import Marks
from simulator.world.outside import Outside, at_once
from simulator.world.scheduler import Violation
from sync_core.contacts.contact import Card, ContactId, CrmContactId
from sync_core.mail import PersonId
from sync_core.reconcile.answers import Answer
from sync_core.reconcile.pairs import Pair
from sync_core.work import MailboxId, Stream

_PARTING = (Answer.UNDO, Answer.NEW_PERSON)
"""After these the two may come to differ in the very same way again, and be asked about."""
Name = tuple[str, str]


class Verdicts:
    """Answers given, by what they were given to."""

    def __init__(self, outside: Outside, diary: Diary, marks: Marks) -> None:
        self._outside = outside
        self._diary = diary
        self.marks = marks
        self._told: dict[tuple[MailboxId, Stream, str, str], Answer] = {}
        self._of_person: dict[tuple[MailboxId, Stream, str, str], PersonId] = {}
        """For which person of the firm somebody answered."""
        self._others: set[CrmContactId] = set()
        """Entries of lists that a person said to be another person of the firm than so far."""
        self._renamed: set[Name] = set()
        """Names that a person let somebody have, or have again."""
        self.left_alone: set[ContactId] = set()
        """Contacts that a person said to leave alone."""
        self.plans_answered: set[MailboxId] = set()
        self.set_back: dict[MailboxId, datetime] = {}
        """Mailboxes whose folder was restored from a backup, and nobody has answered to that yet."""

    def answered(self, mailbox: MailboxId, stream: Stream, pair: Pair, answer: Answer) -> None:
        """Take down an answer.

        Raises:
            Violation: the same had been answered before, and is asked again.
        """
        asked = (mailbox, stream, pair.key, pair.asks)
        before = self._told.get(asked)
        require(
            before is None or before in (*_PARTING, Answer.IGNORE),
            f"{mailbox} {stream}: what was answered with {before} is asked again",
        )
        self._told[asked] = answer
        self._taken_back(asked, self._person(stream, pair), answer)
        for entry in self.entries_of(stream, pair):
            if answer in (*_PARTING, Answer.SPLIT):
                entry.is_odd = True
                entry.copies += answer is Answer.NEW_PERSON
            if answer is Answer.IGNORE:
                entry.is_left |= stream is Stream.CONTACTS
                entry.is_odd = True
        if answer is Answer.IGNORE and stream is Stream.CONTACTS:
            self.left_alone.add(ContactId(pair.outlook))
        if answer is Answer.SPLIT and stream is Stream.CONTACTS:
            self._part_half_joined(pair)
        if answer is Answer.NEW_PERSON and stream is Stream.SHARING:
            self._others.add(CrmContactId(pair.outlook))
            self._stands_for_nobody(mailbox, pair)
        if answer in _PARTING:
            self._renamed |= self._names(stream, pair)

    def _taken_back(
        self, asked: tuple[MailboxId, Stream, str, str], person: PersonId | None, answer: Answer
    ) -> None:
        """Forget what others said of somebody whom this answer names as before: they are asked anew."""
        if person is None:
            return
        self._of_person[asked] = person
        if answer is Answer.UNDO:
            for other, one in self._of_person.items():
                if one == person and other != asked:
                    self._told.pop(other, None)

    def _stands_for_nobody(self, mailbox: MailboxId, pair: Pair) -> None:
        """Forget that an entry was split from others: it stood for somebody since, and for nobody now.

        Where the firm refuses to make another one of it, who it may be is as open as it was.
        """
        of_entry = (mailbox, Stream.SHARING, pair.key)
        split = [a for a, said in self._told.items() if said is Answer.SPLIT and a[:3] == of_entry]
        for asked in split:
            del self._told[asked]

    def _person(self, stream: Stream, pair: Pair) -> PersonId | None:
        """Return for which person of the firm a pair stands."""
        if stream is Stream.SHARING:
            return PersonId(pair.crm)
        kept = self._outside.crm.contacts.kept(CrmContactId(pair.crm)) if pair.crm else None
        return kept.person if kept is not None else None

    def renamed(self, mailbox: MailboxId, stream: Stream, pair: Pair) -> None:
        """Take down whom a person let somebody be from now on: as both sides name them at this moment."""
        del mailbox
        self._renamed |= self._names(stream, pair)

    def is_let_be_another(self, one: CrmContactId) -> bool:
        """Return whether a person said that an entry is somebody new to the firm: once for each time it was said."""
        is_so = one in self._others
        self._others.discard(one)
        return is_so

    def may_be(self, change: Rewritten) -> bool:
        """Return whether a person let somebody be named so."""
        return name_of(change.after) in self._renamed

    def parted_unasked(self, pair: Pair) -> None:
        """Take down that two were parted before they agreed; only who was written over with another is parted so."""
        card, says = self._both(pair)
        if card is None or says is None or name_of(card) == (says.given_name, says.surname):
            return
        if not set(card.emails) & {e.address.lower() for e in says.emails}:
            self._part_half_joined(pair)

    def plan_answered(self, mailbox: MailboxId) -> None:
        """Take down that a person has looked at a plan."""
        self.plans_answered.add(mailbox)
        self.set_back.pop(mailbox, None)

    def restored(self, mailbox: MailboxId, at: datetime) -> None:
        """Take down that a folder shows an older state, which nobody has looked at."""
        self.set_back[mailbox] = at

    def let_differ(self, mailbox: MailboxId) -> None:
        """Take down that everything of a mailbox may differ on both sides until the next quiet."""
        for entry in self._diary.entries:
            entry.is_odd |= entry.mailbox == mailbox

    def begin_anew(self) -> None:
        """Forget what concerned the time before a quiet; a plan that was answered may wait longer."""
        memory = self._outside.memory
        waits = {m for m in self.plans_answered if at_once(memory.held(m, Stream.CONTACTS))}
        self.plans_answered &= waits
        self.set_back.clear()

    def entries_of(self, stream: Stream, pair: Pair) -> list[Entry]:
        """Return whom a pair is about."""
        contacts = self._outside.crm.contacts
        lists = [pair.crm] if stream is Stream.CONTACTS else [pair.outlook]
        found = []
        for one in lists:
            kept = contacts.kept(CrmContactId(one)) if one else None
            if kept is not None:
                found.append(self._diary.of_crm(kept.id, kept.card.nickname))
        if stream is Stream.CONTACTS and pair.outlook:
            found.append(self._of_contact(ContactId(pair.outlook)))
        return [entry for entry in found if entry is not None]

    def _of_contact(self, contact: ContactId) -> Entry | None:
        says = self._says(contact)
        return self._diary.of_contact(contact, says.nickname if says is not None else "")

    def _part_half_joined(self, pair: Pair) -> None:
        """Note that two are split of whom one was written from the other before a person was asked."""
        card, says = self._both(pair)
        entry = self._diary.of_token(card.nickname) if card is not None else None
        if says is not None and entry is not None and entry is self._diary.of_token(says.nickname):
            entry.copies += 1

    def _both(self, pair: Pair) -> tuple[Card | None, Contact | None]:
        """Return what stands in the entry and in the contact of a pair; None: it is nowhere."""
        kept = self._outside.crm.contacts.kept(CrmContactId(pair.crm)) if pair.crm else None
        says = self._says(ContactId(pair.outlook)) if pair.outlook else None
        return kept.card if kept is not None else None, says

    def _says(self, contact: ContactId) -> Contact | None:
        """Return what stands in a contact; None: it is nowhere."""
        for box in self._outside.tenant.mailboxes():
            try:
                return box.contacts.find(contact).says
            except Refusal:
                continue
        return None

    def _names(self, stream: Stream, pair: Pair) -> set[Name]:
        """Return how both sides of a pair name somebody at this moment."""
        contacts, names = self._outside.crm.contacts, set[Name]()
        is_list = stream is Stream.CONTACTS
        kept = contacts.kept(CrmContactId(pair.crm if is_list else pair.outlook))
        if kept is not None:
            names.add(name_of(kept.card))
        if is_list:
            says = self._says(ContactId(pair.outlook)) if pair.outlook else None
            if says is not None:
                names.add((says.given_name, says.surname))
        elif (person := contacts.person(PersonId(pair.crm))) is not None:
            names.add(name_of(person.card))
        return names


def name_of(card: Card) -> Name:
    """Return first name and surname."""
    return card.given_name, card.surname


def require(holds: bool, otherwise: str) -> None:
    """Raise Violation where something does not hold."""
    if not holds:
        raise Violation(otherwise)
