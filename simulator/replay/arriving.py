"""Delivering mail while the engine runs, at a steady pace, and knowing when each was delivered."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from simulator.mailfiles import MailRecord
from simulator.processes.control import TenantControl
from simulator.processes.mailorders import mail_order
from simulator.replay.material import Material

_ORDERS_PER_POST = 500
_POSTS_PER_SECOND = 4


async def deliver_history(tenant: TenantControl, material: Material) -> None:
    """Put the past into the mailboxes, each message received when it was sent."""
    records = iter(material.history)
    while part := list(islice(records, _ORDERS_PER_POST)):
        await tenant.deliver([_order(r, material, r.sent_at) for r in part])


async def deliver_arriving(
    tenant: TenantControl,
    material: Material,
    per_second: float,
    at_share: Callable[[float], Awaitable[None]],
) -> dict[str, datetime]:
    """Deliver what arrives, received now; return when the first copy of each Message-ID was delivered.

    Args:
        tenant: where it arrives.
        material: what arrives.
        per_second: how many messages a second.
        at_share: called after each part with the share delivered, 0..1.
    """
    delivered: dict[str, datetime] = {}
    begun, done = time.monotonic(), 0
    for part in _parts(material.arriving, max(1, round(per_second / _POSTS_PER_SECOND))):
        now = datetime.now(UTC)
        await tenant.deliver([_order(r, material, None) for r in part])
        for record in part:
            delivered.setdefault(record.internet_message_id, now)
        done += len(part)
        await at_share(done / len(material.arriving))
        await asyncio.sleep(max(0.0, begun + done / per_second - time.monotonic()))
    print(f"arriving: {done:,} messages delivered", file=sys.stderr)
    return delivered


def _parts(records: Sequence[MailRecord], size: int) -> Iterator[Sequence[MailRecord]]:
    for start in range(0, len(records), size):
        yield records[start : start + size]


def _order(record: MailRecord, material: Material, received: datetime | None) -> dict[str, object]:
    return mail_order(record, material.address_of(record.mailbox), received)
