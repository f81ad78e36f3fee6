"""Held plans: which mailboxes are suspended and why, and what a person answers."""

from collections.abc import Collection
from dataclasses import dataclass

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
class HeldMailbox:
    """A suspended mailbox with the plan it waits with."""

    record: MailboxRecord
    name: str
    plan: HeldPlan


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


async def held_mailboxes(console: Console) -> tuple[HeldMailbox, ...]:
    """Return all suspended mailboxes, the longest suspended first; answered ones wait for their run."""
    records, staff = await console.memory.mailboxes(), await console.desk.staff()
    suspended = [r for r in records if r.calendar_enabled and r.calendar_held]
    plans = await together(
        console.memory.held(r.id, Stream.CALENDAR) for r in suspended[: limits.HELD_SHOWN_MAX]
    )
    found = [
        HeldMailbox(record=record, name=mailbox_name(record, staff), plan=plan)
        for record, plan in zip(suspended, plans, strict=False)
        if plan is not None
    ]
    return tuple(sorted(found, key=lambda h: (h.plan.held_at, h.name.casefold())))


async def answer(console: Console, mailbox: str, asked: Answering, by: str) -> Answered:
    """Note a person's answer to the plan held for a mailbox, and wake the mailbox.

    Every action of the plan gets an answer, so that none slips through below the thresholds once the
    others are settled.

    Raises:
        Refused: the plan is held no more, or the answer does not fit it; nothing was noted.
    """
    box = MailboxId(mailbox.lower())
    plan = await console.memory.held(box, Stream.CALENDAR)
    if plan is None:
        raise not_found("Nothing is held for this mailbox.")
    if plan.id != asked.plan_id:
        raise _changed_meanwhile()
    answers = _answers(plan, asked)
    noted = await console.memory.answer_held(
        box, Stream.CALENDAR, plan.id, answers, by, console.surroundings.now()
    )
    if not noted:
        raise _changed_meanwhile()
    await enqueue(console, mailbox, Task.CALENDAR_NOW)
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
