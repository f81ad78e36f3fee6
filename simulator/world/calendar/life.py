"""The stream of calendars in one world: its people, its faults, its oracle and its checks together."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from flows.ports.desk import NewPerson
from simulator.graph import MailboxState
from simulator.graph.calendar.events import Damage
from simulator.world.calendar.administrators import Administrators
from simulator.world.calendar.answers import Answers
from simulator.world.calendar.at_every_effect.watch import CalendarWatch
from simulator.world.calendar.checks import MetLate, QuietCalendar
from simulator.world.calendar.firm import Firm
from simulator.world.calendar.in_crm.acts import CrmActs
from simulator.world.calendar.in_outlook.acts import OutlookActs
from simulator.world.calendar.people import CLIENTS, FIRM_DOMAIN, ROOMS, Colleague
from simulator.world.calendar.rivals import Rivals
from simulator.world.canaries import MARK
from simulator.world.faults import Faults
from simulator.world.marks import Marks
from simulator.world.options import Options
from simulator.world.outside import Outside, at_once
from simulator.world.scheduler import Violation, Watcher
from simulator.world.trace import Trace
from sync_core.mail import Address
from sync_core.mailboxes import MailboxRecord
from sync_core.reconcile.pairs import PairState, Writing
from sync_core.work import MailboxId, Stream, Task

_FAVOURITES = 3
"""How many acts a world's people do more often than others: what is seldom elsewhere happens much there."""
_FAVOUR = 8
_HISTORY = 3
"""Events that were there before the engine came, for each mailbox."""


