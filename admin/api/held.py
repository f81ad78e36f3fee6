"""JSON: what a mailbox's calendar would do next, the plans that are held, and their answers."""

from dataclasses import asdict
from typing import Any

from admin.api.health import stamp
from admin.console import Console
from admin.held_plans import (
    Answered,
    Answering,
    HeldMailbox,
    answer,
    asks_for_count,
    held_mailboxes,
)
from admin.pages.preview import the_mailbox
from admin.refusals import Problem, bad_fields
from admin.waking import enqueue
from admin.web import PageRequest, PageResponse
from admin.who import object_id_of
from flows.calendar.preview import PreviewRow
from flows.contacts.preview import ContactRow
from sync_core.reconcile.brakes import HeldPlan
from sync_core.work import Stream, Task


async def preview(_request: PageRequest, console: Console, mailbox: str) -> PageResponse:
    """Return what the next run of a mailbox's calendar would do; computed now, never stored."""
    record = await the_mailbox(console, mailbox)
    found = await console.preview(record.id)
    return PageResponse.json(
        {
            "mailbox": found.mailbox,
            "first_run": found.is_first_run,
            "refused": found.refused,
            "brakes": [{"code": b.value, "text": b.text} for b in found.brakes],
            "mails_outside": found.mails_outside,
            "left_out": dict(found.left_out),
            "notices": {name: list(those) for name, those in asdict(found.notices).items()},
            "held": plan_told(found.held) if found.held else None,
            "rows": [_row(row) for row in found.rows],
        }
    )


async def sync(_request: PageRequest, console: Console, mailbox: str) -> PageResponse:
    """Compare both calendars of a mailbox now."""
    record = await enqueue(console, mailbox, Task.CALENDAR_NOW)
    return PageResponse.json({"mailbox": record.id, "enqueued": Task.CALENDAR_NOW.value}, 202)


async def held(
    _request: PageRequest, console: Console, *, stream: Stream = Stream.CALENDAR
) -> PageResponse:
    """Return every mailbox in which a stream is suspended, with its plan."""
    found = await held_mailboxes(console, (stream,))
    return PageResponse.json({"held": [_held(one) for one in found]})


async def approve(
    request: PageRequest, console: Console, mailbox: str, *, stream: Stream = Stream.CALENDAR
) -> PageResponse:
    """Approve the held `plan`; with `items`, these of its fingerprints only: the others are rejected.

    Where it deletes, cancels or mails much, `count` repeats how many items are approved.
    """
    told = _object(request.json(), {"plan", "items", "count"})
    items, count = told.get("items"), told.get("count")
    problems = _wrong_plan(told)
    if items is not None and not (
        isinstance(items, list) and all(isinstance(i, str) for i in items)
    ):
        problems.append(("items", "expected a list of fingerprints"))
    if count is not None and (not isinstance(count, int) or isinstance(count, bool)):
        problems.append(("count", "expected a number"))
    if problems:
        raise bad_fields(*problems)
    chosen = None if items is None else frozenset(items)
    typed = "" if count is None else str(count)
    asked = Answering(plan_id=told["plan"], approves=True, chosen=chosen, typed=typed)
    return _answered(await answer(console, mailbox, asked, object_id_of(request), stream))


async def reject(
    request: PageRequest, console: Console, mailbox: str, *, stream: Stream = Stream.CALENDAR
) -> PageResponse:
    """Reject every action of the held `plan`; to reject some, approve the others."""
    told = _object(request.json(), {"plan"})
    if problems := _wrong_plan(told):
        raise bad_fields(*problems)
    asked = Answering(plan_id=told["plan"], approves=False)
    return _answered(await answer(console, mailbox, asked, object_id_of(request), stream))


def _object(document: Any, known: set[str]) -> dict[str, Any]:
    told = document if isinstance(document, dict) else {}
    if unknown := sorted(told.keys() - known):
        raise bad_fields(*((name, "expected no such field") for name in unknown))
    return told


def _wrong_plan(told: dict[str, Any]) -> list[Problem]:
    is_id = isinstance(told.get("plan"), str) and bool(told["plan"])
    return [] if is_id else [("plan", "expected the id of the held plan")]


def _answered(done: Answered) -> PageResponse:
    told = {"mailbox": done.mailbox, "approved": done.approved, "rejected": done.rejected}
    return PageResponse.json(told, 202)


def _held(one: HeldMailbox) -> dict[str, Any]:
    return {
        "mailbox": one.record.id,
        "name": one.name,
        "first_run": one.is_first_run,
        **plan_told(one.plan),
    }


def plan_told(plan: HeldPlan) -> dict[str, Any]:
    """Return a held plan as JSON tells it."""
    return {
        "plan": plan.id,
        "held_at": stamp(plan.held_at),
        "brakes": [{"code": b.value, "text": b.text} for b in plan.brakes],
        "items": list(plan.fingerprints),
        "creates": plan.creates,
        "updates": plan.updates,
        "deletes": plan.deletes,
        "mails_outside": plan.mails_outside,
        "asks_for_count": asks_for_count(plan),
        "answered_at": stamp(plan.answered_at),
    }


def action_told(row: PreviewRow | ContactRow) -> dict[str, Any]:
    """Return what JSON tells of any action of a preview."""
    return {
        "item": row.fingerprint,
        "side": row.side.value,
        "move": row.move.value,
        "why": row.why.value,
        "because": row.why.text,
        "fields": [asdict(field) for field in row.fields],
        "withheld": row.withheld.value if row.withheld else None,
    }


def _row(row: PreviewRow) -> dict[str, Any]:
    own = {"subject": row.subject, "starts_at": stamp(row.starts_at)}
    return action_told(row) | own | {"mails_outside": row.mails_outside}
