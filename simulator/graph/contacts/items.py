"""Contacts and contact folders as a mailbox keeps them."""

from dataclasses import dataclass, field
from datetime import datetime

from simulator.graph.changes import ChangeLog
from simulator.graph.contacts.contact import Contact
from simulator.graph.contacts.properties import (
    CONTACT_CLASS,
    LIST_CLASS,
    MESSAGE_CLASS,
    property_key,
)


@dataclass(slots=True, kw_only=True)
class ContactItem:
    """One contact, or one distribution list among the contacts."""

    number: int
    folder: int | None
    """Number of the contact folder it lies in; None: among the deleted items."""
    says: Contact = field(repr=False)
    created: datetime
    modified: datetime
    extended: dict[str, str] = field(default_factory=dict, repr=False)
    """Single-value extended properties, id as the server writes it -> value; a copy takes them along."""
    is_list: bool = False
    """A distribution list (IPM.DistList)."""
    moves: int = 0
    version: int = 1
    """Counts up with every change; what changeKey and etag are made of."""
    is_damaged: bool = False
    """Served in a form that no reader understands, for tests of what is unreadable."""

    @property
    def change_key(self) -> str:
        """The changeKey: different after every change."""
        return f"CntAABYAAAA{self.number:08X}{self.version:04X}"

    @property
    def etag(self) -> str:
        """The @odata.etag: W/ and the changeKey in quotes."""
        return f'W/"{self.change_key}"'

    @property
    def properties(self) -> dict[str, str]:
        """Every extended property that it has, its message class among them."""
        return {MESSAGE_CLASS: LIST_CLASS if self.is_list else CONTACT_CLASS} | self.extended

    def value_of(self, name: str) -> str | None:
        """Return an extended property's value, however its id is spelt; None: it has none."""
        return value_of(self.properties, name)


@dataclass(slots=True, kw_only=True)
class ContactFolder:
    """One contact folder, what lies in it and what changed there."""

    number: int
    id: str
    name: str
    is_default: bool
    extended: dict[str, str] = field(default_factory=dict)
    """Single-value extended properties of the folder itself: nobody sees them in Outlook."""
    items: dict[int, None] = field(default_factory=dict, repr=False)
    """Its contacts by number, oldest first."""
    log: ChangeLog = field(default_factory=ChangeLog, repr=False)
    left: dict[int, int] = field(default_factory=dict, repr=False)
    """Item number -> how often it had moved when it left: what its default id here was."""


def value_of(properties: dict[str, str], name: str) -> str | None:
    """Return the value of a property among others, however its id is spelt."""
    key = property_key(name)
    return next((value for held, value in properties.items() if property_key(held) == key), None)
