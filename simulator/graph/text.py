"""Bodies as Outlook converts them: HTML to plain text, and plain text to HTML."""

import re
from html import escape
from html.parser import HTMLParser

_BREAKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "div",
        "dl",
        "dt",
        "dd",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset(("head", "script", "style", "title"))
_BLANKS = re.compile(r"[ \t\f\v\xa0]*\n[ \t\f\v\xa0]*")
_MANY_BREAKS = re.compile(r"\n{3,}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  HTMLParser's signature
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BREAKS:
            self.parts.append("\n")
        elif tag == "td":
            self.parts.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag in _BREAKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(re.sub(r"\s+", " ", data))


def text_of_html(html: str) -> str:
    """Return what a reader of an HTML body sees, as plain text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = _BLANKS.sub("\n", "".join(reader.parts))
    return _MANY_BREAKS.sub("\n\n", text).strip()


def html_of_text(text: str) -> str:
    """Return a plain body as the HTML that Graph serves where no text was asked for."""
    shown = escape(text).replace("\r\n", "\n").replace("\n", "<br>\n")
    return (
        '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>'
        f'<body><div class="PlainText">{shown}</div></body></html>'
    )


_PLAIN_TAGS = frozenset(("html", "head", "meta", "title", "body", "div", "p", "br", "span"))


class _Formats(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        styled = any(name == "style" for name, _ in attrs)
        self.found = self.found or tag not in _PLAIN_TAGS or styled


def is_formatted(html: str) -> bool:
    """Return whether an HTML body holds more than lines of text: formatting, links, images, tables."""
    reader = _Formats()
    reader.feed(html)
    reader.close()
    return reader.found
