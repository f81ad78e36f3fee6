"""An event's text: plain out of Outlook's HTML, and whether writing plain text over it would lose something.

Bodies are asked for as HTML because only that tells the two apart: asked for as text, a body with images
and one that was typed as text look alike. A body stored as text comes wrapped in HTML without any format.
"""

import re
from html.parser import HTMLParser

from adapters.graph.wire import Body

_BREAKS = re.compile(
    "address|article|blockquote|dd|div|dl|dt|footer|form|h[1-6]|header|hr|li|ol|p|pre|section|table|tr|ul"
)
_UNSHOWN = frozenset(("head", "script", "style", "title"))
_PLAIN = re.compile("html|head|meta|title|style|body|div|p|br|span|font|o:p|pre|tt")
"""Elements that only wrap text; each other one is formatting."""
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_FORMATTED = re.compile(
    r"font-weight\s*:\s*(bold|[6-9]00)|font-style\s*:\s*italic|text-decoration\s*:\s*(underline|line)"
    r"|background(-color)?\s*:|(?<![-\w])color\s*:(?!\s*(black|windowtext|#000|rgb\(0,\s*0,\s*0\)))",
    re.IGNORECASE,
)


def text_and_richness(body: Body | None) -> tuple[str, bool]:
    """Return a body as plain text, and whether it has formatting, images or links of its own."""
    content = (body or {}).get("content") or ""
    if ((body or {}).get("contentType") or "").lower() != "html":
        return content, False
    reader = _Reader()
    reader.feed(content)
    reader.close()
    return reader.text, reader.is_rich


class _Reader(HTMLParser):
    """Reads one body: blocks begin lines, a line break ends one, white space counts once."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.is_rich = False
        self._lines = [""]
        self._unshown: list[str] = []
        self._link: tuple[str, int] | None = None
        self._verbatim = 0

    @property
    def text(self) -> str:
        """What a reader sees."""
        lines = (line.replace("\xa0", " ").strip() for line in self._lines)
        return "\n".join(lines).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSHOWN:
            self._unshown.append(tag)
        elif tag == "body":
            self._unshown.clear()  # a head that was never closed hides no body
        self._note_format(tag, dict(attrs))
        self._verbatim += tag == "pre"
        if tag == "br":
            self._lines.append("")
        elif _BREAKS.fullmatch(tag):
            self._break()
        elif tag in ("td", "th"):
            self._lines[-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unshown:
            del self._unshown[self._unshown.index(tag) :]
        if tag == "a" and self._link is not None:
            self._end_link(*self._link)
            self._link = None
        self._verbatim -= tag == "pre" and self._verbatim > 0
        if _BREAKS.fullmatch(tag):
            self._break()

    def handle_data(self, data: str) -> None:
        if self._unshown:
            return
        first, *others = data.replace("\r\n", "\n").split("\n") if self._verbatim else [data]
        words = _BLANKS.sub(" ", first)
        if not self._lines[-1] or self._lines[-1].endswith(" "):
            words = words.lstrip(" ")
        self._lines[-1] += words
        self._lines += others

    def _break(self) -> None:
        """Begin a line, where the present one has anything in it."""
        if self._lines[-1].strip(" "):
            self._lines.append("")

    def _note_format(self, tag: str, told: dict[str, str | None]) -> None:
        """Note whether an element is more than a wrapping of text."""
        if tag == "a":
            self._link = (told.get("href") or "", self._length)
        elif not _PLAIN.fullmatch(tag) and not self._unshown:
            self.is_rich = True
        colour = (told.get("color") or "black").lower() if tag == "font" else "black"
        if colour not in ("black", "#000000") or _FORMATTED.search(told.get("style") or ""):
            self.is_rich = True

    def _end_link(self, target: str, began: int) -> None:
        """Note whether a link leads elsewhere than its text says: Outlook makes links of bare addresses."""
        shown = "\n".join(self._lines)[began:].strip().rstrip("/")
        bare = target.strip().removeprefix("mailto:").rstrip("/")
        if shown not in (bare, bare.partition("://")[2]):
            self.is_rich = True

    @property
    def _length(self) -> int:
        return sum(map(len, self._lines)) + len(self._lines) - 1
