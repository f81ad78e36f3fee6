"""Who is the same person: what somebody is looked for by, and how alike two cards are.

The same address, which nobody else has, and a name that fits make a strong likeness: the two are linked.
Whatever is less is likely, with a score, and a person is asked; several that are as likely are ambiguous.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from sync_core.contacts.contact import Card
from sync_core.contacts.names import name_keys
from sync_core.contacts.signs import STRONG_SCORE, Sign, alike, phone_keys, traits_of
from sync_core.mail import Address

__all__ = [
    "Identity",
    "Kind",
    "Sign",
    "crowded",
    "emails_of",
    "identify",
    "name_keys",
    "phone_keys",
]

LIKELY_SCORE_MIN = 40
"""From here on a person is asked whether two are the same."""


class Kind(StrEnum):
    """What came of looking for somebody."""

    NOBODY = "nobody"
    STRONG = "strong"
    LIKELY = "likely"
    AMBIGUOUS = "ambiguous"


K = TypeVar("K", bound=str)
"""The id of an entry of a list, or of a person of the firm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Generic[K]):
    """Who somebody is among several candidates."""

    kind: Kind
    score: int = 0
    """How alike the best one is, 0..100; 100 of a strong one alone."""
    candidate: K | None = None
    """The strong or likely one; None where it is nobody, or several."""
    among: tuple[K, ...] = ()
    """Of an ambiguous one: those that are as much alike, by id."""
    why: tuple[Sign, ...] = ()
    """What speaks for and against it."""


def emails_of(card: Card) -> tuple[Address, ...]:
    """Return the addresses somebody is looked for by, each once."""
    return tuple(dict.fromkeys(card.emails))


def crowded(cards: Iterable[Card]) -> frozenset[Address]:
    """Return the addresses that stand on several of these cards: they tell nobody apart."""
    times = Counter(address for card in cards for address in set(card.emails))
    return frozenset(address for address, count in times.items() if count > 1)


def identify(
    card: Card, candidates: Mapping[K, Card], shared: Collection[Address] = frozenset()
) -> Identity[K]:
    """Return which of the candidates somebody is.

    Args:
        card: whom to look for.
        candidates: who it may be, by id.
        shared: addresses that stand on several cards of the side of `card` (see crowded).
    """
    by_several = frozenset(shared) | crowded(candidates.values())
    own = traits_of(card)
    found = {key: alike(own, traits_of(candidates[key]), by_several) for key in sorted(candidates)}
    best = max((like.score for like in found.values()), default=0)
    if best < LIKELY_SCORE_MIN:
        return Identity(kind=Kind.NOBODY)
    those = tuple(key for key, like in found.items() if like.score == best)
    why = found[those[0]].why
    if len(those) > 1:
        return Identity(kind=Kind.AMBIGUOUS, score=best, among=those, why=why)
    kind = Kind.STRONG if best == STRONG_SCORE else Kind.LIKELY
    return Identity(kind=kind, score=best, candidate=those[0], why=why)
