"""Where effects happen, and what the watch has learnt on the way: whose keys, whose leases, who stood for whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.world.contacts.diary import Diary
from simulator.world.contacts.in_outlook.folders import OutlookFolders
from simulator.world.contacts.rules import ContactSettings
from simulator.world.contacts.verdicts import Verdicts
from simulator.world.marks import Marks
from simulator.world.outside import Outside, at_once
from simulator.world.steps import Process
from sync_core.contacts.contact import ContactId, CrmContactId
from sync_core.mail import PersonId
from sync_core.reconcile.pairs import Pair
from sync_core.work import MailboxId, Stream

_SHARING = "work.contacts.share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that is looked at when an effect was done."""

    outside: Outside
    diary: Diary
    settings: ContactSettings
    marks: Marks
    said: Verdicts
    outlook: OutlookFolders
    known: dict[str, ContactId] = field(default_factory=dict)
    """Whose contact a key stands for."""
    mailboxes: dict[str, MailboxId] = field(default_factory=dict)
    """Whose lease each process holds."""
    stood_for: dict[PersonId, set[int]] = field(default_factory=dict)
    """By person of the firm, the numbers of those from whom it got something or who got something from it.

    Since the last quiet, whoever stands for it now.
    """

    def learn(self, contact: ContactId) -> str:
        """Learn which key stands for a contact, and return it."""
        key = str(self.outside.digester.contact_key(contact))
        self.known[key] = contact
        return key

    def stands_for(self, person: PersonId, one: CrmContactId) -> None:
        """Note that an entry of a list gives a person of the firm something, or gets something from it."""
        kept = self.outside.crm.contacts.kept(one)
        entry = self.diary.of_crm(one, kept.card.nickname if kept is not None else "")
        if entry is not None:
            self.stood_for.setdefault(person, set()).add(entry.number)

    def pairs(self, mailbox: MailboxId) -> tuple[Pair, ...]:
        """Return what is remembered of a mailbox's contacts."""
        return tuple(at_once(self.outside.memory.pairs(mailbox, Stream.CONTACTS)))

    def all_pairs(self) -> Iterator[tuple[Stream, Pair]]:
        """Yield what is remembered of everybody's contacts, and of what is shared of them."""
        memory = self.outside.memory
        for record in at_once(memory.mailboxes()):
            for stream in (Stream.CONTACTS, Stream.SHARING):
                for pair in at_once(memory.pairs(record.id, stream)):
                    yield stream, pair


def is_sharing(process: Process) -> bool:
    """Return whether a process brings lists and the firm's people in step, not Outlook and lists."""
    return _SHARING in process.name
