"""Joining: two cards that were found to be one person become one, and nothing that either holds is lost.

What only one of them tells is kept, lists are put together, and where both tell something else the
policy's winner stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sync_core.contacts.contact import Card
from sync_core.contacts.fields import ContactField, is_blank, phone_key
from sync_core.reconcile.pairs import FieldDigests
from sync_core.reconcile.sides import Side

_PHONES = (ContactField.BUSINESS_PHONES, ContactField.HOME_PHONES)


def joined(winner: Card, other: Card, fields: frozenset[ContactField]) -> Card:
    """Return both cards as one, in the named fields; of the others the winner's."""
    values = {name.value: _value(winner, other, name) for name in sorted(fields)}
    return replace(winner, **values)


def _value(winner: Card, other: Card, name: ContactField) -> Any:
    if name is ContactField.PRIVATE:
        return winner.is_private or other.is_private
    if name is ContactField.EMAILS:
        return tuple(dict.fromkeys((*winner.emails, *other.emails)))
    if name is ContactField.CATEGORIES:
        return _each_once(winner.categories, other.categories, str.casefold)
    if name in _PHONES:
        return _each_once(getattr(winner, name), getattr(other, name), phone_key)
    return getattr(other if is_blank(winner, name) else winner, name)


def _each_once(
    first: tuple[str, ...], then: tuple[str, ...], key: Callable[[str], str]
) -> tuple[str, ...]:
    held: dict[str, str] = {}
    for value in (*first, *then):
        held.setdefault(key(value), value)
    return tuple(held.values())


def to_write(
    whole: FieldDigests, shown: Mapping[Side, FieldDigests], one_way: Mapping[str, Side]
) -> dict[Side, tuple[str, ...]]:
    """Return the fields that each side lacks of the joined card.

    Args:
        whole: digests of the joined card, as Outlook can hold it.
        shown: what each side shows.
        one_way: fields that are written on one side only.
    """
    return {
        side: tuple(
            name
            for name, value in whole.items()
            if shown[side].get(name, "") != value and one_way.get(name, side) is side
        )
        for side in Side
    }
