"""A pretend firm that keeps calendars: what its people do in Outlook and in the CRM."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.ports.crm_calendar import CrmEventDraft
from flows.ports.desk import NewPerson
from flows.ports.leases import Lease
from flows.ports.policy_store import PolicyVersion
from flows.ports.remembrance import Remembrance
from flows.wakeups import refresh_directory_due
from simulator.graph import Recipient
from simulator.graph.calendar.appointment import Appointment, Invitee
from simulator.graph.calendar.events import EventItem
from simulator.graph.calendar.outlook import event_id
from simulator.memory.crm_events import KeptEvent
from sync_core.calendar.event import (
    Answer,
    Attendee,
    Content,
    CrmAttendee,
    CrmEvent,
    CrmEventId,
    EventId,
    EventKey,
    Origin,
    Span,
)
from sync_core.calendar.window import Window
from sync_core.mail import Address, PersonId, PersonRef
from sync_core.reconcile.brakes import Answers
from sync_core.reconcile.pairs import Pair, PairState
from sync_core.work import MailboxId, RunId, Stream, Task, WorkItem
from tests.flows.firm import DOMAIN, START, Firm

ANA = "ana@client.test"
TOMORROW = START + timedelta(days=1)


def span(at: datetime = TOMORROW, hours: float = 1, zone: str = "UTC") -> Span:
    """Return an hour tomorrow, or another time."""
    return Span(start=at, end=at + timedelta(hours=hours), zone=zone)


def meeting(subject: str = "Review", *guests: str, **fields: Any) -> Appointment:
    """Return a meeting with these guests."""
    invited = tuple(Invitee(who=Recipient(g, g.partition("@")[0])) for g in guests)
    return Appointment(subject=subject, **{"span": span(), "attendees": invited, **fields})


class Office(Firm):
    """The firm with calendars."""

    def __init__(self, **rules: Any) -> None:
        super().__init__(**rules)
        self.outlook = self.tenant.outlook
        self.crm_calendar = self.crm.calendar
        self.people: dict[str, PersonId] = {}

    async def policy(self, **calendar: Any) -> None:
        """Change the firm's calendar policy; it acts at once."""
        told = {"enabled": True, "brakes": {"preview_first": False}, **calendar}
        document = {
            "mailboxes": {"choose": "all"},
            "mail": {"internal_domains": [DOMAIN], "history": {"months": 0}},
            "calendar": told,
            "schedule": {"sweep_minutes": 0},
        }
        number = (await self.policies.current()).number + 1
        now = self.clock.now()
        version = PolicyVersion(number=number, document=document, changed_by="test", changed_at=now)
        await self.policies.append(version)
        self.parts.rulebook.forget()

    def client(self, address: str = ANA) -> PersonId:
        """Add a client to the CRM."""
        person = NewPerson(name=address, addresses=[("email", Address(address))])
        self.people[address] = self.crm.add_person(person)
        return self.people[address]

    async def look(self, mailbox: MailboxId, task: Task = Task.CALENDAR_WAKE) -> None:
        """Wake a mailbox's calendar and let everything come to rest."""
        await self.parts.queue.send(WorkItem(task=task, mailbox=mailbox, woken_at=self.clock.now()))
        await self.work()
        self.clock.advance(10)

    async def compare(self, mailbox: MailboxId) -> None:
        """Compare both sides whole."""
        await self.look(mailbox, Task.CALENDAR_SWEEP)

    async def begin_without_calendar(self) -> None:
        """Enrol every mailbox and leave calendars alone."""
        await refresh_directory_due(self.parts)
        await self.work()

    def subjects(self, mailbox: MailboxId) -> list[str]:
        """Return the subjects of all events of a mailbox."""
        return sorted(e.says.subject for e in self._items(mailbox))

    def masters(self, mailbox: MailboxId) -> list[EventId]:
        """Return the ids of a mailbox's series."""
        box = self.tenant.mailbox(mailbox)
        return [event_id(box, e.number) for e in self._items(mailbox) if e.is_series]

    def starts(self, mailbox: MailboxId) -> list[datetime]:
        """Return when the events of a mailbox take place, series expanded."""
        store = self.tenant.mailbox(mailbox).calendars
        window = Window(since=START - timedelta(days=400), until=START + timedelta(days=400))
        spans = [
            view.says.span.start
            for item in self._items(mailbox)
            for view in (store.occurrences(item, window) if item.is_series else [item])
        ]
        return sorted(spans)

    async def linked(self, mailbox: MailboxId) -> int:
        """Return how many pairs of a mailbox are linked."""
        pairs = await self.memory.pairs(mailbox, Stream.CALENDAR)
        return sum(p.state is PairState.LINKED for p in pairs)

    async def pairs(self, mailbox: MailboxId) -> tuple[Pair, ...]:
        """Return everything remembered of a mailbox's calendar."""
        return tuple(await self.memory.pairs(mailbox, Stream.CALENDAR))

    async def left_out(self, mailbox: MailboxId) -> list[str]:
        """Return why events of a mailbox are left out, one reason for each."""
        rows = await self.pairs(mailbox)
        return sorted(p.reason for p in rows if p.state is PairState.LEFT_OUT)

    async def is_held(self, mailbox: MailboxId) -> bool:
        """Return whether a mailbox's calendar waits for a person."""
        record = await self.memory.mailbox(mailbox)
        return record is not None and record.calendar_held

    def written(self) -> dict[str, int]:
        """Return the writes that the tenant was asked for, by their kind."""
        writes = ("create", "update", "delete", "cancel", "answer")
        asked = {kind: self.tenant.requests[f"events.{kind}"] for kind in writes}
        return {kind: count for kind, count in asked.items() if count}

    def versions(self) -> dict[CrmEventId, int]:
        """Return the version of every event of the CRM: each write counts it up."""
        return {e.id: e.version for e in self.events()}

    def outlook_event(self, mailbox: MailboxId) -> EventId:
        """Return the id of the one event of a mailbox."""
        (item,) = self._items(mailbox)
        return event_id(self.tenant.mailbox(mailbox), item.number)

    def _items(self, mailbox: MailboxId) -> list[EventItem]:
        return list(self.tenant.mailbox(mailbox).calendars.items.values())

    # The CRM

    def answer_in_crm(self, event: CrmEventId, address: str, answer: Answer) -> None:
        """Note what somebody answered, as the CRM's page does."""
        kept = self.crm_calendar.kept(event)
        assert kept is not None
        attendees = tuple(
            replace(a, attendee=replace(a.attendee, answer=answer))
            if a.attendee.address == address
            else a
            for a in kept.attendees
        )
        changed = replace(kept.event, version=kept.event.version + 1)
        self.crm_calendar.put(replace(kept, event=changed, attendees=attendees))

    def events(self) -> list[CrmEvent]:
        """Return all events of the CRM by start."""
        kept = (k.shown for k in self.crm_calendar.everything())
        return sorted(kept, key=lambda e: (e.content.span.start, e.id))

    @property
    def event(self) -> CrmEvent:
        """The one event of the CRM."""
        (one,) = self.events()
        return one

    def make(
        self,
        owner: MailboxId,
        subject: str = "Review",
        *guests: str,
        origin: Origin = Origin.PAGE,
        **fields: Any,
    ) -> CrmEventId:
        """Make an event in the CRM, as its page does."""
        attendees = tuple(Attendee(address=Address(g)) for g in guests)
        content = Content(**{"subject": subject, "span": span(), "attendees": attendees, **fields})
        people = tuple(
            CrmAttendee(
                attendee=a,
                person=PersonRef(id=self.people[a.address], matched_by="email")
                if a.address in self.people
                else None,
            )
            for a in content.attendees
        )
        draft = CrmEventDraft(
            key=EventKey(""),
            owner=self._owner(owner),
            content=content,
            attendees=people,
            attendees_total=len(people),
            organiser=None,
            origin=origin,
        )
        one = self.crm_calendar.fresh_id()
        self.crm_calendar.put(KeptEvent.of(one, draft, self.clock.now()))
        return one

    def change(self, event: CrmEventId, **fields: Any) -> None:
        """Change an event in the CRM, as its page does."""
        kept = self.crm_calendar.kept(event)
        assert kept is not None
        content = replace(kept.event.content, **fields)
        attendees = kept.attendees
        if "attendees" in fields:
            attendees = tuple(CrmAttendee(attendee=a) for a in content.attendees)
        changed = replace(
            kept.event,
            content=content,
            version=kept.event.version + 1,
            attendees_total=max(kept.event.attendees_total, len(attendees))
            if "attendees" not in fields
            else len(attendees),
            modified_at=self.clock.now(),
        )
        self.crm_calendar.put(replace(kept, event=changed, attendees=attendees))

    def override(self, series: CrmEventId, slot: datetime, **fields: Any) -> CrmEventId:
        """Change one occurrence of a series in the CRM."""
        kept = self.crm_calendar.kept(series)
        assert kept is not None
        length = kept.event.content.span.end - kept.event.content.span.start
        at = replace(kept.event.content.span, start=slot, end=slot + length)
        content = replace(kept.event.content, **{"recurrence": None, "span": at, **fields})
        draft = CrmEventDraft(
            key=EventKey(""),
            owner=kept.event.owner,
            content=content,
            attendees=kept.attendees,
            attendees_total=len(kept.attendees),
            organiser=None,
            origin=Origin.PAGE,
            series=series,
            original_start=slot,
        )
        one = self.crm_calendar.fresh_id()
        self.crm_calendar.put(KeptEvent.of(one, draft, self.clock.now()))
        return one

    # Held plans

    async def answer(self, mailbox: MailboxId, *, approve: bool = True) -> None:
        """Approve or reject everything that is held, and let it come to rest."""
        held = await self.memory.held(mailbox, Stream.CALENDAR)
        assert held is not None
        told = frozenset(held.fingerprints)
        answers = Answers(approved=told) if approve else Answers(rejected=told)
        now = self.clock.now()
        assert await self.memory.answer_held(
            mailbox, Stream.CALENDAR, held.id, answers, "admin", now
        )
        await self.look(mailbox, Task.CALENDAR_NOW)

    async def lose_memory(self, mailbox: MailboxId) -> None:
        """Let the engine's memory of a calendar be lost."""
        now = self.clock.now()
        lease = await self.memory.acquire(mailbox, Stream.CALENDAR, RunId("loss"), now)
        rows = await self.pairs(mailbox)
        cursors = await self.memory.cursors(mailbox, "calendar.")
        what = Remembrance(parted=tuple(p.key for p in rows), cursors=dict.fromkeys(cursors, ""))
        assert isinstance(lease, Lease)
        lease = await self.memory.remember(lease, what, now)
        await self.memory.release(lease, None)

    async def keep(self, mailbox: MailboxId, row: Pair) -> None:
        """Let a row be remembered of a mailbox's calendar."""
        now = self.clock.now()
        lease = await self.memory.acquire(mailbox, Stream.CALENDAR, RunId("kept"), now)
        assert isinstance(lease, Lease)
        lease = await self.memory.remember(lease, Remembrance(pairs=(row,)), now)
        await self.memory.release(lease, None)

    async def counts(self, mailbox: MailboxId) -> dict[str, int]:
        """Return what the newest calendar run of a mailbox counted; of runs at one instant, the one that tells most."""
        runs = await self.memory.runs(self.clock.now().astimezone(UTC).date(), 500)
        ours = [r for r in runs if r.mailbox == mailbox and r.task.startswith("calendar.")]
        return dict(max(ours, key=lambda r: (r.started_at, len(r.counts))).counts)

    def _owner(self, mailbox: MailboxId) -> Any:
        record = self.memory._mailboxes[mailbox]
        return record.owner
