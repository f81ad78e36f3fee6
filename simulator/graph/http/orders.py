"""What the control API takes: people, mail and rules as JSON, each field checked by name."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulator.graph.mail import Mail, MailKind, Recipient, Sensitivity
from sync_core.mailboxes import MailboxKind


class BadOrder(ValueError):
    """What was sent cannot be done; nothing was changed. Names the line and the field."""


class Order(BaseModel):
    """One order; a field that is not known is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class RecipientOrder(Order):
    """A name and an address."""

    address: str
    name: str = ""


Party = str | RecipientOrder


class UserOrder(Order):
    """Somebody to be added to the directory."""

    name: str
    address: str | None = None
    aliases: tuple[str, ...] = ()
    x500: str | None = None
    kind: MailboxKind = MailboxKind.USER
    account_enabled: bool | None = None
    is_licensed: bool = True
    is_guest: bool = False
    german: bool = False
    id: str | None = None


_KINDS = {
    "message": MailKind.MESSAGE,
    "event_message": MailKind.EVENT_MESSAGE,
    "meeting_request": MailKind.MEETING_REQUEST,
    "meeting_response": MailKind.MEETING_RESPONSE,
}


class MailOrder(Order):
    """A mail to be put into a folder of a mailbox."""

    mailbox: str
    """Object id or any address of its owner."""
    folder: str = "inbox"
    """A path: a well-known name or a folder's, then folders below it; made where missing."""
    received: datetime | Literal["now"] = "now"
    internet_message_id: str | None = None
    author: Party | None = Field(default=None, alias="from")
    sender: Party | None = None
    to: tuple[Party, ...] = ()
    cc: tuple[Party, ...] = ()
    bcc: tuple[Party, ...] = ()
    subject: str = ""
    body: str = ""
    body_type: Literal["text", "html"] = "text"
    sent: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    kind: Literal["message", "event_message", "meeting_request", "meeting_response"] = "message"
    importance: Literal["low", "normal", "high"] = "normal"
    sensitivity: Sensitivity = Sensitivity.NORMAL
    has_attachments: bool = False
    form: Literal["whole", "draft", "damaged"] = "whole"
    """A draft lies in Drafts, written now; a damaged item is served in a form that no reader understands."""

    def mail(self) -> Mail:
        """Return what is to be delivered."""
        return Mail(
            author=recipient(self.author) if self.author else None,
            sender=recipient(self.sender) if self.sender else None,
            to=tuple(map(recipient, self.to)),
            cc=tuple(map(recipient, self.cc)),
            bcc=tuple(map(recipient, self.bcc)),
            subject=self.subject,
            body=self.body,
            body_is_html=self.body_type == "html",
            sent_at=_utc(self.sent) if self.sent else None,
            internet_message_id=self.internet_message_id,
            headers=self.headers,
            kind=_KINDS[self.kind],
            importance=self.importance,
            sensitivity=self.sensitivity,
            has_attachments=self.has_attachments,
        )

    @property
    def received_at(self) -> datetime | None:
        """When it was received; None: now."""
        return None if self.received == "now" else _utc(self.received)


class ItemOrder(Order):
    """A message to be moved or deleted."""

    mailbox: str
    id: str
    folder: str = "deleteditems"
    """Where it is moved to."""
    purge: bool = False
    """Delete it for good."""


class StateOrder(Order):
    """What a mailbox is to the application from now on."""

    mailbox: str
    state: Literal["active", "no_licence", "access_denied", "moving"] = "active"
    endless_rounds: bool = False
    forget_cursors: bool = False


class RulesOrder(Order):
    """The server's rules: calm, or troubled by a seed; then single switches."""

    seed: int | None = None
    switches: dict[str, Any] = {}


_Any = TypeVar("_Any", bound=Order)


def lines_of(kind: type[_Any], body: bytes) -> list[_Any]:
    """Return the orders that JSON lines hold.

    Raises:
        BadOrder: names the first line and field that is wrong.
    """
    found = []
    for number, line in enumerate(body.splitlines(), start=1):
        if line.strip():
            found.append(order_of(kind, line, f"line {number}: "))
    return found


def order_of(kind: type[_Any], body: bytes, where: str = "") -> _Any:
    """Return the one order that a JSON document holds.

    Raises:
        BadOrder: names the field that is wrong.
    """
    try:
        return kind.model_validate_json(body or b"{}")
    except ValidationError as bad:
        raise BadOrder(where + _told(bad.errors(include_url=False))) from None


def as_json(document: Any) -> str:
    """Return a document as JSON; enums by their value."""
    return json.dumps(document, default=lambda value: value.value)


def _told(problems: Sequence[Any]) -> str:
    return "; ".join(f"{'.'.join(map(str, p['loc'])) or 'document'}: {p['msg']}" for p in problems)


def recipient(party: Party) -> Recipient:
    """Return who is meant."""
    return Recipient(party) if isinstance(party, str) else Recipient(party.address, party.name)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
