"""No stray mail: whom a write in Outlook mails, and that an act in the CRM called for it."""

from collections import Counter

from simulator.graph.calendar.invitations import Author
from simulator.world.calendar.at_every_effect.intents_first import Intents
from simulator.world.calendar.at_every_effect.writes import written_in_outlook
from simulator.world.calendar.diary import Birth, Entry
from simulator.world.calendar.firm import Firm
from simulator.world.calendar.people import FIRM_DOMAIN
from simulator.world.scheduler import Violation
from simulator.world.steps import Process, Step
from sync_core.reconcile.sides import Side


class CausedMail:
    """The mail that left so far because the engine wrote."""

    def __init__(self, firm: Firm, intents: Intents) -> None:
        self._firm = firm
        self._intents = intents
        self._looked_at = 0
        """How many mails of the tenant's log were looked at."""
        self._mailing: Counter[int] = Counter()
        """How many writes of each event mailed somebody."""

    def by(self, process: Process, where: str, entry: Entry, step: Step) -> int:
        """Check the mail that a write caused, and return how many people outside the firm got one.

        Raises:
            Violation: nobody called for it.
        """
        reached = self._reached()
        if reached and step.label != "calendar.answer":
            self._called_for(where, entry, step)
            self._still_to_come(process, where, entry, step)
            self._no_invitation_at_first(where, entry, step)
        return sum(not to.endswith(f"@{FIRM_DOMAIN}") for to in reached)

    def _reached(self) -> set[str]:
        """Return who got mail since this was last asked; one person may be told of each changed occurrence."""
        mails = self._firm.outside.tenant.invitations.mails
        new = [m for m in mails[self._looked_at :] if m.by is Author.APPLICATION]
        self._looked_at = len(mails)
        return {mail.to for mail in new}

    def _called_for(self, where: str, entry: Entry, step: Step) -> None:
        """Check that an event mails no more often than the CRM's users changed it."""
        self._mailing[entry.number] += 1
        unknown = self._deleted_unknown(entry) or self._deleted_unheard(entry, step)
        called = entry.calls + unknown + min(entry.resets, entry.calls)
        if self._mailing[entry.number] > called:
            raise Violation(
                f"{where}: event {entry.number} mailed {self._mailing[entry.number]} times,"
                f" and the CRM's users changed it {entry.calls} times"
            )

    def _still_to_come(self, process: Process, where: str, entry: Entry, step: Step) -> None:
        """Check that nobody is told of what is over."""
        told = [written_in_outlook(step).content]
        if step.label == "calendar.update":
            told.append(step.argument(2, "content"))
        is_single = not any(c.recurrence for c in told)
        if is_single and all(c.span.end <= process.notes["began_at"] for c in told):
            raise Violation(f"{where}: event {entry.number} is past, and somebody is mailed")

    def _no_invitation_at_first(self, where: str, entry: Entry, step: Step) -> None:
        """Check that a first run tells nobody of anything but of what was changed in the CRM.

        That it was made there is no such change.
        """
        was_made = entry.birth is Birth.CRM
        is_asked = step.label != "calendar.create" and entry.calls > was_made
        if not is_asked and self._firm.is_in_first_run(step.argument(0, "mailbox")):
            raise Violation(f"{where}: a first run invites to event {entry.number}")

    def _deleted_unknown(self, entry: Entry) -> bool:
        """Return whether somebody deleted in Outlook what the engine had made and not heard of yet.

        Nobody can tell that from a creation that never came about: it is made again, once.
        """
        kept = self._firm.crm.kept(entry.crm) if entry.crm else None
        return kept is not None and kept.event.key is None and Side.OUTLOOK in entry.gone

    def _deleted_unheard(self, entry: Entry, step: Step) -> bool:
        """Return whether somebody deleted in Outlook what a write may just have changed, its answer not heard.

        Nobody can tell whether they saw the change: it survives, and the event is made again, once.
        """
        if step.label != "calendar.create" or Side.OUTLOOK not in entry.gone:
            return False
        draft = step.argument(2, "draft")
        return self._intents.may_have_changed(step.argument(0, "mailbox"), draft)
