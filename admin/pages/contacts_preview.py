"""What the next run of contacts would do, computed now; and what does not sync, and why."""

from functools import partial

from admin.console import Console
from admin.contacts_switch import switch_contacts
from admin.held_plans import HELD_STREAMS, asks_for_count
from admin.names import mailbox_name
from admin.pages.preview import the_mailbox
from admin.paging import Paging
from admin.rendering import page
from admin.shown_contacts_preview import SIDES, by_name, by_reason, read_preview
from admin.shown_plan import shown_plan
from admin.waking import enqueue
from admin.web import PageRequest, PageResponse
from admin.who import object_id_of
from admin.zones import zone_of
from sync_core import limits
from sync_core.work import Stream

_PAUSED = "The policy was changed: these contacts pause within a minute. Nothing that was synced is undone."
_GOES_ON = "The policy was changed: these contacts go on within a minute, and are compared whole."
_RUNS = {
    Stream.CONTACTS: "The contacts are being compared now. A plan that needs an answer appears under Held.",
    Stream.SHARING: "The list is being compared with the firm's people now. A plan that needs an answer appears under Held.",
}


async def whole(
    request: PageRequest, console: Console, mailbox: str, *, stream: Stream
) -> PageResponse:
    """Return the page of a preview."""
    record, found = await read_preview(request, console, mailbox, stream)
    values = {
        "record": record,
        "name": mailbox_name(record, await console.desk.staff()),
        "of": HELD_STREAMS[stream],
        "is_sharing": stream is Stream.SHARING,
        "preview": found,
        "shown": shown_plan(found.rows, found.held, SIDES[stream], by_name),
        "sides": SIDES[stream],
        "reasons": by_reason(found.left_out),
        "asks_for_count": found.held is not None and asks_for_count(found.held),
        "zone": zone_of(request),
    }
    return page(request, "contacts_preview.html", values)


async def left_out(request: PageRequest, console: Console, mailbox: str) -> PageResponse:
    """Return the page of what does not sync and why, a page of contacts at a time; `reason` narrows it."""
    record, found = await read_preview(request, console, mailbox, Stream.CONTACTS)
    paging, reason = Paging.of(request, limits.PAGE_LEFT_OUT), request.asked("reason")
    rows = [one for one in found.left_out if not reason or one.reason == reason]
    values = {
        "record": record,
        "name": mailbox_name(record, await console.desk.staff()),
        "preview": found,
        "sides": SIDES[Stream.CONTACTS],
        "reasons": by_reason(found.left_out),
        "reason": reason,
        "rows": paging.cut(rows),
        "paging": paging.among(len(rows)),
        "query": request.query,
    }
    return page(request, "left_out.html", values)


async def run(
    request: PageRequest, console: Console, mailbox: str, *, stream: Stream
) -> PageResponse:
    """Run a stream of contacts now."""
    await enqueue(console, mailbox, HELD_STREAMS[stream].task)
    return page(request, "answer.html", {"mood": "success", "said": _RUNS[stream]})


async def switch(
    request: PageRequest, console: Console, mailbox: str, *, is_on: bool
) -> PageResponse:
    """Pause the contacts of a mailbox, or let them go on."""
    record = await the_mailbox(console, mailbox)
    await switch_contacts(console, record, object_id_of(request), is_on=is_on)
    said = _GOES_ON if is_on else _PAUSED
    return page(request, "answer.html", {"mood": "success", "said": said})


pause, resume = partial(switch, is_on=False), partial(switch, is_on=True)
contacts, sharing = partial(whole, stream=Stream.CONTACTS), partial(whole, stream=Stream.SHARING)
run_contacts, run_sharing = (
    partial(run, stream=Stream.CONTACTS),
    partial(run, stream=Stream.SHARING),
)
