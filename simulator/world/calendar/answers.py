"""What persons said of held plans, as they themselves know it, and whether the engine keeps to exactly that."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from flows.calendar.preview import PreviewRow
from simulator.world.calendar.diary import Entry
from simulator.world.calendar.firm import Firm
from simulator.world.scheduler import Violation
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Fingerprint
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

Deed = tuple[MailboxId, Side, Move, int]
"""In whose plan, on which side, what is done, and to whose event (its number in the diary)."""


def deed_of(mailbox: MailboxId, side: Side, move: Move, entry: Entry) -> Deed:
    """Return a deed; a cancelled event is deleted in Outlook, and in the CRM marked like any other change."""
    if move is Move.CANCEL:
        move = Move.DELETE if side is Side.OUTLOOK else Move.UPDATE
    return (mailbox, side, move, entry.number)


@dataclass(frozen=True, slots=True)
class _Rejected:
    """How things stood when somebody said no."""

    fields: frozenset[str]
    touches: int
    """How often the event had been touched: once more, and it is another action."""
    settings: int
    """How often the firm's settings had been changed."""


@dataclass(slots=True)
class Answers:
    """Approved and rejected deeds, and what each run did beyond them."""

    firm: Firm
    _approved: set[Deed] = field(default_factory=set)
    _rejected: dict[Deed, list[_Rejected]] = field(default_factory=dict)
    _unnamed: Counter[MailboxId] = field(default_factory=Counter)
    """Approved actions of which the preview did not tell which event they are about, and whom they may mail."""
    _done: dict[str, Counter[str]] = field(default_factory=dict)
    """What each run did that nobody had approved, by the brake that counts it."""

    def give(
        self,
        mailbox: MailboxId,
        rows: Iterable[PreviewRow],
        approved: frozenset[Fingerprint],
        rejected: frozenset[Fingerprint],
    ) -> None:
        """Take down what a person said of each action that the preview shows."""
        told = set[Fingerprint]()
        for row in rows:
            entry = self.firm.diary.of(row.subject)
            if entry is None and row.fingerprint in approved:
                self._unnamed[mailbox] += row.mails_outside
            if entry is None or row.fingerprint not in approved | rejected:
                continue
            told.add(row.fingerprint)
            deed = deed_of(mailbox, row.side, row.move, entry)
            if row.fingerprint in approved:
                self._approved.add(deed)
                self._rejected.pop(deed, None)
            else:
                entry.is_odd = True
                self._reject(deed, row, entry)
        self._unnamed[mailbox] += len(approved - told)
        if rejected - told:
            for entry in self.firm.diary.entries:
                entry.is_odd = True

    def _reject(self, deed: Deed, row: PreviewRow, entry: Entry) -> None:
        fields = frozenset(shown.name for shown in row.fields)
        how = _Rejected(fields, entry.touches, self.firm.settings.changed)
        self._rejected.setdefault(deed, []).append(how)

    def let_go(self, mailbox: MailboxId) -> None:
        """Forget what was rejected of a plan that nobody holds any more, but for what was not to be made or ended.

        A change that was rejected may be put before a person, or be done, another time.
        """
        for deed in [d for d in self._rejected if d[0] == mailbox and d[2] is Move.UPDATE]:
            del self._rejected[deed]

    def taken(
        self, where: str, run: str, deed: Deed, fields: Collection[str], mails_outside: int
    ) -> None:
        """Check a deed that a side took against what persons said, and count it against the brakes of its run.

        Raises:
            Violation: somebody rejected it, or the run did more than the brakes let pass, and nobody approved it.
        """
        self._keep_to(where, deed, frozenset(fields))
        if deed not in self._approved:
            self._count(where, run, deed, mails_outside)

    def _keep_to(self, where: str, deed: Deed, fields: frozenset[str]) -> None:
        """Check that a deed is not one that a person rejected, with nothing changed since."""
        entry = self.firm.diary.entries[deed[3]]
        # The occurrences of a series share one number.
        if entry.is_series or entry.slots_gone:
            return
        for how in self._rejected.get(deed, ()):
            is_same = deed[2] is not Move.UPDATE or how.fields == fields
            is_same &= how.touches == entry.touches and how.settings == self.firm.settings.changed
            if is_same:
                raise Violation(f"{where}: {deed[2]} of event {entry.number} was rejected")

    def _count(self, where: str, run: str, deed: Deed, mails_outside: int) -> None:
        done, settings = self._done.setdefault(run, Counter()), self.firm.settings
        done["deletions"] += deed[2] is Move.DELETE
        done["changes"] += not self.firm.is_in_first_run(deed[0])
        done["mails"] += mails_outside
        most = {
            "deletions": settings.deletes,
            "changes": settings.changes,
            "mails": settings.fuse,
        }
        spare = self._unnamed[deed[0]]
        for name, count in done.items():
            if count > most[name] + spare:
                raise Violation(f"{where}: {count} {name} in one run, and nobody approved them")
