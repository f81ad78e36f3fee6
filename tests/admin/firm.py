"""A made-up firm as the pages find it: mailboxes in every state, clients, mail matched and not."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from adapters.crm.sql import SqlCrm
from admin import Console
from flows.meter import Meter
from flows.ports.desk import NewPerson
from flows.ports.memory import Lease, PolicyVersion, Remembrance
from simulator.memory import (
    InMemoryMemory,
    InMemoryPolicyStore,
    InMemoryQueue,
    ManualSurroundings,
)
from sync_core.decisions import Reason
from sync_core.digests import Digester
from sync_core.failures import ParkReason
from sync_core.mail import (
    NOT_SCORED,
    Address,
    Direction,
    MailActivity,
    Participant,
    PersonId,
    Relation,
    RiskFinding,
    Role,
    Sentiment,
    SentimentLabel,
)
from sync_core.policy import Policy
from sync_core.policy_changes import filled
from sync_core.seen import Seen, SeenKey
from sync_core.work import MailboxId, RunId, Stream, Task, WorkItem

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DIGESTER = Digester(b"k" * 32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """The parts that tests look into, and the console made of them."""

    memory: InMemoryMemory
    policies: InMemoryPolicyStore
    queue: InMemoryQueue
    surroundings: ManualSurroundings
    crm: SqlCrm
    console: Console

    @staticmethod
    async def empty(folder: Path) -> "Firm":
        """Return a firm that nothing is known of; its CRM is a file in the folder."""
        surroundings, meter = ManualSurroundings(1, START), Meter()
        memory, policies = InMemoryMemory(digester=DIGESTER), InMemoryPolicyStore()
        queue = InMemoryQueue(surroundings)
        crm = SqlCrm.connect(f"sqlite+aiosqlite:///{folder / 'crm.db'}", meter, surroundings.now)
        await crm.prepare()
        console = Console(
            memory=memory,
            policies=policies,
            queue=queue,
            desk=crm,
            surroundings=surroundings,
            digester=DIGESTER,
            meter=meter,
        )
        return Firm(
            memory=memory,
            policies=policies,
            queue=queue,
            surroundings=surroundings,
            crm=crm,
            console=console,
        )

    async def set_policy(self, **mail: Any) -> None:
        """Make a policy with northwind.test as the firm's domain."""
        policy = Policy.parse({"mail": {"internal_domains": ["northwind.test"], **mail}})
        number = (await self.policies.current()).number + 1
        await self.policies.append(
            PolicyVersion(
                number=number,
                document=filled(policy),
                changed_by="Nia Admin",
                changed_at=self.surroundings.now(),
                difference=('mail.internal_domains: [] -> ["northwind.test"]',),
            )
        )

    async def mailbox(self, number: int, owner: str, **fields: Any) -> MailboxId:
        """Remember a mailbox of a member of staff, in step unless said otherwise."""
        mailbox = MailboxId(f"{number:08x}-0000-4000-8000-000000000000")
        address = Address(f"{owner.split()[0].lower()}@northwind.test")
        (staff,) = await self.crm.add_staff([(owner, address)])
        read = START - timedelta(minutes=number)
        told = {"enabled": True, "owner": staff, "live_read_at": read, "swept_at": read}
        ending = {"subscription_id": "s", "subscription_until": START + timedelta(days=6)}
        await self.memory.change_mailbox(mailbox, **(told | ending | fields))
        return mailbox

    async def decided(self, mailbox: MailboxId, **counts: int) -> None:
        """Remember decisions of today, so many by each reason."""
        lease = await self.memory.acquire(mailbox, Stream.MAIL_LIVE, RunId("r"), START)
        rows = [
            Seen(key=SeenKey(f"seen.{reason}.{n:06d}"), reason=Reason(reason), decided_at=START)
            for reason, count in counts.items()
            for n in range(count)
        ]
        assert isinstance(lease, Lease)
        lease = await self.memory.remember(lease, Remembrance(seen=tuple(rows)), START)
        await self.memory.release(lease, None)

    async def person(self, name: str, address: str, **fields: Any) -> PersonId:
        """Add a client's person."""
        (person,) = await self.crm.add_people(
            [NewPerson(name=name, addresses=[("email", Address(address))], **fields)]
        )
        return person

    async def mail(
        self, number: int, who: tuple[str, str], to: PersonId | None = None, **fields: Any
    ) -> None:
        """Capture one e-mail from or to somebody outside (name, address), related to a person."""
        name, address = who
        await self.crm.log_mail([_mail(number, name, Address(address), to, fields)])

    def queued(self) -> list[tuple[Task, MailboxId]]:
        """Return what waits: task and mailbox, in the order sent."""
        texts = [line.split(" ", 2)[2] for line in self.queue.dump() if line.startswith("queue")]
        return [(item.task, item.mailbox) for item in map(WorkItem.decode, texts)]


def _mail(
    number: int, name: str, address: Address, to: PersonId | None, fields: dict[str, Any]
) -> MailActivity:
    direction = fields.pop("direction", Direction.INBOUND)
    sent_at = fields.pop("sent_at", START - timedelta(minutes=7 * number))
    outside = Role.FROM if direction is Direction.INBOUND else Role.TO
    inside = Role.TO if direction is Direction.INBOUND else Role.FROM
    staff = Participant(
        address=Address("priya@northwind.test"), role=inside, name="Priya Shah", is_internal=True
    )
    client = Participant(address=address, role=outside, name=name)
    told: dict[str, Any] = {
        "key": f"{number:040x}",
        "mailbox": MailboxId("00000001-0000-4000-8000-000000000000"),
        "owner": None,
        "direction": direction,
        "sent_at": sent_at,
        "received_at": sent_at,
        "participants": (client, staff),
        "relations": (Relation(person=to, address=address, matched_by="email"),) if to else (),
        "subject": f"Message {number}",
        "preview": None,
        "body": None,
        "has_attachments": False,
        "sentiment": NOT_SCORED,
        "risk": RiskFinding(),
    }
    return MailActivity(**(told | fields))


