"""How a mailbox and the firm stand: one state each, and the one sentence that says what matters most."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sync_core import limits
from sync_core.contacts.standing import open_questions, waits_for_a_person
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.policy import Schedule


class MailboxState(StrEnum):
    """How a mailbox stands; the first that holds, in this order."""

    OFF = "off"
    PARKED = "parked"
    PAUSED = "paused"
    LATE = "late"
    BACK_FILLING = "back_filling"
    STARTING = "starting"
    IN_STEP = "in_step"

    @property
    def text(self) -> str:
        """The words shown beside the mailbox."""
        return _STATE_TEXTS[self]


_STATE_TEXTS = {
    MailboxState.OFF: "Off",
    MailboxState.PARKED: "Parked",
    MailboxState.PAUSED: "Paused",
    MailboxState.LATE: "Late",
    MailboxState.BACK_FILLING: "Fetching history",
    MailboxState.STARTING: "Waiting for its first read",
    MailboxState.IN_STEP: "In step",
}


class Mood(StrEnum):
    """How the health sentence is meant."""

    GOOD = "success"
    NOTE = "info"
    WARNING = "warning"
    BAD = "error"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What matters most right now."""

    mood: Mood
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What lies in the queues, by queue name."""

    waiting: Mapping[str, int]
    poisoned: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a back-fill has come, in messages."""

    done: int
    expected: int

    @property
    def fraction(self) -> float:
        """Between 0 and 1; folders may have grown since they were counted."""
        return min(self.done / self.expected, 1.0) if self.expected else 0.0


def complete_up_to(record: MailboxRecord) -> datetime | None:
    """Return the time before which everything that arrived was read; None before the first read.

    A finished sweep proves what lay there when it began, which is at most one item's run before its
    end; a finished live read proves what lay there when it began.
    """
    return max((at for at in (record.live_read_at, record.swept_at) if at), default=None)


def behind_seconds(record: MailboxRecord, now: datetime) -> int | None:
    """Return how old mail not yet read could be at most; None before the first read."""
    upto = complete_up_to(record)
    return None if upto is None else max(int((now - upto).total_seconds()), 0)


def late_after_seconds(schedule: Schedule) -> int:
    """Return how long after its last complete read a mailbox is late."""
    missed = limits.LATE_AFTER_SWEEPS * schedule.sweep_minutes * 60
    return max(missed, limits.LATE_AFTER_SECONDS_MIN)


def state_of(record: MailboxRecord, now: datetime, late_after: int) -> MailboxState:
    """Return how a mailbox stands; late_after is in seconds (late_after_seconds)."""
    if not record.enabled:
        return MailboxState.OFF
    if record.parked is not None:
        return MailboxState.PARKED
    if record.paused_until is not None and record.paused_until > now:
        return MailboxState.PAUSED
    if record.history_goal is not None and record.history_from is None:
        return (
            MailboxState.BACK_FILLING
        )  # the first one covers the present too; sweeps begin after it
    behind = behind_seconds(record, now)
    if behind is not None and behind > late_after:
        return MailboxState.LATE
    if record.history_goal is not None:
        return MailboxState.BACK_FILLING
    return MailboxState.STARTING if behind is None else MailboxState.IN_STEP


def progress_of(records: Sequence[MailboxRecord]) -> Progress:
    """Return how far the back-fills under way have come together."""
    under_way = [r for r in records if r.enabled and r.history_goal is not None]
    return Progress(
        done=sum(r.history_done for r in under_way),
        expected=sum(max(r.history_expected, r.history_done) for r in under_way),
    )


def sentence(
    firm: FirmRecord,
    records: Sequence[MailboxRecord],
    queues: Waiting,
    now: datetime,
    late_after: int,
) -> Sentence:
    """Return the single worst thing, or that all is well."""
    chosen = [r for r in records if r.enabled]
    states = Counter(state_of(r, now, late_after) for r in chosen)
    return (
        _stopped(firm)
        or _poisoned(queues)
        or _nothing_chosen(records, chosen)
        or _troubled(chosen, states, now)
        or _under_way(chosen, states)
        or _all_well(chosen, now)
    )


def _stopped(firm: FirmRecord) -> Sentence | None:
    why = firm.graph_stopped or firm.crm_stopped
    return Sentence(Mood.BAD, why) if why else None


