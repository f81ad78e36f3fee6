"""The stream of contacts in one world: its people, its faults, its oracle and its checks together."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from simulator.world.contacts.at_every_effect.scene import Scene
from simulator.world.contacts.at_every_effect.watch import ContactsWatch
from simulator.world.contacts.at_quiet.both_sides import BothSides
from simulator.world.contacts.at_quiet.checks import QuietContacts
from simulator.world.contacts.cast import Cast
from simulator.world.contacts.disturbances import Disturbances
from simulator.world.contacts.unfinished import Unfinished
from simulator.world.faults import Faults
from simulator.world.marks import Marks
from simulator.world.options import Options
from simulator.world.outside import Outside
from simulator.world.scheduler import Watcher
from simulator.world.trace import Trace
from sync_core.work import Task

_FAVOURITES = 3
"""How many acts a world's people do more often than others: what is seldom elsewhere happens much there."""
_FAVOUR = 8
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
        self._options = options
        self._marks = marks
        self._trace = trace
        self._cast = cast = Cast(chance, outside, marks)
        self._watch = ContactsWatch(_scene(cast, outside, marks))
        self._quiet = QuietContacts(_both_sides(cast, outside, self._watch))
        self._unfinished = Unfinished(outside, cast)
        self._disturbances = Disturbances(chance, outside, faults, cast)
        self._favoured = frozenset(chance.sample(range(len(cast.acts())), _FAVOURITES))
        self._live: list[int] = []
        outside.crm.contacts.skew = timedelta(seconds=chance.choice(_SKEW_SECONDS))
        outside.contacts.rival = cast.outlook.meddle
        outside.crm.contacts.rival = cast.crm.meddle

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
        self._cast.begin(self._options.mailboxes)

    def act(self) -> None:
        """Let somebody do something."""
        weighted = self._cast.acts()
        acts = [act for act, _ in weighted]
        weights = [w * _FAVOUR if n in self._favoured else w for n, (_, w) in enumerate(weighted)]
        self._do(self._chance.choices(acts, weights)[0])

    def disturb(self) -> None:
        """Put mailboxes out of reach, damage contacts, lose cursors, end subscriptions; let hosts stand still."""
        self._disturbances.disturb()

    def mend(self) -> None:
        """Put everything right again, and let a person ask for what runs only then."""
        self._disturbances.mend()
        self._cast.office.backups.bring_folders_back()
        self._unfinished.begin_anew()
        self._cast.office.asking.ask_all()

    def unfinished(self) -> str:
        """Return what the engine has yet to come to; whatever is held or asked is answered."""
        return self._unfinished.told()

    def next_due_at(self) -> datetime | None:
        """Return when a parked mailbox is looked at again, or a failed contact tried again."""
        return self._unfinished.next_due_at()

    def check(self) -> None:
        """Compare what came of everything with the diary."""
        self._quiet.check()

    def act_live(self) -> None:
        """Let somebody be written down."""
        before = len(self._cast.diary.entries)
        self._do(self._cast.outlook.writing_down.a_contact_is_written_down)
        self._live.append(before)

    def check_live(self, since: datetime) -> None:
        """Check that whoever was written down since then came into the CRM by the own wake-up.

        Raises:
            Violation: somebody waits for a sweep.
        """
        del since
        waiting, self._live = self._live, []
        self._quiet.check_live([self._cast.diary.entries[n] for n in waiting])

    def look_again(self) -> None:
        """Let a person ask for a whole comparison of everybody's contacts."""
        self._cast.office.asking.ask_all(Task.CONTACTS_SWEEP)

    def settle(self) -> None:
        """Take what this quiet found as agreed."""
        self._quiet.settle()
        self._cast.said.begin_anew()

    def state(self) -> list[str]:
        """Return both sides and the firm's people, as text; what is remembered may still be learnt."""
        contacts = self._outside.crm.contacts
        lines = [repr(kept) for kept in contacts.everything()]
        lines += [repr(contacts.person(one)) for one in contacts.people_of_firm()]
        for one in self._cast.staff:
            items = self._outside.tenant.mailbox(one.mailbox).contacts.items
            lines += [f"{one.mailbox} {i.number} {i.version} {i.says!r}" for i in items.values()]
        return lines

    def _do(self, act: Callable[[], None]) -> None:
        self._outside.surroundings.advance(1)
        self._marks.hit(f"act.{act.__name__}")
        entries = self._cast.diary.entries
        told = len(entries)
        before = {e.number: (e.numbers, len(e.gone), len(e.touched)) for e in entries}
        act()
        touched = [
            e.number
            for e in entries
            if e.number >= told or before[e.number] != (e.numbers, len(e.gone), len(e.touched))
        ]
        self._trace.note(f"act {act.__name__} {touched}")


def _scene(cast: Cast, outside: Outside, marks: Marks) -> Scene:
    return Scene(
        outside=outside,
        diary=cast.diary,
        settings=cast.settings,
        marks=marks,
        said=cast.said,
        outlook=cast.folders,
    )


def _both_sides(cast: Cast, outside: Outside, watch: ContactsWatch) -> BothSides:
    return BothSides(
        outside=outside,
        diary=cast.diary,
        settings=cast.settings,
        staff=cast.staff,
        watch=watch,
        outlook=cast.folders,
        firm=cast.crm.firm,
    )
