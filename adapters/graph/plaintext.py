"""Plain text out of HTML, for the rare body that Graph returns as HTML although text was asked for."""

import re

from adapters.graph.markup import Tag, markup

_BLOCKS = re.compile(
    "address|blockquote|br|div|dl|dt|h[1-6]|hr|li|p|pre|table|tr|ul",
)
_UNSHOWN = frozenset(("head", "script", "style", "title"))


def plain_text(html: str) -> str:
    """Return what a reader sees of HTML, a line for each block; never raises."""
    seen: list[str] = []
    unshown: set[str] = set()
    for piece in markup(html):
        if not isinstance(piece, Tag):
            if not unshown:
                seen.append(" ".join(piece.told.split("\n")))
            continue
        note_unshown(piece, unshown)
        if _BLOCKS.fullmatch(piece.name):
            seen.append("\n")
    lines = (" ".join(line.split()) for line in "".join(seen).split("\n"))
    return "\n".join(line for line in lines if line)


def note_unshown(tag: Tag, unshown: set[str]) -> None:
    """Note which elements nobody is shown stand open; a head that was never closed hides no body."""
    if tag.name == ("head" if tag.is_end else "body"):
        unshown.clear()
    elif tag.is_end:
        unshown.discard(tag.name)
    elif tag.name in _UNSHOWN:
        unshown.add(tag.name)
