"""From what Graph sends of a contact to the engine's own record of it; an odd contact stands alone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from adapters.graph.cards.hidden import Hidden, hidden_of
from adapters.graph.cards.wire import CHANGE, CONTACT, WireAddress, WireChange, WireContact
from adapters.graph.reading import utc
from adapters.graph.wire import Mailbox
from sync_core.addresses import NoAddress, normalise
from sync_core.contacts.contact import (
    NO_ADDRESS,
    Card,
    ContactId,
    OutlookContact,
    PostalAddress,
    UnreadableContact,
)
from sync_core.mail import Address

_NO_ID = ContactId("without-id")
"""Stands for the id of a contact listed without one: Graph refuses it as malformed, so it stays a failed item."""
_NO_BIRTHDAY_FROM = 4500
"""MAPI writes a date that is not set as the year 4501, .NET as the year 1."""


def checked(item: Any) -> WireContact | UnreadableContact:
    """Return one decoded contact as its type, or what is wrong with it."""
    try:
        return CONTACT.validate_python(item)
    except ValidationError as bad:
        first = bad.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "contact"
        return UnreadableContact(id=_id_of(item), problem=f"{where}: {first['msg']}")


def change_of(item: Any) -> WireChange:
    """Return one decoded item of a delta; of an odd one its id is left, which reading it will tell of."""
    try:
        return CHANGE.validate_python(item)
    except ValidationError:
        return {"id": _id_of(item)}


def contact_of(
    wire: WireContact | UnreadableContact, known: Hidden | None = None
) -> OutlookContact | UnreadableContact:
    """Return one contact as the engine knows it.

    Args:
        wire: as it came.
        known: of the answer to a write, what it does not tell; None: what the contact itself tells.
    """
    if not isinstance(wire, dict):
        return wire
    hidden = known or hidden_of(wire.get("singleValueExtendedProperties"))
    entries = wire.get("emailAddresses") or ()
    created, modified = wire.get("createdDateTime"), wire.get("lastModifiedDateTime")
    return OutlookContact(
        id=ContactId(wire["id"] or _NO_ID),
        version=version_of(wire),
        card=_card(wire, is_private=hidden.is_private),
        stamp=hidden.stamp,
        is_list=hidden.is_list,
        unusable_entries=sum(map(is_unusable, entries)),
        created_at=None if created is None else utc(created),
        modified_at=None if modified is None else utc(modified),
    )


def version_of(wire: WireContact) -> str:
    """Return the etag to write on."""
    change_key = wire.get("changeKey")
    return wire.get("@odata.etag") or (f'W/"{change_key}"' if change_key else "")


def usable_address(entry: Mailbox | None) -> Address | None:
    """Return the address of an entry in normal form, or None where it has none that mail could reach."""
    found = normalise((entry or {}).get("address") or "")
    return None if isinstance(found, NoAddress) else found


def is_unusable(entry: Mailbox | None) -> bool:
    """Return whether an entry says something, and no usable address; an empty slot says nothing."""
    told = entry or {}
    return bool(told.get("address") or told.get("name")) and usable_address(entry) is None


def _card(wire: WireContact, *, is_private: bool) -> Card:
    return Card(
        given_name=wire.get("givenName") or "",
        middle_name=wire.get("middleName") or "",
        surname=wire.get("surname") or "",
        title=wire.get("title") or "",
        suffix=wire.get("generation") or "",
        display_name=wire.get("displayName") or "",
        nickname=wire.get("nickName") or "",
        company=wire.get("companyName") or "",
        department=wire.get("department") or "",
        job_title=wire.get("jobTitle") or "",
        business_address=_address(wire.get("businessAddress")),
        home_address=_address(wire.get("homeAddress")),
        other_address=_address(wire.get("otherAddress")),
        business_phones=_filled(wire.get("businessPhones")),
        home_phones=_filled(wire.get("homePhones")),
        mobile_phone=wire.get("mobilePhone") or "",
        emails=_emails(wire.get("emailAddresses")),
        web_page=wire.get("businessHomePage") or "",
        birthday=_birthday(wire.get("birthday")),
        notes=wire.get("personalNotes") or "",
        categories=_filled(wire.get("categories")),
        is_private=is_private,
    )


def _address(told: WireAddress | None) -> PostalAddress:
    if not told:
        return NO_ADDRESS
    return PostalAddress(
        street=told.get("street") or "",
        city=told.get("city") or "",
        state=told.get("state") or "",
        postal_code=told.get("postalCode") or "",
        country=told.get("countryOrRegion") or "",
    )


def _emails(entries: Sequence[Mailbox | None] | None) -> tuple[Address, ...]:
    """Return the usable addresses, each once."""
    found = (usable_address(entry) for entry in entries or ())
    return tuple(dict.fromkeys(address for address in found if address is not None))


def _filled(told: Sequence[str | None] | None) -> tuple[str, ...]:
    """Return the texts of a list without its empty places."""
    return tuple(text for text in told or () if text and text.strip())


def _birthday(told: datetime | None) -> date | None:
    """Return the day: clients write different hours of it (facts: graph §3)."""
    is_set = told is not None and 1 < told.year < _NO_BIRTHDAY_FROM
    return told.date() if told is not None and is_set else None


def _id_of(item: Any) -> ContactId:
    known = item.get("id") if isinstance(item, dict) else None
    return ContactId(known) if isinstance(known, str) and known else _NO_ID
