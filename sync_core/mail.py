"""The shapes of mail: a message as fetched (held in memory only) and an activity as the CRM gets it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from sync_core.work import MailboxId

MessageId = NewType("MessageId", str)
"""Graph's immutable id of one item in one mailbox; stable over moves, case-sensitive."""
FolderId = NewType("FolderId", str)
PersonId = NewType("PersonId", str)
"""A person's id in the CRM."""
CrmUserId = NewType("CrmUserId", str)
"""A member of staff's id in the CRM."""
ActivityId = NewType("ActivityId", str)
"""An e-mail activity's id in the CRM."""
MessageKey = NewType("MessageKey", str)
"""Keyed digest (hex) that names one message across mailboxes and folders: the CRM's unique key."""
Address = NewType("Address", str)
"""A normalised e-mail address: see sync_core.addresses."""


class Role(StrEnum):
    """Where in a message an address stands."""

    FROM = "from"
    SENDER = "sender"
    TO = "to"
    CC = "cc"
    BCC = "bcc"


class MessageClass(StrEnum):
    """What kind of item a message is."""

    MAIL = "mail"
    MEETING = "meeting"
    """A meeting request, response or cancellation: the calendar's, not ours."""


class Direction(StrEnum):
    """Which way a message went, seen from the firm."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a From, Sender, To, Cc or Bcc line, exactly as the mailbox shows it."""

    role: Role
    text: str
    """The address as written; may be an X.500 name, hold odd characters, or be no address at all."""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as fetched. Lives in memory during a run and is never stored by the engine."""

    id: MessageId
    internet_message_id: str
    """The Message-ID as written; empty where the item has none."""
    received_at: datetime
    """When the mailbox got it (UTC). Stable for one item; orders the stream."""
    sent_at: datetime
    """What the sender's clock said (UTC); received_at where it is missing."""
    folder: FolderId
    entries: tuple[Entry, ...]
    subject: str = ""
    text: str = ""
    """Body as plain text; empty where the policy needs none."""
    preview: str = ""
    is_draft: bool = False
    is_private: bool = False
    """Marked private, personal or confidential by its sender."""
    is_automated: bool = False
    """Headers say that a machine sent it (Auto-Submitted, Precedence, List-Id ...)."""
    message_class: MessageClass = MessageClass.MAIL
    has_attachments: bool = False
    conversation: str = ""
    """The mailbox's own thread id: not shared between mailboxes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An item that the mailbox listed and that could not be understood: recorded, never in the way."""

    id: MessageId
    received_at: datetime
    problem: str
    """Which field was wrong and what was expected; never the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """What a folder's delta says of an item: enough to know whether it was seen."""

    id: MessageId
    internet_message_id: str
    received_at: datetime
    folder: FolderId


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person the CRM knows under an address."""

    id: PersonId
    matched_by: str
    """The kind of field that held the address: email, alternate, contact_point, custom:NAME."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One usable address of a message, as the CRM keeps it."""

    address: Address
    role: Role
    name: str = ""
    is_internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One person on whose timeline the message belongs, and why."""

    person: PersonId
    address: Address
    """The address that matched."""
    matched_by: str
    is_ambiguous: bool = False
    """The same address belongs to more than one person."""


class SentimentLabel(StrEnum):
    """Three classes, and the two ways of having none."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    PENDING = "pending"
    """The scorer failed or was slow; the activity stands and the score follows."""
    NONE = "none"
    """Not scored: outbound, automated, no new text, or switched off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentiment:
    """How a message reads."""

    label: SentimentLabel
    score: float = 0.0
    """-1 (negative) to +1 (positive)."""
    scorer: str = ""
    """Name and version of what scored it."""


NOT_SCORED = Sentiment(label=SentimentLabel.NONE)
PENDING = Sentiment(label=SentimentLabel.PENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFinding:
    """Which terms of which lexicon stand in a message: ids only, never the words around them."""

    lexicon: str = ""
    """Name and version, e.g. ey_fbi_top10/1; empty where nothing was scanned."""
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailActivity:
    """What the CRM is asked to keep of one message in one mailbox."""

    key: MessageKey
    mailbox: MailboxId
    owner: CrmUserId | None
    """The mailbox's user, or the nominated user of a shared one."""
    direction: Direction
    sent_at: datetime
    received_at: datetime
    participants: tuple[Participant, ...]
    relations: tuple[Relation, ...]
    subject: str | None
    """None where the content policy withholds it; likewise below."""
    preview: str | None
    body: str | None
    has_attachments: bool
    sentiment: Sentiment
    risk: RiskFinding
    unreadable_entries: int = 0
    """Entries that were no address: skipped and counted."""


class LogResult(StrEnum):
    """What became of one activity handed to the CRM."""

    CREATED = "created"
    ALREADY_THERE = "already_there"
    """The key was known: this copy's mailbox, participants and relations were added to it."""
    KEY_REUSED = "key_reused"
    """The key was known for a message sent at another time: nothing was written."""
    REFUSED = "refused"
    """The CRM will never take it as it is; `detail` names the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOutcome:
    """The CRM's answer for one activity."""

    result: LogResult
    activity: ActivityId | None = None
    detail: str = ""
    is_pending: bool = False
    """The activity was there already and still waits for its sentiment."""
