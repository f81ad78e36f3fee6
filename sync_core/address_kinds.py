"""The kinds of field in which a person's addresses stand, and which of them a policy matches by."""

from sync_core.policy import Matching

EMAIL = "email"
ALTERNATE = "alternate"
CONTACT_POINT = "contact_point"
CUSTOM = "custom:"
"""Begins the kind of a firm's own field: custom:NAME."""
BY_HAND = "by_hand"
"""Stands in a relation's matched_by where a person, not an address, made it."""
_RANKED = (EMAIL, ALTERNATE, CONTACT_POINT)


def is_kind(text: str) -> bool:
    """Return whether a text names a kind of address field."""
    return text in _RANKED or (text.startswith(CUSTOM) and bool(text[len(CUSTOM) :].strip()))


def kinds_matched(by: Matching) -> frozenset[str]:
    """Return the kinds of field that a policy matches mail by."""
    told = ((EMAIL, by.email), (ALTERNATE, by.alternate), (CONTACT_POINT, by.contact_points))
    plain = {kind for kind, is_on in told if is_on}
    return frozenset(plain | {CUSTOM + name for name in by.custom_fields})


def rank(kind: str) -> tuple[int, str]:
    """Return the order in which kinds explain a match when one person has an address in several."""
    return (_RANKED.index(kind) if kind in _RANKED else len(_RANKED), kind)
