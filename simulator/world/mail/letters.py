"""The history of mail as the world itself knows it: what was written, and where each copy has lain."""

from dataclasses import dataclass, field
from datetime import datetime

from simulator.graph.mail import Mail
from sync_core.decisions import Reason
from sync_core.mail import MessageId, SentimentLabel
from sync_core.work import MailboxId

LEFT_OUT = ("junkemail", "deleteditems", "drafts", "outbox", "conversationhistory", "syncissues")
"""Folders whose mail is not captured; whatever lies below them neither."""
COUNTED = ("inbox", "sentitems", "archive", "inbox/Clients", "Projects/2026")


def is_counted(folder: str) -> bool:
    """Return whether mail in a folder (a path) is to be captured."""
    return folder.split("/")[0] not in LEFT_OUT


@dataclass(slots=True, kw_only=True)
class Letter:
    """One message, however many copies there are of it."""

    number: int
    mail: Mail
    sent_at: datetime
    """Different for every letter: by it the world knows an activity again."""
    is_meeting: bool = False
    is_private: bool = False
    is_automated: bool = False
    mood: SentimentLabel = SentimentLabel.NEUTRAL
    """How it reads."""
    copies: list["Copy"] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Copy:
    """One item in one mailbox."""

    letter: Letter
    mailbox: MailboxId
    id: MessageId
    received_at: datetime
    arrived_at: datetime
    """When the item came to be, whatever date it carries."""
    folder: str
    mail: Mail
    """As this mailbox shows it: Bcc in the sender's copy only."""
    been_counted: bool = False
    """It has lain, finished, in a folder that counts."""
    is_draft: bool = False
    was_draft: bool = False
    """It was sent from a draft, and carries other dates since."""
    is_purged: bool = False
    final: Reason | None = None
    """What a quiet found decided for good; nothing may change that any more."""

    def lies_in(self, folder: str) -> None:
        """Note where the item lies from now on."""
        self.folder = folder
        self.been_counted = self.been_counted or (is_counted(folder) and not self.is_draft)

    @property
    def is_there(self) -> bool:
        """Whether it lies, finished, in a folder that counts."""
        return not self.is_purged and not self.is_draft and is_counted(self.folder)


class Archive:
    """All letters of one world."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def copies(self) -> list[Copy]:
        """Return every copy of every letter."""
        return [copy for letter in self.letters for copy in letter.copies]

    def sent_at(self, moment: datetime) -> Letter | None:
        """Return the letter sent at a moment."""
        return next((one for one in self.letters if one.sent_at == moment), None)
