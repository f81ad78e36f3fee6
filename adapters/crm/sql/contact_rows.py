"""Contacts as rows: what a write brings to each table, and what a read shows of them."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from adapters.crm.sql.ids import number
from adapters.crm.sql.schema import as_time
from sync_core.calendar.event import Origin
from sync_core.contacts.contact import (
    NO_ADDRESS,
    Card,
    ContactKey,
    CrmContact,
    CrmContactId,
    FirmPerson,
    PostalAddress,
    Sharing,
)
from sync_core.contacts.kept import ADDRESS_PARTS, sort_name, sought
from sync_core.mail import Address, CrmUserId, PersonId

Row = tuple[Any, ...]
"""Values in the order of the columns below."""

_TEXTS = (
    "given_name",
    "middle_name",
    "surname",
    "title",
    "suffix",
    "nickname",
    "department",
    "job_title",
    "mobile_phone",
    "web_page",
    "notes",
)
_PLACES = ("business_address", "home_address", "other_address")
_LISTS = ("business_phones", "home_phones", "categories")
CARD = (*_TEXTS, *_PLACES, *_LISTS, "birthday")
"""Columns that entries and people share; addresses and lists are JSON arrays."""
ENTRY = (
    "key",
    "owner_id",
    "origin",
    "person_id",
    "sharing",
    "kept_back",
    "display_name",
    "company",
    "emails",
    "sort_name",
    "sought",
    *CARD,
)
"""Columns of an entry that a write sets."""
PERSON = ("name", "client", "display_name", *CARD)
"""Columns of a person that a write sets."""
_NUMBERS = ("owner_id", "person_id")


def typed(columns: Sequence[str]) -> str:
    """Return columns with their PostgreSQL types, for rowsets.with_rows."""
    return ", ".join(f"{c} {'bigint' if c in _NUMBERS else 'text'}" for c in columns)


def entry_row(entry: CrmContact) -> Row:
    """Return the values of ENTRY."""
    card = entry.card
    return (
        entry.key,
        number(entry.owner),
        entry.origin,
        None if entry.person is None else number(entry.person),
        entry.sharing,
        _json(sorted(entry.kept_back)),
        card.display_name,
        card.company,
        _json(card.emails),
        sort_name(card),
        sought(card),
        *_card_row(card),
    )


def person_row(card: Card) -> Row:
    """Return the values of PERSON."""
    return (card.name, card.company, card.display_name, *_card_row(card))


def entry_of(row: Any) -> CrmContact:
    """Return the entry that a row of contact_reading shows."""
    sharing = Sharing(row.sharing)
    return CrmContact(
        id=CrmContactId(str(row.id)),
        version=row.version,
        key=None if row.key is None else ContactKey(row.key),
        owner=CrmUserId(str(row.owner_id)),
        origin=Origin(row.origin),
        card=_card(
            row,
            display_name=row.display_name,
            company=row.company,
            emails=tuple(Address(told) for told in json.loads(row.emails)),
            is_private=sharing is Sharing.PRIVATE,
        ),
        person=None if row.person_id is None else PersonId(str(row.person_id)),
        sharing=sharing,
        kept_back=frozenset(json.loads(row.kept_back)),
        modified_at=_instant(row.modified_at),
    )


def person_of(row: Any) -> FirmPerson:
    """Return the person that a row of contact_reading shows; the name stands in for a display name."""
    addresses = (told for _, told in addresses_of(row))
    return FirmPerson(
        id=PersonId(str(row.id)),
        version=row.version,
        card=_card(
            row,
            display_name=row.name if row.display_name is None else row.display_name,
            company=row.client,
            emails=tuple(dict.fromkeys(addresses)),
        ),
        modified_at=_instant(row.modified_at),
    )


def addresses_of(row: Any) -> list[tuple[int, Address]]:
    """Return a person's addresses with their rows' ids, as the card shows them: those without position last."""
    held = sorted(json.loads(row.addresses or "[]"), key=lambda a: (a[0] is None, a[0] or 0, a[1]))
    return [(one, Address(told)) for _, one, told in held if told]


def _card_row(card: Card) -> Row:
    return (
        *(getattr(card, name) for name in _TEXTS),
        *(_json(_parts(getattr(card, name))) for name in _PLACES),
        *(_json(getattr(card, name)) for name in _LISTS),
        None if card.birthday is None else card.birthday.isoformat(),
    )


def _card(row: Any, **own: Any) -> Card:
    told: dict[str, Any] = {name: getattr(row, name) for name in _TEXTS}
    told |= {name: _address(json.loads(getattr(row, name))) for name in _PLACES}
    told |= {name: tuple(json.loads(getattr(row, name))) for name in _LISTS}
    return Card(**told, **own, birthday=date.fromisoformat(row.birthday) if row.birthday else None)


def _parts(address: PostalAddress) -> list[str]:
    return [] if address.is_blank else [getattr(address, part) for part in ADDRESS_PARTS]


def _address(parts: Sequence[str]) -> PostalAddress:
    if not parts:
        return NO_ADDRESS
    return PostalAddress(**dict(zip(ADDRESS_PARTS, parts, strict=True)))


def _json(value: Sequence[str]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _instant(value: Any) -> datetime | None:
    return None if value is None else as_time(value).astimezone(UTC)
