"""What is asked of Graph when a contact is made or changed: request bodies, of the fields named alone.

What is not the engine's is written back as it was: the name of an e-mail entry that stays, and entries
that no address can be read of.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.graph.cards.reading import is_unusable, usable_address
from adapters.graph.events.writing import STAMP
from adapters.graph.queries import SENSITIVITY
from adapters.graph.wire import Mailbox
from sync_core.contacts.contact import Card, OutlookContact, PostalAddress
from sync_core.contacts.fields import ContactField, is_blank
from sync_core.mail import Address

READ_FIRST = frozenset((ContactField.EMAILS,))
"""Fields that Graph replaces as a whole and that hold more than is known here: read before they are written."""
_NAMES: Mapping[ContactField, str] = {
    ContactField.GIVEN_NAME: "givenName",
    ContactField.MIDDLE_NAME: "middleName",
    ContactField.SURNAME: "surname",
    ContactField.TITLE: "title",
    ContactField.SUFFIX: "generation",
    ContactField.DISPLAY_NAME: "displayName",
    ContactField.NICKNAME: "nickName",
    ContactField.COMPANY: "companyName",
    ContactField.DEPARTMENT: "department",
    ContactField.JOB_TITLE: "jobTitle",
    ContactField.BUSINESS_ADDRESS: "businessAddress",
    ContactField.HOME_ADDRESS: "homeAddress",
    ContactField.OTHER_ADDRESS: "otherAddress",
    ContactField.BUSINESS_PHONES: "businessPhones",
    ContactField.HOME_PHONES: "homePhones",
    ContactField.MOBILE_PHONE: "mobilePhone",
    ContactField.EMAILS: "emailAddresses",
    ContactField.WEB_PAGE: "businessHomePage",
    ContactField.BIRTHDAY: "birthday",
    ContactField.NOTES: "personalNotes",
    ContactField.CATEGORIES: "categories",
    ContactField.PRIVATE: "singleValueExtendedProperties",
}


def new_contact(card: Card, stamp: str) -> dict[str, Any]:
    """Return the body that makes a contact; what is blank is left out."""
    told = {
        _NAMES[name]: _value(name, card, ()) for name in ContactField if not is_blank(card, name)
    }
    hidden = told.get(_NAMES[ContactField.PRIVATE], [])
    return {**told, "singleValueExtendedProperties": [{"id": STAMP, "value": stamp}, *hidden]}


def changes(
    contact: OutlookContact,
    card: Card,
    fields: frozenset[ContactField],
    entries: Sequence[Mailbox | None],
) -> dict[str, Any]:
    """Return the body that writes some fields of a contact.

    The name shown goes along, as it is: a write without it makes Outlook make it anew (page contact).

    Args:
        contact: as it was decided on.
        card: the values.
        fields: which of them.
        entries: the contact's e-mail entries as Graph sends them, where these are written; else empty.
    """
    told = {_NAMES[name]: _value(name, card, entries) for name in ContactField if name in fields}
    if not told or not contact.card.display_name:
        return told
    return {_NAMES[ContactField.DISPLAY_NAME]: contact.card.display_name, **told}


def _value(name: ContactField, card: Card, entries: Sequence[Mailbox | None]) -> Any:
    """Return a field's value as Graph takes it: null clears a text, an empty list a list."""
    value = getattr(card, name.value)
    if isinstance(value, PostalAddress):
        return _address(value)
    if name is ContactField.EMAILS:
        return _emails(card, entries)
    if name is ContactField.BIRTHDAY:
        return f"{value.isoformat()}T11:59:00Z" if value else None
    if name is ContactField.PRIVATE:
        return [{"id": SENSITIVITY, "value": "2" if value else "0"}]
    return list(value) if isinstance(value, tuple) else value or None


def _address(address: PostalAddress) -> dict[str, str | None]:
    """Return every part, so that one which is blank now does not stay."""
    return {
        "street": address.street or None,
        "city": address.city or None,
        "state": address.state or None,
        "postalCode": address.postal_code or None,
        "countryOrRegion": address.country or None,
    }


def _emails(card: Card, entries: Sequence[Mailbox | None]) -> list[Mapping[str, Any]]:
    """Return the whole list: who stays as it was, who is new, and in its place what is not ours to remove."""
    known: dict[Address | None, Mailbox] = {
        usable_address(entry): entry for entry in reversed(entries) if entry
    }
    listed: list[Mapping[str, Any]] = [
        dict(known.get(address) or {"address": address, "name": card.name or address})
        for address in card.emails
    ]
    for place, entry in enumerate(entries):
        if entry and is_unusable(entry):
            listed.insert(place, dict(entry))
    return listed
