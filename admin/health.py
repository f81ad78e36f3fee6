"""How the firm's capture stands: read from memory, queues and CRM once, shown as page or JSON."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from admin.console import Console
from admin.held_plans import HELD_STREAMS, HeldStream
from admin.names import mailbox_address, mailbox_name
from admin.paging import Paging
from admin.together import together
from flows.ports.desk import EmailFilter, EmailRow, StaffMember
from sync_core import limits
from sync_core.calendar.standing import calendar_behind_seconds, calendar_state_of
from sync_core.contacts.standing import (
    contacts_behind_seconds,
    contacts_state_of,
    open_questions,
)
from sync_core.decisions import Reason, Verdict
from sync_core.health import (
    MailboxState,
    Progress,
    Sentence,
    Waiting,
    behind_seconds,
    late_after_seconds,
    progress_of,
    sentence,
    state_of,
)
from sync_core.mail import CrmUserId
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.policy import Policy
from sync_core.reconcile.brakes import HeldPlan
from sync_core.seen import Tally
from sync_core.standing import StreamState
from sync_core.work import MailboxId, QueueName, Stream

_GRAVEST_FIRST = (
    MailboxState.LATE,
    MailboxState.PARKED,
    MailboxState.PAUSED,
    MailboxState.BACK_FILLING,
    MailboxState.STARTING,
    MailboxState.IN_STEP,
    MailboxState.OFF,
)
_LATEST_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxRow:
    """One mailbox as the health page shows it."""

    record: MailboxRecord
    name: str
    address: str
    state: MailboxState
    behind_seconds: int | None
    progress: Progress | None
    today: Tally
    calendar: StreamState
    calendar_behind_seconds: int | None
    """How old a change not yet seen could be at most; None where the calendar never ran."""
    held: HeldPlan | None = None
    """What its calendar waits with."""
    contacts: StreamState
    contacts_behind_seconds: int | None
    """How old a change of contacts not yet seen could be at most; None where they never ran."""
    contacts_held: HeldPlan | None = None
    """What its contacts wait with."""
    sharing_held: HeldPlan | None = None
    """What waits between its user's list and the firm's people."""
    contacts_asked: int = 0
    """Contacts about which a person is asked."""

    @property
    def captured(self) -> int:
        """Items captured today."""
        return self.today.of_verdict(Verdict.CAPTURED)

    @property
    def left_out(self) -> int:
        """Items left out today."""
        return self.today.of_verdict(Verdict.LEFT_OUT)

    @property
    def failed(self) -> int:
        """Items that failed today."""
        return self.today.of_verdict(Verdict.FAILED)

    @property
    def left_out_reasons(self) -> tuple[tuple[Reason, int], ...]:
        """Why items were left out today, the most frequent first."""
        return _most_first(Counter(_left_out(self.today)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Everything the health page shows."""

    at: datetime
    sentence: Sentence
    firm: FirmRecord
    mailboxes: tuple[MailboxRow, ...]
    """One page of them, the gravest first."""
    paging: Paging
    states: Mapping[MailboxState, int]
    calendars: Mapping[StreamState, int]
    contacts: Mapping[StreamState, int]
    contacts_asked: int
    """Contacts about which a person is asked, in all mailboxes."""
    progress: Progress
    queues: Waiting
    totals: Mapping[str, int]
    latest: tuple[EmailRow, ...]
    subscriptions_until: datetime | None
    """When the first subscription ends; None where there is none."""
    unsubscribed: int
    """Active mailboxes without a subscription: read by the sweep only."""
    requests: Mapping[str, int]

    @property
    def left_out_reasons(self) -> tuple[tuple[Reason, int], ...]:
        """Why items were left out today in the mailboxes shown, the most frequent first."""
        counts: Counter[Reason] = Counter()
        for row in self.mailboxes:
            counts.update(_left_out(row.today))
        return _most_first(counts)

    @property
    def subscription_is_ending(self) -> bool:
        """Whether a subscription was not renewed in time."""
        until = self.subscriptions_until
        left = (until - self.at).total_seconds() if until else limits.SUBSCRIPTION_WARNING_SECONDS
        return left < limits.SUBSCRIPTION_WARNING_SECONDS


