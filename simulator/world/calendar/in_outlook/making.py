"""What the staff make in Outlook: events, mostly meetings, and series of them."""

from dataclasses import replace

from simulator.graph.calendar.appointment import Appointment, Place
from simulator.graph.mail import Sensitivity
from simulator.world.calendar.diary import Birth, Entry
from simulator.world.calendar.firm import Firm
from simulator.world.calendar.people import (
    A_FORTNIGHT,
    CLIENTS,
    DAILY,
    FORTNIGHTLY,
    ROOMS,
    STRANGERS,
    WEEKLY,
    Colleague,
    as_invitee,
)
from simulator.world.canaries import MARK
from sync_core.calendar.event import ShowAs
from sync_core.reconcile.sides import Side

_HERE = Side.OUTLOOK


class OutlookMaking:
    """The staff, each with a new event in their own calendar."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm
        self._chance = firm.chance

    def an_event_is_made(self) -> None:
        """Somebody makes an event, mostly a meeting."""
        owner = self._chance.choice(self._firm.staff)
        entry = self._firm.diary.new(Birth.OUTLOOK, owner.mailbox)
        self._made(entry, self._appointment(entry, owner))

    def a_series_is_made(self) -> None:
        """Somebody makes a series."""
        owner = self._chance.choice(self._firm.staff)
        entry = self._firm.diary.new(Birth.OUTLOOK, owner.mailbox, is_series=True)
        span = self._firm.times.soon(self._firm.now())
        rule = self._chance.choice((WEEKLY, DAILY, FORTNIGHTLY, A_FORTNIGHT))
        self._made(entry, replace(self._appointment(entry, owner), span=span, recurrence=rule))

    def _made(self, entry: Entry, says: Appointment) -> None:
        outlook = self._firm.outlook
        is_draft = bool(says.attendees) and self._chance.random() < 0.06
        make = outlook.draft if is_draft else outlook.create
        entry.event = make(entry.mailbox, says)
        entry.uid = outlook.look(entry.mailbox, entry.event).uid
        is_private = says.sensitivity is not Sensitivity.NORMAL
        entry.was_private, entry.was_public = is_private, not is_private
        entry.hidden_by = _HERE if is_private else None
        entry.rewritten(_HERE, {"subject": says.subject, "span": says.span})

    def _appointment(self, entry: Entry, owner: Colleague) -> Appointment:
        chance = self._chance
        is_rich = chance.random() < 0.1
        body = f"{MARK} body {entry.number}" if chance.random() < 0.3 else ""
        return Appointment(
            subject=entry.subject(),
            span=self._firm.times.any(self._firm.now()),
            attendees=tuple(as_invitee(a) for a in self._guests(owner)),
            places=(Place(name=chance.choice(ROOMS)),) if chance.random() < 0.3 else (),
            body=f"<p><b>{body}</b></p>" if is_rich else body,
            body_is_html=is_rich,
            sensitivity=Sensitivity.PRIVATE if chance.random() < 0.1 else Sensitivity.NORMAL,
            show_as=ShowAs.FREE if chance.random() < 0.08 else ShowAs.BUSY,
            categories=("CRM",) if chance.random() < 0.5 else (),
            is_online=chance.random() < 0.05,
        )

    def _guests(self, owner: Colleague) -> list[str]:
        """Return whom somebody invites: clients mostly, colleagues, strangers; or nobody."""
        drawn = self._chance.random()
        others = [one.address for one in self._firm.staff if one is not owner]
        if drawn < 0.1:
            return []
        if drawn < 0.2:
            return others
        if drawn < 0.28:
            return list(STRANGERS)
        guests = self._chance.sample(CLIENTS, self._chance.choice((1, 1, 2)))
        if self._chance.random() < 0.08:
            guests.append(f"/o=ExchangeLabs/cn={MARK} list")
        return [*guests, *others] if self._chance.random() < 0.3 else guests
