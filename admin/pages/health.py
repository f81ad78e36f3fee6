"""Health: how capture stands, refreshed while it is looked at."""

from admin.console import Console
from admin.health import read_health
from admin.paging import Paging
from admin.rendering import page
from admin.waking import enqueue
from admin.web import PageRequest, PageResponse
from sync_core import limits
from sync_core.work import Task


async def whole(request: PageRequest, console: Console) -> PageResponse:
    """Return the page."""
    return await _shown(request, console, "health.html")


async def now(request: PageRequest, console: Console) -> PageResponse:
    """Return the part that refreshes itself."""
    return await _shown(request, console, "health_now.html")


async def sync(request: PageRequest, console: Console, mailbox: str) -> PageResponse:
    """Look at a mailbox now."""
    await enqueue(console, mailbox, Task.MAIL_WAKE)
    said = "This mailbox is being read now; what is new appears within seconds."
    return page(request, "answer.html", {"mood": "success", "said": said})


async def retry(request: PageRequest, console: Console, mailbox: str) -> PageResponse:
    """Try a mailbox's failed messages again."""
    await enqueue(console, mailbox, Task.MAIL_RETRY)
    said = "The failed messages of this mailbox are being tried again."
    return page(request, "answer.html", {"mood": "success", "said": said})


async def _shown(request: PageRequest, console: Console, template: str) -> PageResponse:
    health = await read_health(console, Paging.of(request, limits.PAGE_MAILBOXES))
    return page(request, template, {"health": health, "query": request.query})
