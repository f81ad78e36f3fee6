"""Plain text out of HTML, for the rare body that Graph returns as HTML although text was asked for."""

import re
from html.parser import HTMLParser

_BLOCKS = re.compile(
    "address|blockquote|br|div|dl|dt|h[1-6]|hr|li|p|pre|table|tr|ul",
)
_UNSHOWN = frozenset(("head", "script", "style", "title"))


def plain_text(html: str) -> str:
    """Return what a reader sees of HTML, a line for each block; never raises."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.seen).split("\n"))
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._unshown: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's own signature
        if tag in _UNSHOWN:
            self._unshown.append(tag)
        elif tag == "body":
            self._unshown.clear()  # a head that was never closed hides no body
        if _BLOCKS.fullmatch(tag):
            self.seen.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unshown:
            del self._unshown[self._unshown.index(tag) :]
        if _BLOCKS.fullmatch(tag):
            self.seen.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unshown:
            self.seen.append(" ".join(data.split("\n")))
