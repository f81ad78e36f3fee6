"""A contact of the tenant's as the flows are handed it, and what they write: as the real adapter does."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Any

from simulator.graph.contacts.contact import Contact
from simulator.graph.contacts.items import ContactItem
from simulator.graph.contacts.people import contact_id
from simulator.graph.contacts.properties import SENSITIVITY
from simulator.graph.mail import Recipient, Sensitivity
from simulator.graph.mailbox import Mailbox
from sync_core.addresses import NoAddress, normalise
from sync_core.contacts.contact import Card, OutlookContact, UnreadableContact
from sync_core.contacts.fields import NAME_FIELDS, ContactField
from sync_core.mail import Address

STAMP = "String {6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10} Name RapportStamp"
"""The extended property that holds the stamp."""
GENERATION = "Integer {6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10} Name RapportGeneration"
"""The extended property of a folder that holds the engine's count."""
_NORMAL = f"{Sensitivity.NORMAL.number}"
_PRIVATE = f"{Sensitivity.PRIVATE.number}"


def contact_of(box: Mailbox, item: ContactItem) -> OutlookContact | UnreadableContact:
    """Return a contact as it is fetched."""
    name = contact_id(box, item.number)
    if item.is_damaged:
        return UnreadableContact(id=name, problem="emailAddresses: expected an array")
    addresses = [_address(entry) for entry in item.says.emails]
    return OutlookContact(
        id=name,
        version=item.etag,
        card=_card(item, tuple(dict.fromkeys(a for a in addresses if a is not None))),
        stamp=item.value_of(STAMP) or "",
        is_list=item.is_list,
        unusable_entries=sum(address is None for address in addresses),
        created_at=item.created,
        modified_at=item.modified,
    )


def written(card: Card, names: Iterable[str], now: Contact | None) -> dict[str, Any]:
    """Return some fields of a card as a contact holds them; `now` is what that says so far.

    The name shown is written beside any other name, because Outlook would make it anew of those.
    Whether it is private is no such field: it is an extended property (see `marks`).
    """
    asked = {name for name in ContactField if name.value in names}
    fields: dict[str, Any] = {}
    for name in asked & _WRITERS.keys():
        fields |= _WRITERS[name](card, now)
    if now and asked & _SHOWN_BY and ContactField.DISPLAY_NAME not in asked and now.display_name:
        fields["display_name"] = now.display_name
    return fields


def marks(card: Card, names: Iterable[str]) -> dict[str, str]:
    """Return the extended properties that some fields of a card are kept in."""
    if ContactField.PRIVATE.value not in names:
        return {}
    return {SENSITIVITY: _PRIVATE if card.is_private else _NORMAL}


def _card(item: ContactItem, emails: tuple[Address, ...]) -> Card:
    says = item.says
    return Card(
        given_name=says.given_name,
        middle_name=says.middle_name,
        surname=says.surname,
        title=says.title,
        suffix=says.generation,
        display_name=says.display_name,
        nickname=says.nickname,
        company=says.company,
        department=says.department,
        job_title=says.job_title,
        business_address=says.business_address,
        home_address=says.home_address,
        other_address=says.other_address,
        business_phones=says.business_phones,
        home_phones=says.home_phones,
        mobile_phone=says.mobile_phone,
        emails=emails,
        web_page=says.web_page,
        birthday=says.birthday.astimezone(UTC).date() if says.birthday else None,
        notes=says.notes,
        categories=says.categories,
        is_private=(item.value_of(SENSITIVITY) or _NORMAL) != _NORMAL,
    )


def _address(entry: Recipient) -> Address | None:
    found = normalise(entry.address)
    return None if isinstance(found, NoAddress) else found


def _emails(card: Card, now: Contact | None) -> dict[str, Any]:
    """Return the whole new list: an entry that stays keeps its name, one that nobody can use stays too."""
    entries = now.emails if now else ()
    known = {_address(entry): entry for entry in reversed(entries)}
    listed = [known.get(address, Recipient(address)) for address in card.emails]
    return {"emails": (*listed, *(entry for entry in entries if _address(entry) is None))}


def _moment(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None


_Writer = Callable[[Card, Contact | None], dict[str, Any]]


def _same(name: str, of: str | None = None) -> _Writer:
    """Return what writes an attribute of a card into one of a contact."""
    return lambda card, _: {name: getattr(card, of or name)}


_WRITERS: Mapping[ContactField, _Writer] = MappingProxyType(
    {name: _same(name.value) for name in ContactField if name is not ContactField.PRIVATE}
    | {
        ContactField.SUFFIX: _same("generation", "suffix"),
        ContactField.EMAILS: _emails,
        ContactField.BIRTHDAY: lambda card, _: {"birthday": _moment(card.birthday)},
    }
)
_SHOWN_BY = NAME_FIELDS | {ContactField.TITLE, ContactField.SUFFIX, ContactField.COMPANY}
"""What the server makes the name shown of."""
