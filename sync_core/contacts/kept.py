"""What any CRM can keep of a contact, by what it is found again, and what is kept of who was erased."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from sync_core import limits
from sync_core.addresses import NoAddress, normalise
from sync_core.contacts.contact import Card, PostalAddress
from sync_core.contacts.fields import ContactField
from sync_core.contacts.identity import emails_of, name_keys, phone_keys
from sync_core.mail import Address
from sync_core.storable import storable

TEXT_FIELDS = (
    ContactField.GIVEN_NAME,
    ContactField.MIDDLE_NAME,
    ContactField.SURNAME,
    ContactField.TITLE,
    ContactField.SUFFIX,
    ContactField.DISPLAY_NAME,
    ContactField.NICKNAME,
    ContactField.COMPANY,
    ContactField.DEPARTMENT,
    ContactField.JOB_TITLE,
    ContactField.MOBILE_PHONE,
    ContactField.WEB_PAGE,
    ContactField.NOTES,
)
ADDRESS_FIELDS = (
    ContactField.BUSINESS_ADDRESS,
    ContactField.HOME_ADDRESS,
    ContactField.OTHER_ADDRESS,
)
LIST_FIELDS = (
    ContactField.BUSINESS_PHONES,
    ContactField.HOME_PHONES,
    ContactField.CATEGORIES,
)
ADDRESS_PARTS = ("street", "city", "state", "postal_code", "country")

Key = tuple[str, str]
"""What somebody is found by: EMAIL, PHONE or NAME, and the value as it is compared."""
EMAIL = "email"
PHONE = "phone"
NAME = "name"
KINDS = (EMAIL, PHONE, NAME)
"""The most telling first."""

_NAMES = frozenset(name.value for name in ContactField)
_ERASED = b"erased"


def unknown_fields(fields: frozenset[str]) -> frozenset[str]:
    """Return the names that are no field of a contact."""
    return fields - _NAMES


def problem_with_card(card: Card) -> str:
    """Return which field no CRM can take and what was expected there; empty where all is well."""
    return next(_problems(card), "")


def fit_card(card: Card) -> Card:
    """Return the same card with its texts made fit to store, and its addresses in normal form, each once."""
    plain = {f.value: storable(getattr(card, f.value)) for f in TEXT_FIELDS}
    places = {f.value: _fit_address(getattr(card, f.value)) for f in ADDRESS_FIELDS}
    lists = {f.value: tuple(map(storable, getattr(card, f.value))) for f in LIST_FIELDS}
    addresses = (normalise(storable(told)) for told in card.emails)
    emails = tuple(dict.fromkeys(a for a in addresses if not isinstance(a, NoAddress)))
    changes: dict[str, Any] = {**plain, **places, **lists, "emails": emails}
    return (
        card if all(getattr(card, n) == v for n, v in changes.items()) else replace(card, **changes)
    )


def keys_of(card: Card) -> tuple[Key, ...]:
    """Return everything a card's owner is found by."""
    keys = (
        *((EMAIL, address) for address in emails_of(card)),
        *((PHONE, key) for key in phone_keys(card)),
        *((NAME, key) for key in name_keys(card)),
    )
    return tuple(key for key in keys if len(key[1]) <= limits.CONTACT_KEY_CHARACTERS_MAX)


def sort_name(card: Card) -> str:
    """Return what lists are ordered by."""
    return card.name.casefold()[: limits.CONTACT_KEY_CHARACTERS_MAX]


def sought(card: Card) -> str:
    """Return the text in which a search looks: names, company and addresses, case-folded."""
    whole = f"{card.given_name} {card.middle_name} {card.surname}"
    texts = (card.display_name, " ".join(whole.split()), card.company, *card.emails)
    return "\n".join(dict.fromkeys(text.casefold() for text in texts if text))


def erased_hash(address: Address) -> str:
    """Return what is kept of the address of somebody who was erased: a hash that shows nobody's address.

    A CRM holds no key of the engine's, so whoever has its database can test a guess, and nothing more.
    """
    return blake2b(
        address.encode("utf-8", "surrogatepass"), digest_size=16, person=_ERASED
    ).hexdigest()


def _problems(card: Card) -> Iterator[str]:
    longest = limits.CONTACT_TEXT_CHARACTERS_MAX
    for name in TEXT_FIELDS:
        most = limits.CONTACT_NOTES_CHARACTERS_MAX if name is ContactField.NOTES else longest
        yield from _too_long(name.value, getattr(card, name.value), most)
    for name in ADDRESS_FIELDS:
        for part in ADDRESS_PARTS:
            told = getattr(getattr(card, name.value), part)
            yield from _too_long(f"{name}.{part}", told, longest)
    for name in (*LIST_FIELDS, ContactField.EMAILS):
        yield from _problems_with_list(name, getattr(card, name.value))


def _problems_with_list(name: ContactField, values: Sequence[str]) -> Iterator[str]:
    if len(values) > limits.CONTACT_VALUES_MAX:
        yield f"{name}: expected at most {limits.CONTACT_VALUES_MAX}"
    for place, value in enumerate(values):
        yield from _too_long(f"{name}.{place}", value, limits.CONTACT_TEXT_CHARACTERS_MAX)
        is_none = isinstance(normalise(storable(value)), NoAddress)
        if name is ContactField.EMAILS and is_none:
            yield f"{name}.{place}: expected an address such as ana@x.test"


def _too_long(name: str, text: str, most: int) -> Iterator[str]:
    if len(text) > most:
        yield f"{name}: expected up to {most} characters"


def _fit_address(address: PostalAddress) -> PostalAddress:
    return PostalAddress(**{part: storable(getattr(address, part)) for part in ADDRESS_PARTS})
