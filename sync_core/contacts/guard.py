"""The identity guard: whether a change leaves a contact the same person.

A contact that is recycled, by writing another name and address over it, would give one person's history
and relations to somebody else, firm-wide (facts: features 157-158).
"""

from sync_core.contacts.contact import Card
from sync_core.contacts.fields import NAME_FIELDS, ContactField, is_blank
from sync_core.contacts.names import Naming, is_same_company, likeness, name_of
from sync_core.contacts.signs import is_same_phone, phone_keys

EMPTIED_FIELDS_MIN = 3
"""So many fields blanked at once are an accident more often than a wish."""
_CONTENT = frozenset(ContactField) - {ContactField.PRIVATE}


def is_somebody_else(before: Card, after: Card) -> bool:
    """Return whether a contact became another person: its name is another, and so is how to reach it.

    A marriage keeps the address, a change of job the name; neither is somebody else. Nor is a contact
    whose name was taken away: that is suspicious alone.
    """
    is_renamed = likeness(name_of(before), name_of(after)).naming is Naming.OTHER
    return is_renamed and _is_reached_otherwise(before, after)


def is_suspicious(before: Card, after: Card) -> bool:
    """Return whether a change looks like an accident: somebody else, or a contact that was emptied."""
    return is_somebody_else(before, after) or _is_emptied(before, after)


def _is_reached_otherwise(before: Card, after: Card) -> bool:
    """Return whether nothing is left of the addresses; where there are none, of company, then numbers."""
    if before.emails:
        return not set(before.emails) & set(after.emails)
    if before.company.strip():
        return not is_same_company(before, after)
    return bool(phone_keys(before)) and not is_same_phone(before, after)


def _is_emptied(before: Card, after: Card) -> bool:
    blanked = {n for n in _CONTENT if is_blank(after, n) and not is_blank(before, n)}
    is_nameless = all(is_blank(after, name) for name in NAME_FIELDS)
    return len(blanked) >= EMPTIED_FIELDS_MIN or (is_nameless and bool(blanked & NAME_FIELDS))
