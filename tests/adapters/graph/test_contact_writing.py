"""What is written into a contact: the fields named, as Graph takes them, and what must go along."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from adapters.graph.cards.reading import checked, contact_of
from adapters.graph.cards.writing import changes, new_contact
from adapters.graph.wire import Mailbox
from sync_core.contacts.contact import NO_ADDRESS, Card, OutlookContact, PostalAddress
from sync_core.contacts.fields import ContactField
from sync_core.mail import Address
from tests.adapters.graph.canned import contact

STAMP = "String {6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10} Name RapportStamp"
FORMER: Mailbox = {"name": "Former", "address": "/o=ExchangeLabs/cn=ana"}
ANA: Mailbox = {"name": "Ana at Acme", "address": "Ana@client.test"}


def there(**fields: Any) -> OutlookContact:
    told = contact_of(checked(contact(**fields)))
    assert isinstance(told, OutlookContact)
    return told


def written(*names: ContactField, entries: tuple[Mailbox, ...] = (), **values: Any) -> Any:
    """Return what is sent to change some fields of Ana, without the name shown that goes along."""
    before = there()
    told = changes(before, replace(before.card, **values), frozenset(names), entries)
    shown = told.pop("displayName")
    assert shown == values.get("display_name", "Ana Client") or shown is None
    return told


def emails(*texts: str) -> tuple[Address, ...]:
    return tuple(map(Address, texts))


@pytest.mark.parametrize(
    ("name", "value", "body"),
    [
        (ContactField.GIVEN_NAME, "Eva", {"givenName": "Eva"}),
        (ContactField.GIVEN_NAME, "", {"givenName": None}),
        (ContactField.SUFFIX, "Jr", {"generation": "Jr"}),
        (ContactField.NICKNAME, "", {"nickName": None}),
        (ContactField.COMPANY, "Acme", {"companyName": "Acme"}),
        (ContactField.MOBILE_PHONE, "", {"mobilePhone": None}),
        (ContactField.BUSINESS_PHONES, ("1", "2"), {"businessPhones": ["1", "2"]}),
        (ContactField.HOME_PHONES, (), {"homePhones": []}),
        (ContactField.CATEGORIES, (), {"categories": []}),
        (ContactField.EMAILS, (), {"emailAddresses": []}),
        (ContactField.WEB_PAGE, "", {"businessHomePage": None}),
        (ContactField.NOTES, "", {"personalNotes": None}),
        (ContactField.BIRTHDAY, date(985, 1, 2), {"birthday": "0985-01-02T11:59:00Z"}),
        (ContactField.BIRTHDAY, None, {"birthday": None}),
        (
            ContactField.PRIVATE,
            True,
            {"singleValueExtendedProperties": [{"id": "Integer 0x36", "value": "2"}]},
        ),
        (
            ContactField.PRIVATE,
            False,
            {"singleValueExtendedProperties": [{"id": "Integer 0x36", "value": "0"}]},
        ),
    ],
)
def test_a_field_is_sent_alone_and_cleared_by_null_or_an_empty_list(
    name: ContactField, value: Any, body: dict[str, Any]
) -> None:
    assert written(name, **{name.value: value}) == body


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        (PostalAddress(city="Porto"), {"city": "Porto"}),
        (NO_ADDRESS, {}),
    ],
)
def test_every_part_of_an_address_is_sent(address: PostalAddress, parts: dict[str, str]) -> None:
    blank = dict.fromkeys(("street", "city", "state", "postalCode", "countryOrRegion"))

    told = written(ContactField.HOME_ADDRESS, home_address=address)

    assert told == {"homeAddress": {**blank, **parts}}


def test_the_name_shown_goes_along_as_it_is_unless_it_is_written_itself() -> None:
    before, card = there(), Card(company="Other", display_name="Shown")
    company = frozenset({ContactField.COMPANY})

    assert changes(before, card, company, ())["displayName"] == "Ana Client"
    both = company | {ContactField.DISPLAY_NAME}
    assert changes(before, card, both, ())["displayName"] == "Shown"
    cleared = replace(card, display_name="")
    assert changes(before, cleared, both, ())["displayName"] is None
    assert "displayName" not in changes(there(displayName=None), card, company, ())


def test_nothing_named_is_nothing_sent() -> None:
    assert changes(there(), Card(), frozenset(), ()) == {}


def test_every_field_can_be_sent() -> None:
    names = [frozenset({name}) for name in ContactField]

    bodies = [changes(there(displayName=None), Card(), name, ()) for name in names]

    assert all(len(body) == 1 for body in bodies)
    assert len({key for body in bodies for key in body}) == len(ContactField)


def test_an_entry_that_stays_is_sent_as_it_was_and_a_new_one_with_a_name() -> None:
    told = written(
        ContactField.EMAILS,
        entries=(ANA,),
        emails=emails("new@client.test", "ana@client.test"),
    )

    new = {"name": "Ana Client", "address": "new@client.test"}
    assert told == {"emailAddresses": [new, ANA]}


def test_entries_without_an_address_stay_in_their_places_and_empty_ones_go() -> None:
    entries = (ANA, FORMER, Mailbox(name="", address=""))

    told = written(
        ContactField.EMAILS, entries=entries, emails=emails("b@x.test", "ana@client.test")
    )
    cleared = written(ContactField.EMAILS, entries=entries, emails=())

    assert told["emailAddresses"][1:] == [FORMER, ANA]
    assert cleared == {"emailAddresses": [FORMER]}


def test_of_an_address_listed_twice_the_first_entry_stays() -> None:
    again = Mailbox(name="Again", address="ana@client.test")

    told = written(ContactField.EMAILS, entries=(ANA, again), emails=emails("ana@client.test"))

    assert told == {"emailAddresses": [ANA]}


def test_a_new_contact_is_sent_with_what_it_says_and_its_stamp_alone() -> None:
    card = Card(given_name="Eva", emails=emails("eva@x.test"), birthday=date(2000, 1, 2))
    stamped = {"id": STAMP, "value": "5ta3p"}

    assert new_contact(card, "5ta3p") == {
        "givenName": "Eva",
        "emailAddresses": [{"name": "Eva", "address": "eva@x.test"}],
        "birthday": "2000-01-02T11:59:00Z",
        "singleValueExtendedProperties": [stamped],
    }
    private = new_contact(replace(card, is_private=True), "5ta3p")
    sensitivity = {"id": "Integer 0x36", "value": "2"}
    assert private["singleValueExtendedProperties"] == [stamped, sensitivity]
