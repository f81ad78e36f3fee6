"""JSON: how capture stands, what ran, and work a program asks for."""

from datetime import datetime
from typing import Any

from admin.console import Console
from admin.health import Health, MailboxRow, read_health
from admin.paging import Paging
from admin.refusals import bad_fields
from admin.waking import enqueue
from admin.web import PageRequest, PageResponse
from flows.ports.run_records import RunRecord
from sync_core import limits
from sync_core.work import Task


async def health(request: PageRequest, console: Console) -> PageResponse:
    """Return everything the health page shows, one page of mailboxes (`page`)."""
    found = await read_health(console, Paging.of(request, limits.PAGE_MAILBOXES))
    return PageResponse.json(_health(found))


async def runs(request: PageRequest, console: Console) -> PageResponse:
    """Return the runs of a day (`day`, today by default), newest first, at most `limit`."""
    today = console.surroundings.now().date()
    text = request.asked("limit") or "100"
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= limits.RUNS_SHOWN_MAX):
        raise bad_fields(("limit", f"expected a number from 1 to {limits.RUNS_SHOWN_MAX}"))
    found = await console.memory.runs(request.day("day", today), int(text))
    return PageResponse.json({"runs": [run_told(run, console) for run in found]})


async def sync(_request: PageRequest, console: Console, mailbox: str) -> PageResponse:
    """Look at a mailbox now."""
    return await _enqueued(console, mailbox, Task.MAIL_WAKE)


async def retry(_request: PageRequest, console: Console, mailbox: str) -> PageResponse:
    """Try a mailbox's failed messages again."""
    return await _enqueued(console, mailbox, Task.MAIL_RETRY)


async def _enqueued(console: Console, mailbox: str, task: Task) -> PageResponse:
    record = await enqueue(console, mailbox, task)
    return PageResponse.json({"mailbox": record.id, "enqueued": task.value}, 202)


def stamp(moment: datetime | None) -> str | None:
    """Return a time as JSON tells it."""
    return moment.isoformat(timespec="seconds") if moment else None


def _health(found: Health) -> dict[str, Any]:
    return {
        "at": stamp(found.at),
        "mood": found.sentence.mood.value,
        "sentence": found.sentence.text,
        "graph_stopped": found.firm.graph_stopped,
        "crm_stopped": found.firm.crm_stopped,
        "history_start": stamp(found.firm.history_start),
        "states": {state.value: count for state, count in found.states.items()},
        "calendars": {state.value: count for state, count in found.calendars.items()},
        "contacts": {state.value: count for state, count in found.contacts.items()},
        "contacts_asked": found.contacts_asked,
        "history": {"done": found.progress.done, "expected": found.progress.expected},
        "queues": {"waiting": dict(found.queues.waiting), "poisoned": dict(found.queues.poisoned)},
        "totals": dict(found.totals),
        "left_out_today": {reason.value: count for reason, count in found.left_out_reasons},
        "subscriptions_until": stamp(found.subscriptions_until),
        "unsubscribed": found.unsubscribed,
        "requests": dict(found.requests),
        "page": found.paging.number,
        "total": found.paging.total,
        "mailboxes": [_mailbox(row) for row in found.mailboxes],
    }


def _mailbox(row: MailboxRow) -> dict[str, Any]:
    record = row.record
    return {
        "id": record.id,
        "name": row.name,
        "address": row.address,
        "state": row.state.value,
        "parked": record.parked.value if record.parked else None,
        "parked_because": record.parked.text if record.parked else None,
        "paused_until": stamp(record.paused_until),
        "behind_seconds": row.behind_seconds,
        "live_read_at": stamp(record.live_read_at),
        "swept_at": stamp(record.swept_at),
        "history": (
            {"done": row.progress.done, "expected": row.progress.expected} if row.progress else None
        ),
        "history_from": stamp(record.history_from),
        "failed_items": record.failed_items,
        "calendar": {
            "state": row.calendar.value,
            "held": [brake.value for brake in row.held.brakes] if row.held else [],
            "behind_seconds": row.calendar_behind_seconds,
            "pairs": record.calendar_pairs,
            "failed": record.calendar_failed,
            "read_at": stamp(record.calendar_read_at),
            "swept_at": stamp(record.calendar_swept_at),
        },
        "contacts": {
            "state": row.contacts.value,
            "held": [brake.value for brake in row.contacts_held.brakes]
            if row.contacts_held
            else [],
            "sharing_held": [brake.value for brake in row.sharing_held.brakes]
            if row.sharing_held
            else [],
            "behind_seconds": row.contacts_behind_seconds,
            "pairs": record.contacts_pairs,
            "failed": record.contacts_failed,
            "asked": row.contacts_asked,
            "read_at": stamp(record.contacts_read_at),
            "swept_at": stamp(record.contacts_swept_at),
        },
        "today": {reason.value: count for reason, count in row.today.by_reason},
    }


def run_told(run: RunRecord, console: Console) -> dict[str, Any]:
    """Return a run as JSON tells it; its mailbox by id, and by the tag that stands in the log."""
    return {
        "run": run.run,
        "task": run.task,
        "trace": run.trace,
        "mailbox": run.mailbox,
        "tag": console.digester.tag(run.mailbox),
        "started_at": stamp(run.started_at),
        "ended_at": stamp(run.ended_at),
        "outcome": run.outcome,
        "detail": run.detail,
        "counts": dict(run.counts),
    }
