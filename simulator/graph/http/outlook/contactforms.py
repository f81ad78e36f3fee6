"""What the forms of contacts say in the pretend Outlook, as fields of a contact; each checked by name."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from email.utils import parseaddr
from typing import Any

from simulator.graph.contacts.contact import Contact
from simulator.graph.http.outlook.forms import FormRefused
from simulator.graph.mail import Recipient
from sync_core.contacts.contact import PostalAddress

TEXTS = {
    "given_name": "First name",
    "middle_name": "Middle name",
    "surname": "Last name",
    "company": "Company",
    "department": "Department",
    "job_title": "Job title",
    "mobile_phone": "Mobile phone",
    "web_page": "Web page",
}
"""Fields of one line, as the form calls them."""
LISTS = {"business_phones": "Business phones", "home_phones": "Home phones"}
"""Fields of several lines."""
ADDRESS = {
    "street": "Street",
    "city": "City",
    "state": "State",
    "postal_code": "Postal code",
    "country": "Country",
}


class ContactForm:
    """The form of a contact; what it does not show stays as it is."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told

    @property
    def is_private(self) -> bool:
        """Whether it is marked private."""
        return "private" in self._told

    def contact(self) -> Contact:
        """Return a new contact.

        Raises:
            FormRefused: names the field that is wrong.
        """
        made = Contact(**self._fields(Contact()))
        if not any((made.given_name, made.surname, made.company, made.emails)):
            raise FormRefused("given_name", "expected a name, a company or an address")
        return made

    def changes(self, now: Contact) -> dict[str, Any]:
        """Return the fields that the form says otherwise than the contact.

        Raises:
            FormRefused: names the field that is wrong.
        """
        return {n: v for n, v in self._fields(now).items() if v != getattr(now, n)}

    def _fields(self, now: Contact) -> dict[str, Any]:
        fields: dict[str, Any] = {name: self._text(name) for name in TEXTS}
        fields |= {name: self._lines(name) for name in LISTS}
        fields["emails"] = self._emails(now)
        fields["business_address"] = self._address(now.business_address)
        fields["birthday"] = self._birthday(now)
        fields["categories"] = tuple(
            filter(None, map(str.strip, self._text("categories").split(",")))
        )
        notes = self._text("notes").replace("\r\n", "\n")
        is_same = notes == now.notes.replace("\r\n", "\n").strip()
        return fields | {"notes": now.notes if is_same else notes}

    def _emails(self, now: Contact) -> tuple[Recipient, ...]:
        known = {shown_email(entry): entry for entry in now.emails}
        return tuple(known.get(line) or _entry(line) for line in self._lines("emails"))

    def _address(self, now: PostalAddress) -> PostalAddress:
        told = {part: self._text(part).replace("\r\n", "\n") for part in ADDRESS}
        is_same = told["street"] == now.street.replace("\r\n", "\n").strip()
        return PostalAddress(**told | ({"street": now.street} if is_same else {}))

    def _birthday(self, now: Contact) -> datetime | None:
        text = self._text("birthday")
        if text == shown_day(now.birthday):
            return now.birthday
        try:
            return datetime.combine(date.fromisoformat(text), time(), UTC) if text else None
        except ValueError:
            raise FormRefused("birthday", "expected a day, for example 1980-03-22") from None

    def _text(self, name: str) -> str:
        return str(self._told.get(name, "")).strip()

    def _lines(self, name: str) -> tuple[str, ...]:
        return tuple(filter(None, map(str.strip, self._text(name).splitlines())))


def shown_email(entry: Recipient) -> str:
    """Return an e-mail entry as the form shows it."""
    name = entry.name.replace("\\", "").replace('"', "")
    return f'"{name}" <{entry.address}>' if name else entry.address


def shown_day(moment: datetime | None) -> str:
    """Return a birthday as the form shows it."""
    return f"{moment.astimezone(UTC).date()}" if moment else ""


def _entry(line: str) -> Recipient:
    name, address = parseaddr(line)
    local, _, domain = address.rpartition("@")
    if not local or not domain:
        raise FormRefused("emails", "expected an address in each line")
    return Recipient(address, name)
