"""A Microsoft 365 tenant as the flows see it: mailboxes to read, folders, directory, subscriptions.

Every method may raise Throttled, Unavailable, ConsentNeeded or StopMailbox (sync_core.failures).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType, Protocol

from sync_core.mail import FolderId, Message, MessageId, MessageRef, Unreadable
from sync_core.mailboxes import DirectoryUser
from sync_core.subscriptions import Watched
from sync_core.work import MailboxId

PageToken = NewType("PageToken", str)
"""Where a listing goes on; opaque, of one listing only."""
DeltaToken = NewType("DeltaToken", str)
"""Where a folder's changes go on, within a round or from the next one; opaque, may be lost any time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPage:
    """One page of a listing of messages."""

    messages: tuple[Message | Unreadable, ...]
    next: PageToken | None
    """None: the listing ends here. A page may be empty and still go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """One page of what changed in a folder."""

    items: tuple[MessageRef, ...]
    """Items there now, new or changed or merely repeated; in no particular order."""
    removed: tuple[MessageId, ...]
    """Ids deleted or moved elsewhere; may hold ids never listed."""
    next: DeltaToken
    is_complete: bool
    """True: `next` starts the next round; False: it goes on with this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """One mail folder."""

    id: FolderId
    parent: FolderId | None
    well_known: str | None
    """Graph's language-independent name (inbox, junkemail ...) where it has one."""
    items: int
    """How many messages lie in it."""


class Gone(Enum):
    """An item that no longer exists in its mailbox."""

    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """How much of each message to fetch: text is left out where nothing needs it."""

    text: bool = True


class MailSource(Protocol):
    """The tenant's mail, to read."""

    async def arrived(
        self, mailbox: MailboxId, since: datetime, what: What, page: PageToken | None = None
    ) -> MailPage:
        """Return messages of all folders received at or after `since`, oldest first.

        One outside request. Raises CursorLost when `page` is no longer known.
        """
        ...

    async def history(
        self,
        mailbox: MailboxId,
        since: datetime,
        until: datetime | None,
        what: What,
        page: PageToken | None = None,
    ) -> MailPage:
        """Return messages of all folders received in since <= t <= until, newest first.

        `until` None means without end (mail dated in the future too). One outside request.
        Raises CursorLost when `page` is no longer known.
        """
        ...

    async def changed(
        self, mailbox: MailboxId, folder: FolderId, token: DeltaToken | None
    ) -> ChangePage:
        """Return what changed in one folder since `token`; None lists the whole folder.

        One outside request. Raises CursorLost when the token is no longer known.
        """
        ...

    async def read(
        self, mailbox: MailboxId, ids: Sequence[MessageId], what: What
    ) -> Mapping[MessageId, Message | Unreadable | Gone]:
        """Return the messages with these ids, at most limits.READ_BATCH_MESSAGES, in one request.

        Every id asked for is in the answer.
        """
        ...

    async def folders(self, mailbox: MailboxId) -> tuple[Folder, ...]:
        """Return all mail folders with their well-known names, hidden ones too, search folders not."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One of our subscriptions to change notifications."""

    id: str
    mailbox: MailboxId
    resource: str
    """Which items it tells of, for example users/{id}/messages."""
    expires_at: datetime
    notification_url: str

    @property
    def watched(self) -> Watched | None:
        """What of the mailbox it tells of; None: nothing that we ever ask for."""
        told = self.resource.partition("?")[0].rstrip("/").rpartition("/")[2].lower()
        return next((watched for watched in Watched if watched.value == told), None)


class Subscriptions(Protocol):
    """The tenant's change notifications."""

    @property
    def notification_url(self) -> str:
        """Where our subscriptions send; another address is another installation's."""
        ...

    async def existing(self) -> tuple[Subscription, ...]:
        """Return all subscriptions this app holds, whatever they are for."""
        ...

    async def create(
        self,
        mailbox: MailboxId,
        client_state: str,
        expires_at: datetime,
        watched: Watched = Watched.MESSAGES,
    ) -> Subscription:
        """Subscribe to one thing of the mailbox; the outside calls our endpoint before this returns.

        Raises Unavailable when the handshake failed.
        """
        ...

    async def renew(self, subscription_id: str, expires_at: datetime) -> bool:
        """Extend a subscription; return False when it no longer exists."""
        ...

    async def delete(self, subscription_id: str) -> None:
        """End a subscription; one that is gone already is no error."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryPage:
    """One page of the directory."""

    users: tuple[DirectoryUser, ...]
    next: PageToken | None


class Directory(Protocol):
    """The tenant's people."""

    async def users(self, page: PageToken | None = None) -> DirectoryPage:
        """Return users with all their addresses, a page at a time."""
        ...
