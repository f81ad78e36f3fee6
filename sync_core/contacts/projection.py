"""What Outlook can hold of a contact, and how what it tells is put into what the CRM holds.

Outlook has three places for e-mail addresses, two for business and two for home phones, and cuts long
texts. The CRM keeps more: what Outlook never showed cannot have been taken away there, so it stays. The
same card always shows the same part, and projecting twice is projecting once.

Where a place becomes free in Outlook, the next that only the CRM held rises into it (see `rising`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

from sync_core import limits
from sync_core.calendar.fields import evened
from sync_core.contacts.contact import Card, PostalAddress
from sync_core.contacts.fields import ContactField, canonical, is_blank, phone_key
from sync_core.contacts.policy import ContactsPolicy, FieldFlow

_PLACES: Mapping[ContactField, int] = MappingProxyType(
    {
        ContactField.EMAILS: limits.OUTLOOK_CONTACT_EMAILS,
        ContactField.BUSINESS_PHONES: limits.OUTLOOK_CONTACT_PHONES,
        ContactField.HOME_PHONES: limits.OUTLOOK_CONTACT_PHONES,
    }
)
_TO_CRM = frozenset({FieldFlow.BOTH, FieldFlow.TO_CRM})
_TO_OUTLOOK = frozenset({FieldFlow.BOTH, FieldFlow.TO_OUTLOOK})
_PARTS = tuple(part.name for part in fields(PostalAddress))
_NOTES_MAX = limits.OUTLOOK_CONTACT_NOTES_CHARACTERS
_BLANK = Card()


def for_outlook(card: Card, policy: ContactsPolicy, *, unusable: int = 0) -> Card:
    """Return what Outlook can hold of a card; a field that flows no way is blank.

    Args:
        card: of the CRM; its notes are what is shared alone (sync_core.contacts.notes).
        policy: the firm's.
        unusable: how many e-mail entries without a usable address the contact has: they keep their places.
    """
    kept = [n for n in ContactField if policy.rule_of(n).flow is not FieldFlow.NONE]
    return replace(_BLANK, **{n.value: _fitted(card, n, unusable) for n in kept})


def made_in_outlook(card: Card, policy: ContactsPolicy) -> Card:
    """Return what a new Outlook contact is made with: nothing that flows to the CRM alone."""
    return _of(for_outlook(card, policy), _flowing(policy, _TO_OUTLOOK))


def for_crm(
    told: Card,
    held: Card,
    policy: ContactsPolicy,
    *,
    unusable: int = 0,
    unsure: frozenset[str] = frozenset(),
) -> Card:
    """Return a card as the CRM is to hold it, from what Outlook tells and what the CRM held before.

    What Outlook cannot hold stays in its place, fields that do not flow to the CRM stay as they are, and
    so does a value that the policy does not let be replaced by nothing.

    Args:
        told: Outlook's card; of its notes what is shared alone.
        held: the CRM's card; a blank one for an entry to be made.
        policy: the firm's.
        unusable: as of for_outlook.
        unsure: fields that a write nobody knows the end of may have changed in the CRM: whatever moved up there
            since may never have been in Outlook, so nothing of them counts as taken away.
    """
    values = {}
    for name in _flowing(policy, _TO_CRM):
        is_kept = policy.rule_of(name).never_blank and is_blank(told, name)
        values[name.value] = (
            getattr(held, name)
            if is_kept
            else _put_together(
                told, held, name, 0 if name.value in unsure else _places(name, unusable)
            )
        )
    return replace(held, **values)


def rising(
    told: Card,
    held: Card,
    policy: ContactsPolicy,
    *,
    unusable: int = 0,
    unsure: frozenset[str] = frozenset(),
) -> frozenset[str]:
    """Return the fields in which Outlook shows less than the CRM lets it, once `told` is put together with `held`.

    A place became free in Outlook and something that only the CRM held moves up: it is to be written to
    Outlook too, or else the next edit there would seem to have taken it away.
    """
    whole = for_crm(told, held, policy, unusable=unusable, unsure=unsure)
    then = canonical(for_outlook(whole, policy, unusable=unusable))
    now = canonical(for_outlook(told, policy, unusable=unusable))
    free = (n for n in _PLACES if n in _flowing(policy, _TO_CRM & _TO_OUTLOOK))
    return frozenset(n.value for n in free if then[n] != now[n])


def _flowing(policy: ContactsPolicy, flows: frozenset[FieldFlow]) -> frozenset[ContactField]:
    return frozenset(n for n in ContactField if policy.rule_of(n).flow in flows)


def _of(card: Card, names: Iterable[ContactField]) -> Card:
    return replace(_BLANK, **{name.value: getattr(card, name) for name in names})


def _fitted(card: Card, name: ContactField, unusable: int) -> Any:
    """Return what Outlook can hold of a field."""
    value = getattr(card, name)
    if name in _PLACES:
        return _each_once(value, _key_of(name))[: _places(name, unusable)]
    if isinstance(value, PostalAddress):
        return PostalAddress(**{part: _cut(name, getattr(value, part)) for part in _PARTS})
    if isinstance(value, str):
        return _cut(name, value)
    return value


def _put_together(told: Card, held: Card, name: ContactField, places: int) -> Any:
    """Return what Outlook tells of a field, with what it had no place for of what the CRM held."""
    value, former = getattr(told, name), getattr(held, name)
    if name in _PLACES:
        key = _key_of(name)
        return _each_once((*value, *_each_once(former, key)[places:]), key)
    if isinstance(value, PostalAddress):
        return PostalAddress(
            **{part: _uncut(name, getattr(value, part), getattr(former, part)) for part in _PARTS}
        )
    if isinstance(value, str):
        return _uncut(name, value, former)
    return value


def _places(name: ContactField, unusable: int) -> int:
    return max(0, _PLACES.get(name, 0) - (unusable if name is ContactField.EMAILS else 0))


def _uncut(name: ContactField, told: str, held: str) -> str:
    """Return the CRM's whole text where Outlook tells all it can hold of it, else what it tells."""
    return held if evened(told) == evened(_cut(name, held)) else told


def _cut(name: ContactField, text: str) -> str:
    """Return as much of a text as Outlook can hold; half an address of a page leads nowhere."""
    is_notes = name is ContactField.NOTES
    most = _NOTES_MAX if is_notes else limits.OUTLOOK_CONTACT_TEXT_CHARACTERS
    if len(text) <= most:
        return text
    return "" if name is ContactField.WEB_PAGE else text[:most].rstrip()


def _key_of(name: ContactField) -> Callable[[str], str]:
    return str if name is ContactField.EMAILS else phone_key


def _each_once(values: Iterable[str], key: Callable[[str], str]) -> tuple[str, ...]:
    """Return values that are compared as different, the first of each, and no blank one."""
    held: dict[str, str] = {}
    for value in values:
        if value.strip():
            held.setdefault(key(value), value)
    return tuple(held.values())
