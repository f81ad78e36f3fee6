"""A CRM as the flows see it: people to match, activities to write, addresses newly known.

Every method may raise Unavailable, Throttled or CrmStopped (sync_core.failures). Nothing here is named
after one vendor's fields; the vendors' limits and names stay inside their adapter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sync_core.mail import (
    ActivityId,
    Address,
    CrmUserId,
    LogOutcome,
    MailActivity,
    MessageKey,
    PersonId,
    PersonRef,
    RiskFinding,
    Sentiment,
)
from sync_core.policy import Matching, PlusTags


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What became known of an activity after it was written."""

    key: MessageKey
    sentiment: Sentiment
    risk: RiskFinding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAddress:
    """An address that a person was given since the feed was last read."""

    address: Address
    person: PersonId
    matched_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAddresses:
    """One page of the feed of newly known addresses."""

    added: tuple[KnownAddress, ...]
    cursor: str
    """Where to go on."""
    has_more: bool


class Crm(Protocol):
    """The firm's CRM."""

    async def find_people(
        self, addresses: Sequence[Address], by: Matching
    ) -> Mapping[Address, tuple[PersonRef, ...]]:
        """Return the people each address belongs to; an address nobody has is left out.

        At most limits.ADDRESSES_PER_LOOKUP_MAX addresses, in one round trip. Compared
        case-insensitively. People are ordered by id, each once.
        """
        ...

    async def find_users(self, addresses: Sequence[Address]) -> Mapping[Address, CrmUserId]:
        """Return the members of staff who have these addresses."""
        ...

    async def log_mail(self, mails: Sequence[MailActivity]) -> tuple[LogOutcome, ...]:
        """Write activities; answers in the same order, one each, never an exception for one item.

        An activity whose key is known is not written twice: the copy's mailbox, participants and
        relations are added to it (ALREADY_THERE); if it was sent at another time (more than a day
        apart) nothing is written (KEY_REUSED). Two activities with one key in one call are such a
        pair. A person's most recent sentiment moves only to a later received_at.
        """
        ...

    async def annotate_mail(self, notes: Sequence[Annotation]) -> None:
        """Add what became known later; a key that does not exist is passed over."""
        ...

    async def known_addresses(self, cursor: str, limit: int) -> KnownAddresses:
        """Return addresses given to people since the cursor, by anyone; an empty cursor begins."""
        ...

    async def relate_past(
        self, known: Sequence[KnownAddress], plus_tags: PlusTags = PlusTags.EXACT
    ) -> int:
        """Relate past activities that hold these addresses to these people; return how many were new.

        With PlusTags.IGNORE an activity that holds ana+news@x.test holds ana@x.test too. Repeating
        it changes nothing. Ambiguity is marked as in log_mail. The person's most recent sentiment
        follows.
        """
        ...

    async def activity_of(self, key: MessageKey) -> ActivityId | None:
        """Return the activity with this key."""
        ...
