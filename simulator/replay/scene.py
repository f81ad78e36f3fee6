"""The stage of a replay: the pretend firm's processes, and the engine's own ports to look at from outside.

The ports come from wiring with the same settings as the function app's; what they cost is counted on a
meter of their own, so that the report holds the function app's work alone.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from flows.ports.calendar_desk import CalendarDesk
from flows.ports.contact_desk import ContactDesk
from flows.ports.desk import Desk
from flows.ports.parts import Parts
from flows.ports.policy_store import PolicyVersion
from simulator.processes.firm import PretendFirm
from sync_core.mailboxes import MailboxRecord
from sync_core.policy import Policy
from sync_core.seen import Tally
from sync_core.work import QueueName
from wiring.engine import build
from wiring.settings import Settings


@dataclass
class Scene:
    """A running firm with its engine's memory and CRM in reach."""

    firm: PretendFirm
    parts: Parts
    desk: Desk
    calendar_desk: CalendarDesk
    contact_desk: ContactDesk
    counted: dict[str, int] = field(default_factory=dict)
    """What function app processes that have ended had counted."""
    cpu_seconds: float = 0.0
    """What they had used of the processor."""

    async def set_policy(self, policy: Policy) -> None:
        """Put a policy in force, as the next version."""
        current = await self.parts.policies.current()
        version = PolicyVersion(
            number=current.number + 1,
            document=policy.model_dump(mode="json"),
            changed_by="simulator",
            changed_at=datetime.now(UTC),
        )
        await self.parts.policies.append(version)

    async def records(self) -> tuple[MailboxRecord, ...]:
        """Return the mailboxes that are captured."""
        return tuple(r for r in await self.parts.memory.mailboxes() if r.enabled)

    async def waiting(self) -> dict[str, int]:
        """Return how many work items wait or run in each queue, and notifications on their way."""
        told = {str(queue.value): await self.parts.queue.waiting(queue) for queue in QueueName}
        told["notifications"] = int((await self.firm.tenant.stats())["notifications"]["waiting"])
        return told

    async def tally(self) -> Tally:
        """Return what was decided about all items of all mailboxes, by reason."""
        counts: dict[str, int] = {}
        by_reason = {}
        for record in await self.records():
            for tally in (await self.parts.memory.tallies(record.id, *_days())).values():
                for reason, number in tally.by_reason:
                    counts[reason] = counts.get(reason, 0) + number
                    by_reason[reason] = counts[reason]
        return Tally(tuple(sorted(by_reason.items())))

    async def take_counts(self) -> None:
        """Add what the running function app has counted; to be called once before it ends."""
        for name, number in (await self.firm.host.counts()).items():
            self.counted[name] = self.counted.get(name, 0) + number
        self.cpu_seconds += float((await self.firm.host.status())["processCpuSeconds"])


@asynccontextmanager
async def scene_of(firm: PretendFirm) -> AsyncIterator[Scene]:
    """Yield a firm's scene, with tables, queues and the CRM's schema in place."""
    engine = build(Settings.read(firm.settings))
    try:
        for step in engine.prepares:
            await step()
        yield Scene(firm, engine.parts, engine.desk, engine.calendar_desk, engine.contact_desk)
    finally:
        for step in engine.closes:
            await step()


def _days() -> tuple[date, date]:
    """Return the days a replay may touch, midnight included."""
    today = datetime.now(UTC).date()
    return today - timedelta(days=1), today + timedelta(days=1)
