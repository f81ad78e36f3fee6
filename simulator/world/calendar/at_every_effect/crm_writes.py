"""What must hold of every write in the CRM: intended, nothing private brought in, each cancellation proved."""

from itertools import zip_longest

from flows.ports.crm_calendar import CrmEventChange, CrmEventDraft, Wrote
from simulator.world.calendar.answers import Answers, deed_of
from simulator.world.calendar.at_every_effect.deletions_proved import prove_deletion
from simulator.world.calendar.at_every_effect.intents_first import Intents
from simulator.world.calendar.at_every_effect.whose_event import WhoseEvent
from simulator.world.calendar.at_every_effect.writes import (
    CRM_WRITES,
    MOVES,
    CrmWrite,
    is_naming,
    written_in_crm,
)
from simulator.world.calendar.firm import Firm
from simulator.world.scheduler import Violation
from simulator.world.steps import Process, Step
from sync_core.calendar.event import CrmEventId
from sync_core.reconcile.pairs import Writing
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId


class CrmWrites:
    """Looks at each write, taken or not."""

    def __init__(self, firm: Firm, whose: WhoseEvent, intents: Intents, answers: Answers) -> None:
        self._firm = firm
        self._whose = whose
        self._intents = intents
        self._answers = answers
        self._mailboxes: dict[str, MailboxId] = {}
        """Whose lease each process holds."""

    def leased(self, process: Process, mailbox: MailboxId) -> None:
        """Note for which mailbox a process writes from now on."""
        self._mailboxes[process.name] = mailbox

    def look_at(self, process: Process, step: Step) -> None:
        """Check one call, which may write many events.

        Raises:
            Violation: one of them should not have been written.
        """
        where, writing = f"{process.name} {step.label}", CRM_WRITES[step.label]
        pairs = self._intents.pairs()
        answers = step.result if step.failure is None else ()
        for one, answer in zip_longest(written_in_crm(step), answers):
            if is_naming(one):
                continue
            if answer is not None and answer.result is Wrote.WRITTEN:
                self._as_answered(process, where, one, writing)
            if not self._intents.holds_of_crm(pairs, one, writing):
                raise Violation(f"{where}: written with no intent remembered")
            if isinstance(one, CrmEventDraft):
                self._nothing_private(where, one)
            else:
                self._proved(where, one)

    def _as_answered(self, process: Process, where: str, one: CrmWrite, writing: Writing) -> None:
        """Check a write that the CRM took against what persons said of held plans."""
        entry = self._whose.of_crm(one)
        mailbox = self._mailboxes.get(process.name)
        if entry is None or mailbox is None:
            return
        fields = one.fields if isinstance(one, CrmEventChange) else frozenset[str]()
        deed = deed_of(mailbox, Side.CRM, MOVES[writing], entry)
        self._answers.taken(where, process.name, deed, fields, 0)

    def _nothing_private(self, where: str, draft: CrmEventDraft) -> None:
        """Check that what was private all the time is not made in the CRM of a firm that never wanted it."""
        entry = self._whose.of_crm(draft)
        if entry is None or not self._firm.settings.never_private:
            return
        if entry.was_private and not entry.was_public:
            raise Violation(f"{where}: the private event {entry.number} comes into the CRM")

    def _proved(self, where: str, one: CrmEventChange | tuple[CrmEventId, int]) -> None:
        """Check that what is deleted or cancelled was so in Outlook."""
        if isinstance(one, CrmEventChange):
            if "cancelled" not in one.fields or not one.content.is_cancelled:
                return
            id_ = one.id
        else:
            id_ = one[0]
        kept = self._firm.crm.kept(id_)
        known = self._whose.of_key(kept.event.key) if kept else None
        if known is not None:
            prove_deletion(where, known[0], Side.OUTLOOK, known[1])
