"""A small pretend firm in memory: a tenant, a CRM, memory and queue, and the engine's flows between."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from flows.ports.parts import Parts
from flows.ports.policy_store import PolicyVersion
from flows.run import run_work_item
from flows.wakeups import accept_notifications, refresh_directory_due
from simulator.graph import (
    Mail,
    Recipient,
    ServerRules,
    Tenant,
    TenantDirectory,
    TenantMailSource,
    TenantSubscriptions,
)
from simulator.graph.direct.calendar import TenantCalendar
from simulator.graph.direct.contacts import TenantContacts
from simulator.memory import (
    InMemoryCrm,
    InMemoryMemory,
    InMemoryPolicyStore,
    InMemoryQueue,
    ManualSurroundings,
)
from sync_core.digests import Digester
from sync_core.mail import Sentiment, SentimentLabel
from sync_core.work import MailboxId, WorkItem

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DOMAIN = "northwind.test"


class CheerfulScorer:
    """Finds everything pleasant, or nothing at all while it is out of order."""

    version = "cheerful/1"
    is_broken = False

    async def score(self, texts: Sequence[str]) -> tuple[Sentiment | None, ...]:
        """Return positive for each text; None while broken."""
        good = Sentiment(label=SentimentLabel.POSITIVE, score=0.5, scorer=self.version)
        return tuple(None if self.is_broken else good for _ in texts)


class Firm:
    """The firm northwind.test and its engine."""

    def __init__(self, **rules: Any) -> None:
        self.clock = ManualSurroundings(1, START)
        self.tenant = Tenant(self.clock, ServerRules(**rules))
        self.memory = InMemoryMemory(digester=Digester(b"k" * 32))
        self.queue = InMemoryQueue(self.clock)
        self.crm = InMemoryCrm(self.clock.now)
        self.policies = InMemoryPolicyStore()
        self.scorer = CheerfulScorer()
        self.outcomes: Counter[str] = Counter()
        self.parts = Parts(
            mail=TenantMailSource(self.tenant),
            directory=TenantDirectory(self.tenant),
            subscriptions=TenantSubscriptions(self.tenant),
            calendar=TenantCalendar(self.tenant),
            crm=self.crm,
            crm_calendar=self.crm.calendar,
            contacts=TenantContacts(self.tenant),
            crm_contacts=self.crm.contacts,
            memory=self.memory,
            policies=self.policies,
            queue=self.queue,
            scorer=self.scorer,
            surroundings=self.clock,
            digester=Digester(b"k" * 32),
        )

    def user(self, name: str, **properties: Any) -> MailboxId:
        """Add a colleague with a mailbox and a place among the CRM's staff."""
        mailbox = self.tenant.add_user(name, f"{name}@{DOMAIN}", **properties)
        self.crm.add_staff(name, f"{name}@{DOMAIN}")  # type: ignore[arg-type] # plain text is enough here
        return mailbox

    async def policy(self, **mail: Any) -> None:
        """Change the firm's policy; it acts at once."""
        document = {
            "mailboxes": {"choose": "all"},
            "mail": {"internal_domains": [DOMAIN], **mail},
            "schedule": {"sweep_minutes": 0},
        }
        number = (await self.policies.current()).number + 1
        await self.policies.append(
            PolicyVersion(
                number=number, document=document, changed_by="test", changed_at=self.clock.now()
            )
        )
        self.parts.rulebook.forget()

    async def begin(self, **mail: Any) -> None:
        """Set the policy, enrol every mailbox and bring it into step."""
        await self.policy(**mail)
        await refresh_directory_due(self.parts)
        await self.work()

    async def work(self, rounds: int = 2_000) -> None:
        """Deliver notifications and run work items, waiting where they wait, until nothing is left."""
        for _ in range(rounds):
            await self.notify()
            taken = self.queue.take()
            if taken:
                await self._run(*taken[0])
            elif not self._wait():
                return
        raise AssertionError("the firm did not come to rest")

    async def notify(self) -> None:
        """Hand every notification that is due to the engine."""
        now, rules = self.clock.now(), self.tenant.rules
        for post in self.tenant.outbox.take_due(now, rules):
            await accept_notifications(self.parts, post.body, self.tenant.id)
            self.tenant.outbox.delivered(post)

    def kept(self) -> Iterator[str]:
        """Return everything the engine keeps, as text."""
        yield from self.memory.dump()
        yield from self.queue.dump()

    async def tally(self, mailbox: MailboxId) -> dict[str, int]:
        """Return a mailbox's decided items by reason, over all days."""
        tallies = await self.memory.tallies(
            mailbox, datetime(1, 1, 1, tzinfo=UTC).date(), self.clock.now().date()
        )
        counts: Counter[str] = Counter()
        for tally in tallies.values():
            counts.update({reason.value: n for reason, n in tally.by_reason})
        return dict(counts)

    async def _run(self, receipt: str, text: str) -> None:
        self.outcomes[await run_work_item(self.parts, WorkItem.decode(text))] += 1
        self.queue.delete(receipt)

    def _wait(self) -> bool:
        """Let time pass until something is due; False when nothing ever will be."""
        times = [t for t in (self.queue.next_visible_at(), self.tenant.outbox.next_due_at()) if t]
        if not times:
            return False
        self.clock.advance(max((min(times) - self.clock.now()).total_seconds(), 0.0) + 0.001)
        return True


def mail(number: int = 1, **fields: Any) -> Mail:
    """Return a client's mail to the firm."""
    told: dict[str, Any] = {
        "author": Recipient("ana@client.test", "Ana"),
        "to": (Recipient(f"bo@{DOMAIN}", "Bo"),),
        "subject": f"Subject {number}",
        "body": "Thank you for the good advice.",
        "internet_message_id": f"<m{number}@client.test>",
    }
    return Mail(**{**told, **fields})