async def read_health(console: Console, paging: Paging) -> Health:
    """Return how everything stands at this moment.

    Tallies are read for the mailboxes on the page only; all else is one read each, however many there are.
    """
    now = console.surroundings.now()
    policy = Policy.parse(dict((await console.policies.current()).document))
    late_after = late_after_seconds(policy.schedule)
    firm, records = await console.memory.firm(), await console.memory.mailboxes()
    staff, queues = await console.desk.staff(), await _queues(console)
    # Mail dated in the future would stand first for years.
    latest = await console.desk.emails(EmailFilter(sent_to=now.date()), 0, _LATEST_SHOWN)
    states = {r.id: state_of(r, now, late_after) for r in records}
    active = [r for r in records if r.is_active]
    return Health(
        at=now,
        sentence=sentence(firm, records, queues, now, late_after),
        firm=firm,
        mailboxes=await _rows(
            console, paging.cut(_ordered(records, states)), states, staff, now, late_after
        ),
        paging=paging.among(len(records)),
        states=Counter(states.values()),
        calendars=Counter(calendar_state_of(r, now, late_after) for r in records),
        contacts=Counter(contacts_state_of(r, now, late_after) for r in records),
        contacts_asked=sum(open_questions(r) for r in records),
        progress=progress_of(records),
        queues=queues,
        totals=await console.desk.totals(),
        latest=latest.rows,
        subscriptions_until=min(
            (r.subscription_until for r in active if r.subscription_until), default=None
        ),
        unsubscribed=sum(1 for r in active if r.subscription_id is None),
        requests=console.meter.read(),
    )


async def _queues(console: Console) -> Waiting:
    return Waiting(
        waiting={q.value: await console.queue.waiting(q) for q in QueueName},
        poisoned={q.value: await console.queue.poisoned(q) for q in QueueName},
    )


def _ordered(
    records: Sequence[MailboxRecord], states: Mapping[MailboxId, MailboxState]
) -> Sequence[MailboxRecord]:
    def gravity(record: MailboxRecord) -> tuple[int, int, str]:
        return _GRAVEST_FIRST.index(states[record.id]), -record.failed_items, record.id

    return sorted(records, key=gravity)


async def _rows(
    console: Console,
    records: Sequence[MailboxRecord],
    states: Mapping[MailboxId, MailboxState],
    staff: Mapping[CrmUserId, StaffMember],
    now: datetime,
    late_after: int,
) -> tuple[MailboxRow, ...]:
    today = now.date()
    held = {stream: await _held(console, records, of) for stream, of in HELD_STREAMS.items()}
    tallies = await together(console.memory.tallies(r.id, today, today) for r in records)
    return tuple(
        MailboxRow(
            record=record,
            name=mailbox_name(record, staff),
            address=mailbox_address(record, staff),
            state=states[record.id],
            behind_seconds=behind_seconds(record, now) if record.is_active else None,
            progress=progress_of([record]) if record.history_goal else None,
            today=by_day.get(today, Tally()),
            calendar=calendar_state_of(record, now, late_after),
            calendar_behind_seconds=calendar_behind_seconds(record, now),
            held=held[Stream.CALENDAR].get(record.id),
            contacts=contacts_state_of(record, now, late_after),
            contacts_behind_seconds=contacts_behind_seconds(record, now),
            contacts_held=held[Stream.CONTACTS].get(record.id),
            sharing_held=held[Stream.SHARING].get(record.id),
            contacts_asked=open_questions(record),
        )
        for record, by_day in zip(records, tallies, strict=True)
    )


async def _held(
    console: Console, records: Sequence[MailboxRecord], of: HeldStream
) -> Mapping[MailboxId, HeldPlan | None]:
    suspended = [r.id for r in records if of.is_held(r)]
    plans = await together(console.memory.held(mailbox, of.stream) for mailbox in suspended)
    return dict(zip(suspended, plans, strict=True))


def _left_out(tally: Tally) -> dict[Reason, int]:
    return {r: n for r, n in tally.by_reason if r.verdict is Verdict.LEFT_OUT}


def _most_first(counts: Counter[Reason]) -> tuple[tuple[Reason, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
