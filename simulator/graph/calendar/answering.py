"""Answers to invitations: in the copy of who answers, and in the organiser's event."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from functools import partial

from simulator.graph.calendar.appointment import Appointment
from simulator.graph.calendar.events import EventItem, EventView
from simulator.graph.calendar.firm import Firm
from simulator.graph.calendar.invitations import Author, InvitationLog, MailSort, MeetingMail
from simulator.graph.calendar.meetings import owner_of, source_of
from simulator.graph.calendar.spreading import Spreading
from simulator.graph.calendar.store import CalendarStore
from simulator.graph.directory import smtp_addresses
from simulator.graph.mail import Recipient
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import answering_oneself
from sync_core.calendar.event import Answer, ShowAs

_SHOWN = {
    Answer.ACCEPTED: ShowAs.BUSY,
    Answer.TENTATIVE: ShowAs.TENTATIVE,
    Answer.DECLINED: ShowAs.FREE,
}


class Answering:
    """All answers of a tenant's people."""

    def __init__(
        self, firm: Firm, log: InvitationLog, spreading: Spreading, outside: CalendarStore
    ) -> None:
        self._firm = firm
        self._log = log
        self._spreading = spreading
        self._outside = outside

    def answer(
        self, box: Mailbox, view: EventView, answer: Answer, by: Author, *, tells: bool = True
    ) -> None:
        """Answer an invitation; the organiser is told unless `tells` is off.

        Raises:
            Refusal: this mailbox organises it (400).
        """
        if view.item.is_organiser:
            raise answering_oneself()
        now = self._firm.surroundings.now()
        if tells and view.item.organiser is not None:
            self._tell(box, view, view.item.organiser, answer, by)
        if answer is Answer.DECLINED and not self._firm.rules.declined_kept:
            _remove(box.calendars, view, now)
        else:
            _note(box.calendars, view, answer, now)

    def _tell(
        self, box: Mailbox, view: EventView, organiser: Recipient, answer: Answer, by: Author
    ) -> None:
        mail = MeetingMail(
            sort=MailSort.RESPONSE,
            to=organiser.address.lower(),
            sender=owner_of(box).address.lower(),
            uid=view.uid,
            by=by,
            because=(answer.value,),
            at=self._firm.surroundings.now(),
        )
        self._log.mails.append(mail)
        master = source_of(box.calendars, view).then
        uid, slot = master.master_uid or master.uid, view.original_start
        own = frozenset(smtp_addresses(box.user))
        self._spreading.later(partial(self._take, organiser, uid, slot, own, answer))

    def _take(
        self,
        organiser: Recipient,
        uid: str,
        slot: datetime | None,
        who: AbstractSet[str],
        answer: Answer,
    ) -> None:
        """Note an answer in the organiser's event; one that is gone by then takes none."""
        user = self._firm.users.with_address(organiser.address)
        store = self._firm.mailbox(user.id).calendars if user else self._outside
        item, now = store.with_uid(uid), self._firm.surroundings.now()
        if item is None or not item.is_organiser:
            return
        if slot is not None and not store.has_occurrence(item, slot):
            return
        if slot is not None:
            says = store.occurrence(item, slot).says
            store.override(item, slot, now, {"attendees": _answered(says, who, answer).attendees})
            return
        store.write(item, now, _answered(item.says, who, answer))
        for slot_of, number in item.exceptions.items():
            exception = store.items[number]
            if "attendees" in exception.overrides:
                told = _answered(exception.says, who, answer).attendees
                store.override(item, slot_of, now, {"attendees": told})


def _note(store: CalendarStore, view: EventView, answer: Answer, now: datetime) -> None:
    item, shown = view.item, _SHOWN[answer]
    if view.says.show_as is ShowAs.FREE and item.answer is not Answer.DECLINED:
        shown = ShowAs.FREE
    if view.series is not None and view.original_start is not None:
        master = store.items[view.series]
        fields = {"show_as": shown}
        store.override(master, view.original_start, now, fields, answer=answer, answered_at=now)
        return
    store.write(item, now, replace(view.says, show_as=shown), answer=answer, answered_at=now)
    for number in item.exceptions.values():
        exception: EventItem = store.items[number]
        exception.answer, exception.answered_at = answer, now


def _remove(store: CalendarStore, view: EventView, now: datetime) -> None:
    if view.series is not None and view.original_start is not None:
        store.drop_slot(store.items[view.series], view.original_start, now)
    else:
        store.remove(view.item)


def _answered(says: Appointment, who: AbstractSet[str], answer: Answer) -> Appointment:
    told = tuple(replace(a, answer=answer) if a.address in who else a for a in says.attendees)
    return replace(says, attendees=told)
