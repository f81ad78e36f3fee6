"""Signs: what speaks for and against two cards being of the same person, and how much it weighs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sync_core.contacts.contact import Card
from sync_core.contacts.fields import phone_key
from sync_core.contacts.names import (
    Name,
    Naming,
    company_words,
    is_same_given,
    is_same_surname,
    likeness,
    name_of,
)
from sync_core.contacts.role_addresses import is_role_address
from sync_core.mail import Address

PHONE_DIGITS_MIN = 7
"""A shorter number is an extension or a service's: it tells nobody apart."""
STRONG_SCORE = 100
_LIKELY_SCORE_MAX = 95
_FURTHER = 5
"""What each further sign adds."""
_OTHER_BIRTHDAY = 40
"""What a birthday that differs takes away: father and son share name, address and phone."""
_OTHER_COMPANY = 15
"""What another company takes away where the name alone speaks for it."""
_TELLING_WORDS_MIN = 2
"""That two are called Anna says little."""
_A_DAY = timedelta(days=1)
"""Birthdays are moved by a day where a system takes them for a time in some zone."""


class Sign(StrEnum):
    """One thing that speaks for, or against, two being the same; `text` is what a person reads."""

    SAME_ADDRESS = "same_address"
    SHARED_ADDRESS = "shared_address"
    SAME_NAME = "same_name"
    LIKE_NAME = "like_name"
    UNNAMED = "unnamed"
    SAME_GIVEN_NAME = "same_given_name"
    SAME_SURNAME = "same_surname"
    OTHER_NAME = "other_name"
    SAME_PHONE = "same_phone"
    SAME_COMPANY = "same_company"
    OTHER_COMPANY = "other_company"
    SAME_BIRTHDAY = "same_birthday"
    OTHER_BIRTHDAY = "other_birthday"

    @property
    def text(self) -> str:
        """The sign as one plain sentence."""
        return _TEXTS[self]


_TEXTS = {
    Sign.SAME_ADDRESS: "They have an e-mail address in common that nobody else has.",
    Sign.SHARED_ADDRESS: "They have an e-mail address in common that several people use.",
    Sign.SAME_NAME: "They have the same name.",
    Sign.LIKE_NAME: "One name may be short for the other.",
    Sign.UNNAMED: "One of them has no name.",
    Sign.SAME_GIVEN_NAME: "They have the same first name.",
    Sign.SAME_SURNAME: "They have the same surname.",
    Sign.OTHER_NAME: "Their names differ.",
    Sign.SAME_PHONE: "They have a phone number in common.",
    Sign.SAME_COMPANY: "They are with the same company.",
    Sign.OTHER_COMPANY: "They are with different companies.",
    Sign.SAME_BIRTHDAY: "They have the same birthday.",
    Sign.OTHER_BIRTHDAY: "Their birthdays differ.",
}


