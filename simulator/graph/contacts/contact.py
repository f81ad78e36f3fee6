"""What a contact says: every field that Outlook keeps of it, those that nobody maps too."""

from dataclasses import dataclass
from datetime import datetime

from simulator.graph.mail import Recipient
from sync_core.contacts.contact import NO_ADDRESS, PostalAddress

EMAILS_MAX = 3
"""MAPI holds Email1 to Email3 (facts: graph §3)."""
PHONES_MAX = 2
"""Business and home phones: two of each."""
IM_ADDRESSES_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What is written in a contact. Texts are empty where nothing is."""

    given_name: str = ""
    middle_name: str = ""
    surname: str = ""
    title: str = ""
    generation: str = ""
    """After the name: Jr, III."""
    initials: str = ""
    nickname: str = ""
    display_name: str = ""
    """Empty: made of the names."""
    file_as: str = ""
    """Under which it is sorted; empty: made of the names."""
    company: str = ""
    department: str = ""
    job_title: str = ""
    office: str = ""
    profession: str = ""
    assistant: str = ""
    manager: str = ""
    spouse: str = ""
    children: tuple[str, ...] = ()
    yomi_given_name: str = ""
    """How a Japanese name is spoken; likewise below."""
    yomi_surname: str = ""
    yomi_company: str = ""
    business_address: PostalAddress = NO_ADDRESS
    home_address: PostalAddress = NO_ADDRESS
    other_address: PostalAddress = NO_ADDRESS
    business_phones: tuple[str, ...] = ()
    home_phones: tuple[str, ...] = ()
    mobile_phone: str = ""
    emails: tuple[Recipient, ...] = ()
    """An address may be an X.500 name, as of a former server's."""
    im_addresses: tuple[str, ...] = ()
    web_page: str = ""
    birthday: datetime | None = None
    """UTC; of it the server keeps the day alone."""
    notes: str = ""
    categories: tuple[str, ...] = ()
