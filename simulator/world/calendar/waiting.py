"""What the engine has yet to come to before all is quiet, and until when it waits for that."""

from datetime import datetime

from simulator.world.calendar.administrators import Administrators
from simulator.world.calendar.firm import Firm
from simulator.world.outside import at_once
from sync_core.mailboxes import MailboxRecord
from sync_core.reconcile.pairs import PairKey, PairState, Writing
from sync_core.work import MailboxId, Stream

_NOT_BROUGHT_IN = (PairState.LEFT_OUT, PairState.UNLINKED)
"""Kept from the CRM by a rule, or by a person who rejected it."""
_MetLate = tuple[MailboxId, PairKey]
"""In whose mailbox which meeting."""


class Waiting:
    """The way to a quiet, since all was put right."""

    def __init__(self, firm: Firm, office: Administrators) -> None:
        self._firm = firm
        self._outside = firm.outside
        self._office = office
        self._mended_at = firm.now()
        self._looked_for = frozenset[_MetLate]()
        self._is_spreading = False
        """Whether copies of meetings were under way when this was last looked at."""

    def begin(self) -> None:
        """Let a person ask for what runs only now that all was put right."""
        self._mended_at, self._looked_for = self._firm.now(), frozenset()
        self._is_spreading = len(self._firm.outlook.spreading) > 0
        self._office.ask_all()

    def unfinished(self) -> str:
        """Return what the engine has yet to come to; whatever is held is answered."""
        spreading = self._firm.outlook.spreading
        if len(spreading):
            spreading.deliver_due()
            self._is_spreading = True
            return "copies of meetings are under way"
        if self._is_spreading:
            self._look_at_copies()
            return "copies of meetings have come"
        for mailbox in sorted(self._firm.settings.enabled):
            lack = self._lack(at_once(self._outside.memory.mailbox(mailbox)))
            if lack:
                return f"{mailbox} {lack}"
        late = self._met_late()
        if late - self._looked_for:
            self._looked_for |= late
            self._office.ask_all()
            return "answers wait for the daily comparison"
        return ""

    def next_due_at(self) -> datetime | None:
        """Return when a parked mailbox is looked at again, or a failed twin tried again.

        What was due before now waits for the hours of its direction.
        """
        records = at_once(self._outside.memory.mailboxes())
        times = [r.recheck_at for r in records if r.parked]
        times += [r.calendar_due_at for r in records]
        times.append(self._firm.outlook.spreading.next_due_at())
        now = self._firm.now()
        return min((t for t in times if t and t > now), default=None)

    def _look_at_copies(self) -> None:
        """Ask for a comparison of all calendars: a run that reads the CRM alone does not see what came late."""
        self._is_spreading = False
        self._mended_at = self._firm.now()
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
            # Who was parked, or unknown, was not compared when that was asked for.
            if self._outside.queue.next_visible_at() is None:
                self._office.ask(record.id)
            return "was not looked at again"
        return self._lack_of_twins(record.id)

    def _lack_of_twins(self, mailbox: MailboxId) -> str:
        pairs = at_once(self._outside.memory.pairs(mailbox, Stream.CALENDAR))
        if any(p.state is PairState.FAILED and p.due_at for p in pairs):
            return "has twins to be tried again"
        creates = (i for p in pairs for i in p.intents if i.writing is Writing.CREATE)
        begun = self._firm.settings.is_plain and any(creates)
        return "has events begun and not made" if begun else ""

    def _met_late(self) -> frozenset[_MetLate]:
        """Return the records, by mailbox, that a guest's has not met: another brought them in after it last looked.

        What the guest answered before then comes with the daily comparison, nothing else does.
        """
        keys = {str(k.event.key) for k in self._firm.crm.everything()}
        return frozenset(
            (mailbox, pair.key)
            for mailbox in self._firm.settings.enabled
            for pair in at_once(self._outside.memory.pairs(mailbox, Stream.CALENDAR))
            if pair.state in _NOT_BROUGHT_IN and not pair.crm and pair.key in keys
        )
