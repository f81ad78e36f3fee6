"""What the control API takes of contacts: contacts to be made, and what people do to them and their folders."""

from datetime import UTC, date, datetime, time
from typing import Any, Literal

from simulator.graph.contacts.contact import Contact
from simulator.graph.http.orders import Order, Party, recipient
from sync_core.contacts.contact import PostalAddress


class AddressOrder(Order):
    """A postal address."""

    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""


class ContactFields(Order):
    """What somebody writes into a contact; what is left out stays, or is empty in a new one."""

    given_name: str | None = None
    middle_name: str | None = None
    surname: str | None = None
    title: str | None = None
    generation: str | None = None
    initials: str | None = None
    nickname: str | None = None
    display_name: str | None = None
    file_as: str | None = None
    company: str | None = None
    department: str | None = None
    job_title: str | None = None
    office: str | None = None
    profession: str | None = None
    assistant: str | None = None
    manager: str | None = None
    spouse: str | None = None
    children: tuple[str, ...] | None = None
    business_address: AddressOrder | None = None
    home_address: AddressOrder | None = None
    other_address: AddressOrder | None = None
    business_phones: tuple[str, ...] | None = None
    home_phones: tuple[str, ...] | None = None
    mobile_phone: str | None = None
    emails: tuple[Party, ...] | None = None
    im_addresses: tuple[str, ...] | None = None
    web_page: str | None = None
    birthday: date | Literal[""] | None = None
    """Empty: none."""
    notes: str | None = None
    categories: tuple[str, ...] | None = None
    private: bool | None = None

    def fields(self) -> dict[str, Any]:
        """Return the fields of a Contact that were given."""
        given = {n: v for n, v in self._contact_fields() if v is not None}
        for name in ("business_address", "home_address", "other_address"):
            if name in given:
                given[name] = PostalAddress(**given[name].model_dump())
        if "emails" in given:
            given["emails"] = tuple(map(recipient, given["emails"]))
        if "birthday" in given:
            day = given["birthday"]
            given["birthday"] = datetime.combine(day, time(), UTC) if day else None
        return given

    def _contact_fields(self) -> list[tuple[str, Any]]:
        return [(n, getattr(self, n)) for n in ContactFields.model_fields if n != "private"]


class ContactOrder(ContactFields):
    """A contact to be made by a mailbox's owner."""

    mailbox: str
    """Object id or any address of its owner."""
    folder: str = ""
    """Id of a contact folder; empty: the default one."""
    is_list: bool = False
    """A distribution list, of which the display name alone counts."""

    def says(self) -> Contact:
        """Return the contact."""
        return Contact(**self.fields())


class ContactActOrder(ContactFields):
    """Something that a mailbox's owner does to a contact."""

    mailbox: str
    id: str
    act: Literal["edit", "delete", "purge", "restore", "move", "copy", "damage"]
    folder: str = ""
    """Where it goes, or its copy."""


class ContactFolderOrder(Order):
    """A contact folder to be made, or renamed, or deleted."""

    mailbox: str
    id: str = ""
    """Empty: a new one is made."""
    name: str = ""
    """Empty: it is deleted."""
