"""Names of people as they are compared: taken apart into plain words, however they were written.

Order, case, accents, punctuation and what stands before or after a name (Dr, Jr) make no difference;
neither does an umlaut written out (Müller, Mueller).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync_core.contacts.contact import Card
from sync_core.contacts.nicknames import NICKNAMES

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
_LEGAL_FORMS = frozenset(
    (
        *(
            "gmbh",
            "ag",
            "kg",
            "ohg",
            "og",
            "se",
            "ug",
            "sa",
            "sarl",
            "sas",
            "srl",
            "spa",
            "bv",
            "nv",
            "ab",
        ),
        *(
            "inc",
            "incorporated",
            "llc",
            "llp",
            "ltd",
            "limited",
            "plc",
            "corp",
            "corporation",
            "co",
        ),
        *("company", "and", "und", "the"),
    )
)
"""How a company's legal form is written says nothing about which company it is."""


_ODD_WORDS_MAX = 6
"""Of two names with more words than this that are not the same, nothing is guessed."""


class Naming(StrEnum):
    """How two names stand to each other."""

    SAME = "same"
    LIKE = "like"
    """One holds the words of the other, shortened, abbreviated to initials, or as nicknames."""
    UNNAMED = "unnamed"
    """One of the two has no name."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart into plain words."""

    words: tuple[str, ...]
    given: tuple[str, ...]
    surname: tuple[str, ...]
    is_company: bool
    """An organisation's: it has no other name than its company's."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are."""

    naming: Naming
    agreeing: int = 0
    """How many words agree that are more than an initial."""


def name_of(card: Card) -> Name:
    """Return somebody's name: as told in its parts, or as shown where that tells more; else the company's."""
    told = words_of(f"{card.given_name} {card.middle_name} {card.surname}")
    shown, company = words_of(card.display_name), company_words(card.company)
    words = shown if set(shown) > set(told) else told
    if not words or (not told and company_words(card.display_name) == company):
        return Name(company, (), (), is_company=bool(company))
    given, surname = words_of(card.given_name), words_of(card.surname)
    if not given and not surname and len(words) > 1:
        before, comma, after = card.display_name.partition(",")
        given, surname = (words_of(after), words_of(before)) if comma else (words[:1], words[-1:])
    return Name(words, given, surname, is_company=False)


def likeness(a: Name, b: Name) -> Likeness:
    """Return how alike two names are; the order makes no difference, of the two nor of their words."""
    if not a.words or not b.words:
        return Likeness(Naming.UNNAMED)
    if a.is_company is not b.is_company:
        return Likeness(Naming.OTHER)
    if sorted(a.words) == sorted(b.words) or "".join(a.words) == "".join(b.words):
        return Likeness(Naming.SAME, min(_telling(a.words), _telling(b.words)))
    fewer, more = sorted((a.words, b.words), key=len)
    agreeing = _agreeing(fewer, more)
    return Likeness(Naming.LIKE, agreeing) if agreeing else Likeness(Naming.OTHER)


def is_same_given(a: Name, b: Name) -> bool:
    """Return whether the first names agree, also by nickname or initial."""
    return bool(a.given and b.given) and _is_akin(a.given[0], b.given[0])


def is_same_surname(a: Name, b: Name) -> bool:
    """Return whether the surnames are the same; of a double one either part will do."""
    return bool(set(a.surname) & set(b.surname))


def company_words(company: str) -> tuple[str, ...]:
    """Return the plain words of a company's name, without its legal form."""
    words = _plain_words(company)
    return tuple(word for word in words if word not in _LEGAL_FORMS) or tuple(words)


def is_same_company(a: Card, b: Card) -> bool:
    """Return whether two cards tell the same company, whatever its legal form is written like."""
    one, other = (company_words(card.company) for card in (a, b))
    return bool(one) and one == other


def words_of(text: str) -> tuple[str, ...]:
    """Return the plain words of a name in their order, without titles and what stands in brackets.

    A text of nothing but titles and brackets keeps its words; an e-mail address is no name.
    """
    if not text.strip() or "@" in text:
        return ()
    named = [word for word in _plain_words(_ASIDE.sub(" ", text)) if word not in _AROUND_A_NAME]
    return tuple(named or _plain_words(text))


def name_keys(card: Card) -> tuple[str, ...]:
    """Return what somebody may be found by when compared exactly: at most three keys, none empty.

    Of the whole name, of first and last name, and of the name shown: the words of each, sorted and joined
    by one space.
    """
    whole = f"{card.given_name} {card.middle_name} {card.surname}"
    short = f"{card.given_name} {card.surname}"
    keys = (_key(text) for text in (whole, short, card.display_name))
    return tuple(dict.fromkeys(key for key in keys if key))


def _agreeing(fewer: tuple[str, ...], more: tuple[str, ...]) -> int:
    """Return how many telling words agree where each of the fewer stands for one of the others, else 0."""
    rest, both = list(more), []
    odd = []
    for word in fewer:
        if word in rest:
            rest.remove(word)
            both.append(word)
        else:
            odd.append(word)
    if len(odd) > _ODD_WORDS_MAX or len(rest) > _ODD_WORDS_MAX:
        return 0
    agreeing = _assigned(tuple(odd), tuple(rest))
    return 0 if agreeing is None else agreeing + _telling(both)


def _assigned(odd: tuple[str, ...], rest: tuple[str, ...]) -> int | None:
    """Return how many words agree by nickname in the best assignment of all odd ones; None: there is none."""
    if not odd:
        return 0
    found = []
    for at, word in enumerate(rest):
        if _is_akin(odd[0], word):
            others = _assigned(odd[1:], rest[:at] + rest[at + 1 :])
            if others is not None:
                found.append(others + min(_telling(odd[:1]), _telling((word,))))
    return max(found, default=None)


def _is_akin(a: str, b: str) -> bool:
    """Return whether two words of names may be the same: itself, a nickname, or an initial of it."""
    if a == b or bool(_ROWS.get(a, frozenset()) & _ROWS.get(b, frozenset())):
        return True
    return (len(a) == 1 or len(b) == 1) and a[0] == b[0]


def _telling(words: tuple[str, ...] | list[str]) -> int:
    """Return how many words are more than an initial; one sign may be a whole name in other scripts."""
    return sum(len(word) > 1 or not word.isascii() for word in words)


def _key(name: str) -> str:
    return " ".join(sorted(words_of(name)))


def _plain_words(text: str) -> list[str]:
    bare = _without_accents(_APOSTROPHES.sub("", text))
    return _WRITTEN_OUT.sub(r"\1", _NO_WORD.sub(" ", bare)).split()


def _without_accents(text: str) -> str:
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(c for c in parts if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain.casefold().translate(_UNDECOMPOSED))


def _rows_of_nicknames() -> Mapping[str, frozenset[int]]:
    rows: dict[str, set[int]] = {}
    for number, row in enumerate(NICKNAMES):
        for word in _plain_words(row):
            rows.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in rows.items()}


_ROWS = _rows_of_nicknames()
"""Which rows of nicknames a word stands in."""
