"""Real exports of iPhone, Outlook, Gmail, Android, Lotus and others: read, brought in, nothing mapped lost."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from simulator.contactfiles import load_contacts, read_contacts
from simulator.graph import Tenant, TenantContacts, transport
from simulator.graph.surroundings import SeededSurroundings
from sync_core.contacts.contact import DEFAULT_FOLDER, OutlookContact
from tests.shared_data import SHARED, shared_path

_FOLDER = SHARED / "data/contacts"


def described() -> list[dict[str, Any]]:
    """Return what the index says of each file; one without a name stands for all where it is absent."""
    index = _FOLDER / "index.jsonl"
    if not index.exists():
        return [{"file": "index.jsonl"}]
    return [json.loads(line) for line in index.read_text().splitlines()]


@pytest.fixture(params=described(), ids=lambda told: Path(told["file"]).stem)
def told(request: pytest.FixtureRequest) -> dict[str, Any]:
    shared_path("data/contacts/index.jsonl")
    found: dict[str, Any] = request.param
    return found


def test_every_card_of_a_file_is_read(told: dict[str, Any]) -> None:
    reading = read_contacts(_FOLDER / told["file"])
    assert (len(reading.cards), reading.left_out) == (told["cards"], ())


def test_no_value_of_a_file_is_lost_without_a_word(told: dict[str, Any]) -> None:
    cards = read_contacts(_FOLDER / told["file"]).cards
    over = [one.part for card in cards for one in card.left_over]
    contacts = [card.contact for card in cards]
    phones = [
        (*c.business_phones, *c.home_phones, *filter(None, [c.mobile_phone])) for c in contacts
    ]
    assert sum(len(c.emails) for c in contacts) + over.count("EMAIL") == told["emails"]
    assert sum(map(len, phones)) + over.count("TEL") == told["tels"]
    addresses = [(c.business_address, c.home_address, c.other_address) for c in contacts]
    there = sum(not address.is_blank for three in addresses for address in three)
    assert there + over.count("ADR") == told["adrs"]
    assert over.count("PHOTO") == told["photos"]
    days = [c.birthday for c in contacts if c.birthday]
    assert bool(days) + over.count("BDAY") == min(told["bdays"], 1)


def test_nothing_is_left_encoded_or_escaped(told: dict[str, Any]) -> None:
    for card in read_contacts(_FOLDER / told["file"]).cards:
        written = repr(card.contact)
        for trace in ("=0D", "=C3", "QUOTED", "\\\\n", "\\\\,", "_$!<", "\ufffd"):
            assert trace not in written, trace


async def test_a_file_is_brought_in_and_read_back_as_its_cards_say(told: dict[str, Any]) -> None:
    tenant = Tenant(SeededSurroundings(3))
    ana = tenant.add_user("Ana Lima")
    loaded = load_contacts(tenant, ana, _FOLDER / told["file"])
    assert loaded.left_out == ()
    listed = (await TenantContacts(tenant).listed(ana, DEFAULT_FOLDER, "")).contacts
    assert [contact.id for contact in listed] == [name for name, _ in loaded.contacts]
    for found, (_, card) in zip(listed, loaded.contacts, strict=True):
        assert isinstance(found, OutlookContact)
        says = card.contact
        assert (found.card.given_name, found.card.surname) == (says.given_name, says.surname)
        assert (found.card.notes, found.card.company) == (says.notes, says.company)
        assert found.card.business_phones == says.business_phones
        assert found.card.home_address == says.home_address
        assert len(found.card.emails) + found.unusable_entries == len(says.emails)
        assert found.card.birthday == (says.birthday.date() if says.birthday else None)


async def test_a_file_survives_the_way_over_http(told: dict[str, Any]) -> None:
    """What Graph tells of each contact, written as a new one, is the same contact."""
    tenant = Tenant(SeededSurroundings(3))
    ana, ben = tenant.add_user("Ana Lima"), tenant.add_user("Ben Roth")
    loaded = load_contacts(tenant, ana, _FOLDER / told["file"])
    async with httpx.AsyncClient(
        transport=transport(tenant),
        base_url="http://graph.local/v1.0",
        headers={"authorization": "Bearer made-up", "prefer": 'IdType="ImmutableId"'},
    ) as graph:
        for name, _ in loaded.contacts:
            read = (await graph.get(f"/users/{ana}/contacts/{name}")).json()
            made = await graph.post(f"/users/{ben}/contacts", json=read)
            assert made.status_code == 201, made.text
            copy = tenant.contacts.look(ben, made.json()["id"]).says
            original = tenant.contacts.look(ana, name).says
            named = (replace(entry, name=entry.name or entry.address) for entry in original.emails)
            assert copy == replace(original, emails=tuple(named))


def test_the_cards_of_a_few_files_say_what_their_owners_wrote() -> None:
    shared_path("data/contacts/index.jsonl")
    files = _FOLDER / "ez-vcard"
    (outlook,) = read_contacts(files / "outlook-2003.vcf").cards
    assert outlook.contact.company == "Company, The"
    assert outlook.contact.office == "TheOffice"
    assert outlook.contact.notes.splitlines()[1:] == ["Second line", "", "Third line is empty"]
    android = read_contacts(files / "John_Doe_ANDROID.vcf").cards
    assert [card.contact.display_name == "" for card in android[:3]] == [True, True, False]
    (rfc,) = read_contacts(files / "rfc6350-example.vcf").cards
    assert rfc.contact.business_phones == ("+1-418-656-9254 ext. 102",)
    assert [one.why.value for one in rfc.left_over if one.part == "BDAY"] == ["no_year"]
    (iphone,) = read_contacts(files / "John_Doe_IPHONE.vcf").cards
    assert iphone.contact.business_address.street == "Street4\nBuilding 6\nFloor 8"
    assert iphone.contact.birthday is not None
