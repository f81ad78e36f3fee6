"""The stream of contacts in one world: its people, its faults, its oracle and its checks together."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from simulator.graph import MailboxState
from simulator.world.canaries import MARK
from simulator.world.contacts.administrators import STREAMS, Administrators
from simulator.world.contacts.at_every_effect.scene import Scene
from simulator.world.contacts.at_every_effect.watch import ContactsWatch
from simulator.world.contacts.at_quiet.both_sides import BothSides
from simulator.world.contacts.at_quiet.checks import QuietContacts
from simulator.world.contacts.diary import Diary
from simulator.world.contacts.in_crm.acts import CrmActs
from simulator.world.contacts.in_outlook.acts import OutlookActs
from simulator.world.contacts.in_outlook.folders import OutlookFolders
from simulator.world.contacts.people import FIRM_DOMAIN, Acquaintances, Colleague
from simulator.world.contacts.rules import OWN_FOLDER, ContactSettings
from simulator.world.contacts.verdicts import Verdicts
from simulator.world.faults import Faults
from simulator.world.marks import Marks
from simulator.world.options import Options
from simulator.world.outside import Outside, at_once
from simulator.world.scheduler import Watcher
from simulator.world.trace import Trace
from sync_core import limits
from sync_core.mail import Address, PersonId
from sync_core.mailboxes import MailboxRecord
from sync_core.reconcile.pairs import PairKey, PairState, Writing
from sync_core.work import MailboxId, Stream, Task

_FAVOURITES = 3
"""How many acts a world's people do more often than others: what is seldom elsewhere happens much there."""
_FAVOUR = 8
_HISTORY = 3
"""Contacts that were there before the engine came, on each side of each mailbox."""
_ACQUAINTANCES = 5
_STALLED = 0.2
"""Share of the disturbances in which a host stands still for longer than a lease."""
_DAY = timedelta(days=1)
_SWEPT = "sharing.swept"
"""The cursor that tells when a list was last compared whole with the firm."""
_SKEW_SECONDS = (0, 0, 90, -90, 600)


