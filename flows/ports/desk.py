"""The CRM's desk: what its pages read and what a person does there.

A firm that brings its own CRM sees these things in that CRM; the embedded one provides this port.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from sync_core.mail import (
    ActivityId,
    Address,
    CrmUserId,
    Direction,
    PersonId,
    Role,
    SentimentLabel,
)
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailFilter:
    """Which activities a list shows; None and empty leave a filter out. Days are UTC, both included."""

    matched: bool | None = None
    sent_from: date | None = None
    sent_to: date | None = None
    synced_from: date | None = None
    synced_to: date | None = None
    mailbox: MailboxId | None = None
    person: PersonId | None = None
    with_risk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailRow:
    """One activity in a list."""

    id: ActivityId
    direction: Direction
    sent_at: datetime
    received_at: datetime
    synced_at: datetime
    subject: str | None
    preview: str | None
    participants: tuple[tuple[Role, str, Address], ...]
    """Role, display name (may be empty), address; internal ones too."""
    people: tuple[tuple[PersonId, str], ...]
    """Related people with their names."""
    is_ambiguous: bool
    mailboxes: tuple[MailboxId, ...]
    sentiment: SentimentLabel
    sentiment_score: float
    risk_terms: tuple[str, ...]
    has_attachments: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailList:
    """One page of activities, newest sent first."""

    rows: tuple[EmailRow, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """A person as the pages show them."""

    id: PersonId
    name: str
    kind: str
    """individual or contact."""
    client: str
    segment: str
    is_key: bool
    addresses: tuple[tuple[str, Address], ...]
    """Kind of field (email, alternate, contact_point, custom:NAME) and address."""
    latest_sentiment: SentimentLabel
    latest_sentiment_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """A member of staff in the CRM."""

    id: CrmUserId
    name: str
    address: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person to be added (by import, by a page)."""

    name: str
    kind: str = "individual"
    client: str = ""
    segment: str = ""
    is_key: bool = False
    addresses: Sequence[tuple[str, Address]] = ()


class TracedKind(StrEnum):
    """What of the CRM a work item writes."""

    EMAIL = "email"
    EVENT = "event"
    CONTACT = "contact"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedRow:
    """A row of the CRM that a work item wrote."""

    kind: TracedKind
    id: str
    written_at: datetime | None


class Desk(Protocol):
    """The embedded CRM's pages."""

    async def emails(self, which: EmailFilter, offset: int, limit: int) -> EmailList:
        """Return a page of activities."""
        ...

    async def person(self, person: PersonId) -> PersonCard | None:
        """Return one person."""
        ...

    async def search_people(self, text: str, limit: int) -> tuple[PersonCard, ...]:
        """Return people whose name, client or address holds the text; empty text: by name."""
        ...

    async def relate(
        self, activities: Sequence[ActivityId], person: PersonId, learn: Address | None
    ) -> int:
        """Relate activities to a person; `learn` becomes one of the person's contact points.

        Returns how many relations were new. Past activities with a learnt address follow through
        Crm.known_addresses. Raises SkipItem when the person or an activity does not exist: then
        nothing was written.
        """
        ...

    async def add_people(self, people: Sequence[NewPerson]) -> tuple[PersonId, ...]:
        """Add people with their addresses; all or none."""
        ...

    async def add_staff(self, staff: Sequence[tuple[str, Address]]) -> tuple[CrmUserId, ...]:
        """Add members of staff (name, address); one whose address is known keeps its id."""
        ...

    async def staff(self) -> Mapping[CrmUserId, StaffMember]:
        """Return all members of staff."""
        ...

    async def traced(self, trace: str, limit: int) -> tuple[TracedRow, ...]:
        """Return what the work items of a trace wrote, at most so many of each kind.

        An e-mail tells the trace that brought it; an event, contact or person the one that last wrote it, and
        none once a person has written it since.
        """
        ...

    async def totals(self) -> Mapping[str, int]:
        """Return counts: people, activities, matched, unmatched, pending_sentiment, with_risk."""
        ...
