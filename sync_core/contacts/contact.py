"""A contact as the engine sees it, the same for every side. Held in memory during a run only."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from sync_core.calendar.event import Origin
from sync_core.mail import Address, CrmUserId, PersonId

ContactId = NewType("ContactId", str)
"""An Outlook contact's immutable id, in one mailbox."""
CrmContactId = NewType("CrmContactId", str)
"""One entry of a user's contact list in the CRM."""
ContactKey = NewType("ContactKey", str)
"""Digest of an Outlook contact's id: what its entry in the CRM's list is found by."""
ContactFolderId = NewType("ContactFolderId", str)
"""One contact folder of a mailbox; empty: its default one."""
DEFAULT_FOLDER = ContactFolderId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """Where somebody is found; every part may be empty."""

    street: str = ""
    """May hold several lines."""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any((self.street, self.city, self.state, self.postal_code, self.country))


NO_ADDRESS = PostalAddress()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is known of somebody. Texts are empty where nothing is known."""

    given_name: str = ""
    middle_name: str = ""
    surname: str = ""
    title: str = ""
    """Before the name: Dr, Ms."""
    suffix: str = ""
    """After it: Jr, III."""
    display_name: str = ""
    """As shown in lists; of an organisation the only name."""
    nickname: str = ""
    company: str = ""
    department: str = ""
    job_title: str = ""
    business_address: PostalAddress = NO_ADDRESS
    home_address: PostalAddress = NO_ADDRESS
    other_address: PostalAddress = NO_ADDRESS
    business_phones: tuple[str, ...] = ()
    home_phones: tuple[str, ...] = ()
    mobile_phone: str = ""
    emails: tuple[Address, ...] = ()
    """In normal form, the main one first; an entry without a usable address is not among them."""
    web_page: str = ""
    birthday: date | None = None
    notes: str = ""
    """What is shared of the notes: never a user's own text (notes.py)."""
    categories: tuple[str, ...] = ()
    is_private: bool = False

    @property
    def name(self) -> str:
        """The name to show: as told for lists, else first and last name, company, or first address."""
        whole = " ".join(p for p in (self.given_name, self.middle_name, self.surname) if p)
        return self.display_name or whole or self.company or next(iter(self.emails), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookContact:
    """One contact in one mailbox."""

    id: ContactId
    version: str
    """The etag to write on."""
    card: Card
    """`notes` holds everything that stands there, the user's own text too."""
    stamp: str = ""
    """Of a contact that the engine made: finds it again. A user's copy of it carries the same one."""
    is_list: bool = False
    """A distribution list among the contacts."""
    unusable_entries: int = 0
    """E-mail entries without a usable address (X.500 names of former servers): never touched."""
    created_at: datetime | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableContact:
    """A contact that Microsoft 365 returned in a form that cannot be read."""

    id: ContactId
    problem: str
    """A code and a field's path, never content."""


class Sharing(StrEnum):
    """Who sees an entry of a user's contact list."""

    PRIVATE = "private"
    """The user alone, no proxy either (facts: features 150)."""
    LIST = "list"
    """The user and proxies (151)."""
    FIRM = "firm"
    """What is not kept back rises to the firm's people (145)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmContact:
    """One entry of a user's contact list in the CRM."""

    id: CrmContactId
    version: int
    """Counts every write; to write on."""
    key: ContactKey | None
    """Known once it has been in Outlook; unique in the CRM."""
    owner: CrmUserId
    """Whose list it stands in."""
    origin: Origin
    card: Card
    """May hold more than Outlook can: a fourth address, a third phone."""
    person: PersonId | None = None
    """The person of the firm it stands for."""
    sharing: Sharing = Sharing.LIST
    kept_back: frozenset[str] = frozenset()
    """Fields (ContactField) that the user does not share with the firm."""
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmPerson:
    """A person of the firm, as contact lists see them."""

    id: PersonId
    version: int
    card: Card
    modified_at: datetime | None = None
