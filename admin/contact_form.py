"""A contact as a form or a program tells it, checked field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from admin.form_fields import FormFields
from admin.refusals import bad_fields
from admin.web import Fields
from sync_core.addresses import NoAddress, normalise
from sync_core.contacts.contact import Card, PostalAddress, Sharing
from sync_core.contacts.fields import ContactField
from sync_core.contacts.kept import ADDRESS_FIELDS, ADDRESS_PARTS, LIST_FIELDS, TEXT_FIELDS
from sync_core.mail import Address

EDITED = tuple(name for name in ContactField if name is not ContactField.PRIVATE)
"""The fields that a form tells; who sees a contact is said apart."""
SHAREABLE = tuple(name for name in EDITED if name is not ContactField.NOTES)
"""The fields that may be kept back from the firm one by one."""
_NO_CARD = Card()


@dataclass(frozen=True, slots=True)
class Told:
    """What a form says of a card."""

    card: Card
    fields: frozenset[str]
    """What it changes."""


class ContactForm:
    """The fields as sent; what is wrong with them is told together."""

    def __init__(self, fields: Fields) -> None:
        self._form = FormFields(fields)

    def new_card(self) -> Card:
        """Return the card that the form describes.

        Raises:
            Refused: fields hold something else than expected; names each.
        """
        card = self.edit(_NO_CARD).card
        if not card.name.strip():
            raise bad_fields(("display_name", "expected a name, a company or an address"))
        return card

    def edit(self, held: Card) -> Told:
        """Return what the form changes of a card; what it leaves equal, or does not name, is not among it.

        Raises:
            Refused: fields hold something else than expected; names each.
        """
        values = {name.value: self._value(name, held) for name in EDITED}
        self._form.or_refuse()
        changed = (n for n, told in values.items() if _plain(told) != _plain(getattr(held, n)))
        return Told(replace(held, **values), frozenset(changed))

    def sharing(self) -> Sharing:
        """Return who is to see the contact.

        Raises:
            Refused: it is none of private, list and firm.
        """
        text = self._form.text("sharing")
        try:
            return Sharing(text)
        except ValueError:
            expected = ", ".join(s.value for s in Sharing)
            raise bad_fields(("sharing", f"expected one of {expected}")) from None

    def kept_back(self) -> frozenset[str]:
        """Return the fields that stay with their user.

        Raises:
            Refused: one of them is no field that can be shared.
        """
        told = frozenset(self._lines("kept_back"))
        if told - {name.value for name in SHAREABLE}:
            raise bad_fields(("kept_back", "expected names of fields that can be shared"))
        return told

    def _value(self, name: ContactField, held: Card) -> Any:
        was = getattr(held, name.value)
        if name in ADDRESS_FIELDS:
            return self._address(name, was)
        if name.value not in self._form.sent:
            return was
        if name in TEXT_FIELDS:
            return self._text(name.value)
        if name in LIST_FIELDS:
            return self._lines(name.value)
        return self._emails() if name is ContactField.EMAILS else self._birthday(was)

    def _text(self, name: str) -> str:
        return _plain_text(self._form.text(name))

    def _lines(self, name: str) -> tuple[str, ...]:
        return _lines_of(self._form.several(name))

    def _address(self, name: ContactField, was: PostalAddress) -> PostalAddress:
        parts = {part: f"{name}.{part}" for part in ADDRESS_PARTS}
        told = {part: self._text(p) for part, p in parts.items() if p in self._form.sent}
        return replace(was, **told)

    def _emails(self) -> tuple[Address, ...]:
        found: dict[Address, None] = {}
        for text in self._lines(ContactField.EMAILS.value):
            address = normalise(text)
            if isinstance(address, NoAddress):
                self._form.wrong("emails", "expected e-mail addresses such as ana@x.test")
            else:
                found[address] = None
        return tuple(found)

    def _birthday(self, was: date | None) -> date | None:
        text = self._text(ContactField.BIRTHDAY.value)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._form.wrong("birthday", "expected a day such as 1980-01-31, or nothing")
            return was


def contact_fields_of(document: Mapping[str, object]) -> Fields:
    """Return a JSON object as a form tells it: parts of an address under a dotted name, lists line by line.

    Raises:
        Refused: a field is unknown, or of another shape than the contact's.
    """
    told: dict[str, tuple[str, ...]] = {}
    for name, value in document.items():
        told.update(_told_field(name, value))
    return told


def _plain(value: Any) -> Any:
    """Return a value as a form that shows it would tell it again: white space at its ends means nothing."""
    if isinstance(value, str):
        return _plain_text(value)
    if isinstance(value, PostalAddress):
        return tuple(_plain_text(getattr(value, part)) for part in ADDRESS_PARTS)
    return _lines_of(value) if isinstance(value, tuple) else value


def _plain_text(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _lines_of(texts: Iterable[str]) -> tuple[str, ...]:
    lines = (line.strip() for text in texts for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def _told_field(name: str, value: object) -> dict[str, tuple[str, ...]]:
    known = {one.value: one for one in EDITED}
    if name not in known:
        raise bad_fields((name, "expected no such field"))
    if known[name] in ADDRESS_FIELDS:
        return _told_address(name, value)
    if known[name] in (*LIST_FIELDS, ContactField.EMAILS):
        if not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
            raise bad_fields((name, "expected a list of texts"))
        return {name: tuple(value)}
    if name == ContactField.BIRTHDAY and value is None:
        return {name: ("",)}
    if not isinstance(value, str):
        raise bad_fields((name, "expected a text"))
    return {name: (value,)}


def _told_address(name: str, value: object) -> dict[str, tuple[str, ...]]:
    parts = value if isinstance(value, dict) else {"": None}
    wrong = [p for p, v in parts.items() if p not in ADDRESS_PARTS or not isinstance(v, str)]
    if wrong:
        expected = f"expected texts under {', '.join(ADDRESS_PARTS)}"
        raise bad_fields((name, expected))
    return {f"{name}.{part}": (str(text),) for part, text in parts.items()}
