"""One e-mail as a file holds it, before any tenant has it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Correspondent:
    """One entry of a From, To, Cc or Bcc line, as written: the address may be no address at all."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRecord:
    """One copy of one e-mail in one mailbox."""

    mailbox: str
    """The name of the mailbox it lies in."""
    folder: str = "inbox"
    """Path of the folder in that mailbox, parts joined by /."""
    internet_message_id: str = ""
    """The Message-ID as written; empty where there is none."""
    sent_at: datetime | None = None
    """What the Date line says (aware); None where it is missing or no date."""
    sender: Correspondent | None = None
    """The first entry of From, else of Sender; None where neither names anybody."""
    to: tuple[Correspondent, ...] = ()
    cc: tuple[Correspondent, ...] = ()
    bcc: tuple[Correspondent, ...] = ()
    subject: str = ""
    text: str = field(default="", repr=False)
    """The body as plain text."""
    headers: tuple[tuple[str, str], ...] = ()
    """Those header lines, as written, by which machine-made and private mail is known."""
    is_meeting: bool = False
    """A meeting request, answer or cancellation."""
    has_attachments: bool = False
