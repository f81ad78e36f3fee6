"""Mail as the tenant keeps it: what was written, once, and the item in each mailbox that holds it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class MailKind(StrEnum):
    """Graph's type of a message; meeting mail comes in the same feed as all other."""

    MESSAGE = "#microsoft.graph.message"
    EVENT_MESSAGE = "#microsoft.graph.eventMessage"
    MEETING_REQUEST = "#microsoft.graph.eventMessageRequest"
    MEETING_RESPONSE = "#microsoft.graph.eventMessageResponse"


class Sensitivity(StrEnum):
    """What the sender asked for; MAPI property 0x0036 holds its number."""

    NORMAL = "normal"
    PERSONAL = "personal"
    PRIVATE = "private"
    CONFIDENTIAL = "confidential"

    @property
    def number(self) -> int:
        """The value of MAPI's PidTagSensitivity."""
        return list(Sensitivity).index(self)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A name and an address, as the mailbox shows them; the address may be an X.500 name."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What was written: shared by every copy, never changed."""

    author: Recipient | None = None
    """The From line; drafts and broken mail have none."""
    sender: Recipient | None = None
    """Who sent it for the author; None: the author."""
    to: tuple[Recipient, ...] = ()
    cc: tuple[Recipient, ...] = ()
    bcc: tuple[Recipient, ...] = ()
    """Shown in the sender's copy only."""
    reply_to: tuple[Recipient, ...] = ()
    subject: str = ""
    body: str = ""
    body_is_html: bool = False
    sent_at: datetime | None = None
    """None: when it is delivered."""
    internet_message_id: str | None = None
    """None: the tenant gives one; empty: the item has none."""
    headers: tuple[tuple[str, str], ...] = ()
    kind: MailKind = MailKind.MESSAGE
    importance: str = "normal"
    sensitivity: Sensitivity = Sensitivity.NORMAL
    has_attachments: bool = False
    thread: str = ""
    """Mails of one thread share it; empty: the subject without its Re: and Fw:."""


@dataclass(slots=True, kw_only=True)
class MailItem:
    """One copy of a mail in one mailbox."""

    number: int
    mail: Mail = field(repr=False)
    folder: int
    """Number of the folder it lies in."""
    received: int
    """Seconds since the year 1 (see timeline); likewise below."""
    created: int
    modified: int
    is_read: bool = False
    is_draft: bool = False
    moves: int = 0
    version: int = 1
    """Counts up with every change; what changeKey and etag are made of."""
    is_damaged: bool = False
    """Served in a form that no reader understands, for tests of what is unreadable."""


def etag_of(item: MailItem) -> str:
    """Return an item's @odata.etag: W/ and its changeKey in quotes."""
    return f'W/"{change_key(item)}"'


def change_key(item: MailItem) -> str:
    """Return an item's changeKey: different after every change."""
    return f"CQAAABYAAAA{item.number:08X}{item.version:04X}"
