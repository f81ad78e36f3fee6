"""Explain: what was decided about one item of a mailbox, and why."""

from admin.console import Console
from admin.names import mailbox_names
from admin.rendering import page
from admin.web import PageRequest, PageResponse
from sync_core.mail import MessageId
from sync_core.work import MailboxId


async def decision(request: PageRequest, console: Console) -> PageResponse:
    """Return the page, with the decision where an item was asked for."""
    mailbox, message = request.asked("mailbox").lower(), request.asked("message")
    is_asked = bool(mailbox and message)
    found = (
        await console.memory.decision(MailboxId(mailbox), MessageId(message)) if is_asked else None
    )
    names = await mailbox_names(console)
    return page(
        request,
        "explain.html",
        {
            "mailboxes": list(names.items()),
            "mailbox": mailbox,
            "message_id": message,
            "asked": is_asked,
            "decision": found,
        },
    )