class CalendarLife:
    """Calendars, from their first event to the last check."""

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
        firm = Firm.drawn(chance, outside)
        self._diary, self._settings = firm.diary, firm.settings
        self._staff, self._people = firm.staff, firm.people
        self._outlook = OutlookActs(firm)
        self._crm = CrmActs(firm)
        answers = Answers(firm)
        self._office = Administrators(
            chance, outside, self._diary, self._staff, self._settings, marks, answers
        )
        self._watch = CalendarWatch(firm, marks, answers)
        self._quiet = QuietCalendar(outside, self._diary, self._settings, self._staff, self._watch)
        count = len((*self._outlook.all(), *self._crm.all(), *self._office.all()))
        self._favoured = frozenset(chance.sample(range(count), _FAVOURITES))
        self._mended_at = outside.surroundings.now()
        self._looked_for = frozenset[MetLate]()
        self._is_spreading = False
        """Whether copies of meetings were under way when this was last looked at."""
        self._live: list[int] = []
        rivals = Rivals(firm, self._outlook, self._crm)
        outside.calendar.rival = rivals.in_outlook
        outside.crm_calendar.rival = rivals.in_the_crm

    @property
    def watchers(self) -> tuple[Watcher, ...]:
        """What looks at every effect."""
        return (self._watch,)

    @property
    def timers(self) -> tuple[str, ...]:
        """The timers that concern calendars."""
        return ("sweep", "subscriptions", "directory", "crm_feed", "prune")

    def begin(self) -> None:
        """Hire the staff, enter clients and rooms into the CRM, and fill calendars."""
        for address in CLIENTS:
            person = NewPerson(name=f"{MARK} person", addresses=[("email", Address(address))])
            self._people[address] = self._outside.crm.add_person(person)
        for room in ROOMS[:2]:
            self._outside.crm_calendar.put_resource(room)
        for number in range(self._options.mailboxes):
            self._hire(number)
        for _ in range(_HISTORY * self._options.mailboxes):
            self._outlook.making.an_event_is_made()
        if self._chance.random() < 0.7:
            self._crm.making.an_event_is_made_in_the_crm()
        self._office.write()

    def act(self) -> None:
        """Let somebody do something."""
        weighted = (*self._outlook.all(), *self._crm.all(), *self._office.all())
        acts = [act for act, _ in weighted]
        weights = [w * _FAVOUR if n in self._favoured else w for n, (_, w) in enumerate(weighted)]
        self._do(self._chance.choices(acts, weights)[0])

    def disturb(self) -> None:
        """Put mailboxes out of reach, damage events, lose cursors, end subscriptions."""
        tenant = self._outside.tenant
        mailbox = self._chance.choice(self._staff).mailbox
        if self._faults.strikes("mailbox_refused"):
            states = [s for s in MailboxState if s is not MailboxState.ACTIVE]
            tenant.set_state(mailbox, self._chance.choice(states))
        elif self._chance.random() < 0.05:
            tenant.set_state(mailbox, MailboxState.ACTIVE)
        if self._faults.strikes("unreadable"):
            self._damage(mailbox)
        if self._faults.strikes("cursor_lost"):
            tenant.forget_cursors(mailbox)
        if self._faults.strikes("endless_round"):
            tenant.mailbox(mailbox).has_endless_rounds = True
        if self._faults.strikes("subscription_removed"):
            held = tenant.subscriptions.all()
            if held:
                tenant.subscriptions.remove(self._chance.choice(held).id)

    def mend(self) -> None:
        """Put everything right again, and let a person ask for what runs only then."""
        tenant, now = self._outside.tenant, self._outside.surroundings.now()
        for one in self._staff:
            tenant.set_state(one.mailbox, MailboxState.ACTIVE)
            box = tenant.mailbox(one.mailbox)
            box.has_endless_rounds = False
            for item in list(box.calendars.items.values()):
                if item.damage is not None:
                    box.calendars.damage(item, None, now)
        self._mended_at, self._looked_for = now, frozenset()
        self._is_spreading = len(tenant.outlook.spreading) > 0
        self._office.ask_all()

    def unfinished(self) -> str:
        """Return what the engine has yet to come to; whatever is held is answered."""
        tenant = self._outside.tenant
        if len(tenant.outlook.spreading):
            tenant.outlook.spreading.deliver_due()
            self._is_spreading = True
            return "copies of meetings are under way"
        if self._is_spreading:
            self._look_at_copies()
            return "copies of meetings have come"
        for mailbox in sorted(self._settings.enabled):
            lack = self._lack(at_once(self._outside.memory.mailbox(mailbox)))
            if lack:
                return f"{mailbox} {lack}"
        late = self._quiet.met_late()
        if late - self._looked_for:
            self._looked_for |= late
            self._office.ask_all()
            return "answers wait for the daily comparison"
        return ""

    def _look_at_copies(self) -> None:
        """Ask for a comparison of all calendars: a run that reads the CRM alone does not see what came late."""
        self._is_spreading = False
        self._mended_at = self._outside.surroundings.now()
        self._office.ask_all()

    def _lack(self, record: MailboxRecord | None) -> str:
        if record is None or not record.calendar_enabled:
            return "is not kept in step yet"
        if record.parked is not None:
            return "is parked"
        if record.calendar_held:
            self._office.answer(record.id)
            return "has a plan that waits for a person"
        looks = (record.calendar_read_at, record.calendar_swept_at)
        if any(at is None or at < self._mended_at for at in looks):
            if self._outside.queue.next_visible_at() is None:
                self._office.ask(
                    record.id
                )  # who was parked, or unknown, was not compared when asked
            return "was not looked at again"
        pairs = at_once(self._outside.memory.pairs(record.id, Stream.CALENDAR))
        if any(p.state is PairState.FAILED and p.due_at for p in pairs):
            return "has twins to be tried again"
        creates = (i for p in pairs for i in p.intents if i.writing is Writing.CREATE)
        begun = self._settings.is_plain and any(creates)
        return "has events begun and not made" if begun else ""

    def next_due_at(self) -> datetime | None:
        """Return when a parked mailbox is looked at again, or a failed twin tried again.

        What was due before now waits for the hours of its direction.
        """
        records = at_once(self._outside.memory.mailboxes())
        times = [r.recheck_at for r in records if r.parked]
        times += [r.calendar_due_at for r in records]
        times.append(self._outside.tenant.outlook.spreading.next_due_at())
        now = self._outside.surroundings.now()
        return min((t for t in times if t and t > now), default=None)

    def check(self) -> None:
        """Compare what came of everything with the diary."""
        self._quiet.check()

    def act_live(self) -> None:
        """Let a meeting with a client be made."""
        before = len(self._diary.entries)
        self._do(self._outlook.making.an_event_is_made)
        self._live.append(before)

    def check_live(self, since: datetime) -> None:
        """Check that what was made since then came into the CRM by its own wake-up.

        Raises:
            Violation: something waits for a sweep.
        """
        del since
        waiting, self._live = self._live, []
        if not self._office.runs_at_once:
            return
        for one in self._quiet.met():
            if one.entry.number in waiting and self._quiet.is_due_now(one):
                raise Violation(f"{one.name} waits for a sweep")

    def look_again(self) -> None:
        """Let a person ask for a whole comparison of every calendar."""
        self._office.ask_all(Task.CALENDAR_SWEEP)

    def settle(self) -> None:
        """Take what this quiet found as agreed."""
        self._quiet.settle()
        apart = self._quiet.apart()  # an edit not copied yet may survive a deletion
        for entry in self._diary.entries:
            if not (entry.gone or entry.edits or entry.number in apart):
                entry.touched.clear()

    def state(self) -> list[str]:
        """Return both sides and all mail that left, as text; what is remembered may still be learnt."""
        lines = [repr(kept) for kept in self._outside.crm_calendar.everything()]
        for one in self._staff:
            items = self._outside.tenant.mailbox(one.mailbox).calendars.items
            lines += [f"{one.mailbox} {i.number} {i.version} {i.says!r}" for i in items.values()]
        return [*lines, f"{len(self._outside.tenant.invitations)} mails"]

    def _do(self, act: Callable[[], None]) -> None:
        self._outside.surroundings.advance(1)
        self._marks.hit(f"act.{act.__name__}")
        told = len(self._diary.entries)
        before = {e.number: (e.numbers, len(e.gone), e.calls) for e in self._diary.entries}
        act()
        touched = [
            e.number
            for e in self._diary.entries
            if e.number >= told or before[e.number] != (e.numbers, len(e.gone), e.calls)
        ]
        self._trace.note(f"act {act.__name__} {touched}")

    def _hire(self, number: int) -> None:
        address = f"colleague{number}.{MARK}@{FIRM_DOMAIN}"
        name = f"{MARK} colleague {number}"
        mailbox = self._outside.tenant.add_user(name, address)
        user = self._outside.crm.add_staff(name, Address(address))
        self._staff.append(Colleague(mailbox=mailbox, address=address, user=user))
        if number == 0 or self._chance.random() < 0.7:
            self._settings.enabled.add(mailbox)

    def _damage(self, mailbox: MailboxId) -> None:
        store = self._outside.tenant.mailbox(mailbox).calendars
        there = [item for item in store.items.values() if item.series is None]
        if there:
            how = self._chance.choice(tuple(Damage))
            store.damage(self._chance.choice(there), how, self._outside.surroundings.now())
