"""A made-up firm as the pages find it: mailboxes in every state, clients, mail matched and not."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from adapters.crm.sql import SqlCrm
from admin import Console
from flows.calendar.preview import Preview
from flows.contacts.preview import ContactsPreview
from flows.doctor.check import Check, Health
from flows.meter import Meter
from flows.ports.calendar_desk import Meeting, MeetingFilter
from flows.ports.desk import NewPerson
from flows.ports.leases import Lease
from flows.ports.policy_store import PolicyVersion
from flows.ports.remembrance import Remembrance
from simulator.memory import (
    InMemoryMemory,
    InMemoryPolicyStore,
    InMemoryQueue,
    ManualSurroundings,
)
from sync_core.calendar.window import Window
from sync_core.decisions import Reason
from sync_core.digests import Digester
from sync_core.failures import Unavailable
from sync_core.mail import (
    NOT_SCORED,
    Address,
    CrmUserId,
    Direction,
    MailActivity,
    MessageId,
    Participant,
    PersonId,
    Relation,
    RiskFinding,
    Role,
    Sentiment,
    SentimentLabel,
    Unreadable,
)
from sync_core.policy import Policy
from sync_core.policy_changes import filled
from sync_core.reconcile.brakes import HeldPlan
from sync_core.reconcile.pairs import Pair
from sync_core.seen import Seen, SeenKey, seen_key
from sync_core.work import MailboxId, RunId, Stream, Task, WorkItem
from tests.admin.pretend_door import PretendDoor

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
    previews: dict[MailboxId, Preview]
    """What a preview of a mailbox shows."""
    contact_previews: dict[tuple[MailboxId, Stream], ContactsPreview]
    """What a preview of a mailbox's contacts, or of what they share with the firm, shows."""
    checks: list[Check]
    """What the doctor finds."""
    console: Console

    @staticmethod
    async def empty(database: Path) -> "Firm":
        """Return a firm that nothing is known of; its CRM is this file."""
        surroundings, meter = ManualSurroundings(1, START), Meter()
        memory, policies = InMemoryMemory(digester=DIGESTER), InMemoryPolicyStore()
        queue = InMemoryQueue(surroundings)
        crm = SqlCrm.connect(f"sqlite+aiosqlite:///{database}", meter, surroundings.now)
        previews = dict[MailboxId, Preview]()
        contact_previews = dict[tuple[MailboxId, Stream], ContactsPreview]()
        checks = list[Check]()

        async def preview(mailbox: MailboxId) -> Preview:
            """Return what the test says the next run would do, with what is held by now."""
            held = await memory.held(mailbox, Stream.CALENDAR)
            nothing = Preview(mailbox=mailbox, is_first_run=False, left_out={})
            return replace(previews.get(mailbox, nothing), held=held)

        async def preview_contacts(stream: Stream, mailbox: MailboxId) -> ContactsPreview:
            """Return what the test says of contacts, with what is held by now."""
            held = await memory.held(mailbox, stream)
            nothing = ContactsPreview(mailbox=mailbox)
            return replace(contact_previews.get((mailbox, stream), nothing), held=held)

        async def examine(
            mailbox: MailboxId | None, outside: MailboxId | None
        ) -> tuple[Check, ...]:
            """Return what the test says the doctor finds, with what it was asked for."""
            asked = f"{mailbox} {outside}"
            return (Check(name="asked", health=Health.OK, told=asked), *checks)

        console = Console(
            memory=memory,
            policies=policies,
            queue=queue,
            desk=crm,
            calendar_desk=crm.calendar,
            contact_desk=crm.contacts,
            preview=preview,
            preview_contacts=partial(preview_contacts, Stream.CONTACTS),
            preview_sharing=partial(preview_contacts, Stream.SHARING),
            surroundings=surroundings,
            digester=DIGESTER,
            meter=meter,
            door=PretendDoor(crm, memory),
            examine=examine,
        )
        return Firm(
            memory=memory,
            policies=policies,
            queue=queue,
            surroundings=surroundings,
            crm=crm,
            previews=previews,
            contact_previews=contact_previews,
            checks=checks,
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

    async def staff(self, owner: str) -> CrmUserId:
        """Return the id of a member of staff, added if need be."""
        address = Address(f"{owner.split()[0].lower()}@northwind.test")
        (staff,) = await self.crm.add_staff([(owner, address)])
        return staff

    async def meetings(self) -> list[Meeting]:
        """Return all meetings of the spring shown, by start."""
        window = Window(since=START - timedelta(days=90), until=START + timedelta(days=150))
        return list((await self.crm.calendar.meetings(MeetingFilter(), window, 1_000)).rows)

    async def hold(self, mailbox: MailboxId, plan: HeldPlan) -> None:
        """Suspend a mailbox's calendar with a plan."""
        lease = await self.memory.acquire(mailbox, Stream.CALENDAR, RunId("r"), START)
        assert isinstance(lease, Lease)
        await self.memory.hold(lease, plan)
        await self.memory.release(lease, None)
        await self.memory.change_mailbox(mailbox, calendar_enabled=True, calendar_held=True)

    async def hold_contacts(self, mailbox: MailboxId, plan: HeldPlan) -> None:
        """Suspend a mailbox's contacts with a plan."""
        lease = await self.memory.acquire(mailbox, Stream.CONTACTS, RunId("r"), START)
        assert isinstance(lease, Lease)
        await self.memory.hold(lease, plan)
        await self.memory.release(lease, None)
        await self.memory.change_mailbox(mailbox, contacts_enabled=True, contacts_held=True)

    async def ask(self, mailbox: MailboxId, *pairs: Pair) -> None:
        """Remember that a person is asked about some contacts of a mailbox."""
        lease = await self.memory.acquire(mailbox, Stream.CONTACTS, RunId("r"), START)
        assert isinstance(lease, Lease)
        lease = await self.memory.remember(lease, Remembrance(pairs=pairs), START)
        await self.memory.release(lease, None)
        await self.memory.change_mailbox(mailbox, contacts_enabled=True, contacts_open=len(pairs))

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

    async def saw(self, mailbox: MailboxId, message: str, reason: str) -> None:
        """Remember what was decided about one item."""
        lease = await self.memory.acquire(mailbox, Stream.MAIL_LIVE, RunId("r"), START)
        assert isinstance(lease, Lease)
        item = Unreadable(id=MessageId(message), received_at=START, problem="")
        key = seen_key(item, DIGESTER)
        row = Seen(key=key, reason=Reason(reason), decided_at=START)
        lease = await self.memory.remember(lease, Remembrance(seen=(row,)), START)
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

    def with_queue_away(self) -> "Firm":
        """Return the same firm while its queues do not answer."""

        class Away(InMemoryQueue):
            async def send(self, item: WorkItem, delay_seconds: int = 0) -> None:
                raise Unavailable(f"queue {item.queue} {delay_seconds}")

        console = replace(self.console, queue=Away(self.surroundings))
        return replace(self, console=console)

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
