"""Contacts as tests of pages write them down, and who looks."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from admin import PageResponse
from sync_core.calendar.event import Origin
from sync_core.contacts.contact import Card, CrmContact, Sharing
from sync_core.mail import Address
from tests.admin.firm import Firm
from tests.admin.pretend_door import NAME


def card(name: str = "Ana Kern", *emails: str, **fields: Any) -> Card:
    """Return a card."""
    given, _, surname = name.partition(" ")
    return Card(
        given_name=given,
        surname=surname,
        display_name=name,
        emails=tuple(Address(e) for e in emails),
        **fields,
    )


async def enter(firm: Firm, owner: str, says: Card, sharing: Sharing = Sharing.LIST) -> CrmContact:
    """Write down somebody in a user's list."""
    user = await firm.staff(owner)
    return await firm.crm.contacts.add_contact(user, says, sharing, Origin.PAGE)


async def now(firm: Firm, entry: CrmContact) -> CrmContact:
    """Return an entry as the CRM holds it now; it must be there."""
    found = await firm.crm.contacts.contact(entry.id)
    assert found is not None
    return found


def signed_in(name: str) -> dict[str, str]:
    """Return the headers of a user who is signed in."""
    return {NAME: name}


def leads_to(answer: PageResponse) -> tuple[str, dict[str, list[str]]]:
    """Return path and query of the page that a form goes on to."""
    told = urlsplit(answer.headers["HX-Redirect"])
    return told.path, parse_qs(told.query)
