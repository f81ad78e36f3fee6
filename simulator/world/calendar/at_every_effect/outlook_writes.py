"""What must hold of every write in Outlook: intended, of an event that a person made, proved, told of by name."""

from datetime import datetime

from simulator.graph.direct.calendar import STAMP
from simulator.world.calendar.answers import Answers, deed_of
from simulator.world.calendar.at_every_effect.deletions_proved import prove_deletion
from simulator.world.calendar.at_every_effect.intents_first import Intents
from simulator.world.calendar.at_every_effect.no_stray_mail import CausedMail
from simulator.world.calendar.at_every_effect.whose_event import WhoseEvent
from simulator.world.calendar.at_every_effect.writes import (
    MOVES,
    OUTLOOK_WRITES,
    OutlookWrite,
    written_in_outlook,
)
from simulator.world.calendar.diary import Birth, Entry
from simulator.world.calendar.firm import Firm
from simulator.world.scheduler import Violation
from simulator.world.steps import Process, Step
from sync_core.calendar.event import OutlookEvent
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId


class OutlookWrites:
    """Looks at each write, taken or not."""

    def __init__(self, firm: Firm, whose: WhoseEvent, intents: Intents, answers: Answers) -> None:
        self._firm = firm
        self._whose = whose
        self._intents = intents
        self._answers = answers
        self._mail = CausedMail(firm, intents)

    def look_at(self, process: Process, step: Step) -> None:
        """Check one write.

        Raises:
            Violation: it should not have been.
        """
        where = f"{process.name} {step.label}"
        entry = self._written(where, step)
        if step.failure is None:
            self._rightly_taken(where, entry, step)
        mails = self._mail.by(process, where, entry, step)
        if step.failure is None:
            self._as_answered(process, where, entry, step, mails)

    def _written(self, where: str, step: Step) -> Entry:
        """Return whose event is written, which is one that may be, and is remembered."""
        what, writing = written_in_outlook(step), OUTLOOK_WRITES[step.label]
        entry = self._whose.of_outlook(what)
        if entry is None:
            raise Violation(f"{where}: nobody made this event")
        if not self._intents.holds_of_outlook(step.argument(0, "mailbox"), what, writing):
            told = f"event {entry.number} is written with no intent remembered"
            raise Violation(f"{where}: {told}")
        if step.label == "calendar.create" and entry.birth is Birth.IMPORT:
            raise Violation(f"{where}: the imported event {entry.number} left the CRM")
        return entry

    def _rightly_taken(self, where: str, entry: Entry, step: Step) -> None:
        """Check what Outlook took: a deletion, or a change."""
        what = written_in_outlook(step)
        if step.label == "calendar.delete":
            prove_deletion(where, entry, Side.CRM, _slot(what))
        if step.label == "calendar.update" and isinstance(what, OutlookEvent):
            self._is_named(where, entry, step.argument(0, "mailbox"), what)

    def _is_named(self, where: str, entry: Entry, mailbox: MailboxId, what: OutlookEvent) -> None:
        """Check that the CRM knows the name of what was made for it before a change tells others of it."""
        box = self._firm.outside.tenant.mailbox(mailbox)
        view = box.calendars.look(box.ids.read(what.id).number)
        stamp = view.item.extended.get(STAMP, "") if view is not None else ""
        kept = self._firm.crm.kept(entry.crm) if entry.crm else None
        if kept is None or kept.event.key is not None:
            return
        if self._firm.outside.digester.stamp(kept.event.id) == stamp:
            raise Violation(
                f"{where}: event {entry.number} is changed before the CRM knows its name"
            )

    def _as_answered(
        self, process: Process, where: str, entry: Entry, step: Step, mails: int
    ) -> None:
        """Check a write that was taken against what persons said of held plans."""
        mailbox: MailboxId = step.argument(0, "mailbox")
        fields = step.argument(3, "fields") if step.label == "calendar.update" else ()
        deed = deed_of(mailbox, Side.OUTLOOK, MOVES[OUTLOOK_WRITES[step.label]], entry)
        self._answers.taken(where, process.name, deed, fields, mails)


def _slot(what: OutlookWrite) -> datetime | None:
    return what.original_start if isinstance(what, OutlookEvent) else None
