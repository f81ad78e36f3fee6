"""Mail as JSON lines, plain or gzipped: one object a line, one copy of one e-mail an object.

Fields: internet_message_id, date (ISO 8601), from, to[], cc[], bcc[], subject, body, folder, mailbox.
Addresses stand as they are; "Name <address>" and {"name", "address"} are understood too.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from simulator.mailfiles.records import Correspondent, MailRecord
from simulator.mailfiles.trouble import Problem

_LINE_BYTES_MAX = 64 * 1024 * 1024
_NAMED = re.compile(r'^\s*"?([^<>"@]*?)"?\s*<([^<>\s]+)>\s*$')


def read_json_lines(path: Path) -> Iterator[MailRecord | Problem]:
    """Yield each line's e-mail, or what was wrong with the line."""
    mailbox = path.name.partition(".")[0]
    number = 0
    try:
        with path.open("rb") as stored:
            lines = gzip.GzipFile(fileobj=stored) if path.suffix == ".gz" else stored
            while line := lines.readline(_LINE_BYTES_MAX):
                number += 1
                if line.strip():
                    yield _read_line(line, mailbox, f"{path.name}:{number}")
    except (EOFError, OSError, zlib.error) as bad:
        reason = f"the file cannot be read from here on: {type(bad).__name__}"
        yield Problem(f"{path.name}:{number + 1}", reason)


def _read_line(line: bytes, mailbox: str, place: str) -> MailRecord | Problem:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return Problem(place, "expected one JSON object a line")
    if not isinstance(told, dict):
        return Problem(place, "expected one JSON object a line")
    senders = _correspondents(told.get("from"))
    return MailRecord(
        mailbox=_text(told.get("mailbox")).strip() or mailbox,
        folder=_text(told.get("folder")).strip().strip("/") or "inbox",
        internet_message_id=_text(told.get("internet_message_id")),
        sent_at=_moment(told.get("date")),
        sender=senders[0] if senders else None,
        to=_correspondents(told.get("to")),
        cc=_correspondents(told.get("cc")),
        bcc=_correspondents(told.get("bcc")),
        subject=_text(told.get("subject")),
        text=_text(told.get("body")),
        headers=_headers(told.get("headers")),
        is_meeting=told.get("is_meeting") is True,
        has_attachments=told.get("has_attachments") is True,
    )


def _text(value: object) -> str:
    """Return a value as text that any encoder takes: lone surrogates are replaced."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    return text.encode("utf-8", "replace").decode()


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_text(value))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _correspondents(value: object) -> tuple[Correspondent, ...]:
    entries = value if isinstance(value, list) else [value]
    return tuple(_correspondent(entry) for entry in entries if entry not in (None, ""))


def _correspondent(entry: object) -> Correspondent:
    if isinstance(entry, dict):
        return Correspondent(_text(entry.get("address")), _text(entry.get("name")))
    named = _NAMED.match(_text(entry))
    if named and named.group(1):
        return Correspondent(named.group(2), named.group(1).strip())
    return Correspondent(_text(entry))


def _headers(value: object) -> tuple[tuple[str, str], ...]:
    told = value.items() if isinstance(value, dict) else ()
    return tuple((_text(name), _text(text)) for name, text in told)
