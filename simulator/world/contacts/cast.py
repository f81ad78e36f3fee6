"""Everybody who acts in the world of contacts: the staff in Outlook and in the CRM, and the administrators."""

from collections.abc import Callable
from random import Random

from simulator.world.canaries import MARK
from simulator.world.contacts.diary import Diary
from simulator.world.contacts.in_crm.acts import CrmActs
from simulator.world.contacts.in_office.acts import OfficeActs
from simulator.world.contacts.in_outlook.acts import OutlookActs
from simulator.world.contacts.in_outlook.folders import OutlookFolders
from simulator.world.contacts.people import FIRM_DOMAIN, Acquaintances, Colleague
from simulator.world.contacts.rules import OWN_FOLDER, ContactSettings
from simulator.world.contacts.verdicts import Verdicts
from simulator.world.marks import Marks
from simulator.world.outside import Outside
from sync_core.mail import Address

_HISTORY = 3
"""Contacts that were there before the engine came, on each side of each mailbox."""
_ACQUAINTANCES = 5


class Cast:
    """The people of one world, and what they note and want."""

    def __init__(self, chance: Random, outside: Outside, marks: Marks) -> None:
        self._chance = chance
        self._outside = outside
        self.diary = Diary()
        self.staff: list[Colleague] = []
        self.settings = ContactSettings.drawn(chance)
        people = Acquaintances(chance, _ACQUAINTANCES)
        self.folders = OutlookFolders(chance, outside, self.diary, self.staff, self.settings)
        self.outlook = OutlookActs(
            chance, self.diary, self.staff, self.settings, people, self.folders
        )
        self.crm = CrmActs(chance, outside, self.diary, self.staff, people)
        self.said = Verdicts(outside, self.diary, marks)
        self.office = OfficeActs(
            chance, outside, self.diary, self.staff, self.settings, self.folders, self.said
        )

    def acts(self) -> tuple[tuple[Callable[[], None], int], ...]:
        """Return what any of them may do, and how often each is."""
        return (*self.outlook.all(), *self.crm.all(), *self.office.all())

    def begin(self, mailboxes: int) -> None:
        """Hire the staff, fill folders and lists, and let the firm know some people."""
        for number in range(mailboxes):
            self._hire(number)
        for _ in range(_HISTORY * mailboxes):
            self.outlook.writing_down.a_contact_is_written_down()
            if self._chance.random() < 0.9:
                self.crm.writing_down.an_entry_is_made()
            if self._chance.random() < 0.3:
                self.crm.firm.a_person_is_known_to_the_firm()
        self.office.policy.write()

    def _hire(self, number: int) -> None:
        address = f"colleague{number}.{MARK}@{FIRM_DOMAIN}"
        name = f"{MARK} colleague {number}"
        mailbox = self._outside.tenant.add_user(name, address)
        user = self._outside.crm.add_staff(name, Address(address))
        self.staff.append(Colleague(mailbox=mailbox, address=address, user=user))
        self.settings.mailboxes.append(mailbox)
        if self._chance.random() < 0.2:
            self._outside.tenant.contacts.add_folder(mailbox, OWN_FOLDER)
            self.settings.folders[mailbox] = OWN_FOLDER
