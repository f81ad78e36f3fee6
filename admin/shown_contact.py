"""A contact as the pages show it: its fields in words, and two cards side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from admin.contact_form import EDITED, SHAREABLE
from flows.ports.contact_desk import Whereabouts
from flows.ports.desk import StaffMember
from sync_core import limits
from sync_core.contacts.contact import Card, CrmContactId, PostalAddress, Sharing
from sync_core.contacts.fields import ContactField, canonical
from sync_core.contacts.kept import ADDRESS_FIELDS, LIST_FIELDS
from sync_core.mail import CrmUserId

LABELS: Mapping[str, str] = MappingProxyType(
    {
        ContactField.GIVEN_NAME: "First name",
        ContactField.MIDDLE_NAME: "Middle name",
        ContactField.SURNAME: "Surname",
        ContactField.TITLE: "Title before the name",
        ContactField.SUFFIX: "Suffix after the name",
        ContactField.DISPLAY_NAME: "Name shown in lists",
        ContactField.NICKNAME: "Nickname",
        ContactField.COMPANY: "Company",
        ContactField.DEPARTMENT: "Department",
        ContactField.JOB_TITLE: "Job title",
        ContactField.BUSINESS_ADDRESS: "Business address",
        ContactField.HOME_ADDRESS: "Home address",
        ContactField.OTHER_ADDRESS: "Other address",
        ContactField.BUSINESS_PHONES: "Business phones",
        ContactField.HOME_PHONES: "Home phones",
        ContactField.MOBILE_PHONE: "Mobile phone",
        ContactField.EMAILS: "E-mail addresses",
        ContactField.WEB_PAGE: "Web page",
        ContactField.BIRTHDAY: "Birthday",
        ContactField.NOTES: "Shared notes",
        ContactField.CATEGORIES: "Categories",
        ContactField.PRIVATE: "Private",
    }
)
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "street": "Street",
        "city": "City",
        "state": "State or canton",
        "postal_code": "Postal code",
        "country": "Country",
    }
)
SEEN_BY: Mapping[Sharing, str] = MappingProxyType(
    {
        Sharing.PRIVATE: "Private: only the user whose list it is",
        Sharing.LIST: "The list: the user, and whoever looks after the list",
        Sharing.FIRM: "Shared with the firm, save the fields kept back",
    }
)


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field in words."""

    name: ContactField
    label: str
    text: str
    """Empty where nothing is known."""
    control: str
    """How a form asks for it: line, lines, text, day or address."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One field of a card and of those that it stands beside."""

    label: str
    first: str
    others: tuple[str, ...]
    differs: bool
    """Whether one of them tells otherwise."""


def shown_fields(card: Card) -> tuple[ShownField, ...]:
    """Return every field of a card that the mapping names."""
    return tuple(
        ShownField(name, LABELS[name], text_of(card, name), _control(name)) for name in EDITED
    )


def beside(first: Card | None, others: Sequence[Card]) -> tuple[Beside, ...]:
    """Return the fields of cards side by side, of which at least one says something."""
    one, compared = canonical(first or Card()), [canonical(other) for other in others]
    return tuple(
        Beside(
            LABELS[name],
            text_of(first, name) if first else "",
            tuple(text_of(other, name) for other in others),
            first is not None and any(one[name] != other[name] for other in compared),
        )
        for name in ContactField
        if one[name] or any(other[name] for other in compared)
    )


def text_of(card: Card, name: ContactField) -> str:
    """Return a field as it is read; values of a list on lines of their own."""
    value = getattr(card, name.value)
    if isinstance(value, PostalAddress):
        return address_text(value)
    if isinstance(value, tuple):
        return "\n".join(value)
    if isinstance(value, bool):
        return "Yes" if value else ""
    return str(value) if value else ""


def address_text(address: PostalAddress) -> str:
    """Return an address on lines."""
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    lines = (address.street, town, address.state, address.country)
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class Shareable:
    """One field that a user may keep back from the firm."""

    name: str
    label: str
    is_kept_back: bool
    rises: bool
    """Whether the policy lets it rise at all."""


def shareable(kept_back: Iterable[str], rising: Sequence[ContactField]) -> tuple[Shareable, ...]:
    """Return the fields a user may keep back: those that the policy lets rise, and those kept back already."""
    held = frozenset(kept_back)
    return tuple(
        Shareable(name.value, LABELS[name], name.value in held, name in rising)
        for name in SHAREABLE
        if name in rising or name.value in held
    )


@dataclass(frozen=True, slots=True)
class InList:
    """One contact list that holds a person of the firm."""

    owner: str
    entry: CrmContactId


def lists_shown(where: Whereabouts, staff: Mapping[CrmUserId, StaffMember]) -> tuple[InList, ...]:
    """Return whose lists hold a person, by name; at most limits.PEOPLE_LISTS_SHOWN."""
    named = [InList(owner_name(staff.get(owner)), entry) for owner, entry in where.lists]
    return tuple(sorted(named, key=lambda n: (n.owner.casefold(), n.entry)))[
        : limits.PEOPLE_LISTS_SHOWN
    ]


def owner_name(member: StaffMember | None) -> str:
    """Return what the user of a list is called."""
    return (member.name or member.address) if member is not None else "a former user"


def _control(name: ContactField) -> str:
    if name in ADDRESS_FIELDS:
        return "address"
    if name in (*LIST_FIELDS, ContactField.EMAILS):
        return "lines"
    return {ContactField.BIRTHDAY: "day", ContactField.NOTES: "text"}.get(name, "line")
