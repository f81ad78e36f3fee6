"""Both sides as they stand once all is quiet: every contact with its entry, and whom people know them as."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulator.graph.contacts.items import ContactItem
from simulator.world.contacts.at_every_effect.watch import ContactsWatch
from simulator.world.contacts.diary import Diary, Entry
from simulator.world.contacts.in_crm.firm_people import FirmPeople
from simulator.world.contacts.in_outlook.folders import OutlookFolders
from simulator.world.contacts.people import Colleague
from simulator.world.contacts.rules import ContactSettings
from simulator.world.outside import Outside
from sync_core.contacts.contact import ContactId, CrmContact
from sync_core.mail import CrmUserId
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """A contact of Outlook with its entry in its user's list, by the key that the entry carries."""

    mailbox: MailboxId
    contact: ContactId
    item: ContactItem
    crm: CrmContact | None
    entries: tuple[Entry, ...]
    """Whom both sides are known as: two where they were found to be one since the last quiet."""

    @property
    def name(self) -> str:
        """How a violation names them."""
        return "contact " + "/".join(str(e.number) for e in self.entries)

    @property
    def is_parted(self) -> bool:
        """Whether one of them is known as another contact by now: this one was parted from it, or is a copy."""
        return any(e.copies and e.contact != self.contact for e in self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class BothSides:
    """Everything that is looked at when all is quiet."""

    outside: Outside
    diary: Diary
    settings: ContactSettings
    staff: list[Colleague]
    watch: ContactsWatch
    outlook: OutlookFolders
    firm: FirmPeople

    def twins(self) -> Iterator[Twins]:
        """Yield every contact in a folder that is kept in step."""
        for one in self.staff:
            if one.mailbox not in self.settings.enabled:
                continue
            by_key = {e.key: e for e in self.outside.crm.contacts.list_of(one.user) if e.key}
            for contact, item in self.outlook.items(one.mailbox):
                crm = by_key.get(self.outside.digester.contact_key(contact))
                yield Twins(
                    mailbox=one.mailbox,
                    contact=contact,
                    item=item,
                    crm=crm,
                    entries=tuple(self._known_as(contact, item, crm)),
                )

    def in_any_folder(self) -> Iterator[tuple[ContactItem, Entry]]:
        """Yield every contact known to people that lies in any folder, kept in step or not, and as whom."""
        for one in self.staff:
            for contact, item in self.outlook.everything(one.mailbox):
                entry = self._of_contact(contact, item)
                if entry is not None and item.folder is not None:
                    yield item, entry

    def listed(self, user: CrmUserId) -> Iterator[tuple[CrmContact, Entry]]:
        """Yield whoever is in a user's list and known to people, and as whom."""
        for crm in self.outside.crm.contacts.list_of(user):
            entry = self.diary.of_crm(crm.id, crm.card.nickname)
            if entry is not None:
                yield crm, entry

    def owner_of(self, mailbox: MailboxId) -> CrmUserId:
        """Return whose mailbox it is."""
        return next(one.user for one in self.staff if one.mailbox == mailbox)

    def is_judged(self, one: Twins) -> bool:
        """Return whether the rules say what becomes of a contact: nobody left it half in, half out."""
        is_left = any(e.is_left or e.is_odd or e.gone for e in one.entries)
        is_nobody = one.item.is_list or not one.entries
        is_open = self.settings.is_plain and one.mailbox not in self.settings.has_switched
        return is_open and not (is_left or is_nobody)

    def _known_as(
        self, contact: ContactId, item: ContactItem, crm: CrmContact | None
    ) -> Iterable[Entry]:
        found = [self._of_contact(contact, item)]
        if crm is not None:
            found.append(self.diary.of_crm(crm.id, crm.card.nickname))
        known = [e for e in found if e is not None]
        return {e.number: e for one in known for e in (one, *one.mates)}.values()

    def _of_contact(self, contact: ContactId, item: ContactItem) -> Entry | None:
        """Return whose contact it is.

        What was made for an entry that its contact was parted from bears that contact's mark, and is another.
        """
        entry = self.diary.of_contact(contact, item.says.nickname)
        if entry is None or not entry.copies or contact in self.diary.copied:
            return entry
        return entry if entry.contact in (None, contact) else None