_NAMINGS = {
    Naming.SAME: Sign.SAME_NAME,
    Naming.LIKE: Sign.LIKE_NAME,
    Naming.UNNAMED: Sign.UNNAMED,
    Naming.OTHER: Sign.OTHER_NAME,
}
_CONTACTS = frozenset({Sign.SAME_ADDRESS, Sign.SHARED_ADDRESS, Sign.SAME_PHONE})
_ADDING = frozenset({Sign.SAME_PHONE, Sign.SAME_COMPANY, Sign.SAME_BIRTHDAY})
_WEIGHTS: tuple[tuple[frozenset[Sign], int], ...] = (
    (frozenset({Sign.SAME_ADDRESS, Sign.SAME_NAME}), STRONG_SCORE),
    (frozenset({Sign.SAME_ADDRESS, Sign.LIKE_NAME}), STRONG_SCORE),
    (frozenset({Sign.SAME_ADDRESS, Sign.UNNAMED}), STRONG_SCORE),
    (frozenset({Sign.SHARED_ADDRESS, Sign.SAME_NAME}), 85),
    (frozenset({Sign.SAME_PHONE, Sign.SAME_NAME}), 85),
    (frozenset({Sign.SAME_NAME, Sign.SAME_COMPANY}), 80),
    (frozenset({Sign.SHARED_ADDRESS, Sign.LIKE_NAME}), 75),
    (frozenset({Sign.SAME_PHONE, Sign.LIKE_NAME}), 75),
    (frozenset({Sign.SAME_ADDRESS, Sign.SAME_GIVEN_NAME}), 70),
    (frozenset({Sign.LIKE_NAME, Sign.SAME_COMPANY}), 60),
    (frozenset({Sign.SAME_NAME}), 60),
    (frozenset({Sign.SAME_ADDRESS, Sign.SAME_SURNAME}), 50),
    (frozenset({Sign.LIKE_NAME}), 50),
    (frozenset({Sign.SAME_PHONE, Sign.SAME_GIVEN_NAME}), 45),
    (frozenset({Sign.SAME_PHONE, Sign.SAME_SURNAME}), 45),
    (frozenset({Sign.SAME_ADDRESS}), 40),
    (frozenset({Sign.SAME_PHONE, Sign.UNNAMED}), 40),
    (frozenset({Sign.SHARED_ADDRESS, Sign.UNNAMED}), 30),
)
"""What signs that stand together weigh, heaviest first."""
_NAME_ALONE = (frozenset({Sign.SAME_NAME}), frozenset({Sign.LIKE_NAME}))
"""These weigh only where more than one word agrees."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What somebody is told apart by, made ready to be compared with many."""

    name: Name
    company: tuple[str, ...]
    phones: tuple[str, ...]
    emails: frozenset[Address]
    birthday: date | None


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike two cards are."""

    score: int
    why: tuple[Sign, ...]


def phone_keys(card: Card) -> tuple[str, ...]:
    """Return the keys (sync_core.contacts.fields.phone_key) of numbers long enough to tell, each once."""
    numbers = (card.mobile_phone, *card.business_phones, *card.home_phones)
    keys = (phone_key(number) for number in numbers)
    return tuple(dict.fromkeys(key for key in keys if len(_digits(key)) >= PHONE_DIGITS_MIN))


def is_same_phone(a: Card, b: Card) -> bool:
    """Return whether two cards have a phone number in common."""
    return _have_in_common(phone_keys(a), phone_keys(b))


def traits_of(card: Card) -> Traits:
    """Return what somebody is told apart by."""
    return Traits(
        name=name_of(card),
        company=company_words(card.company),
        phones=phone_keys(card),
        emails=frozenset(card.emails),
        birthday=card.birthday,
    )


def alike(a: Traits, b: Traits, by_several: Collection[Address]) -> Alike:
    """Return how alike two are; their order makes no difference."""
    signs, is_slight = _signs(a, b, by_several)
    why = tuple(sign for sign in Sign if sign in signs)
    basis, score = _basis(signs, is_slight=is_slight)
    if not score or (score == STRONG_SCORE and Sign.OTHER_BIRTHDAY not in signs):
        return Alike(score, why)
    score += _FURTHER * len(_ADDING & (signs - basis))
    if Sign.OTHER_BIRTHDAY in signs:
        score -= _OTHER_BIRTHDAY
    if Sign.OTHER_COMPANY in signs and not basis & _CONTACTS:
        score -= _OTHER_COMPANY
    return Alike(max(0, min(score, _LIKELY_SCORE_MAX)), why)


def _basis(signs: frozenset[Sign], *, is_slight: bool) -> tuple[frozenset[Sign], int]:
    """Return the weightiest signs that stand together, and what they weigh."""
    for needed, score in _WEIGHTS:
        if needed <= signs and not (is_slight and needed in _NAME_ALONE):
            return needed, score
    return frozenset(), 0


def _signs(a: Traits, b: Traits, by_several: Collection[Address]) -> tuple[frozenset[Sign], bool]:
    """Return all signs, and whether the names agree in no more than one word."""
    names = likeness(a.name, b.name)
    is_same_company = bool(a.company) and a.company == b.company
    found = {
        _NAMINGS[names.naming]: True,
        Sign.SAME_GIVEN_NAME: is_same_given(a.name, b.name),
        Sign.SAME_SURNAME: is_same_surname(a.name, b.name),
        Sign.SAME_PHONE: _have_in_common(a.phones, b.phones),
        Sign.SAME_COMPANY: is_same_company,
        Sign.OTHER_COMPANY: bool(a.company and b.company) and not is_same_company,
    }
    told = {*_address_sign(a, b, by_several), *_birthday_sign(a, b)}
    told |= {sign for sign, is_there in found.items() if is_there}
    return frozenset(told), names.agreeing < _TELLING_WORDS_MIN and not a.name.is_company


def _address_sign(a: Traits, b: Traits, by_several: Collection[Address]) -> tuple[Sign, ...]:
    both = a.emails & b.emails
    if any(not is_role_address(e) and e not in by_several for e in both):
        return (Sign.SAME_ADDRESS,)
    return (Sign.SHARED_ADDRESS,) if both else ()


def _birthday_sign(a: Traits, b: Traits) -> tuple[Sign, ...]:
    if a.birthday is None or b.birthday is None:
        return ()
    is_same = abs(a.birthday - b.birthday) <= _A_DAY
    return (Sign.SAME_BIRTHDAY if is_same else Sign.OTHER_BIRTHDAY,)


def _have_in_common(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return any(_is_same_number(x, y) for x in one for y in other)


def _is_same_number(a: str, b: str) -> bool:
    """Return whether two keys tell the same number; one may lack the country that the other tells."""
    if a == b:
        return True
    national, international = sorted((a, b), key=lambda key: key.startswith("+"))
    if national.startswith("+") or not international.startswith("+"):
        return False
    told = national.removeprefix("0")
    return len(_digits(told)) >= PHONE_DIGITS_MIN and international.endswith(told)


def _digits(key: str) -> str:
    return "".join(c for c in key.partition("x")[0] if c.isdigit())
