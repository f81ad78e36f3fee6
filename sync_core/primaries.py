"""Which of a user's mailboxes a stream goes to: what the policy says of each, and where it is silent."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from sync_core.mailboxes import MailboxKind, MailboxRecord
from sync_core.work import MailboxId


class MailboxEntry(Protocol):
    """What a stream's part of the policy says of one mailbox."""

    @property
    def mailbox(self) -> str:
        """The mailbox's object id, in whatever case somebody typed it."""
        ...

    @property
    def is_primary(self) -> bool | None:
        """Whether what its user has goes to this mailbox; None where the policy does not say."""
        ...


Entry = TypeVar("Entry", bound=MailboxEntry)


def own_entry(entries: Iterable[Entry], mailbox: str) -> Entry | None:
    """Return what the policy says of one mailbox; None where it says nothing."""
    return next((e for e in entries if e.mailbox.casefold() == mailbox.casefold()), None)


def is_primary(
    entries: Sequence[MailboxEntry], record: MailboxRecord, records: Iterable[MailboxRecord]
) -> bool:
    """Return whether what its user makes in the CRM goes to this mailbox (facts: features 12-14).

    The policy decides; where it is silent, the user's own mailbox, not a shared one.

    Args:
        entries: what the policy says of mailboxes.
        record: the mailbox.
        records: every mailbox of the firm; none will do where `names_another` is false.
    """
    if record.owner is None:
        return False
    entry = own_entry(entries, record.id)
    if entry is not None and entry.is_primary is not None:
        return entry.is_primary
    others = [r for r in records if r.owner == record.owner and r.id != record.id]
    named = any((e := own_entry(entries, r.id)) is not None and e.is_primary for r in others)
    return record.kind is MailboxKind.USER and not named


def names_another(entries: Iterable[MailboxEntry], mailbox: MailboxId) -> bool:
    """Return whether the policy names another mailbox as somebody's primary one: perhaps this user's.

    Only then is it worth reading who owns which, a row of every mailbox of the firm.
    """
    own = mailbox.casefold()
    return any(e.is_primary and e.mailbox.casefold() != own for e in entries)
