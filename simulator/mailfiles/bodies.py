"""A message's parts: its text as a person reads it, and what kinds of part it holds. Nothing here raises."""

from collections.abc import Iterator
from email.message import Message
from html import unescape
from html.parser import HTMLParser

from simulator.mailfiles.headerlines import as_text

_PARTS_MAX = 2_000
_CALENDAR_METHODS = ("request", "reply", "cancel", "counter", "declinecounter", "refresh")
_BREAKING = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table"}
_UNSEEN = {"script", "style", "head", "title"}


def parts_of(message: Message) -> tuple[Message, ...]:
    """Return all parts from the outside in, attached messages themselves but not what they hold."""
    return tuple(_walk(message, _PARTS_MAX))


def body_text(message: Message) -> str:
    """Return the body as plain text: plain parts as they are, HTML only where nothing plain stands."""
    parts = [p for p in parts_of(message) if p.get_content_maintype() == "text"]
    shown = [p for p in parts if not _is_attachment(p)]
    plain = [p for p in shown if p.get_content_subtype() == "plain"]
    if plain:
        return "\n".join(_content(p) for p in plain)
    return "\n".join(html_text(_content(p)) for p in shown if p.get_content_subtype() == "html")


def holds_meeting(message: Message) -> bool:
    """Return whether a part asks for, answers or cancels a meeting."""
    return any(_is_meeting(p) for p in parts_of(message))


def holds_attachments(message: Message) -> bool:
    """Return whether a part is no text of the message itself."""
    leaves = (p for p in parts_of(message) if p.get_content_maintype() != "multipart")
    return any(_is_attachment(p) or p.get_content_maintype() != "text" for p in leaves)


def html_text(markup: str) -> str:
    """Return what a person would read of an HTML text."""
    reader = _HtmlText()
    try:
        reader.feed(markup)
        reader.close()
    except (AssertionError, ValueError):  # html.parser gives up on some broken declarations
        return unescape(markup)
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).splitlines())
    return "\n".join(line for line in lines if line)


def _walk(part: Message, limit: int) -> Iterator[Message]:
    waiting = [part]
    while waiting and limit:
        limit -= 1
        here = waiting.pop(0)
        yield here
        if here.get_content_maintype() == "multipart" and here.is_multipart():
            waiting[:0] = [p for p in here.get_payload() if isinstance(p, Message)]


def _is_attachment(part: Message) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or bool(part.get_filename())
    except (LookupError, UnicodeError, ValueError, TypeError):  # a broken RFC 2231 parameter
        return True


def _is_meeting(part: Message) -> bool:
    if part.get_content_type() != "text/calendar" or _is_attachment(part):
        return False
    lines = _content(part).lower().splitlines()
    told = str(part.get_param("method", "")).lower()
    return told in _CALENDAR_METHODS or any(f"method:{m}" in lines for m in _CALENDAR_METHODS)


def _content(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        charset = part.get_content_charset()
    except (LookupError, UnicodeError, ValueError, TypeError):  # a broken RFC 2231 parameter
        charset = None
    return as_text(raw, charset).replace("\x00", "").replace("\r\n", "\n")


class _HtmlText(HTMLParser):
    """Collects the text between tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base class's signature
        self._unseen += tag in _UNSEEN and tag != "head"
        if tag in _BREAKING:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN and tag != "head"))
        if tag in _BREAKING:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)
