"""A message of the tenant's as the flows are handed it: the same reading as the real adapter's."""

from functools import lru_cache

from simulator.graph.mail import Mail, MailItem, MailKind, Recipient, Sensitivity
from simulator.graph.mailbox import Mailbox
from simulator.graph.text import text_of_html
from simulator.graph.timeline import moment_of
from sync_core import limits
from sync_core.mail import (
    Entry,
    FolderId,
    Message,
    MessageClass,
    MessageId,
    MessageRef,
    Role,
    Unreadable,
)

_BULK = frozenset(("bulk", "list", "junk", "auto_reply"))


def message_of(box: Mailbox, item: MailItem, *, with_text: bool) -> Message | Unreadable:
    """Return an item as it is fetched."""
    mail, received = item.mail, moment_of(item.received)
    name = MessageId(box.ids.immutable(item.number))
    if item.is_damaged:
        return Unreadable(id=name, received_at=received, problem="toRecipients: expected a list")
    return Message(
        id=name,
        internet_message_id=mail.internet_message_id or "",
        received_at=received,
        sent_at=mail.sent_at.replace(microsecond=0) if mail.sent_at else received,
        folder=_folder_id(box, item),
        entries=_entries(mail),
        subject=mail.subject,
        text=plain_text(mail)[: limits.BODY_CHARACTERS_MAX] if with_text else "",
        preview=plain_text(mail)[: limits.PREVIEW_CHARACTERS_MAX] if with_text else "",
        is_draft=item.is_draft,
        is_private=mail.sensitivity is not Sensitivity.NORMAL,
        is_automated=is_automated(mail.headers),
        message_class=MessageClass.MAIL if mail.kind is MailKind.MESSAGE else MessageClass.MEETING,
        has_attachments=mail.has_attachments,
        conversation=mail.thread,
    )


def ref_of(box: Mailbox, item: MailItem) -> MessageRef:
    """Return what a delta says of an item."""
    return MessageRef(
        id=MessageId(box.ids.immutable(item.number)),
        internet_message_id=item.mail.internet_message_id or "",
        received_at=moment_of(item.received),
        folder=_folder_id(box, item),
    )


def is_automated(headers: tuple[tuple[str, str], ...]) -> bool:
    """Return whether a mail's headers say that a machine sent it (RFC 3834, RFC 2919, RFC 2369)."""
    return any(_tells_machine(name.lower(), value.strip().lower()) for name, value in headers)


def _tells_machine(name: str, value: str) -> bool:
    if name == "auto-submitted":
        return value.partition(";")[0].strip() != "no"
    if name == "precedence":
        return value in _BULK
    if name == "return-path":
        return value == "<>"
    return name in ("list-id", "list-unsubscribe")


_text_of_html = lru_cache(maxsize=512)(text_of_html)


def plain_text(mail: Mail) -> str:
    """Return a mail's body as plain text."""
    return _text_of_html(mail.body) if mail.body_is_html else mail.body


def _folder_id(box: Mailbox, item: MailItem) -> FolderId:
    return FolderId(box.mail.folders[item.folder].id)


def _entries(mail: Mail) -> tuple[Entry, ...]:
    author, sender = mail.author, mail.sender
    is_another = sender and (author is None or sender.address.lower() != author.address.lower())
    lines: tuple[tuple[Role, tuple[Recipient | None, ...]], ...] = (
        (Role.FROM, (mail.author,)),
        (Role.SENDER, (sender if is_another else None,)),
        (Role.TO, mail.to),
        (Role.CC, mail.cc),
        (Role.BCC, mail.bcc),
    )
    return tuple(Entry(role, r.address, r.name) for role, line in lines for r in line if r)
