"""The fields by which contacts are compared, and each one's canonical form.

Two values are equal when their canonical forms are: what a system changes by itself (white space, the case
of an address, how a phone number is punctuated, the hour of a birthday) makes no difference.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType

from sync_core.calendar.fields import evened
from sync_core.contacts.contact import Card, PostalAddress
from sync_core.digests import Digester


class ContactField(StrEnum):
    """One thing both sides hold of a contact; the values are names of Card's attributes."""

    GIVEN_NAME = "given_name"
    MIDDLE_NAME = "middle_name"
    SURNAME = "surname"
    TITLE = "title"
    SUFFIX = "suffix"
    DISPLAY_NAME = "display_name"
    NICKNAME = "nickname"
    COMPANY = "company"
    DEPARTMENT = "department"
    JOB_TITLE = "job_title"
    BUSINESS_ADDRESS = "business_address"
    HOME_ADDRESS = "home_address"
    OTHER_ADDRESS = "other_address"
    BUSINESS_PHONES = "business_phones"
    HOME_PHONES = "home_phones"
    MOBILE_PHONE = "mobile_phone"
    EMAILS = "emails"
    WEB_PAGE = "web_page"
    BIRTHDAY = "birthday"
    NOTES = "notes"
    CATEGORIES = "categories"
    PRIVATE = "is_private"


NAME_FIELDS = frozenset(
    {
        ContactField.GIVEN_NAME,
        ContactField.MIDDLE_NAME,
        ContactField.SURNAME,
        ContactField.DISPLAY_NAME,
    }
)
"""What names somebody: written together, because Outlook makes the name shown anew from the others."""

_NOT_IN_A_NUMBER = re.compile(r"[^0-9+]")
_TRUNK_ZERO = re.compile(r"\(0\)")
_EXTENSION = re.compile(r"(?:ext\.?|x|extension|#)\s*([0-9]{1,8})\s*$", re.IGNORECASE)


def canonical(card: Card) -> Mapping[ContactField, str]:
    """Return the canonical text of every field; a blank one is empty."""
    return {name: form(card) for name, form in _FORMS.items()}


def digests(card: Card, digester: Digester) -> dict[str, str]:
    """Return the digest of every field; a blank field's is empty, so that blank equals blank."""
    told = canonical(card)
    return {name.value: digester.value(f"contact.{name}", text) for name, text in told.items()}


def is_blank(card: Card, name: ContactField) -> bool:
    """Return whether nothing stands in a field."""
    return not _FORMS[name](card)


def merged(held: Card, told: Card, fields: frozenset[str]) -> Card:
    """Return a card with the named fields taken from another; names that are no field are passed over."""
    names = [name.value for name in ContactField if name in fields]
    return replace(held, **{name: getattr(told, name) for name in names})


def phone_key(number: str) -> str:
    """Return a phone number as it is compared: its digits, with `+` where the country is told.

    `0044` and `+44` are the same, a trunk zero in brackets is passed over, an extension is kept apart.
    """
    told = number.casefold().strip()
    extension = _EXTENSION.search(told)
    rest = told[: extension.start()] if extension else told
    digits = _NOT_IN_A_NUMBER.sub("", _TRUNK_ZERO.sub("", rest))
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    if not digits.strip("+"):
        return evened(told)  # letters only (a name for a number): itself
    return f"{digits}x{extension[1]}" if extension else digits


def _phones(numbers: tuple[str, ...]) -> str:
    return "\n".join(dict.fromkeys(phone_key(n) for n in numbers if n.strip()))


def _address(address: PostalAddress) -> str:
    if address.is_blank:
        return ""
    parts = (address.street, address.city, address.state, address.postal_code, address.country)
    return "\n\n".join(evened(part) for part in parts)


def _web_page(page: str) -> str:
    told = page.strip().casefold()
    return told.removeprefix("https://").removeprefix("http://").rstrip("/")


def _text(name: ContactField) -> Callable[[Card], str]:
    return lambda card: evened(getattr(card, name.value))


_FORMS: Mapping[ContactField, Callable[[Card], str]] = MappingProxyType(
    {name: _text(name) for name in ContactField}
    | {
        ContactField.BUSINESS_ADDRESS: lambda c: _address(c.business_address),
        ContactField.HOME_ADDRESS: lambda c: _address(c.home_address),
        ContactField.OTHER_ADDRESS: lambda c: _address(c.other_address),
        ContactField.BUSINESS_PHONES: lambda c: _phones(c.business_phones),
        ContactField.HOME_PHONES: lambda c: _phones(c.home_phones),
        ContactField.MOBILE_PHONE: lambda c: phone_key(c.mobile_phone),
        ContactField.EMAILS: lambda c: "\n".join(dict.fromkeys(c.emails)),
        ContactField.WEB_PAGE: lambda c: _web_page(c.web_page),
        ContactField.BIRTHDAY: lambda c: c.birthday.isoformat() if c.birthday else "",
        ContactField.CATEGORIES: lambda c: "\n".join(sorted({x.casefold() for x in c.categories})),
        ContactField.PRIVATE: lambda c: "private" if c.is_private else "",
    }
)
