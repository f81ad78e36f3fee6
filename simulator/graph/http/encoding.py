"""Messages as JSON, written property by property so that a page of hundreds takes milliseconds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted

from simulator.graph.direct.messages import plain_text
from simulator.graph.mail import (
    Mail,
    MailItem,
    MailKind,
    Recipient,
    Sensitivity,
    change_key,
)
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import bad_request
from simulator.graph.text import html_of_text
from simulator.graph.timeline import moment_of

_PREVIEW_CHARACTERS = 255
_BY_SELECT_ONLY = frozenset(("internetMessageHeaders", "uniqueBody"))


@dataclass(frozen=True, slots=True)
class MessageWriter:
    """Writes the messages of one mailbox in the form that one request asked for."""

    box: Mailbox
    immutable_ids: bool
    text_bodies: bool
    properties: tuple[str, ...]
    with_sensitivity: bool = False

    @staticmethod
    def properties_of(select: str) -> tuple[str, ...]:
        """Return which properties a $select names, all that come by themselves where it is empty.

        Raises:
            Refusal: 400, a message has no such property.
        """
        if not select.strip():
            return tuple(name for name in _WRITERS if name not in _BY_SELECT_ONLY)
        return tuple(_named(name.strip()) for name in select.split(",") if name.strip() != "id")

    def id(self, item: MailItem) -> str:
        """Return an item's id in the format asked for."""
        ids = self.box.ids
        return (
            ids.immutable(item.number)
            if self.immutable_ids
            else ids.default(item.number, item.moves)
        )

    def write(self, item: MailItem, *, with_type: bool = False) -> str:
        """Return an item as a JSON object; derived types always carry their name."""
        start = "{"
        if with_type or item.mail.kind is not MailKind.MESSAGE:
            start = f'{{"@odata.type":"{item.mail.kind.value}",'
        key = change_key(item)
        written = [f'{start}"@odata.etag":"W/\\"{key}\\"","id":"{self.id(item)}"']
        written += [f'"{name}":{_WRITERS[name](self, item)}' for name in self.properties]
        if self.with_sensitivity and item.mail.sensitivity is not Sensitivity.NORMAL:
            written.append(_extended(item.mail.sensitivity))
        return ",".join(written) + "}"

    def write_part(self, item: MailItem) -> str:
        """Return a changed item with its id and its isRead alone."""
        read = "true" if item.is_read else "false"
        return (
            f'{{"@odata.type":"#microsoft.graph.message","@odata.etag":"W/\\"{change_key(item)}\\"",'
            f'"id":"{self.id(item)}","isRead":{read}}}'
        )


def timestamp(moment: datetime) -> str:
    """Return a time as Outlook writes it: UTC, whole seconds, Z."""
    return moment.isoformat()[:19] + "Z"


@lru_cache(maxsize=100_000)
def _recipient(recipient: Recipient) -> str:
    name, address = quoted(recipient.name or recipient.address), quoted(recipient.address)
    return f'{{"emailAddress":{{"name":{name},"address":{address}}}}}'


def _recipients(line: Iterable[Recipient]) -> str:
    return "[" + ",".join(map(_recipient, line)) + "]"


def _one(recipient: Recipient | None) -> str:
    return _recipient(recipient) if recipient else "null"


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _body(writer: MessageWriter, item: MailItem) -> str:
    mail = item.mail
    if writer.text_bodies:
        return f'{{"contentType":"text","content":{quoted(plain_text(mail))}}}'
    html = mail.body if mail.body_is_html else html_of_text(mail.body)
    return f'{{"contentType":"html","content":{quoted(html)}}}'


def _headers(mail: Mail) -> str:
    pairs = (f'{{"name":{quoted(n)},"value":{quoted(v)}}}' for n, v in mail.headers)
    return "[" + ",".join(pairs) + "]"


def _to(item: MailItem) -> str:
    return '[{"emailAddress":7}]' if item.is_damaged else _recipients(item.mail.to)


def _extended(sensitivity: Sensitivity) -> str:
    held = f'{{"id":"Integer 0x36","value":"{sensitivity.number}"}}'
    return f'"singleValueExtendedProperties":[{held}]'


def _thread(mail: Mail) -> str:
    return quoted("AAQkAGEx" + (mail.thread or mail.subject)[:64])


_Writer = Callable[[MessageWriter, MailItem], str]
_WRITERS: dict[str, _Writer] = {
    "createdDateTime": lambda _, i: f'"{timestamp(moment_of(i.created))}"',
    "lastModifiedDateTime": lambda _, i: f'"{timestamp(moment_of(i.modified))}"',
    "changeKey": lambda _, i: f'"{change_key(i)}"',
    "categories": lambda _w, _i: "[]",
    "receivedDateTime": lambda _, i: f'"{timestamp(moment_of(i.received))}"',
    "sentDateTime": lambda _, i: (
        f'"{timestamp(i.mail.sent_at)}"' if i.mail.sent_at is not None else "null"
    ),
    "hasAttachments": lambda _, i: _boolean(i.mail.has_attachments),
    "internetMessageId": lambda _, i: (
        quoted(i.mail.internet_message_id) if i.mail.internet_message_id else "null"
    ),
    "subject": lambda _, i: quoted(i.mail.subject),
    "bodyPreview": lambda _, i: quoted(plain_text(i.mail)[:_PREVIEW_CHARACTERS]),
    "importance": lambda _, i: quoted(i.mail.importance),
    "parentFolderId": lambda w, i: f'"{w.box.mail.folders[i.folder].id}"',
    "conversationId": lambda _, i: _thread(i.mail),
    "isDeliveryReceiptRequested": lambda _w, _i: "null",
    "isReadReceiptRequested": lambda _w, _i: "false",
    "isRead": lambda _, i: _boolean(i.is_read),
    "isDraft": lambda _, i: _boolean(i.is_draft),
    "inferenceClassification": lambda _w, _i: '"focused"',
    "body": _body,
    "uniqueBody": _body,
    "sender": lambda _, i: _one(i.mail.sender or i.mail.author),
    "from": lambda _, i: _one(i.mail.author),
    "toRecipients": lambda _, i: _to(i),
    "ccRecipients": lambda _, i: _recipients(i.mail.cc),
    "bccRecipients": lambda _, i: _recipients(i.mail.bcc),
    "replyTo": lambda _, i: _recipients(i.mail.reply_to),
    "internetMessageHeaders": lambda _, i: _headers(i.mail),
    "flag": lambda _w, _i: '{"flagStatus":"notFlagged"}',
    "webLink": lambda w, i: quoted(f"https://outlook.test/owa/?ItemID={w.id(i)}"),
}
_NAMES = {name.lower(): name for name in _WRITERS}


def _named(name: str) -> str:
    found = _NAMES.get(name.lower())
    if found is None:
        raise bad_request(
            f"Could not find a property named '{name}' on type 'microsoft.graph.message'.",
            "RequestBroker--ParseUri",
        )
    return found
