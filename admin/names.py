"""What a mailbox is called on a page: its owner in the CRM; the engine itself knows no names."""

from collections.abc import Mapping

from admin.console import Console
from flows.ports.desk import StaffMember
from sync_core import limits
from sync_core.mail import CrmUserId
from sync_core.mailboxes import MailboxKind, MailboxRecord
from sync_core.work import MailboxId


def mailbox_name(record: MailboxRecord, staff: Mapping[CrmUserId, StaffMember]) -> str:
    """Return the owner's name, or the beginning of the mailbox's id where nobody owns it.

    A shared mailbox is told apart from its nominated user's own.
    """
    member = staff.get(record.owner) if record.owner else None
    if member is not None:
        name = member.name or member.address
        return f"{name} (shared mailbox)" if record.kind is MailboxKind.SHARED else name
    return f"Mailbox {record.id[:8]}"


def mailbox_address(record: MailboxRecord, staff: Mapping[CrmUserId, StaffMember]) -> str:
    """Return the owner's address, empty where nobody owns the mailbox or it is a shared one's user."""
    member = staff.get(record.owner) if record.owner else None
    if member is None or record.kind is MailboxKind.SHARED:
        return ""
    return member.address


async def mailbox_names(console: Console) -> dict[MailboxId, str]:
    """Return the names of the mailboxes, by name; at most limits.MAILBOX_CHOICES_MAX."""
    records, staff = await console.memory.mailboxes(), await console.desk.staff()
    named = sorted(((mailbox_name(r, staff), r.id) for r in records), key=lambda n: n[0].casefold())
    return {mailbox: name for name, mailbox in named[: limits.MAILBOX_CHOICES_MAX]}
