"""HTML taken apart in one pass, in time that grows with its length whatever it holds.

The standard library's parser looks at the rest of a text again for every tag that is never closed: an
invitation of a few kilobytes could hold a function up for minutes. Here a `<` begins a tag only where a
`>` follows before the next `<`; everything else is text. Nothing raises.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

_NAME = re.compile(r"[a-z][^\s/>]*", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(\w++)\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>]++)""")


@dataclass(frozen=True, slots=True)
class Text:
    """What a reader sees."""

    told: str


@dataclass(frozen=True, slots=True)
class Tag:
    """The beginning of an element, or its end."""

    name: str
    """In lower case."""
    rest: str
    """What stands in it after the name."""
    is_end: bool

    @property
    def attributes(self) -> Mapping[str, str]:
        """Its attributes, by name in lower case."""
        found = _ATTRIBUTE.finditer(self.rest)
        return {m.group(1).lower(): unescape(m.group(2).strip("\"'")) for m in found}


def markup(html: str) -> Iterator[Text | Tag]:
    """Yield the texts and tags of HTML in their order; comments and declarations are passed over."""
    first, *pieces = html.split("<")
    is_comment = False
    yield Text(unescape(first))
    for piece in pieces:
        if is_comment or piece.startswith("!--"):
            is_comment, piece = _after_comment(piece)
            yield Text(unescape(piece))
            continue
        head, closed, text = piece.partition(">")
        name = _NAME.match(head.removeprefix("/"))
        if not closed or not (name or head.startswith(("!", "?"))):
            yield Text(unescape(f"<{piece}"))
            continue
        if name:
            is_end = head.startswith("/")
            yield Tag(name.group().lower(), head[name.end() + is_end :], is_end)
        yield Text(unescape(text))


def _after_comment(piece: str) -> tuple[bool, str]:
    """Return whether a comment goes on behind this piece, and what of the piece stands after it."""
    _, ended, text = piece.partition("-->")
    return not ended, text
