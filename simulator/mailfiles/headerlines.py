"""Header lines as text: encoded words, raw 8-bit, unknown charsets. Nothing here raises."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime


def lines_of(message: Message, *names: str) -> tuple[str, ...]:
    """Return all lines of these headers as written (unfolded, 8-bit made text), in their order."""
    wanted = {name.lower() for name in names}
    return tuple(
        _unfolded(str(value)) for name, value in message.raw_items() if name.lower() in wanted
    )


def first_of(message: Message, *names: str) -> str:
    """Return the first line found, trying the names in order; empty where there is none."""
    for name in names:
        for line in lines_of(message, name):
            if line:
                return line
    return ""


def decoded(line: str) -> str:
    """Return a line with its encoded words (RFC 2047) made text."""
    if "=?" not in line:
        return line
    try:
        pieces = decode_header(line)
    except (HeaderParseError, ValueError):
        return line
    return "".join(
        piece if isinstance(piece, str) else as_text(piece, charset) for piece, charset in pieces
    )


def as_text(raw: bytes, charset: str | None) -> str:
    """Return bytes as text by their charset, else as UTF-8, else as Windows-1252; always something."""
    attempts: tuple[Callable[[], str], ...] = (
        lambda: raw.decode(charset or "utf-8"),
        lambda: raw.decode("utf-8"),
        lambda: raw.decode("windows-1252"),
    )
    for attempt in attempts:
        try:
            return _storable(attempt())
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("latin-1")


def moment(line: str) -> datetime | None:
    """Return the time (UTC) a Date line tells, None where it tells none."""
    try:
        told = parsedate_to_datetime(line)
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _unfolded(value: str) -> str:
    raw = value.encode("ascii", "surrogateescape") if _is_escaped(value) else None
    text = as_text(raw, None) if raw is not None else _storable(value)
    return "".join(text.replace("\x00", "").splitlines()).strip()


def _is_escaped(value: str) -> bool:
    """Return whether the parser has hidden raw bytes in the text, and nothing else stands there."""
    return any("\udc80" <= c <= "\udcff" for c in value) and all(
        c < "\x80" or "\udc80" <= c <= "\udcff" for c in value
    )


def _storable(text: str) -> str:
    """Return text that any encoder takes: lone surrogates are replaced."""
    return text.encode("utf-8", "replace").decode()
