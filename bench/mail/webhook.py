"""The webhook: notifications accepted a second on one core, and how long a post takes at worst."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter, process_time

import azure.functions as func

from bench.mail.arriving import notification_post
from bench.mail.figures import Figure, Figures
from bench.mail.installing import installed
from bench.mail.made_up import tenant_with
from bench.mail.recording import Recorded
from bench.mail.rig import NotQuiet, Rig, rig
from flows.meter import Cost
from functions.notifications import notifications
from sync_core.work import MailboxId

_MAILBOXES = 100
"""So many that no mailbox meets the rate of one (limits.WAKES_AT_ONCE_MAX): every post enqueues."""
_ITEMS_PER_POST = 5
"""Graph gathers notifications of one app into one post where several are ready."""
_WARM_POSTS = 20
_PERCENTILE = 0.99


async def webhook_figures(storage: str, posts: int = 2_000) -> Figures:
    """Return what the webhook takes, with the queue in memory and with the one of the storage adapter.

    Args:
        storage: connection string of the storage emulator.
        posts: posts sent, one after the other.
    """
    figures: Figures = {}
    for name, connection, count in (
        ("webhook", None, posts),
        ("webhook_storage_queue", storage, max(posts // 4, 1)),
    ):
        for items in (1, _ITEMS_PER_POST):
            told = await _measured(connection, count, items)
            figures |= {f"{name}_posts_of_{items}_{what}": f for what, f in told.items()}
    return figures


async def _measured(storage: str | None, count: int, items: int) -> Figures:
    """Return figures of posts that hold some notifications each, of mailboxes in turn."""
    tenant, mailboxes = tenant_with(0, _MAILBOXES)
    bodies = [notification_post(m, tenant.id, items) for m in mailboxes]
    async with _installed(mailboxes, tenant.id, storage) as made:
        await _posted(bodies, _WARM_POSTS)
        before = made.meter.read()[Cost.NOTIFICATIONS]
        began = process_time()
        seconds = sorted(await _posted(bodies, count))
        cpu = process_time() - began
        accepted = made.meter.read()[Cost.NOTIFICATIONS] - before
    if accepted != count * items:
        raise NotQuiet(f"{accepted} of {count * items} notifications accepted")
    return {
        "accepted_per_cpu_second": Figure(measured=accepted / cpu, unit="notifications/s"),
        "p50_ms": Figure(measured=seconds[len(seconds) // 2] * 1_000, unit="ms"),
        "p99_ms": Figure(measured=seconds[int(len(seconds) * _PERCENTILE)] * 1_000, unit="ms"),
    }


async def _posted(bodies: list[bytes], count: int) -> list[float]:
    """Post to the function itself, and return the seconds each took."""
    accept = notifications.build().get_user_function()
    seconds = []
    for n in range(count):
        request = func.HttpRequest(
            method="POST",
            url="https://rapport.test/api/notifications",
            headers={"content-type": "application/json"},
            body=bodies[n % len(bodies)],
        )
        began = perf_counter()
        answer = await accept(request)
        seconds.append(perf_counter() - began)
        if answer.status_code != 202:
            raise NotQuiet(f"a post was answered {answer.status_code}")
    return seconds


@asynccontextmanager
async def _installed(
    mailboxes: list[MailboxId], tenant_id: str, storage: str | None
) -> AsyncIterator[Rig]:
    """Yield an engine that the functions of this process use."""
    tenant, _ = tenant_with(0)
    async with (
        rig(Recorded(tenant), mailboxes, storage=storage) as made,
        installed(made, tenant_id),
    ):
        yield made
