"""Held plans: which mailboxes are suspended and why, and what a person answers."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from admin.console import Console
from admin.names import mailbox_name
from admin.refusals import Problem, Refused, bad_fields, not_found
from admin.together import together
from admin.waking import enqueue
from sync_core import limits
from sync_core.mailboxes import MailboxRecord
from sync_core.reconcile.brakes import Answers, Brake, HeldPlan
from sync_core.reconcile.plan import Fingerprint
from sync_core.work import MailboxId, Stream, Task

_IRREVOCABLE = (Brake.TOO_MANY_DELETES, Brake.SIDE_EMPTY, Brake.INVITATIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldStream:
    """One stream of a mailbox whose plans may wait for a person."""

    stream: Stream
    title: str
    """What it is called on a page."""
    task: Task
    """What does the plan once it is answered."""
    is_held: Callable[[MailboxRecord], bool]
    started_at: Callable[[MailboxRecord], datetime | None]
    preview: str
    """The end of its preview's address."""
    act: str
    """The end of the address that runs it now."""


HELD_STREAMS: Mapping[Stream, HeldStream] = {
    Stream.CALENDAR: HeldStream(
        stream=Stream.CALENDAR,
        title="Calendar",
        task=Task.CALENDAR_NOW,
        is_held=lambda r: r.calendar_enabled and r.calendar_held,
        started_at=lambda r: r.calendar_started_at,
        preview="preview",
        act="calendar",
    ),
    Stream.CONTACTS: HeldStream(
        stream=Stream.CONTACTS,
        title="Contacts",
        task=Task.CONTACTS_NOW,
        is_held=lambda r: r.contacts_enabled and r.contacts_held,
        started_at=lambda r: r.contacts_started_at,
        preview="contacts/preview",
        act="contacts",
    ),
    Stream.SHARING: HeldStream(
        stream=Stream.SHARING,
        title="Contacts shared with the firm",
        task=Task.CONTACTS_SHARE,
        is_held=lambda r: r.contacts_enabled and r.sharing_held,
        started_at=lambda r: r.contacts_started_at,
        preview="sharing/preview",
        act="sharing",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMailbox:
    """A suspended mailbox with the plan it waits with."""

    record: MailboxRecord
    name: str
    plan: HeldPlan
    of: HeldStream

    @property
    def id(self) -> str:
        """What tells it apart on a page; a mailbox may wait with several plans."""
        return f"{self.record.id}-{self.of.stream}"

    @property
    def is_first_run(self) -> bool:
        """Whether nothing of it ran yet."""
        return self.of.started_at(self.record) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What a person says to a held plan; nothing is checked yet."""

    plan_id: str
    approves: bool
    chosen: frozenset[str] | None = None
    """With approves: fingerprints of the only actions approved, all others are rejected. None: all."""
    typed: str = ""
    """How many items are approved, typed where what follows cannot be taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of it."""

    mailbox: MailboxId
    approved: int
    rejected: int


def asks_for_count(plan: HeldPlan) -> bool:
    """Return whether approving deletes, cancels or mails so much that its number is to be typed."""
    return plan.deletes > 0 or any(brake in _IRREVOCABLE for brake in plan.brakes)


async def held_mailboxes(
    console: Console, streams: Collection[Stream] = tuple(HELD_STREAMS)
) -> tuple[HeldMailbox, ...]:
    """Return all suspended mailboxes, the longest suspended first; answered ones wait for their run."""
    records, staff = await console.memory.mailboxes(), await console.desk.staff()
    suspended = [
        (r, HELD_STREAMS[stream])
        for stream in streams
        for r in records
        if HELD_STREAMS[stream].is_held(r)
    ][: limits.HELD_SHOWN_MAX]
    plans = await together(console.memory.held(r.id, of.stream) for r, of in suspended)
    found = [
        HeldMailbox(record=record, name=mailbox_name(record, staff), plan=plan, of=of)
        for (record, of), plan in zip(suspended, plans, strict=True)
        if plan is not None
    ]
    return tuple(sorted(found, key=lambda h: (h.plan.held_at, h.name.casefold(), h.of.stream)))


def held_stream(name: str) -> HeldStream:
    """Return the stream whose plans a request speaks of.

    Raises:
        Refused: no plan of it is ever held.
    """
    found = next((of for of in HELD_STREAMS.values() if of.stream == name), None)
    if found is None:
        raise not_found("There is no such page.")
    return found


async def answer(
    console: Console, mailbox: str, asked: Answering, by: str, stream: Stream = Stream.CALENDAR
) -> Answered:
    """Note a person's answer to the plan held for a mailbox, and wake the mailbox.

    Every action of the plan gets an answer, so that none slips through below the thresholds once the
    others are settled.

    Raises:
        Refused: the plan is held no more, or the answer does not fit it; nothing was noted.
    """
    box = MailboxId(mailbox.lower())
    plan = await console.memory.held(box, stream)
    if plan is None:
        raise not_found("Nothing is held for this mailbox.")
    if plan.id != asked.plan_id:
        raise _changed_meanwhile()
    answers = _answers(plan, asked)
    now = console.surroundings.now()
    noted = await console.memory.answer_held(box, stream, plan.id, answers, by, now)
    if not noted:
        raise _changed_meanwhile()
    await enqueue(console, mailbox, HELD_STREAMS[stream].task)
    return Answered(mailbox=box, approved=len(answers.approved), rejected=len(answers.rejected))


def _answers(plan: HeldPlan, asked: Answering) -> Answers:
    """Return the answer to each action of the plan."""
    every = frozenset(plan.fingerprints)
    if not asked.approves:
        return Answers(rejected=every)
    approved = every if asked.chosen is None else _chosen(every, asked.chosen)
    if asks_for_count(plan) and asked.typed != str(len(approved)):
        told = "expected the number of items that are approved"
        raise bad_fields(("count", f"{told}: {len(approved):,}"))
    return Answers(approved=approved, rejected=every - approved)


def _chosen(every: Collection[Fingerprint], chosen: frozenset[str]) -> frozenset[Fingerprint]:
    found = frozenset(f for f in every if f in chosen)
    problems: list[Problem] = []
    if not chosen:
        problems.append(("items", "expected at least one item"))
    elif len(found) < len(chosen):
        problems.append(("items", "expected items of the held plan"))
    if problems:
        raise bad_fields(*problems)
    return found


def _changed_meanwhile() -> Refused:
    message = "The plan changed meanwhile; nothing was noted. Look at it again."
    return Refused(409, "changed_meanwhile", message)
