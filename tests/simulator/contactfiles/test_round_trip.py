"""Every shared contact file: from Outlook into the user's list in the CRM, and from there into an emptied Outlook.

What the mapping names comes back as it was, on both sides. Flows and ports are the real ones, in memory.
"""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from simulator.contactfiles import load_contacts
from simulator.graph.contacts.contact import Contact
from sync_core.addresses import NoAddress, normalise
from sync_core.contacts.contact import DEFAULT_FOLDER, Card, OutlookContact
from sync_core.contacts.fields import ContactField, canonical
from sync_core.work import MailboxId
from tests.flows.contacts.office import Office
from tests.shared_data import SHARED, shared_path

_FOLDER = SHARED / "data/contacts"
_FILES = sorted(_FOLDER.rglob("*.vcf")) or [_FOLDER / "none.vcf"]
EVERYTHING: dict[str, Any] = {
    "first_run": "union",
    "brakes": {
        "preview_first": False,
        "changes": 100_000,
        "deletes": 100_000,
        "share": 1.0,
        "suspicious": 100_000,
    },
}
"""A policy that lets everything through."""


@pytest.fixture(params=_FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    shared_path("data/contacts/ez-vcard")
    found: Path = request.param
    return found


NICKNAME = "Edited in the CRM"
STAY_BEHIND = {
    "notes": "a user's own text never leaves; only a marked block of it would",
    "initials": "no field of the CRM",
    "file_as": "Outlook's own order; made of the names",
    "office": "no field of the CRM",
    "profession": "no field of the CRM",
    "assistant": "no field of the CRM",
    "manager": "no field of the CRM",
    "spouse": "no field of the CRM",
    "children": "no field of the CRM",
    "yomi_given_name": "no field of the CRM",
    "yomi_surname": "no field of the CRM",
    "yomi_company": "no field of the CRM",
    "im_addresses": "no field of the CRM",
}
"""What of an Outlook contact the mapping does not name, and why."""
_MAPPED = frozenset(ContactField) - {ContactField.NOTES}


def mapped(card: Card) -> tuple[str, ...]:
    """Return what is compared of a card."""
    told = canonical(card)
    return tuple(told[name] for name in sorted(_MAPPED))


async def shown(office: Office, mailbox: MailboxId) -> list[Card]:
    """Return the people in a mailbox's folder as the engine reads them; groups are none."""
    page = await office.parts.contacts.listed(mailbox, DEFAULT_FOLDER, "")
    assert not page.next
    read = [one for one in page.contacts if isinstance(one, OutlookContact)]
    assert len(read) == len(page.contacts)
    return [one.card for one in read if not one.is_list]


async def made_again(office: Office, mailbox: MailboxId) -> None:
    """Delete all people in Outlook while each is edited in the CRM: they are made there again, from the list."""
    for id_ in list(office.outlook.within(mailbox)):
        if not office.outlook.look(mailbox, id_).is_list:
            office.outlook.delete(mailbox, id_)
    for entry in await office.entries(mailbox):
        await office.edit(entry, nickname=NICKNAME)
    await office.look(mailbox)  # a whole comparison would hold the folder that was emptied


def kept(says: Contact) -> str:
    """Return everything of a contact that the mapping names, to the letter.

    An e-mail entry without a usable address (letters alone, a former server's X.500 name) is no address of the
    CRM's: it stays in the contact where it stands, and a contact made anew has none.
    """
    told = {f.name: getattr(says, f.name) for f in fields(Contact) if f.name not in STAY_BEHIND}
    addresses = (normalise(one.address) for one in says.emails)
    usable = [address for address in addresses if not isinstance(address, NoAddress)]
    return str(told | {"emails": usable})


async def test_a_file_goes_to_the_crm_and_back_into_an_emptied_outlook_with_nothing_mapped_lost(
    path: Path,
) -> None:
    office = Office()
    bo = office.user("bo")
    loaded = load_contacts(office.tenant, bo, path)
    await office.begin(**EVERYTHING)
    before = await shown(office, bo)
    people = [office.outlook.look(bo, i).says for i, card in loaded.contacts if not card.is_group]
    groups = len(loaded.contacts) - len(people)

    assert len(before) == len(people) > 0
    assert await office.reasons(bo) == ["distribution_list"] * groups
    in_crm = [entry.card for entry in await office.entries(bo)]
    assert sorted(map(mapped, in_crm)) == sorted(map(mapped, before))
    await made_again(office, bo)
    after = await shown(office, bo)
    assert sorted(map(mapped, after)) == sorted(mapped(_edited(card)) for card in before)
    there = [says for says in office.in_outlook(bo) if says.nickname == NICKNAME]
    assert sorted(map(kept, there)) == sorted(kept(_renamed(says)) for says in people)
    assert await office.linked(bo) == len(people)


async def test_what_made_the_round_trip_is_written_no_more(path: Path) -> None:
    office = Office()
    bo = office.user("bo")
    load_contacts(office.tenant, bo, path)
    await office.begin(**EVERYTHING)
    await made_again(office, bo)
    written, entries = office.written(), await office.entries(bo)
    await office.compare(bo)

    assert office.written() == written
    assert await office.entries(bo) == entries


def _edited(card: Card) -> Card:
    return replace(card, nickname=NICKNAME)


def _renamed(says: Contact) -> Contact:
    return replace(says, nickname=NICKNAME)
