"""From what Graph sends of a message to the engine's own record of it; nothing here raises for an odd item."""

from datetime import UTC, datetime

from adapters.graph.plaintext import plain_text
from adapters.graph.queries import SENSITIVITY
from adapters.graph.wire import Body, ExtendedProperty, Header, Recipient, WireMessage
from sync_core.mail import Entry, FolderId, Message, MessageClass, MessageId, Role

_MEETING = "#microsoft.graph.eventmessage"
_PRIVATE = ("1", "2", "3")
"""MAPI sensitivity: personal, private, company-confidential; 0 is normal (MS-OXCMSG §2.2.1.13)."""
_BULK = ("bulk", "list", "junk", "auto_reply")
_TELLING = frozenset(("auto-submitted", "precedence", "list-id", "list-unsubscribe", "return-path"))
"""Headers by which a machine's mail is known (RFC 3834, RFC 2919, RFC 2369)."""


def message_of(wire: WireMessage, received_at: datetime) -> Message:
    """Return the message; `received_at` is its time of arrival, already made sure of."""
    sent = wire.get("sentDateTime")
    received = utc(received_at)
    body, headers = wire.get("body"), wire.get("internetMessageHeaders")
    extended = wire.get("singleValueExtendedProperties")
    return Message(
        id=MessageId(wire["id"]),
        internet_message_id=wire.get("internetMessageId") or "",
        received_at=received,
        sent_at=received if sent is None else utc(sent),
        folder=FolderId(wire.get("parentFolderId") or ""),
        entries=_entries(wire),
        subject=wire.get("subject") or "",
        text=_text(body) if body else "",
        preview=wire.get("bodyPreview") or "",
        is_draft=bool(wire.get("isDraft")),
        is_private=_is_private(extended) if extended else False,
        is_automated=_is_automated(headers) if headers else False,
        message_class=_class(wire.get("@odata.type")),
        has_attachments=bool(wire.get("hasAttachments")),
        conversation=wire.get("conversationId") or "",
    )


def utc(time: datetime) -> datetime:
    """Return a time in UTC; one without an offset is UTC already, as all of Graph's times are."""
    offset = time.utcoffset()
    if not offset or time.year in (
        1,
        9999,
    ):  # beyond the calendar's ends there is nothing to shift to
        return time.replace(tzinfo=UTC)
    return time.astimezone(UTC)


def _entries(wire: WireMessage) -> tuple[Entry, ...]:
    """Return the entries of all address lines; the sender only where it is another than From."""
    author, sender = wire.get("from"), wire.get("sender")
    entries = _line(Role.FROM, [author]) if author else []
    if sender and sender != author:
        written = {entry.text.lower() for entry in entries}
        entries += [e for e in _line(Role.SENDER, [sender]) if e.text.lower() not in written]
    for role, recipients in (
        (Role.TO, wire.get("toRecipients")),
        (Role.CC, wire.get("ccRecipients")),
        (Role.BCC, wire.get("bccRecipients")),
    ):
        if recipients:
            entries += _line(role, recipients)
    return tuple(entries)


def _line(role: Role, recipients: list[Recipient]) -> list[Entry]:
    """Return one line's entries as shown, without those that give neither address nor name."""
    entries = []
    for recipient in recipients:
        mailbox = recipient.get("emailAddress")
        if mailbox:
            text, name = mailbox.get("address") or "", mailbox.get("name") or ""
            if text or name:
                entries.append(Entry(role, text, name))
    return entries


def _text(body: Body) -> str:
    """Return a body as plain text."""
    content = body.get("content") or ""
    is_html = (body.get("contentType") or "").lower() == "html"
    return plain_text(content) if is_html else content


def _is_private(properties: list[ExtendedProperty]) -> bool:
    """Return whether the sender marked the message personal, private or confidential."""
    return any(
        (p.get("id") or "").lower() == SENSITIVITY.lower() and p.get("value") in _PRIVATE
        for p in properties
    )


def _is_automated(headers: list[Header]) -> bool:
    """Return whether headers say that a machine or a list sent the message."""
    for header in headers:
        name = header.get("name")
        if name and (known := name.lower()) in _TELLING:
            value = (header.get("value") or "").strip().lower()
            if _says_automated(known, value):
                return True
    return False


def _says_automated(name: str, value: str) -> bool:
    """Return whether one header says so; its value is trimmed and in lower case."""
    if name == "auto-submitted":
        return value.partition(";")[0].strip() != "no"
    if name == "precedence":
        return value in _BULK
    return value == "<>" if name == "return-path" else True


def _class(odata_type: str | None) -> MessageClass:
    """Return what kind of item an OData type names."""
    is_meeting = odata_type is not None and odata_type.lower().startswith(_MEETING)
    return MessageClass.MEETING if is_meeting else MessageClass.MAIL
