"""One raw internet message (RFC 5322 and everything that is sent instead) as a record."""

from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from simulator.mailfiles import bodies, headerlines
from simulator.mailfiles.addresslists import correspondents
from simulator.mailfiles.records import Correspondent, MailRecord
from simulator.mailfiles.trouble import Problem

MESSAGE_BYTES_MAX = 150 * 1024 * 1024
"""Exchange Online's own limit for one message."""

_TELLING = (
    "Auto-Submitted",
    "Precedence",
    "List-Id",
    "List-Unsubscribe",
    "X-Auto-Response-Suppress",
    "Return-Path",
    "Feedback-ID",
    "Sensitivity",
)


def read_message(raw: bytes, *, mailbox: str, folder: str, place: str) -> MailRecord | Problem:
    """Return the message, or why it cannot be read."""
    if not raw.strip():
        return Problem(place, "the message is empty")
    if len(raw) > MESSAGE_BYTES_MAX:
        return Problem(place, "the message is larger than 150 MiB")
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
        return _record(message, mailbox, folder)
    except RecursionError:
        return Problem(place, "its parts are nested too deeply")


def _record(message: Message, mailbox: str, folder: str) -> MailRecord:
    senders = _entries(message, "From") or _entries(message, "Sender")
    return MailRecord(
        mailbox=mailbox,
        folder=folder,
        internet_message_id=headerlines.first_of(message, "Message-ID"),
        sent_at=headerlines.moment(headerlines.first_of(message, "Date")),
        sender=senders[0] if senders else None,
        to=_entries(message, "To"),
        cc=_entries(message, "Cc"),
        bcc=_entries(message, "Bcc"),
        subject=headerlines.decoded(headerlines.first_of(message, "Subject")),
        text=bodies.body_text(message),
        headers=tuple(
            (name, line) for name in _TELLING for line in headerlines.lines_of(message, name)
        ),
        is_meeting=bodies.holds_meeting(message),
        has_attachments=bodies.holds_attachments(message),
    )


def _entries(message: Message, name: str) -> tuple[Correspondent, ...]:
    return tuple(e for line in headerlines.lines_of(message, name) for e in correspondents(line))
