"""What is remembered of the firm and of each mailbox, and of the directory's addresses (as digests)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol

from sync_core.mail import CrmUserId
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.work import MailboxId


class MailboxRecords(Protocol):
    """The records that memory keeps."""

    async def firm(self) -> FirmRecord:
        """Return what holds for the whole firm; a fresh one where nothing was remembered."""
        ...

    async def change_firm(self, **fields: Any) -> FirmRecord:
        """Set the named fields of FirmRecord, leave the others, and return the record."""
        ...

    async def fix_history_start(self, start: datetime, now: datetime) -> FirmRecord:
        """Set started_at and history_start unless they are set; the first caller wins."""
        ...

    async def mailboxes(self) -> tuple[MailboxRecord, ...]:
        """Return all mailboxes remembered, by id."""
        ...

    async def mailboxes_of(self, owners: Collection[CrmUserId]) -> tuple[MailboxRecord, ...]:
        """Return the mailboxes of these users, by id: as few rows as there are, in a firm of any size."""
        ...

    async def mailbox(self, mailbox: MailboxId) -> MailboxRecord | None:
        """Return one mailbox."""
        ...

    async def change_mailbox(self, mailbox: MailboxId, **fields: Any) -> MailboxRecord:
        """Set the named fields of MailboxRecord, leave the others, and return the record."""
        ...

    async def forget_mailbox(self, mailbox: MailboxId) -> None:
        """Remove everything remembered of one mailbox."""
        ...

    async def save_aliases(self, digests: frozenset[bytes]) -> None:
        """Remember the digests of the directory's addresses, in place of the former ones."""
        ...

    async def aliases(self) -> frozenset[bytes]:
        """Return the digests of the directory's addresses."""
        ...