def _poisoned(queues: Waiting) -> Sentence | None:
    count = sum(queues.poisoned.values())
    if not count:
        return None
    items = counted(count, "work item was", "work items were")
    return Sentence(Mood.BAD, f"{items} given up on. The sweep finds the mail; look at the runs.")


def _nothing_chosen(
    records: Sequence[MailboxRecord], chosen: Sequence[MailboxRecord]
) -> Sentence | None:
    if chosen:
        return None
    known = f" {counted(len(records), 'mailbox is', 'mailboxes are')} known." if records else ""
    return Sentence(Mood.NOTE, f"No mailbox is captured yet.{known} Choose some in the policy.")


def _troubled(
    chosen: Sequence[MailboxRecord], states: Counter[MailboxState], now: datetime
) -> Sentence | None:
    """Return what is wrong with some of the mailboxes, the gravest first."""
    of = f"of {len(chosen):,}"
    if late := states[MailboxState.LATE]:
        worst = max(behind_seconds(r, now) or 0 for r in chosen if r.parked is None)
        return Sentence(
            Mood.BAD,
            f"{late:,} {of} mailboxes {_are(late)} late; the slowest is {ago(worst)} behind.",
        )
    if parked := states[MailboxState.PARKED]:
        return Sentence(
            Mood.WARNING, f"{parked:,} {of} mailboxes {_are(parked)} parked; the others go on."
        )
    if failed := sum(r.failed_items for r in chosen):
        return Sentence(
            Mood.WARNING, f"{counted(failed, 'message', 'messages')} could not be captured yet."
        )
    if held := sum(1 for r in chosen if r.calendar_enabled and r.calendar_held):
        calendars = counted(held, "calendar waits", "calendars wait")
        return Sentence(Mood.WARNING, f"{calendars} for an answer to what would be written.")
    if waiting := _contacts_waiting(chosen):
        return waiting
    if paused := states[MailboxState.PAUSED]:
        return Sentence(
            Mood.NOTE,
            f"Microsoft 365 asked for a pause in {counted(paused, 'mailbox', 'mailboxes')}; "
            "they go on by themselves.",
        )
    return None


def _contacts_waiting(chosen: Sequence[MailboxRecord]) -> Sentence | None:
    """Return what of contacts waits for a person: plans first, then questions."""
    if held := sum(1 for r in chosen if waits_for_a_person(r)):
        boxes = counted(held, "mailbox", "mailboxes")
        told = "wait for an answer to what would be written"
        return Sentence(Mood.WARNING, f"The contacts of {boxes} {told}.")
    if asked := sum(open_questions(r) for r in chosen):
        contacts = counted(asked, "contact waits", "contacts wait")
        return Sentence(Mood.NOTE, f"{contacts} for somebody to say who they are.")
    return None


def _under_way(chosen: Sequence[MailboxRecord], states: Counter[MailboxState]) -> Sentence | None:
    if states[MailboxState.BACK_FILLING]:
        progress = progress_of(chosen)
        boxes = counted(states[MailboxState.BACK_FILLING], "mailbox", "mailboxes")
        return Sentence(
            Mood.NOTE,
            f"Fetching history of {boxes}: {progress.done:,} of about {progress.expected:,} messages.",
        )
    if starting := states[MailboxState.STARTING]:
        return Sentence(
            Mood.NOTE,
            f"{counted(starting, 'mailbox waits', 'mailboxes wait')} for the first read.",
        )
    return None


def _all_well(chosen: Sequence[MailboxRecord], now: datetime) -> Sentence:
    slowest = max(behind_seconds(r, now) or 0 for r in chosen)
    if len(chosen) == 1:
        return Sentence(Mood.GOOD, f"The one mailbox is in step, at most {ago(slowest)} behind.")
    return Sentence(
        Mood.GOOD,
        f"All {len(chosen):,} mailboxes are in step; the slowest is at most {ago(slowest)} behind.",
    )


def counted(count: int, one: str, many: str) -> str:
    """Return a number with its noun: 1 mailbox, 2,000 mailboxes."""
    return f"{count:,} {one if count == 1 else many}"


def ago(seconds: int) -> str:
    """Return a length of time in its largest whole unit: 40 s, 3 min, 2 h, 5 days."""
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3_600:
        return f"{seconds // 60} min"
    if seconds < 2 * 86_400:
        return f"{seconds // 3_600} h"
    return f"{seconds // 86_400:,} days"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
