"""Finding the risk phrases of a lexicon in a message: which terms, never the words around them.

Text is folded before it is looked at: compatibility forms (ﬁ, full width), accents, case, soft
hyphens and zero-width characters, curly apostrophes, hyphens of all kinds, white space of all kinds.
A word broken by a hyphen at a line's end is looked for both ways. Ordinary mail costs a
look for each term's anchors; a pattern runs only where they all stand.
"""

import re
import unicodedata
from functools import lru_cache

from sync_core import limits
from sync_core.lexicons import LEXICONS, Term
from sync_core.mail import RiskFinding

_BROKEN_WORD = re.compile(r"(?<=\w)-[ \t]*\n+[ \t]*(?=\w)")
_APOSTROPHES = frozenset("\u2018\u2019\u201b\u02bc\u00b4\u0060\uff07\u2032")
_HYPHENS = frozenset("\u2212\u2043\ufe58\ufe63\uff0d")
_WALL = "\x00"
"""Stands between subject and text: no term reaches over it."""


def find_risk(subject: str, new_text: str, lexicon: str) -> RiskFinding:
    """Return the terms of a lexicon (a name of LEXICONS, or "off") that stand in subject or text.

    Terms come in the lexicon's order, each once. Only the first limits.BODY_CHARACTERS_MAX
    characters of the text are read. "off" finds nothing and names no lexicon.

    Raises:
        ValueError: there is no lexicon of that name.
    """
    if lexicon == "off":
        return RiskFinding()
    if lexicon not in LEXICONS:
        raise ValueError(f"lexicon: expected one of {', '.join(LEXICONS)}, off; not {lexicon!r}")
    chosen = LEXICONS[lexicon]
    told = _folded(subject[: limits.SUBJECT_CHARACTERS_MAX])
    folded = f"{told}{_WALL}{_folded(new_text[: limits.BODY_CHARACTERS_MAX])}"
    found = _found(folded, chosen.terms)
    broken = "-\n" in folded or "- \n" in folded
    mended = _BROKEN_WORD.sub("", folded) if broken else folded
    if len(mended) != len(folded):
        found |= _found(mended, chosen.terms)
    return RiskFinding(lexicon=chosen.id, terms=tuple(t.id for t in chosen.terms if t.id in found))


def _found(folded: str, terms: tuple[Term, ...]) -> set[str]:
    """Return the ids of the terms that stand in folded text."""
    words = folded.replace("-", " ").replace("_", " ").split()
    spaced = f" {' '.join(words)} "
    return {term.id for term in terms if term.stands_in(spaced)}


def _folded(text: str) -> str:
    """Return the text in lower case and, character by character, in its plainest form.

    Each character is folded alone: normalising whole strings takes quadratic time on long runs of
    combining marks.
    """
    if not text.isascii():
        odd = {c for c in set(text) if c > "\x7f"}
        text = text.translate({ord(c): _plain(c) for c in odd})
    plain = text.replace("`", "'").replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace(_WALL, "").lower()


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Return what a character beyond ASCII is folded to; empty for one that shows nothing."""
    if character in _APOSTROPHES:
        return "'"
    category = unicodedata.category(character)
    if category == "Cf" or category == "Mn":
        return ""
    if category == "Pd" or character in _HYPHENS:
        return "-"
    if category in ("Zs", "Zl", "Zp") or character == "\x85":
        return "\n" if character in "\u2028\u2029\x85" else " "
    decomposed = unicodedata.normalize("NFKD", character)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
