"""A firm to test a CRM in: people and staff to add, activities to look at, mail to make."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from flows.ports.crm import Crm
from flows.ports.desk import NewPerson
from sync_core.mail import (
    Address,
    CrmUserId,
    Direction,
    MailActivity,
    MessageKey,
    Participant,
    PersonId,
    Relation,
    RiskFinding,
    Role,
    Sentiment,
    SentimentLabel,
)
from sync_core.work import MailboxId

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
GOOD = Sentiment(label=SentimentLabel.POSITIVE, score=0.5, scorer="test/1")
FAIR = Sentiment(label=SentimentLabel.NEUTRAL, score=0.0, scorer="test/1")
BAD = Sentiment(label=SentimentLabel.NEGATIVE, score=-0.5, scorer="test/1")
UNSCORED = Sentiment(label=SentimentLabel.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One activity as the CRM holds it."""

    sent_at: datetime
    received_at: datetime
    subject: str | None
    preview: str | None
    body: str | None
    sentiment: Sentiment
    risk: RiskFinding
    unreadable_entries: int
    copies: dict[str, str | None]
    """Mailbox to owner."""
    participants: frozenset[tuple[Role, str, str, bool]]
    """Role, address, name, whether internal."""
    relations: dict[str, tuple[str, str, bool]]
    """Person to address, kind of field, whether ambiguous."""


class Firm(Protocol):
    """A CRM under test with what its users do to it."""

    @property
    def crm(self) -> Crm:
        """The CRM."""
        ...

    async def add_person(self, person: NewPerson) -> PersonId:
        """Add a person."""
        ...

    async def add_address(self, person: PersonId, kind: str, address: str) -> None:
        """Give a person an address, behind the engine's back."""
        ...

    async def add_staff(self, name: str, address: str) -> CrmUserId:
        """Add a member of staff."""
        ...

    async def look(self, key: MessageKey) -> Seen | None:
        """Return an activity as it is kept."""
        ...

    async def latest(self, person: PersonId) -> tuple[SentimentLabel, datetime | None]:
        """Return a person's most recent sentiment."""
        ...

    async def count(self) -> int:
        """Return how many activities there are."""
        ...


def key(number: int) -> MessageKey:
    """Return a message's key."""
    return MessageKey(f"{number:040x}")


def person(name: str, *addresses: tuple[str, str]) -> NewPerson:
    """Return a person with addresses."""
    return NewPerson(name=name, addresses=tuple((kind, Address(a)) for kind, a in addresses))


def client(address: str, role: Role = Role.FROM, name: str = "") -> Participant:
    """Return a participant from outside."""
    return Participant(address=Address(address), role=role, name=name)


def colleague(address: str, role: Role = Role.TO) -> Participant:
    """Return a participant of the firm."""
    return Participant(address=Address(address), role=role, is_internal=True)


def related(
    to: PersonId, address: str, kind: str = "email", is_ambiguous: bool = False
) -> Relation:
    """Return a relation."""
    return Relation(person=to, address=Address(address), matched_by=kind, is_ambiguous=is_ambiguous)


def mail(number: int, **changes: Any) -> MailActivity:
    """Return a message from a client to a colleague, sent `number` minutes after noon."""
    at = NOON + timedelta(minutes=number)
    told: dict[str, Any] = {
        "key": key(number),
        "mailbox": MailboxId("mailbox-1"),
        "owner": None,
        "direction": Direction.INBOUND,
        "sent_at": at,
        "received_at": at,
        "participants": (client("ana@client.test", name="Ana"), colleague("bo@firm.test")),
        "relations": (),
        "subject": f"Subject {number}",
        "preview": None,
        "body": None,
        "has_attachments": False,
        "sentiment": UNSCORED,
        "risk": RiskFinding(),
    }
    return MailActivity(**{**told, **changes})
