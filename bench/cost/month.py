"""What a firm's month comes to: from what was measured once to what is used, group by group, as the plan bills it.

In the Flex Consumption plan all HTTP functions share instances, and every queue and every timer has its own
(facts: azure §1); each such group is billed while it executes anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil

from bench.cost.arithmetic import NOTHING, Usage, active_seconds, alone_seconds
from bench.cost.stated import Stated
from bench.cost.work import Measured, Work
from sync_core import limits
from sync_core.ncrontab import Schedule
from sync_core.ticking import due_age

AT_ONCE_MAX = 12
"""Items one instance runs side by side: host.json's batchSize and newBatchThreshold."""
QUEUES = 4
"""work and bulk, and what each gave up."""
_MB_PER_GB = 1_024
_MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """Whose month it is."""

    mailboxes: int
    mails: bool = True
    """Whether any mail arrives; else the mailboxes are captured, and idle."""
    calendars: bool = False
    contacts: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Functions that share instances, and what they do in a month."""

    name: str
    work: Work
    is_http: bool = False


def seconds_of(work: Work, stated: Stated) -> float:
    """Return how long some work's executions take together, CPU and waiting, one after the other."""
    return (
        work.cpu_seconds / stated.cores
        + work.graph_requests * stated.graph_seconds
        + work.crm_round_trips * stated.crm_seconds
        + (work.sends + work.table_operations) * stated.storage_seconds
    )


def usage_of(work: Work, seconds_active: float, stated: Stated, *, is_ready: bool = False) -> Usage:
    """Return what some work uses.

    Args:
        work: what it took.
        seconds_active: for how long its instances execute anything.
        stated: what cannot be measured here.
        is_ready: whether they are always ready ones.
    """
    gb_seconds = seconds_active * stated.instance_mb / _MB_PER_GB
    row = stated.log_row_bytes
    by_host = stated.host_log_lines * (stated.host_log_bytes + row) + stated.request_row_bytes
    return Usage(
        gb_seconds=0.0 if is_ready else gb_seconds,
        ready_active_gb_seconds=gb_seconds if is_ready else 0.0,
        ready_gb_seconds=0.0,
        executions=work.executions,
        queue_operations=work.sends + 2 * work.items,  # the host gets and deletes each
        table_operations=work.table_operations,
        blob_operations=work.ticks * stated.timer_blob_operations,
        log_bytes=work.log_bytes + work.log_lines * row + work.executions * by_host,
    )


def at_once(work: Work, stated: Stated) -> int:
    """Return how many executions one instance carries: those the host runs, or fewer where its processor is full."""
    cpu = work.cpu_seconds / stated.cores
    carried = int(seconds_of(work, stated) / cpu) if cpu else AT_ONCE_MAX
    return min(max(carried, 1), AT_ONCE_MAX)


def month(firm: Firm, measured: Measured, stated: Stated, schedules: Mapping[str, str]) -> Usage:
    """Return what a firm uses in a month.

    Args:
        firm: whose.
        measured: what each piece of work takes.
        stated: what cannot be measured here.
        schedules: when each timer ticks (NCRONTAB), by its function's name.

    Raises:
        NotMeasured: names what was not.
        BadSchedule: a timer's schedule is none.
    """
    month_seconds = stated.hours_month * 3_600
    used = _standing(len(schedules), stated)
    for group in _groups(firm, measured, stated, schedules):
        count, seconds = group.work.executions, seconds_of(group.work, stated)
        each = seconds / count if count else 0.0
        held = at_once(group.work, stated)
        active = active_seconds(count, each, month_seconds, held)
        is_ready = group.is_http and stated.always_ready_http > 0
        used += usage_of(group.work, active, stated, is_ready=is_ready)
    return used


def bounds(works: Iterable[Work], stated: Stated) -> tuple[Usage, Usage]:
    """Return what work uses at least and at most: shared by as many as an instance holds, and each alone."""
    least, most = NOTHING, NOTHING
    for work in works:
        seconds = seconds_of(work, stated)
        is_ready = work.posts > 0 and stated.always_ready_http > 0
        alone = alone_seconds(work.executions, seconds / max(work.executions, 1))
        least += usage_of(work, seconds / at_once(work, stated), stated, is_ready=is_ready)
        most += usage_of(work, max(alone, seconds), stated, is_ready=is_ready)
    return least, most


