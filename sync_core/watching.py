"""What somebody should look at, from how everything stands: the findings of the timer `watch`."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sync_core import limits
from sync_core.calendar.standing import calendar_behind_seconds
from sync_core.contacts.standing import contacts_behind_seconds
from sync_core.health import complete_up_to
from sync_core.log_lines import Level, LogLine
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.subscriptions import remembered, watched_of


class Sign(StrEnum):
    """What a finding is about: the event's name in the log and in alerts."""

    STOPPED = "watch_stopped"
    POISONED = "watch_poisoned"
    SUBSCRIPTION_ENDING = "watch_subscription_ending"
    UNSUBSCRIBED = "watch_unsubscribed"
    SILENT_MAILBOX = "watch_silent_mailbox"
    THROTTLED = "watch_throttled"
    CURSOR_RESET = "watch_cursor_reset"
    DUE_WORK = "watch_due_work"
    BACKLOG = "watch_backlog"
    HELD_PLAN = "watch_held_plan"
    PARKED = "watch_parked"

    @property
    def level(self) -> Level:
        """How grave it is: an error is a person's to mend now."""
        return Level.ERROR if self in _GRAVE else Level.WARNING


_GRAVE = (Sign.STOPPED, Sign.POISONED, Sign.SUBSCRIPTION_ENDING, Sign.SILENT_MAILBOX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(LogLine):
    """One thing that somebody should look at."""

    sign: Sign
    count: int
    limit: int = 0
    """Beyond which it is raised."""
    seconds: int | None = None
    """The worst one's age, or what is left of it."""
    percent: int | None = None
    mailboxes: tuple[str, ...] = ()
    """Tags of some of them."""
    detail: str = ""
    """Codes."""

    @property
    def level(self) -> Level:
        """How grave it is."""
        return self.sign.level

    def told(self) -> dict[str, Any]:
        """Return the fields, the same ones for every finding."""
        return {
            "event": self.sign.value,
            "level": self.sign.level.value,
            "count": self.count,
            "limit": self.limit,
            "seconds": self.seconds,
            "percent": self.percent,
            "mailboxes": list(self.mailboxes),
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """What the runs of the last hour tell."""

    runs: int = 0
    throttled: int = 0
    """Runs that were told to wait."""
    cursor_resets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How everything stands at one moment."""

    now: datetime
    firm: FirmRecord
    records: Sequence[MailboxRecord]
    waiting: Mapping[str, int]
    """Items in each queue."""
    buried: Sequence[datetime]
    """When each work item was given up that nobody has looked after yet."""
    poisoned: int = 0
    """Messages in the poison queues, which nobody has recorded yet."""
    lately: Lately = Lately()

    @property
    def active(self) -> list[MailboxRecord]:
        """Mailboxes that work may run for."""
        return [record for record in self.records if record.is_active]


def findings(standing: Standing, tag: Callable[[str], str]) -> tuple[Finding, ...]:
    """Return what somebody should look at; `tag` names a mailbox in a log line."""
    return (
        *_stopped(standing.firm),
        *_poisoned(standing),
        *_subscriptions(standing, tag),
        *_silent(standing, tag),
        *_lately(standing.lately),
        *_due(standing, tag),
        *_backlog(standing.waiting),
        *_held(standing, tag),
        *_parked(standing, tag),
    )


def oldest_due_seconds(standing: Standing) -> int:
    """Return for how long the oldest work that is due has been; 0 where none is."""
    return max((seconds for _, seconds in _due_seconds(standing)), default=0)


def _stopped(firm: FirmRecord) -> Iterator[Finding]:
    for name, why in (("graph", firm.graph_stopped), ("crm", firm.crm_stopped)):
        if why:
            yield Finding(sign=Sign.STOPPED, count=1, detail=name)


def _poisoned(standing: Standing) -> Iterator[Finding]:
    if count := len(standing.buried) + standing.poisoned:
        ages = [_seconds(at, standing.now) for at in standing.buried]
        yield Finding(sign=Sign.POISONED, count=count, seconds=max(ages, default=None))


def _subscriptions(standing: Standing, tag: Callable[[str], str]) -> Iterator[Finding]:
    """Yield what is wrong with being told of changes: the sweep finds them, later."""
    left: list[tuple[MailboxRecord, int]] = []
    lacking: list[MailboxRecord] = []
    for record in standing.active:
        held = [remembered(record, watched) for watched in watched_of(record)]
        ends = [-_seconds(until, standing.now) for known, until in held if known and until]
        left += [(record, s) for s in ends if s < limits.SUBSCRIPTION_WARNING_SECONDS]
        if complete_up_to(record) is not None and not all(known for known, _ in held):
            lacking.append(record)
    if left:
        yield Finding(
            sign=Sign.SUBSCRIPTION_ENDING,
            count=len(left),
            limit=limits.SUBSCRIPTION_WARNING_SECONDS,
            seconds=min(seconds for _, seconds in left),
            mailboxes=_tags((record for record, _ in left), tag),
        )
    if lacking:
        yield Finding(sign=Sign.UNSUBSCRIBED, count=len(lacking), mailboxes=_tags(lacking, tag))


def _silent(standing: Standing, tag: Callable[[str], str]) -> Iterator[Finding]:
    silent = {record.id: _silence(record, standing.now) for record in standing.active}
    over = [r for r in standing.active if silent[r.id] > limits.SILENT_MAILBOX_SECONDS]
    if over:
        yield Finding(
            sign=Sign.SILENT_MAILBOX,
            count=len(over),
            limit=limits.SILENT_MAILBOX_SECONDS,
            seconds=max(silent[r.id] for r in over),
            mailboxes=_tags(over, tag),
        )


def _silence(record: MailboxRecord, now: datetime) -> int:
    """Return for how long nothing of one of a mailbox's streams was read, the worst of them.

    A first back-fill that moves reads the present too, and may take a day: it is no silence. What waits for
    a person's answer is another finding.
    """
    is_filling = record.history_goal is not None and record.history_from is None
    last = max((at for at in (complete_up_to(record), record.enabled_at) if at), default=None)
    ages = [] if is_filling or last is None else [_seconds(last, now)]
    if record.calendar_enabled and not record.calendar_held:
        ages.append(calendar_behind_seconds(record, now) or 0)
    if record.contacts_enabled and not record.contacts_held:
        ages.append(contacts_behind_seconds(record, now) or 0)
    return max(ages, default=0)


def _lately(lately: Lately) -> Iterator[Finding]:
    percent = 100 * lately.throttled // lately.runs if lately.runs else 0
    if lately.runs >= limits.LATELY_RUNS_MIN and percent > limits.THROTTLED_PERCENT:
        yield Finding(
            sign=Sign.THROTTLED,
            count=lately.throttled,
            limit=limits.THROTTLED_PERCENT,
            percent=percent,
        )
    if lately.cursor_resets > limits.CURSOR_RESETS:
        yield Finding(
            sign=Sign.CURSOR_RESET, count=lately.cursor_resets, limit=limits.CURSOR_RESETS
        )


def _due(standing: Standing, tag: Callable[[str], str]) -> Iterator[Finding]:
    over = [(r, s) for r, s in _due_seconds(standing) if s > limits.DUE_WORK_SECONDS]
    if over:
        yield Finding(
            sign=Sign.DUE_WORK,
            count=len(over),
            limit=limits.DUE_WORK_SECONDS,
            seconds=max(seconds for _, seconds in over),
            mailboxes=_tags((record for record, _ in over), tag),
        )


def _due_seconds(standing: Standing) -> list[tuple[MailboxRecord, int]]:
    """Return each mailbox with work that is due, and for how long it has been."""
    now = standing.now
    return [
        (record, _seconds(min(due), now))
        for record in standing.active
        if not (record.paused_until and record.paused_until > now)
        and (due := [at for at in _due_times(record) if at <= now])
    ]


def _due_times(record: MailboxRecord) -> Iterator[datetime]:
    if record.retry_due_at:
        yield record.retry_due_at
    if record.calendar_enabled and record.calendar_due_at and not record.calendar_held:
        yield record.calendar_due_at
    if record.contacts_enabled and record.contacts_due_at and not record.contacts_held:
        yield record.contacts_due_at
    if record.contacts_enabled and record.sharing_due_at and not record.sharing_held:
        yield record.sharing_due_at


def _backlog(waiting: Mapping[str, int]) -> Iterator[Finding]:
    for queue, count in waiting.items():
        if count > limits.BACKLOG_ITEMS:
            yield Finding(sign=Sign.BACKLOG, count=count, limit=limits.BACKLOG_ITEMS, detail=queue)


def _held(standing: Standing, tag: Callable[[str], str]) -> Iterator[Finding]:
    streams: Counter[str] = Counter()
    held: list[MailboxRecord] = []
    for record in standing.active:
        of = _held_streams(record)
        streams.update(of)
        held += [record] if of else []
    if held:
        told = ",".join(sorted(streams))
        yield Finding(sign=Sign.HELD_PLAN, count=len(held), mailboxes=_tags(held, tag), detail=told)


def _held_streams(record: MailboxRecord) -> list[str]:
    return [
        name
        for name, is_held in (
            ("calendar", record.calendar_enabled and record.calendar_held),
            ("contacts", record.contacts_enabled and record.contacts_held),
            ("sharing", record.contacts_enabled and record.sharing_held),
        )
        if is_held
    ]


def _parked(standing: Standing, tag: Callable[[str], str]) -> Iterator[Finding]:
    parked = [r for r in standing.records if r.enabled and r.parked is not None]
    if parked:
        reasons = sorted({r.parked.value for r in parked if r.parked})
        yield Finding(
            sign=Sign.PARKED,
            count=len(parked),
            mailboxes=_tags(parked, tag),
            detail=",".join(reasons),
        )


def _tags(records: Iterable[MailboxRecord], tag: Callable[[str], str]) -> tuple[str, ...]:
    ids = list(dict.fromkeys(record.id for record in records))
    return tuple(tag(mailbox) for mailbox in ids[: limits.TAGS_PER_LINE_MAX])


def _seconds(since: datetime, now: datetime) -> int:
    return int((now - since).total_seconds())
