"""Held: the suspended mailboxes, why each waits, and what a person answers."""

from admin.console import Console
from admin.held_plans import (
    Answered,
    Answering,
    answer,
    asks_for_count,
    held_mailboxes,
    held_stream,
)
from admin.refusals import bad_fields
from admin.rendering import page
from admin.waking import enqueue
from admin.web import PageRequest, PageResponse
from admin.who import object_id_of
from admin.zones import zone_of
from sync_core.health import counted
from sync_core.work import Stream, Task

_ANSWERS = ("approve_all", "approve_some", "reject_all")


async def listed(request: PageRequest, console: Console) -> PageResponse:
    """Return the page."""
    found = await held_mailboxes(console)
    values = {"held": found, "asks_for_count": asks_for_count, "zone": zone_of(request)}
    return page(request, "held.html", values)


async def answered(
    request: PageRequest, console: Console, mailbox: str, stream: str = Stream.CALENDAR
) -> PageResponse:
    """Note the answer of a form, and say what follows."""
    of = held_stream(stream)
    told = request.told("answer")
    if told not in _ANSWERS:
        raise bad_fields(("answer", f"expected {', '.join(_ANSWERS)}"))
    chosen = frozenset(request.form.get("item", ())) if told == "approve_some" else None
    asked = Answering(
        plan_id=request.told("plan"),
        approves=told != "reject_all",
        chosen=chosen,
        typed=request.told("count"),
    )
    done = await answer(console, mailbox, asked, object_id_of(request), of.stream)
    return page(request, "answer.html", {"mood": "success", "said": _said(done)})


async def run(request: PageRequest, console: Console, mailbox: str) -> PageResponse:
    """Run a calendar now."""
    await enqueue(console, mailbox, Task.CALENDAR_NOW)
    said = "Both calendars are being compared now. A plan that needs an answer appears under Held."
    return page(request, "answer.html", {"mood": "success", "said": said})


def _said(done: Answered) -> str:
    approved = counted(done.approved, "item was approved", "items were approved")
    rejected = counted(done.rejected, "item was rejected", "items were rejected")
    follows = "The mailbox runs now; an item that changed meanwhile is decided anew."
    if not done.approved:
        return f"{rejected}; nothing of it will be written. {follows}"
    return f"{approved}{f' and {rejected}' if done.rejected else ''}. {follows}"
