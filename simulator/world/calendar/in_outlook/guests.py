"""What the invited do with their own copies of meetings in Outlook: answer them, and remove them."""

from simulator.world.calendar.diary import Entry
from simulator.world.calendar.firm import Firm
from sync_core.calendar.event import Answer, EventId
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

_ANSWERS = (Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED)


class Guests:
    """The staff, at meetings of others."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm

    def an_invitation_is_answered(self) -> None:
        """Somebody accepts, declines, or is not sure."""
        copies = [
            (entry, one.mailbox, copy)
            for entry in self._firm.diary.entries
            for one in self._firm.staff
            if entry.uid and (copy := self._copy(one.mailbox, entry)) is not None
        ]
        if copies:
            entry, mailbox, copy = self._firm.chance.choice(copies)
            self._firm.outlook.respond(mailbox, copy, self._firm.chance.choice(_ANSWERS))
            entry.touch(Side.OUTLOOK)
            # Outlook removes what was declined.
            if self._copy(mailbox, entry) is None:
                entry.gone_for.add(mailbox)

    def a_copy_is_removed(self) -> None:
        """Somebody removes their own copy of another's meeting."""
        for entry in self._firm.diary.entries:
            for one in self._firm.staff:
                copy = self._copy(one.mailbox, entry) if entry.uid else None
                if copy is not None:
                    self._firm.outlook.delete(one.mailbox, copy)
                    entry.gone_for.add(one.mailbox)
                    return

    def _copy(self, mailbox: MailboxId, entry: Entry) -> EventId | None:
        """Return an attendee's copy."""
        found = self._firm.outlook.copy(mailbox, entry.uid)
        if found is None or self._firm.outlook.look(mailbox, found).item.is_organiser:
            return None
        return found