class ContactsLife:
    """Contacts, from the first one to the last check."""

    def __init__(
        self,
        chance: Random,
        outside: Outside,
        faults: Faults,
        options: Options,
        marks: Marks,
        trace: Trace,
    ) -> None:
        self._chance = chance
        self._outside = outside
        self._faults = faults
        self._options = options
        self._marks = marks
        self._trace = trace
        self._diary = Diary()
        self._staff: list[Colleague] = []
        self._settings = ContactSettings.drawn(chance)
        people = Acquaintances(chance, _ACQUAINTANCES)
        self._folders = OutlookFolders(chance, outside, self._diary, self._staff, self._settings)
        self._outlook = OutlookActs(
            chance, self._diary, self._staff, self._settings, people, self._folders
        )
        self._crm = CrmActs(chance, outside, self._diary, self._staff, people)
        said = Verdicts(outside, self._diary, marks)
        self._said = said
        self._office = Administrators(
            chance, outside, self._diary, self._staff, self._settings, self._folders, said
        )
        self._watch = ContactsWatch(
            Scene(
                outside=outside,
                diary=self._diary,
                settings=self._settings,
                marks=marks,
                said=said,
                outlook=self._folders,
            )
        )
        self._quiet = QuietContacts(
            BothSides(
                outside=outside,
                diary=self._diary,
                settings=self._settings,
                staff=self._staff,
                watch=self._watch,
                outlook=self._folders,
                firm=self._crm.firm,
            )
        )
        count = len(self._acts())
        self._favoured = frozenset(chance.sample(range(count), _FAVOURITES))
        self._mended_at = outside.surroundings.now()
        self._live: list[int] = []
        self._tried: dict[tuple[MailboxId, PairKey], int] = {}
        """How often each entry was refused by the firm when nothing failed any more."""
        self._known_since: dict[tuple[PersonId, Address], datetime] = {}
        """Since when each person of the firm was seen to be known to it by an address."""
        outside.crm.contacts.skew = timedelta(seconds=chance.choice(_SKEW_SECONDS))
        outside.contacts.rival = self._outlook.meddle
        outside.crm.contacts.rival = self._crm.meddle

    @property
    def watchers(self) -> tuple[Watcher, ...]:
        """What looks at every effect."""
        return (self._watch,)

    @property
    def timers(self) -> tuple[str, ...]:
        """The timers that concern contacts."""
        return ("sweep", "subscriptions", "directory", "crm_feed", "prune")

    def begin(self) -> None:
        """Hire the staff, fill folders and lists, and let the firm know some people."""
        for number in range(self._options.mailboxes):
            self._hire(number)
        for _ in range(_HISTORY * self._options.mailboxes):
            self._outlook.writing_down.a_contact_is_written_down()
            if self._chance.random() < 0.9:
                self._crm.writing_down.an_entry_is_made()
            if self._chance.random() < 0.3:
                self._crm.firm.a_person_is_known_to_the_firm()
        self._office.write()

    def act(self) -> None:
        """Let somebody do something."""
        weighted = self._acts()
        acts = [act for act, _ in weighted]
        weights = [w * _FAVOUR if n in self._favoured else w for n, (_, w) in enumerate(weighted)]
        self._do(self._chance.choices(acts, weights)[0])

    def _acts(self) -> tuple[tuple[Callable[[], None], int], ...]:
        return (*self._outlook.all(), *self._crm.all(), *self._office.all())

    def disturb(self) -> None:
        """Put mailboxes out of reach, damage contacts, lose cursors, end subscriptions; let hosts stand still."""
        mailbox = self._chance.choice(self._staff).mailbox
        self._disturb_tenant(mailbox)
        if self._chance.random() < _STALLED:
            self._stall(mailbox)

    def _disturb_tenant(self, mailbox: MailboxId) -> None:
        tenant = self._outside.tenant
        if self._faults.strikes("mailbox_refused"):
            states = [s for s in MailboxState if s is not MailboxState.ACTIVE]
            tenant.set_state(mailbox, self._chance.choice(states))
        elif self._chance.random() < 0.05:
            tenant.set_state(mailbox, MailboxState.ACTIVE)
        if self._faults.strikes("unreadable") and (found := self._folders.some()):
            tenant.contacts.damage(found[1], found[2])
        if self._faults.strikes("cursor_lost"):
            tenant.forget_cursors(mailbox)
        if self._faults.strikes("endless_round"):
            tenant.mailbox(mailbox).has_endless_rounds = True
        if self._faults.strikes("subscription_removed"):
            held = tenant.subscriptions.all()
            if held:
                tenant.subscriptions.remove(self._chance.choice(held).id)

    def _stall(self, mailbox: MailboxId) -> None:
        """Let whoever runs outlast his lease, with work for another: what he writes then is refused."""
        self._outside.surroundings.advance(limits.LEASE_SECONDS + 1)
        self._office.ask(mailbox)

    def mend(self) -> None:
        """Put everything right again, and let a person ask for what runs only then."""
        tenant, now = self._outside.tenant, self._outside.surroundings.now()
        for one in self._staff:
            tenant.set_state(one.mailbox, MailboxState.ACTIVE)
            box = tenant.mailbox(one.mailbox)
            box.has_endless_rounds = False
            for item in list(box.contacts.items.values()):
                if item.is_damaged:
                    box.contacts.damage(item, now, is_damaged=False)
        self._office.bring_folders_back()
        self._mended_at = now
        self._tried.clear()
        self._office.ask_all()

    def unfinished(self) -> str:
        """Return what the engine has yet to come to; whatever is held or asked is answered."""
        now = self._outside.surroundings.now()
        for person in self._outside.crm.contacts.people_of_firm():
            for address in self._emails_of(person):
                self._known_since.setdefault((person, address), now)
        for mailbox in self._settings.enabled:
            lack = self._lack(at_once(self._outside.memory.mailbox(mailbox)))
            if lack:
                return f"{mailbox} {lack}"
        cursor = at_once(self._outside.memory.firm()).crm_lists_cursor
        told = at_once(self._outside.crm.contacts.changed_lists(cursor, 1))
        return "the CRM's feed was not read to its end" if told.owners or not cursor else ""

    def _lack(self, record: MailboxRecord | None) -> str:
        if record is None or not record.contacts_enabled:
            return "is not kept in step yet"
        if record.parked is not None:
            return "is parked"
        if record.contacts_held or record.sharing_held:
            for stream in STREAMS:
                self._office.answer(record.id, stream)
            return "has a plan that waits for a person"
        read = record.contacts_read_at
        if read is None or read < self._mended_at:
            if record.contacts_started_at is None:
                self._office.ask(record.id)  # what was asked for before it was known is not kept
            return "was not looked at again"
        return self._open(record.id) or self._unmet(record.id)

    def _open(self, mailbox: MailboxId) -> str:
        memory = self._outside.memory
        for stream in STREAMS:
            asked = self._office.questions(mailbox, stream)
            for pair in asked:
                self._office.tell(mailbox, stream, pair)
            if asked or self._office.is_answered(mailbox, stream):
                return "asks a person something"
        pairs = at_once(memory.pairs(mailbox, Stream.CONTACTS))
        if any(p.state is PairState.FAILED and p.due_at for p in pairs) or self._untried(mailbox):
            return "has contacts to be tried again"
        waits = [p for p in pairs if p.state is not PairState.LEFT_OUT]
        creates = (i for p in waits for i in p.intents if i.writing is Writing.CREATE)
        begun = self._settings.is_plain and any(creates)
        return "has contacts begun and not made" if begun else ""

    def _untried(self, mailbox: MailboxId) -> bool:
        """Return whether something that the firm refused was not tried again since nothing fails any more.

        What it refuses then it refuses for good, such as an address of somebody else's.
        """
        risen = at_once(self._outside.memory.pairs(mailbox, Stream.SHARING))
        failed = [p for p in risen if p.state is PairState.FAILED and p.due_at]
        tried = {p.key: self._tried.setdefault((mailbox, p.key), p.attempts) for p in failed}
        return any(p.attempts == tried[p.key] for p in failed)

    def _unmet(self, mailbox: MailboxId) -> str:
        """Let a day pass where somebody of a list came to be known to the firm: only a whole comparison finds it."""
        contacts, outside = self._outside.crm.contacts, self._outside
        told = at_once(outside.memory.cursors(mailbox, _SWEPT)).get(_SWEPT)
        if told is None:
            return ""
        swept = datetime.fromisoformat(told)
        since = [one for one, at in self._known_since.items() if at >= swept]
        new = {address for person, address in since if address in self._emails_of(person)}
        owner = next(one.user for one in self._staff if one.mailbox == mailbox)
        if not any(e.person is None and new & set(e.card.emails) for e in contacts.list_of(owner)):
            return ""
        if outside.surroundings.now() - swept < _DAY:
            outside.surroundings.advance(_DAY.total_seconds())
        self._office.ask(mailbox, Task.CONTACTS_SHARE)
        return "has somebody whom the firm knows since it was compared"

    def _emails_of(self, person: PersonId) -> tuple[Address, ...]:
        one = self._outside.crm.contacts.person(person)
        return one.card.emails if one is not None else ()

    def next_due_at(self) -> datetime | None:
        """Return when a parked mailbox is looked at again, or a failed contact tried again."""
        records = at_once(self._outside.memory.mailboxes())
        times = [r.recheck_at for r in records if r.parked]
        times += [at for r in records for at in (r.contacts_due_at, r.sharing_due_at)]
        return min((t for t in times if t), default=None)

    def check(self) -> None:
        """Compare what came of everything with the diary."""
        self._quiet.check()

    def act_live(self) -> None:
        """Let somebody be written down."""
        before = len(self._diary.entries)
        self._do(self._outlook.writing_down.a_contact_is_written_down)
        self._live.append(before)

    def check_live(self, since: datetime) -> None:
        """Check that whoever was written down since then came into the CRM by the own wake-up.

        Raises:
            Violation: somebody waits for a sweep.
        """
        del since
        waiting, self._live = self._live, []
        self._quiet.check_live([self._diary.entries[n] for n in waiting])

    def look_again(self) -> None:
        """Let a person ask for a whole comparison of everybody's contacts."""
        self._office.ask_all(Task.CONTACTS_SWEEP)

    def settle(self) -> None:
        """Take what this quiet found as agreed."""
        self._quiet.settle()
        self._said.begin_anew()

    def state(self) -> list[str]:
        """Return both sides and the firm's people, as text; what is remembered may still be learnt."""
        contacts = self._outside.crm.contacts
        lines = [repr(kept) for kept in contacts.everything()]
        lines += [repr(contacts.person(one)) for one in contacts.people_of_firm()]
        for one in self._staff:
            items = self._outside.tenant.mailbox(one.mailbox).contacts.items
            lines += [f"{one.mailbox} {i.number} {i.version} {i.says!r}" for i in items.values()]
        return lines

    def _do(self, act: Callable[[], None]) -> None:
        self._outside.surroundings.advance(1)
        self._marks.hit(f"act.{act.__name__}")
        told = len(self._diary.entries)
        before = {e.number: (e.numbers, len(e.gone), len(e.touched)) for e in self._diary.entries}
        act()
        touched = [
            e.number
            for e in self._diary.entries
            if e.number >= told or before[e.number] != (e.numbers, len(e.gone), len(e.touched))
        ]
        self._trace.note(f"act {act.__name__} {touched}")

    def _hire(self, number: int) -> None:
        address = f"colleague{number}.{MARK}@{FIRM_DOMAIN}"
        name = f"{MARK} colleague {number}"
        mailbox = self._outside.tenant.add_user(name, address)
        user = self._outside.crm.add_staff(name, Address(address))
        self._staff.append(Colleague(mailbox=mailbox, address=address, user=user))
        self._settings.mailboxes.append(mailbox)
        if self._chance.random() < 0.2:
            self._outside.tenant.contacts.add_folder(mailbox, OWN_FOLDER)
            self._settings.folders[mailbox] = OWN_FOLDER
