"""Names of people as they are compared: taken apart into plain words, however they were written.

Order, case, accents, punctuation and what stands before or after a name (Dr, Jr) make no difference;
neither does an umlaut written out (Müller, Mueller).
"""

import re
import unicodedata

from sync_core.contacts.contact import Card

_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_NO_WORD = re.compile(r"[\W_]+")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe"}
)
_WRITTEN_OUT = re.compile(r"([aou])e")
"""An umlaut written out. Samuel loses his e too, on both sides alike."""
_AROUND_A_NAME = frozenset(
    (
        *("dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame"),
        *("herr", "frau", "monsieur", "madame", "mme", "ing", "dipl"),
        *("jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "mba", "cpa", "cfa"),
    )
)
"""Titles and suffixes: no part of a name, wherever they were typed."""


def words_of(text: str) -> tuple[str, ...]:
    """Return the plain words of a name in their order, without titles and what stands in brackets.

    A text of nothing but titles and brackets keeps its words; an e-mail address is no name.
    """
    if "@" in text:
        return ()
    all_words = _plain_words(text)
    named = [word for word in _plain_words(_ASIDE.sub(" ", text)) if word not in _AROUND_A_NAME]
    return tuple(named or all_words)


def name_keys(card: Card) -> tuple[str, ...]:
    """Return what somebody may be found by when compared exactly: at most three keys, none empty.

    Of the whole name, of first and last name, and of the name shown: the words of each, sorted and joined
    by one space.
    """
    whole = f"{card.given_name} {card.middle_name} {card.surname}"
    short = f"{card.given_name} {card.surname}"
    keys = (_key(text) for text in (whole, short, card.display_name))
    return tuple(dict.fromkeys(key for key in keys if key))


def _key(name: str) -> str:
    return " ".join(sorted(words_of(name)))


def _plain_words(text: str) -> list[str]:
    bare = _without_accents(_APOSTROPHES.sub("", text))
    return _WRITTEN_OUT.sub(r"\1", _NO_WORD.sub(" ", bare)).split()


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(c for c in parts if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain.casefold().translate(_UNDECOMPOSED))
