"""What organisers of other firms do: they invite the staff, change their meetings and cancel them."""

from typing import Any

from simulator.graph.calendar.appointment import Appointment
from simulator.graph.mail import Recipient
from simulator.world.calendar.diary import Birth, Entry
from simulator.world.calendar.firm import Firm
from simulator.world.calendar.people import CLIENTS, STRANGERS, WEEKLY, as_invitee
from simulator.world.canaries import MARK
from sync_core.reconcile.sides import Side

_HERE = Side.OUTLOOK


class OtherFirms:
    """Organisers whose calendars nobody here sees."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm
        self._chance = firm.chance

    def another_firm_invites(self) -> None:
        """An organiser of another firm invites one or several of the staff."""
        staff = self._firm.staff
        invited = self._chance.sample(staff, self._chance.randrange(1, len(staff) + 1))
        is_series = self._chance.random() < 0.2
        entry = self._firm.diary.new(Birth.OUTSIDE, invited[0].mailbox, is_series=is_series)
        says = Appointment(
            subject=entry.subject(),
            span=self._firm.times.soon(self._firm.now()),
            attendees=tuple(as_invitee(one.address) for one in invited),
            recurrence=WEEKLY if is_series else None,
        )
        organiser = Recipient(self._chance.choice((*CLIENTS, *STRANGERS)), f"{MARK} organiser")
        entry.uid = self._firm.outlook.invite_from_outside(organiser, says)
        entry.was_public = True

    def another_firm_changes_its_meeting(self) -> None:
        """An outside organiser moves or renames."""
        entry = self._some_meeting()
        if entry:
            soon = self._firm.times.soon
            fields: dict[str, Any] = self._chance.choice(
                ({"subject": entry.subject()}, {"span": soon(self._firm.now())})
            )
            if "span" in fields and entry.is_series:
                return
            self._firm.outlook.edit_outside(entry.uid, **fields)
            entry.rewritten(_HERE, fields)

    def another_firm_cancels(self) -> None:
        """An outside organiser cancels."""
        entry = self._some_meeting()
        if entry:
            self._firm.outlook.cancel_outside(entry.uid)
            entry.end(_HERE)

    def _some_meeting(self) -> Entry | None:
        entries = self._firm.diary.entries
        there = [e for e in entries if e.birth is Birth.OUTSIDE and not e.gone]
        return self._chance.choice(there) if there else None
