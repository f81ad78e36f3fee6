"""The stream of calendars in one world: its people, its faults, its oracle and its checks together."""

from datetime import datetime
from random import Random

from flows.ports.desk import NewPerson
from simulator.world.calendar.administrators import Administrators
from simulator.world.calendar.answers import Answers
from simulator.world.calendar.at_every_effect.watch import CalendarWatch
from simulator.world.calendar.at_quiet.both_sides import BothSides
from simulator.world.calendar.at_quiet.checks import QuietCalendar
from simulator.world.calendar.firm import Firm
from simulator.world.calendar.in_crm.acts import CrmActs
from simulator.world.calendar.in_outlook.acts import OutlookActs
from simulator.world.calendar.mishaps import Mishaps
from simulator.world.calendar.people import CLIENTS, FIRM_DOMAIN, ROOMS, Act, Colleague
from simulator.world.calendar.rivals import Rivals
from simulator.world.calendar.waiting import Waiting
from simulator.world.canaries import MARK
from simulator.world.faults import Faults
from simulator.world.marks import Marks
from simulator.world.options import Options
from simulator.world.outside import Outside
from simulator.world.scheduler import Watcher
from simulator.world.trace import Trace
from sync_core.mail import Address
from sync_core.work import Task

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
        self._options = options
        self._marks = marks
        self._trace = trace
        self._firm = firm = Firm.drawn(chance, outside)
        answers = Answers(firm)
        self._outlook = OutlookActs(firm)
        self._crm = CrmActs(firm)
        self._office = Administrators(firm, marks, answers)
        self._mishaps = Mishaps(firm, faults)
        self._waiting = Waiting(firm, self._office)
        self._watch = CalendarWatch(firm, marks, answers)
        self._quiet = QuietCalendar(BothSides(firm=firm, whose=self._watch.whose))
        self._favoured = frozenset(chance.sample(range(len(self._acts())), _FAVOURITES))
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
            self._firm.people[address] = self._outside.crm.add_person(person)
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
        weighted = self._acts()
        acts = [act for act, _ in weighted]
        weights = [w * _FAVOUR if n in self._favoured else w for n, (_, w) in enumerate(weighted)]
        self._do(self._chance.choices(acts, weights)[0])

    def disturb(self) -> None:
        """Put mailboxes out of reach, damage events, lose cursors, end subscriptions."""
        self._mishaps.strike()

    def mend(self) -> None:
        """Put everything right again, and let a person ask for what runs only then."""
        self._mishaps.mend()
        self._waiting.begin()

    def unfinished(self) -> str:
        """Return what the engine has yet to come to; whatever is held is answered."""
        return self._waiting.unfinished()

    def next_due_at(self) -> datetime | None:
        """Return when something that waits for its time is due."""
        return self._waiting.next_due_at()

    def check(self) -> None:
        """Compare what came of everything with the diary."""
        self._quiet.check()

    def act_live(self) -> None:
        """Let a meeting with a client be made."""
        before = len(self._firm.diary.entries)
        self._do(self._outlook.making.an_event_is_made)
        self._live.append(before)

    def check_live(self, since: datetime) -> None:
        """Check that what was made since then came into the CRM by its own wake-up.

        Raises:
            Violation: something waits for a sweep.
        """
        del since
        waiting, self._live = self._live, []
        if self._office.runs_at_once:
            self._quiet.check_live(waiting)

    def look_again(self) -> None:
        """Let a person ask for a whole comparison of every calendar."""
        self._office.ask_all(Task.CALENDAR_SWEEP)

    def settle(self) -> None:
        """Take what this quiet found as agreed."""
        self._quiet.settle()

    def state(self) -> list[str]:
        """Return both sides and all mail that left, as text; what is remembered may still be learnt."""
        lines = [repr(kept) for kept in self._outside.crm_calendar.everything()]
        for one in self._firm.staff:
            items = self._outside.tenant.mailbox(one.mailbox).calendars.items
            lines += [f"{one.mailbox} {i.number} {i.version} {i.says!r}" for i in items.values()]
        return [*lines, f"{len(self._outside.tenant.invitations)} mails"]

    def _acts(self) -> tuple[tuple[Act, int], ...]:
        """Return all that may be done by anybody, and how often each is."""
        return (*self._outlook.all(), *self._crm.all(), *self._office.all())

    def _do(self, act: Act) -> None:
        self._outside.surroundings.advance(1)
        self._marks.hit(f"act.{act.__name__}")
        told = len(self._firm.diary.entries)
        before = {e.number: (e.numbers, len(e.gone), e.calls) for e in self._firm.diary.entries}
        act()
        touched = [
            e.number
            for e in self._firm.diary.entries
            if e.number >= told or before[e.number] != (e.numbers, len(e.gone), e.calls)
        ]
        self._trace.note(f"act {act.__name__} {touched}")

    def _hire(self, number: int) -> None:
        address = f"colleague{number}.{MARK}@{FIRM_DOMAIN}"
        name = f"{MARK} colleague {number}"
        mailbox = self._outside.tenant.add_user(name, address)
        user = self._outside.crm.add_staff(name, Address(address))
        self._firm.staff.append(Colleague(mailbox=mailbox, address=address, user=user))
        if number == 0 or self._chance.random() < 0.7:
            self._firm.settings.enabled.add(mailbox)