def ticks_month(schedule: str, hours: float) -> float:
    """Return how often a timer ticks in so many hours.

    Raises:
        BadSchedule: names the field and what was expected.
    """
    times = Schedule.parse(schedule)
    of_a_day = len(times.seconds) * len(times.minutes) * len(times.hours)
    days = hours / 24
    share = len(times.weekdays) / 7 * len(times.months) / 12 * min(len(times.days), 31) / 31
    return of_a_day * days * share


def _standing(timers: int, stated: Stated) -> Usage:
    """Return what is used whatever happens: instances always ready, leases of timers, polls of queues."""
    minutes = stated.hours_month * _MINUTES_PER_HOUR
    ready_gb = stated.always_ready_http * stated.instance_mb / _MB_PER_GB
    return replace(
        NOTHING,
        ready_gb_seconds=ready_gb * minutes * 60,
        blob_operations=timers * stated.lease_blob_operations_minute * minutes,
        queue_operations=QUEUES * stated.polls_second * minutes * 60,
    )


def _groups(
    firm: Firm, measured: Measured, stated: Stated, schedules: Mapping[str, str]
) -> list[Group]:
    """Return what each group of functions does in a month."""
    ticks = {name: ticks_month(told, stated.hours_month) for name, told in schedules.items()}
    timed = [Group(f"timer {n}", measured.need(f"timer.{n}").times(t)) for n, t in ticks.items()]
    enqueued = _sum(measured.need(f"timer.{n}.item").times(t) for n, t in ticks.items())
    tick = stated.hours_month * _MINUTES_PER_HOUR / ticks["sweep"]
    live, bulk = _mail(firm, measured, stated, tick), Work()
    if firm.calendars:
        own = _two_way(
            "calendar", stated.calendar_events, stated.calendar_changes_month, stated, tick
        )
        live, bulk = _with(own, measured, live, bulk)
    if firm.contacts:
        own = _two_way("contacts", stated.contacts, stated.contact_changes_month, stated, tick)
        live, bulk = _with(own, measured, live, bulk)
    posts = measured.need("mail.posted_1000").times(_mails(firm, stated) / 1_000)
    return [
        *timed,
        Group("http", posts.times(firm.mailboxes), is_http=True),
        Group("work", live.times(firm.mailboxes) + enqueued),
        Group("bulk", bulk.times(firm.mailboxes)),
    ]


def _mails(firm: Firm, stated: Stated) -> float:
    return stated.mails_day * stated.workdays_month if firm.mails else 0.0


def _rounds(stated: Stated, every_minutes: float, tick_minutes: float) -> float:
    """Return how often a month a mailbox is found due: at the tick of its time."""
    age = due_age(timedelta(minutes=every_minutes)) / timedelta(minutes=1)
    effective = max(ceil(age / tick_minutes), 1) * tick_minutes
    return stated.hours_month * _MINUTES_PER_HOUR / effective


def _mail(firm: Firm, measured: Measured, stated: Stated, tick_minutes: float) -> Work:
    """Return what one mailbox's mail asks of the queue for live work."""
    looks = _rounds(stated, stated.sweep_minutes, tick_minutes)
    return (
        measured.need("mail.arriving_1000").times(_mails(firm, stated) / 1_000)
        + (measured.need("mail.idle_wake") + measured.need("mail.idle_sweep")).times(looks)
        + measured.need("mail.renewal").times(_renewals(stated))
    )


def _two_way(
    name: str, items: float, changes: float, stated: Stated, tick_minutes: float
) -> dict[str, float]:
    """Return how often one mailbox's stream does what, by what was measured."""
    days = stated.hours_month / 24
    looks = _rounds(stated, stated.look_minutes, tick_minutes)
    return {
        f"{name}.idle": looks,
        f"{name}.changed_1000": changes / 1_000,
        "mail.renewal": _renewals(stated),
        f"{name}.compared_1000": days * items / 1_000,
    }


def _with(
    often: Mapping[str, float], measured: Measured, live: Work, bulk: Work
) -> tuple[Work, Work]:
    """Return both queues' work with a stream's: whole comparisons are long work."""
    for name, times in often.items():
        work = measured.need(name).times(times)
        if name.endswith("compared_1000"):
            bulk += work
        else:
            live += work
    return live, bulk


def _renewals(stated: Stated) -> float:
    """Return how often one subscription is renewed in a month: at half-life."""
    every = limits.SUBSCRIPTION_MINUTES - limits.SUBSCRIPTION_RENEW_BEFORE_MINUTES
    return stated.hours_month * _MINUTES_PER_HOUR / every


def _sum(works: Iterable[Work]) -> Work:
    whole = Work()
    for work in works:
        whole += work
    return whole
