"""The stream of mail in one world: its people, its faults, its oracle and its checks together."""

from datetime import datetime, timedelta
from random import Random

from simulator.graph import MailboxState
from simulator.world.canaries import MARK
from simulator.world.faults import Faults
from simulator.world.mail.acts import FOLDERS, MailActs
from simulator.world.mail.checks import QuietMail
from simulator.world.mail.desk import DeskActs
from simulator.world.mail.letters import Archive
from simulator.world.mail.people import Staff, staff_address
from simulator.world.mail.truth import CAPTURED, Truth
from simulator.world.mail.watch import DataFirst, HistoryProved
from simulator.world.marks import Marks
from simulator.world.options import Options
from simulator.world.outside import Outside, at_once
from simulator.world.scheduler import Violation, Watcher
from simulator.world.trace import Trace
from sync_core.history import months_before
from sync_core.mail import Address
from sync_core.mailboxes import MailboxRecord
from sync_core.work import MailboxId

_DESK = 0.12
"""Share of the acts that happen in the CRM or in the settings."""
_DRIFT = timedelta(days=2)
"""How much later than the world itself the engine may begin; no letter lies that near to its start."""
_HISTORY = 5
"""Letters that were there before the engine came, for each mailbox."""


class MailLife:
    """Mail, from its first letter to the last check."""

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
        self._trace = trace
        self._outside = outside
        self._faults = faults
        self._options = options
        start = months_before(outside.surroundings.now(), 6)
        self._archive = Archive()
        self._truth = Truth(captures_private=chance.random() < 0.3, start=start)
        self._mail = MailActs(chance, outside, self._archive, marks, trace)
        self._desk = DeskActs(chance, outside, self._mail, self._truth, marks, trace)
        self._watch = DataFirst(outside.digester, outside.crm, marks, start)
        self._past = HistoryProved(outside.memory, self._archive, outside.surroundings)
        self._mended_at = outside.surroundings.now()

    @property
    def watchers(self) -> tuple[Watcher, ...]:
        """What looks at every effect."""
        return (self._watch, self._past)

    @property
    def timers(self) -> tuple[str, ...]:
        """The timers that concern mail."""
        return ("sweep", "subscriptions", "directory", "rematch", "prune")

    def look_again(self) -> None:
        """The timers ask for all there is."""

    def begin(self) -> None:
        """Hire the staff, enter people into the CRM, and write the past."""
        for number in range(self._options.mailboxes):
            self._hire(number)
        for _ in range(self._options.people):
            self._desk.a_person_is_added()
        for _ in range(_HISTORY * self._options.mailboxes):
            self._mail.write_history(self._truth.start)
        self._desk.write_policy()

    def act(self) -> None:
        """Let somebody do something."""
        if self._chance.random() < _DESK:
            self._desk.act()
        else:
            self._mail.act()

    def disturb(self) -> None:
        """Put mailboxes out of reach, damage items, lose cursors, end subscriptions."""
        tenant = self._outside.tenant
        staff = self._chance.choice(self._mail.staff)
        if self._faults.strikes("mailbox_refused"):
            states = [s for s in MailboxState if s is not MailboxState.ACTIVE]
            state = self._chance.choice(states)
            tenant.set_state(staff.mailbox, state)
            self._trace.note(f"{staff.mailbox} is {state.value}")
        elif self._chance.random() < 0.05:
            tenant.set_state(staff.mailbox, MailboxState.ACTIVE)
        if self._faults.strikes("unreadable"):
            self._damage(is_damaged=True, only_one=True)
        if self._faults.strikes("cursor_lost"):
            tenant.forget_cursors(staff.mailbox)
        if self._faults.strikes("subscription_removed"):
            self._end_subscription()

    def mend(self) -> None:
        """Put everything right again."""
        for staff in self._mail.staff:
            self._outside.tenant.set_state(staff.mailbox, MailboxState.ACTIVE)
        self._damage(is_damaged=False, only_one=False)
        self._mended_at = self._outside.surroundings.now()

    def unfinished(self) -> str:
        """Return what the engine has yet to come to."""
        memory = self._outside.memory
        firm = at_once(memory.firm())
        if firm.directory_at is None or firm.directory_at < self._mended_at:
            return "the directory was not read again"
        if at_once(self._outside.crm.known_addresses(firm.rematch_cursor, 1)).added:
            return "addresses newly known were not looked at"
        lacks = ((m, self._lack(at_once(memory.mailbox(m)))) for m in sorted(self._truth.enabled))
        return next((f"{mailbox} {lack}" for mailbox, lack in lacks if lack), "")

    def _lack(self, record: MailboxRecord | None) -> str:
        """Return what one mailbox has yet to come to."""
        if record is None or not record.enabled:
            return "is not captured yet"
        checks = (
            (record.parked is not None, "is parked"),
            (_is_late(record.history_from, self._truth.start + _DRIFT), "lacks some of its past"),
            (_is_early(record.swept_at, self._mended_at), "was not swept again"),
            (_is_early(record.live_read_at, self._mended_at), "was not looked at again"),
            (at_once(self._outside.memory.retries(record.id, None, 1)), "has items to be retried"),
            (len(self._subscribed(record.id)) != 1, "has not exactly one subscription"),
        )
        return next((lack for holds, lack in checks if holds), "")

    def _subscribed(self, mailbox: MailboxId) -> list[str]:
        return [held.id for held in self._outside.tenant.subscriptions.of(mailbox)]

    def next_due_at(self) -> datetime | None:
        """Return when a parked mailbox is looked at again, or a failed item tried again."""
        records = at_once(self._outside.memory.mailboxes())
        times = [r.recheck_at for r in records if r.parked] + [r.retry_due_at for r in records]
        return min((t for t in times if t), default=None)

    def check(self) -> None:
        """Compare what came of everything with the oracle, and settle what is decided for good."""
        clientele, content = self._desk.clientele, self._desk.content
        QuietMail(self._outside, self._archive, self._truth, clientele, content).check()

    def act_live(self) -> None:
        """Let mail arrive."""
        self._mail.live()

    def check_live(self, since: datetime) -> None:
        """Check that what arrived since then was captured by its own wake-up, without any sweep.

        Raises:
            Violation: some of it was not.
        """
        for copy in self._archive.copies():
            if copy.arrived_at >= since and self._truth.must_be_captured(copy):
                row = at_once(self._outside.memory.decision(copy.mailbox, copy.id))
                if row is None or row.reason not in CAPTURED:
                    raise Violation(
                        f"letter {copy.letter.number} waits for a sweep: {copy.mailbox}"
                    )

    def settle(self) -> None:
        """Take what this quiet found as decided: nothing may change it any more."""
        self._truth.settle(self._archive.copies(), self._outside.surroundings.now())

    def state(self) -> list[str]:
        """Return the CRM and every decision, as text."""
        crm = self._outside.crm
        kept = [line for line in self._outside.memory.dump() if _is_lasting(line)]
        return [*map(repr, crm.emails()), *map(repr, crm.people().values()), *kept]

    def _hire(self, number: int) -> None:
        address = staff_address(number)
        x500 = f"/o=ExchangeLabs/ou=Group/cn=Recipients/cn={number}-{MARK}"
        name = f"{MARK} colleague {number}"
        german = self._chance.random() < 0.3
        mailbox = self._outside.tenant.add_user(name, address, x500=x500, german=german)
        self._mail.staff.append(Staff(mailbox=mailbox, address=address, x500=x500))
        for (
            folder
        ) in FOLDERS:  # a folder made later below a left-out one is known from the next sweep
            self._outside.tenant.folder(mailbox, folder)
        owner = self._outside.crm.add_staff(name, Address(address))
        self._desk.clientele.staff[mailbox] = owner
        if number == 0 or self._chance.random() < 0.6:
            self._truth.enabled.add(mailbox)

    def _damage(self, *, is_damaged: bool, only_one: bool) -> None:
        there = [c for c in self._archive.copies() if not c.is_purged]
        for copy in [self._chance.choice(there)] if only_one and there else there:
            self._outside.tenant.damage(copy.mailbox, copy.id, is_damaged=is_damaged)

    def _end_subscription(self) -> None:
        held = self._outside.tenant.subscriptions.all()
        if held:
            ended = self._chance.choice(held).id
            if self._chance.random() < 0.5:
                self._outside.tenant.drop_subscription(ended)
            else:
                self._outside.tenant.subscriptions.remove(ended)


_PASSING = ("RunRecord(", "FirmRecord(", "MailboxRecord(")


def _is_late(at: datetime | None, than: datetime) -> bool:
    return at is None or at > than


def _is_early(at: datetime | None, than: datetime) -> bool:
    return at is None or at < than


def _is_lasting(line: str) -> bool:
    """Return whether a line of memory's dump may not change while nothing happens."""
    return not line.startswith(_PASSING) and " cursor " not in line and " lease " not in line