def scored(label: str, score: float) -> Sentiment:
    """Return a sentiment."""
    return Sentiment(label=SentimentLabel(label), score=score, scorer="made-up/1")


def risky(*terms: str) -> RiskFinding:
    """Return a finding of risk phrases."""
    return RiskFinding(lexicon="ey_fbi_top10/1", terms=terms)


async def show_firm(folder: Path) -> Firm:
    """Return a firm with something of everything: what screenshots and browser tests look at."""
    firm = await Firm.empty(folder)
    await firm.set_policy(content="preview", never_log=["private@example.test"])
    await firm.memory.change_firm(started_at=START, history_start=START - timedelta(days=181))
    await _show_mailboxes(firm)
    await _show_mail(firm)
    return firm


async def _show_mailboxes(firm: Firm) -> None:
    first = await firm.mailbox(1, "Priya Shah")
    await firm.decided(first, matched=41, unmatched=6, internal=23, meeting=4, never_log=1)
    second = await firm.mailbox(
        2,
        "Tomas Lindqvist",
        history_goal=START - timedelta(days=181),
        history_until=START - timedelta(days=64),
        history_expected=8_412,
        history_done=5_630,
    )
    await firm.decided(second, matched=318, unmatched=57, internal=204, draft=2, meeting=31)
    await firm.mailbox(3, "Aisha Bello", parked=ParkReason.NO_MAILBOX)
    await firm.mailbox(4, "Jonas Weber", paused_until=START + timedelta(minutes=3))
    fifth = await firm.mailbox(5, "Mei Tanaka", failed_items=2)
    await firm.decided(fifth, matched=12, internal=9, folder=3, unreadable=2, private=1)
    sixth = await firm.mailbox(6, "Luca Romano")
    await firm.decided(sixth, matched=27, unmatched=2, internal=15)
    await firm.mailbox(7, "Sofia Duarte", enabled=False, subscription_id=None)


async def _show_mail(firm: Firm) -> None:
    ana = await firm.person(
        "Ana Alvarez", "ana.alvarez@contoso.test", client="Contoso Family Office",
        segment="Private wealth", is_key=True,
    )  # fmt: skip
    ben = await firm.person("Ben Okafor", "ben@fabrikam.test", client="Fabrikam", segment="Trusts")
    kim = await firm.person("Kim Larsen", "kim@larsen.test", client="Larsen Estate")
    outbound = {"direction": Direction.OUTBOUND}
    at_ana, at_ben, at_kim = (
        ("Ana Alvarez", "ana.alvarez@contoso.test"),
        ("Ben Okafor", "ben@fabrikam.test"),
        ("Kim Larsen", "kim@larsen.test"),
    )
    told: list[tuple[tuple[str, str], PersonId | None, dict[str, Any]]] = [
        (at_ana, ana, {"subject": "Wonderful news about the trust", "preview": "Thank you for sorting this out so quickly, we are delighted with", "sentiment": scored("positive", 0.86)}),
        (at_ben, ben, {"subject": "Re: Annual review on Thursday", "preview": "Thursday at ten works for us. Please send the papers", "sentiment": scored("neutral", 0.04), "has_attachments": True}),
        (at_kim, kim, {"subject": "Still waiting for the transfer", "preview": "This is the third time I ask. It is not acceptable that", "sentiment": scored("negative", -0.71), "risk": risky("off the books")}),
        (at_ana, ana, {**outbound, "subject": "Your quarterly report", "preview": "Please find attached the report for the last quarter", "has_attachments": True}),
        (at_ben, ben, {"subject": "Signed mandate", "preview": "Both signatures are on page four", "sentiment": scored("positive", 0.42), "has_attachments": True}),
        (at_ana, ana, {"subject": "Question on the fee schedule", "preview": "Could you explain the second line of the statement", "sentiment": scored("neutral", -0.02)}),
        (at_kim, kim, {**outbound, "subject": "Transfer confirmed", "preview": "The transfer has been booked with today's value date"}),
        (at_ana, ana, {"subject": "Lunch next week?", "preview": "I am in town on Tuesday and would love to", "sentiment": scored("positive", 0.63)}),
        (("Ravi Menon", "ravi@menon-partners.test"), None, {"subject": "Introduction from Ana", "preview": "Ana suggested that I write to you about our pension", "sentiment": scored("positive", 0.35)}),
        (("Ravi Menon", "ravi@menon-partners.test"), None, {"subject": "Re: Introduction from Ana", "preview": "Thank you for the quick answer, here are the figures", "sentiment": scored("neutral", 0.12), "has_attachments": True}),
        (("", "a.alvarez@gmail.test"), None, {"subject": "From my private address", "preview": "I write from my private address because", "sentiment": scored("neutral", 0.0)}),
        (("Harbour Insurance", "claims@harbour.test"), None, {"subject": "Your claim 20-4471", "preview": "We have received the documents"}),
        (("Elif Demir", "elif@demir-law.test"), None, {"subject": "Power of attorney, draft two", "preview": "Attached with my changes in yellow", "has_attachments": True, "sentiment": scored("neutral", 0.05)}),
        (("Elif Demir", "elif@demir-law.test"), None, {**outbound, "subject": "Re: Power of attorney", "preview": "Many thanks, we will come back to you on Friday"}),
    ]  # fmt: skip
    for number, (who, person, fields) in enumerate(told, start=1):
        await firm.mail(number, who, person, **fields)
