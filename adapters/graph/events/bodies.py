"""An event's text: plain out of Outlook's HTML, and whether writing plain text over it would lose something.

Bodies are asked for as HTML because only that tells the two apart: asked for as text, a body with images
and one that was typed as text look alike. A body stored as text comes wrapped in HTML without any format.
"""

import re

from adapters.graph.markup import Tag, markup
from adapters.graph.plaintext import note_unshown
from adapters.graph.wire import Body
from sync_core import limits

_BREAKS = re.compile(
    "address|article|blockquote|dd|div|dl|dt|footer|form|h[1-6]|header|hr|li|ol|p|pre|section|table|tr|ul"
)
_PLAIN = re.compile("html|head|meta|title|style|body|div|p|br|span|font|o:p|pre|tt")
"""Elements that only wrap text; each other one is formatting."""
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_FORMATTED = re.compile(
    r"font-weight\s*:\s*(bold|[6-9]00)|font-style\s*:\s*italic|text-decoration\s*:\s*(underline|line)"
    r"|background(-color)?\s*:|(?<![-\w])color\s*:(?!\s*(black|windowtext|#000|rgb\(0,\s*0,\s*0\)))",
    re.IGNORECASE,
)


def text_and_richness(body: Body | None) -> tuple[str, bool]:
    """Return a body as plain text, and whether it has formatting, images or links of its own.

    One beyond limits.BODY_CHARACTERS_MAX is cut, and protected by being called rich.
    """
    whole = (body or {}).get("content") or ""
    content = whole[: limits.BODY_CHARACTERS_MAX]
    if ((body or {}).get("contentType") or "").lower() != "html":
        return content, len(content) < len(whole)
    reader = _Reader()
    for piece in markup(content):
        if isinstance(piece, Tag):
            reader.tag(piece)
        else:
            reader.words(piece.told)
    return reader.text, reader.is_rich or len(content) < len(whole)


class _Reader:
    """Reads one body: blocks begin lines, a line break ends one, white space counts once."""

    def __init__(self) -> None:
        self.is_rich = False
        self._lines: list[str] = []
        self._line: list[str] = []
        self._is_blank = True
        self._unshown: set[str] = set()
        self._link: tuple[str, int, int] | None = None
        self._verbatim = 0

    @property
    def text(self) -> str:
        """What a reader sees."""
        told = (*self._lines, "".join(self._line))
        lines = (line.replace("\xa0", " ").strip() for line in told)
        return "\n".join(lines).strip("\n")

    def tag(self, tag: Tag) -> None:
        """Take in a tag."""
        note_unshown(tag, self._unshown)
        if tag.is_end:
            self._end(tag.name)
        else:
            self._begin(tag)
        if _BREAKS.fullmatch(tag.name):
            self._break()

    def words(self, told: str) -> None:
        """Take in a text."""
        if self._unshown or not told:
            return
        first, *others = told.replace("\r\n", "\n").split("\n") if self._verbatim else [told]
        self._add(_BLANKS.sub(" ", first))
        for other in others:
            self._end_line()
            self._add(other)

    def _begin(self, tag: Tag) -> None:
        self._note_format(tag)
        self._verbatim += tag.name == "pre"
        if tag.name == "br":
            self._end_line()
        elif tag.name in ("td", "th"):
            self._add(" ")

    def _end(self, name: str) -> None:
        self._verbatim -= name == "pre" and self._verbatim > 0
        if name == "a" and self._link is not None:
            self._end_link(*self._link)
            self._link = None

    def _break(self) -> None:
        """Begin a line, where the present one has anything in it."""
        if not self._is_blank:
            self._end_line()

    def _add(self, words: str) -> None:
        """Add to the line; white space after white space counts for nothing."""
        follows_blank = not self._line or self._line[-1].endswith(" ")
        kept = words.lstrip(" ") if follows_blank else words
        if kept:
            self._line.append(kept)
            self._is_blank = self._is_blank and not kept.strip(" ")

    def _end_line(self) -> None:
        self._lines.append("".join(self._line))
        self._line, self._is_blank = [], True

    def _note_format(self, tag: Tag) -> None:
        """Note whether an element is more than a wrapping of text."""
        if tag.name != "a" and not _PLAIN.fullmatch(tag.name) and not self._unshown:
            self.is_rich = True
        if not tag.rest or self.is_rich:
            return
        told = tag.attributes
        if tag.name == "a":
            self._link = (told.get("href", ""), len(self._lines), len(self._line))
        colour = told.get("color", "black").lower() if tag.name == "font" else "black"
        if colour not in ("black", "#000000") or _FORMATTED.search(told.get("style", "")):
            self.is_rich = True

    def _end_link(self, target: str, line: int, piece: int) -> None:
        """Note whether a link leads elsewhere than its text says: Outlook makes links of bare addresses."""
        bare = target.strip().removeprefix("mailto:").rstrip("/")
        shown = "".join(self._line[piece:]).strip().rstrip("/")
        if len(self._lines) != line or shown not in (bare, bare.partition("://")[2]):
            self.is_rich = True
