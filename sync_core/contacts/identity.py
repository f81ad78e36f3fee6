"""Who is the same person: what somebody is looked for by, and how alike two cards are."""

from sync_core.contacts.contact import Card
from sync_core.contacts.fields import phone_key
from sync_core.contacts.names import name_keys
from sync_core.mail import Address

__all__ = ["emails_of", "name_keys", "phone_keys"]

PHONE_DIGITS_MIN = 7
"""A shorter number is an extension or a service's: it tells nobody apart."""


def emails_of(card: Card) -> tuple[Address, ...]:
    """Return the addresses somebody is looked for by, each once."""
    return tuple(dict.fromkeys(card.emails))


def phone_keys(card: Card) -> tuple[str, ...]:
    """Return the keys (sync_core.contacts.fields.phone_key) of numbers long enough to tell, each once."""
    numbers = (card.mobile_phone, *card.business_phones, *card.home_phones)
    keys = (phone_key(number) for number in numbers)
    return tuple(dict.fromkeys(key for key in keys if _digits(key) >= PHONE_DIGITS_MIN))


def _digits(key: str) -> int:
    return sum(c.isdigit() for c in key.partition("x")[0])
