"""The port MailboxCalendar straight over the tenant, without HTTP: for the world and for quick tests."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from flows.ports.calendar import EventDraft, EventPage, Series
from flows.ports.tenant import DeltaToken, Gone
from simulator.graph.calendar.asking import CalendarService, MatchOn
from simulator.graph.calendar.calendars import Calendar
from simulator.graph.calendar.events import EventView
from simulator.graph.calendar.meetings import NewEvent
from simulator.graph.calendar.outlook import event_id
from simulator.graph.direct.events import appointment_of, event_of, written
from simulator.graph.direct.failures import as_failures, failure_of
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import Refusal
from simulator.graph.service import Service
from simulator.graph.tenant import Tenant
from sync_core import limits
from sync_core.calendar.event import (
    Answer,
    CalendarId,
    Content,
    EventId,
    OutlookEvent,
    Shape,
    UnreadableEvent,
)
from sync_core.calendar.fields import EventField
from sync_core.calendar.window import Window
from sync_core.calendar.zones import iana_of
from sync_core.failures import Failure, ItemGone, SkipItem, SkipReason, VersionConflict
from sync_core.work import MailboxId

STAMP = "String {6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10} Name RapportStamp"
"""The extended property that holds the stamp."""
_ANSWERS = (Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED)
_OCCURRING = (Shape.OCCURRENCE, Shape.EXCEPTION)


class TenantCalendar:
    """Implements flows.ports.calendar.MailboxCalendar."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._service = Service(tenant)
        self._calendars = CalendarService(tenant)

    async def changed(
        self,
        mailbox: MailboxId,
        calendar: CalendarId,
        window: Window,
        token: DeltaToken | None,
    ) -> EventPage:
        """See MailboxCalendar."""
        options = {
            "startDateTime": window.since.isoformat(),
            "endDateTime": window.until.isoformat(),
        }
        with as_failures():
            box, lies_in = self._open("events.delta", mailbox, calendar)
            found = self._calendars.delta(box, lies_in, token, options, limits.EVENT_DELTA_PAGE)
        views = [box.calendars.look(told.number) for told in found.told if not told.is_removed]
        removed = [event_id(box, told.number) for told in found.told if told.is_removed]
        whole = [v for v in views if v and v.shape not in _OCCURRING]
        series = [event_id(box, v.series) for v in views if v and v.series is not None]
        return EventPage(
            events=tuple(event_of(box, view) for view in whole),
            series=tuple(dict.fromkeys(series)),
            removed=tuple(dict.fromkeys(removed)),
            next=DeltaToken(found.token),
            is_complete=found.is_over,
        )

    async def read(
        self, mailbox: MailboxId, ids: Sequence[EventId]
    ) -> Mapping[EventId, OutlookEvent | UnreadableEvent | Gone]:
        """See MailboxCalendar."""
        if len(ids) > limits.READ_BATCH_EVENTS:
            raise ValueError(f"at most {limits.READ_BATCH_EVENTS} events are read at once")
        with as_failures():
            self._service.admit("batch")
            return {name: self._read(mailbox, name) for name in ids}

    async def series(
        self, mailbox: MailboxId, master: EventId, window: Window
    ) -> Series | UnreadableEvent | Gone:
        """See MailboxCalendar."""
        with as_failures():
            box, _ = self._open("batch", mailbox)
            view = box.calendars.look(box.ids.read(master).number)
        if view is None:
            return Gone.GONE
        told = event_of(box, view)
        if isinstance(told, UnreadableEvent):
            return told
        if view.shape is not Shape.SERIES:
            return Series(master=told, occurrences=(), cancelled=())
        there = [event_of(box, v) for v in box.calendars.occurrences(view.item, window)]
        return Series(
            master=told,
            occurrences=tuple(e for e in there if isinstance(e, OutlookEvent)),
            cancelled=tuple(sorted(view.item.deleted)),
            unreadable=tuple(e for e in there if isinstance(e, UnreadableEvent)),
        )

    async def find(self, mailbox: MailboxId, stamp: str) -> OutlookEvent | None:
        """See MailboxCalendar."""
        with as_failures():
            box, _ = self._open("events", mailbox)
            found = self._calendars.stamped(box, STAMP, stamp)
        return next((_readable(box, view) for view in found), None)

    async def create(
        self, mailbox: MailboxId, calendar: CalendarId, draft: EventDraft
    ) -> OutlookEvent:
        """See MailboxCalendar."""
        new = NewEvent(
            says=appointment_of(draft.content),
            transaction_id=draft.stamp,
            extended={STAMP: draft.stamp},
        )
        try:
            with as_write_failures():
                box, lies_in = self._open("events.create", mailbox, calendar)
                view = self._calendars.create(box, lies_in, new)
        except VersionConflict:
            found = await self.find(mailbox, draft.stamp)
            if found is None:
                raise
            return found
        return _readable(box, view)

    async def update(
        self, mailbox: MailboxId, event: OutlookEvent, content: Content, fields: frozenset[str]
    ) -> OutlookEvent:
        """See MailboxCalendar."""
        if EventField.BODY in fields and event.is_online:
            raise SkipItem(SkipReason.REFUSED_BY_OUTLOOK, "body: holds an online meeting")
        if EventField.CANCELLED in fields and content.is_cancelled:
            return self._cancelled(mailbox, event)
        with as_write_failures():
            box, _ = self._open("events.update", mailbox)
            told = written(content, sorted(fields), box.calendars.find(event.id).says)
            if not told:
                return event
            match = MatchOn(event.version)
            view = self._calendars.write(box, event.id, told, {}, match)
        return _readable(box, view)

    async def answer(self, mailbox: MailboxId, event: OutlookEvent, answer: Answer) -> None:
        """See MailboxCalendar."""
        if answer not in _ANSWERS:
            raise ValueError(f"{answer} is no answer to an invitation")
        with as_write_failures():
            box, _ = self._open("events.answer", mailbox)
            self._calendars.answer(box, event.id, answer, tells=True)

    async def delete(self, mailbox: MailboxId, event: OutlookEvent) -> None:
        """See MailboxCalendar."""
        try:
            with as_write_failures():
                box, _ = self._open("events.delete", mailbox)
                self._calendars.delete(box, event.id, MatchOn(event.version))
        except ItemGone:
            return

    async def calendars(self, mailbox: MailboxId) -> Mapping[CalendarId, str]:
        """See MailboxCalendar."""
        with as_failures():
            box, _ = self._open("calendars", mailbox)
        return {CalendarId(c.id): c.name for c in box.calendars.calendars.values()}

    async def zone(self, mailbox: MailboxId) -> str:
        """See MailboxCalendar."""
        with as_failures():
            box, _ = self._open("mailboxSettings", mailbox)
        return iana_of(box.zone) or "UTC"

    def _cancelled(self, mailbox: MailboxId, event: OutlookEvent) -> OutlookEvent:
        """Cancel a meeting, which takes it from its organiser's calendar; one without attendees goes too."""
        with as_write_failures():
            box, _ = self._open("events.cancel", mailbox)
            MatchOn(event.version).check(box.calendars.find(event.id))
            if event.content.attendees:
                self._calendars.cancel(box, event.id)
            else:
                self._calendars.delete(box, event.id, MatchOn())
        return replace(event, content=replace(event.content, is_cancelled=True))

    def _open(self, kind: str, mailbox: MailboxId, calendar: str = "") -> tuple[Mailbox, Calendar]:
        self._service.admit(kind)
        box = self._service.open(mailbox)
        return box, box.calendars.calendar(calendar)

    def _read(self, mailbox: MailboxId, name: EventId) -> OutlookEvent | UnreadableEvent | Gone:
        box = self._service.open(mailbox)
        try:
            return event_of(box, box.calendars.find(name))
        except Refusal as refusal:
            if refusal.status == 404:
                return Gone.GONE
            return UnreadableEvent(id=name, problem=f"event: refused with {refusal.code}")


@contextmanager
def as_write_failures() -> Iterator[None]:
    """Let the tenant's refusals of a write out as failures."""
    try:
        yield
    except Refusal as refusal:
        raise write_failure_of(refusal) from None


def write_failure_of(refusal: Refusal) -> Failure:
    """Return the failure a refusal of a write amounts to."""
    if refusal.status in (409, 412):
        return VersionConflict(refusal.code)
    if refusal.status == 404 and refusal.code == "ErrorItemNotFound":
        return ItemGone(refusal.code)
    if refusal.status == 400:
        return SkipItem(SkipReason.REFUSED_BY_OUTLOOK, refusal.code)
    return failure_of(refusal)


def _readable(box: Mailbox, view: EventView) -> OutlookEvent:
    """Return an event that was written, or is to be worked on.

    Raises:
        SkipItem: it came back in a form that nobody understands.
    """
    told = event_of(box, view)
    if isinstance(told, UnreadableEvent):
        raise SkipItem(SkipReason.UNREADABLE, told.problem)
    return told
