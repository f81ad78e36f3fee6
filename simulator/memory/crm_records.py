"""What the CRM in memory keeps: people, staff and e-mail activities, open to be checked."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from sync_core import limits
from sync_core.addresses import without_tag
from sync_core.contacts.contact import Card, FirmPerson
from sync_core.mail import (
    ActivityId,
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
from sync_core.policy import PlusTags
from sync_core.storable import storable
from sync_core.work import MailboxId

_HEARD = (SentimentLabel.POSITIVE, SentimentLabel.NEUTRAL, SentimentLabel.NEGATIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStaff:
    """A member of staff."""

    id: CrmUserId
    name: str
    address: Address


@dataclass(slots=True, kw_only=True)
class KeptEmail:
    """One e-mail activity with everything that hangs on it."""

    id: ActivityId
    key: MessageKey
    direction: Direction
    sent_at: datetime
    received_at: datetime
    subject: str | None
    preview: str | None
    body: str | None
    has_attachments: bool
    sentiment: Sentiment
    risk: RiskFinding
    unreadable_entries: int
    copies: dict[MailboxId, CrmUserId | None] = field(default_factory=dict)
    participants: dict[tuple[Role, Address], Participant] = field(default_factory=dict)
    relations: dict[PersonId, Relation] = field(default_factory=dict)

    @classmethod
    def of(cls, activity: ActivityId, mail: MailActivity) -> Self:
        """Return the activity of a message seen for the first time, without its copy yet."""
        return cls(
            id=activity,
            key=mail.key,
            direction=mail.direction,
            sent_at=mail.sent_at,
            received_at=mail.received_at,
            subject=_storable(mail.subject, limits.SUBJECT_CHARACTERS_MAX),
            preview=_storable(mail.preview),
            body=_storable(mail.body),
            has_attachments=mail.has_attachments,
            sentiment=mail.sentiment,
            risk=mail.risk,
            unreadable_entries=mail.unreadable_entries,
        )

    def add_copy(self, mail: MailActivity, owner: CrmUserId | None) -> None:
        """Add what a copy in one mailbox brings; what is there already stays as it is."""
        self.copies.setdefault(mail.mailbox, owner)
        for told in mail.participants:
            address = Address(storable(told.address))
            name = storable(told.name[: limits.PERSON_NAME_CHARACTERS_MAX])
            kept = replace(told, address=address, name=name)
            self.participants.setdefault((kept.role, kept.address), kept)

    def add_relation(self, relation: Relation) -> bool:
        """Relate a person; return whether that was new. Ambiguity, once known, stays."""
        known = self.relations.get(relation.person)
        if known is None:
            self.relations[relation.person] = relation
        elif relation.is_ambiguous and not known.is_ambiguous:
            self.relations[relation.person] = replace(known, is_ambiguous=True)
        return known is None

    def mark_ambiguity(self, address: Address, holders: Collection[PersonId]) -> None:
        """Mark the relations made by an address that several related people hold."""
        held = [r for r in self.relations.values() if r.address == address and r.person in holders]
        for relation in held if len(held) > 1 else ():
            self.relations[relation.person] = replace(relation, is_ambiguous=True)

    def is_from_outside(self, address: Address, plus_tags: PlusTags) -> bool:
        """Return whether a participant who is no colleague has this address."""
        outside = [p.address for p in self.participants.values() if not p.is_internal]
        if address in outside:
            return True
        return plus_tags is PlusTags.IGNORE and address in map(without_tag, outside)

    def texts(self) -> Iterator[str]:
        """Yield every text kept of the message."""
        yield from (self.key, self.subject or "", self.preview or "", self.body or "")
        for participant in self.participants.values():
            yield from (participant.address, participant.name)
        yield from self.copies


@dataclass(slots=True, kw_only=True)
class KeptPerson:
    """A person with addresses and most recent sentiment."""

    id: PersonId
    name: str
    client: str = ""
    is_key: bool = False
    addresses: list[tuple[str, Address]] = field(default_factory=list)
    """In the order in which the card shows them."""
    card: Card | None = None
    """What a contact list told; its company and e-mail addresses stand above. None: the name alone."""
    version: int = 1
    modified_at: datetime | None = None
    latest_sentiment: SentimentLabel = SentimentLabel.NONE
    latest_sentiment_at: datetime | None = None
    heard_in: MessageKey | None = None
    """The activity that the most recent sentiment was read from."""

    def of_firm(self) -> FirmPerson:
        """Return the person as contact lists see them."""
        emails = tuple(dict.fromkeys(address for _, address in self.addresses))
        card = self.card or Card(display_name=self.name)
        return FirmPerson(
            id=self.id,
            version=self.version,
            card=replace(card, company=self.client, emails=emails),
            modified_at=self.modified_at,
        )

    def hear(self, email: KeptEmail) -> None:
        """Take an activity's sentiment if it is the most recent, or if it was scored again."""
        if email.sentiment.label not in _HEARD:
            return
        newest, at = self.latest_sentiment_at, email.received_at
        if newest is None or at > newest or self.heard_in == email.key:
            self.latest_sentiment = email.sentiment.label
            self.latest_sentiment_at, self.heard_in = at, email.key


def _storable(text: str | None, characters_max: int | None = None) -> str | None:
    return None if text is None else storable(text[:characters_max])
