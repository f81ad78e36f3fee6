"""A tenant's contacts as the flows see them.

Every method may raise Throttled, Unavailable, ConsentNeeded or StopMailbox (sync_core.failures).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from flows.ports.tenant import DeltaToken, Gone
from sync_core.contacts.contact import (
    Card,
    ContactFolderId,
    ContactId,
    OutlookContact,
    UnreadableContact,
)
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPage:
    """One page of what changed in a contact folder: ids only, whole contacts are read by id."""

    changed: tuple[ContactId, ...]
    """Made or changed, by anyone and by us too."""
    removed: tuple[ContactId, ...]
    """Ids that left the folder, by deletion or by a move; ids never listed too. No proof of anything."""
    next: DeltaToken
    is_complete: bool
    """True: `next` starts the next round; False: it goes on with this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactList:
    """One page of a whole folder."""

    contacts: tuple[OutlookContact | UnreadableContact, ...]
    next: str
    """Where to go on; empty: that was all."""


class Elsewhere(StrEnum):
    """A contact that is there, and not in the folder that is kept in step."""

    OTHER_FOLDER = "other_folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDraft:
    """A contact to be made in Outlook."""

    card: Card
    """What Outlook can hold (sync_core.contacts.projection)."""
    stamp: str
    """Finds it again after a lost answer: the CRM entry's id as a keyed digest (hex)."""


class MailboxContacts(Protocol):
    """The tenant's contacts, to read and to write."""

    async def folders(self, mailbox: MailboxId) -> Mapping[ContactFolderId, str]:
        """Return the mailbox's contact folders with their names, the default one (empty id) first."""
        ...

    async def changed(
        self, mailbox: MailboxId, folder: ContactFolderId, token: DeltaToken | None
    ) -> ContactPage:
        """Return what changed in a folder since `token`; None begins with all of it. One outside request.

        Raises CursorLost when the token is no longer known, and ItemGone when the folder no longer exists.
        """
        ...

    async def listed(self, mailbox: MailboxId, folder: ContactFolderId, at: str) -> ContactList:
        """Return one page of a folder's contacts, whole; empty `at` begins. One outside request.

        Raises CursorLost when `at` is no longer known, and ItemGone when the folder no longer exists.
        """
        ...

    async def read(
        self, mailbox: MailboxId, folder: ContactFolderId, ids: Sequence[ContactId]
    ) -> Mapping[ContactId, OutlookContact | UnreadableContact | Elsewhere | Gone]:
        """Return contacts by id, at most limits.READ_BATCH_CONTACTS, in one request.

        Every id asked for is in the answer. Gone is proof that it was deleted: it no longer exists, or lies
        among the deleted items. One that was moved to another folder is Elsewhere.
        """
        ...

    async def find(
        self, mailbox: MailboxId, folder: ContactFolderId, stamp: str
    ) -> tuple[OutlookContact, ...]:
        """Return the contacts that carry this stamp, oldest first: the one made, and a user's copies of it.

        Raises SkipItem when one of them cannot be read (it is there, so none may be made), and ItemGone when
        the folder no longer exists.
        """
        ...

    async def create(
        self, mailbox: MailboxId, folder: ContactFolderId, draft: ContactDraft
    ) -> OutlookContact:
        """Make a contact and return it as Outlook holds it.

        Graph has no key for contacts: made twice, there are two, so whoever makes one looks for its stamp
        first. Raises SkipItem when Outlook refuses it, and ItemGone when the folder no longer exists.
        """
        ...

    async def update(
        self, mailbox: MailboxId, contact: OutlookContact, card: Card, fields: frozenset[str]
    ) -> OutlookContact:
        """Write some fields (sync_core.contacts.fields) of a contact and return it as it is then.

        `contact` is the one decided on: raises VersionConflict when it was changed since, SkipItem when
        Outlook refuses the value, and ItemGone when it no longer exists. `notes` are written as told, whole.
        Fields not named are not touched.
        """
        ...

    async def delete(self, mailbox: MailboxId, contact: OutlookContact) -> None:
        """Delete a contact (it goes to the deleted items); one already gone is no error.

        Raises VersionConflict when it was changed since it was read.
        """
        ...

    async def generation(self, mailbox: MailboxId, folder: ContactFolderId) -> int:
        """Return how often the engine has marked this folder; 0: never. A restored backup shows an older one."""
        ...

    async def mark(self, mailbox: MailboxId, folder: ContactFolderId, generation: int) -> None:
        """Mark the folder with a count, invisible to its user."""
        ...
