"""Preview: what the next run of a mailbox's calendar would do, computed now, and the answer to a held plan."""

from admin.console import Console
from admin.held_plans import asks_for_count
from admin.names import mailbox_name
from admin.refusals import not_found
from admin.rendering import page
from admin.shown_plan import shown_plan
from admin.shown_preview import SYSTEMS, by_start, left_out_of, titled
from admin.web import PageRequest, PageResponse
from admin.zones import zone_of
from sync_core.mailboxes import MailboxRecord
from sync_core.work import MailboxId


async def whole(request: PageRequest, console: Console, mailbox: str) -> PageResponse:
    """Return the page.

    Raises:
        Refused: there is no such mailbox.
    """
    record = await the_mailbox(console, mailbox)
    preview = await console.preview(record.id)
    held = preview.held
    values = {
        "record": record,
        "name": mailbox_name(record, await console.desk.staff()),
        "preview": preview,
        "shown": shown_plan(preview.rows, held, SYSTEMS, by_start),
        "left_out": left_out_of(preview),
        "notices": titled(preview.notices),
        "asks_for_count": held is not None and asks_for_count(held),
        "zone": zone_of(request),
    }
    return page(request, "preview.html", values)


async def the_mailbox(console: Console, mailbox: str) -> MailboxRecord:
    """Return a mailbox.

    Raises:
        Refused: there is none of this id.
    """
    record = await console.memory.mailbox(MailboxId(mailbox.lower()))
    if record is None:
        raise not_found("There is no such mailbox.")
    return record
