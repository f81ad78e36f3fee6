"""The naive pipeline, on the same adapters: each event by itself, read, looked up, written, remembered."""

from collections.abc import Mapping, Sequence

from bench.calendar.made_up import appointments, tenant_of
from bench.calendar.office import Office, office
from bench.mail.rig import NotQuiet
from flows.ports.calendar import EventDraft
from flows.ports.crm_calendar import CrmEventChange, CrmEventDraft
from flows.ports.leases import Busy, Lease
from flows.ports.remembrance import Remembrance
from sync_core.calendar.event import (
    DEFAULT_CALENDAR,
    CrmAttendee,
    CrmEvent,
    EventId,
    EventKey,
    OutlookEvent,
)
from sync_core.calendar.fields import EventField
from sync_core.policy import Matching
from sync_core.reconcile.pairs import Pair, PairKey, PairState
from sync_core.work import MailboxId, RunId, Stream

_FIELDS = frozenset({EventField.SUBJECT.value})


async def naive_per_thousand(storage: str, count: int = 50) -> dict[str, dict[str, float]]:
    """Return what each kind of change costs outside, a thousand events, by the names of changes.py.

    One request for the event of a notification, one lookup of its twin, one of its people, one write, and
    one row remembered. Taking the lease once is not counted against it.
    """
    tenant, (mailbox,) = tenant_of()
    async with office(tenant, [mailbox], storage) as firm:
        firm.add_in_outlook(mailbox, appointments(count))
        line = await _Line.of(firm, mailbox)
        told = {"new_in_outlook": await line.to_crm(firm.events[mailbox])}
        firm.change_in_outlook(mailbox, firm.events[mailbox], "Renamed here")
        told["changed_in_outlook"] = await line.to_crm(firm.events[mailbox])
        both = await firm.in_crm(mailbox)
        told["changed_in_crm"] = await line.to_outlook(both, firm.events[mailbox])
        await firm.add_in_crm(mailbox, count)
        known = {event.id for event in both}
        new = [event for event in await firm.in_crm(mailbox) if event.id not in known]
        told["new_in_crm"] = await line.make_in_outlook(new)
    return {
        name: {cost: number * 1_000 / count for cost, number in spent.items()}
        for name, spent in told.items()
    }


class _Line:
    """One pipeline of one mailbox."""

    def __init__(self, firm: Office, mailbox: MailboxId, lease: Lease) -> None:
        self._firm, self._parts = firm, firm.made.parts
        self._mailbox, self._lease = mailbox, lease

    @staticmethod
    async def of(firm: Office, mailbox: MailboxId) -> "_Line":
        memory, now = firm.made.parts.memory, firm.clock.now()
        lease = await memory.acquire(mailbox, Stream.CALENDAR, RunId("naive"), now)
        if isinstance(lease, Busy):
            raise NotQuiet("the lease is held")
        return _Line(firm, mailbox, lease)

    async def to_crm(self, ids: Sequence[EventId]) -> Mapping[str, int]:
        before = self._firm.made.spent()
        for id_ in ids:
            event = (await self._parts.calendar.read(self._mailbox, [id_]))[id_]
            if not isinstance(event, OutlookEvent):
                raise NotQuiet("an event could not be read")
            key = self._parts.digester.event_key(event.ical_uid)
            twin = (await self._parts.crm_calendar.events_by_key([key])).get(key)
            addresses = [a.address for a in event.content.attendees]
            await self._parts.crm.find_people(addresses, Matching())
            if twin is None:
                await self._parts.crm_calendar.create_events([self._draft(event, key)])
            else:
                change = CrmEventChange(
                    id=twin.id, version=twin.version, fields=_FIELDS, content=event.content
                )
                await self._parts.crm_calendar.update_events([change])
            await self._remember(key)
        return self._since(before)

    async def to_outlook(
        self, those: Sequence[CrmEvent], ids: Sequence[EventId]
    ) -> Mapping[str, int]:
        before, calendar = self._firm.made.spent(), self._parts.calendar
        for twin, id_ in zip(those, ids, strict=True):
            told = (await self._parts.crm_calendar.events([twin.id]))[twin.id]
            event = (await calendar.read(self._mailbox, [id_]))[id_]
            if not isinstance(event, OutlookEvent):
                raise NotQuiet("an event could not be read")
            await calendar.update(self._mailbox, event, told.content, _FIELDS)
            await self._remember(EventKey(told.key or ""))
        return self._since(before)

    async def make_in_outlook(self, those: Sequence[CrmEvent]) -> Mapping[str, int]:
        before = self._firm.made.spent()
        for one in those:
            told = (await self._parts.crm_calendar.events([one.id]))[one.id]
            draft = EventDraft(content=told.content, stamp=self._parts.digester.stamp(told.id))
            made = await self._parts.calendar.create(self._mailbox, DEFAULT_CALENDAR, draft)
            key = self._parts.digester.event_key(made.ical_uid)
            named = CrmEventChange(
                id=told.id, version=told.version, fields=frozenset(), content=told.content, key=key
            )
            await self._parts.crm_calendar.update_events([named])
            await self._remember(key)
        return self._since(before)

    def _draft(self, event: OutlookEvent, key: EventKey) -> CrmEventDraft:
        return CrmEventDraft(
            key=key,
            owner=self._firm.owners[self._mailbox],
            content=event.content,
            attendees=tuple(CrmAttendee(attendee=a) for a in event.content.attendees),
            attendees_total=len(event.content.attendees),
            organiser=event.organiser,
        )

    async def _remember(self, key: EventKey) -> None:
        row = Pair(key=PairKey(key), state=PairState.LINKED)
        memory, now = self._parts.memory, self._firm.clock.now()
        self._lease = await memory.remember(self._lease, Remembrance(pairs=(row,)), now)

    def _since(self, before: Mapping[str, int]) -> Mapping[str, int]:
        after = self._firm.made.spent()
        return {cost: after[cost] - before[cost] for cost in after}
