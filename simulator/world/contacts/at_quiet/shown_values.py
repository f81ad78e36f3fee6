"""What each side shows of somebody, brought into one form in which both can be compared."""

from typing import Any

from simulator.graph.contacts.items import ContactItem
from simulator.graph.mail import Sensitivity
from simulator.world.contacts.diary import TRACKED
from simulator.world.contacts.people import PLACES
from sync_core.contacts.contact import CrmContact, Sharing

_SENSITIVITY = "Integer 0x36"
_TEXTS = ("given_name", "surname", "nickname", *TRACKED)


def outlook_values(item: ContactItem) -> dict[str, Any]:
    """Return what stands in a contact of Outlook, by field."""
    says = item.says
    values: dict[str, Any] = {name: even(name, getattr(says, name)) for name in _TEXTS}
    usable = [e.address.lower() for e in says.emails if "@" in e.address]
    values["emails"] = tuple(dict.fromkeys(usable))
    values["business_phones"] = tuple(map(_digits, says.business_phones))
    values["home_phones"] = tuple(map(_digits, says.home_phones))
    values["birthday"] = says.birthday.date() if says.birthday else None
    values["is_private"] = is_private(item)
    return values


def crm_values(crm: CrmContact, places: int = PLACES) -> dict[str, Any]:
    """Return what of an entry has a place in Outlook, by field: some addresses, two numbers of a kind."""
    card = crm.card
    values: dict[str, Any] = {name: even(name, getattr(card, name)) for name in _TEXTS}
    values["emails"] = tuple(card.emails[:places])
    values["business_phones"] = tuple(map(_digits, card.business_phones[:2]))
    values["home_phones"] = tuple(map(_digits, card.home_phones[:2]))
    values["birthday"] = card.birthday
    values["is_private"] = card.is_private
    return values


def places(item: ContactItem) -> int:
    """Return how many addresses of the CRM a contact has a place for; what nobody can use keeps its own."""
    return PLACES - sum("@" not in e.address for e in item.says.emails)


def even(name: str, value: str) -> str:
    """Return a field's value without what one side writes otherwise than the other."""
    return _digits(value) if name == "mobile_phone" else value.strip()


def is_private(item: ContactItem) -> bool:
    """Return whether a contact of Outlook is marked private."""
    normal = str(Sensitivity.NORMAL.number)
    return (item.value_of(_SENSITIVITY) or normal) != normal


def is_secret(crm: CrmContact) -> bool:
    """Return whether an entry is its user's alone."""
    return crm.sharing is Sharing.PRIVATE or crm.card.is_private


def are_alike(item: ContactItem, crm: CrmContact) -> bool:
    """Return whether two may be one person: an address in common, or the name, be it by its initial."""
    if {e.address.lower() for e in item.says.emails} & set(crm.card.emails):
        return True
    here, there = item.says, crm.card
    is_named = bool(here.surname) and here.surname == there.surname
    return is_named and here.given_name[:1] == there.given_name[:1]


def _digits(number: str) -> str:
    return "".join(c for c in number if c.isdigit())
