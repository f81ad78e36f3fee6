"""What Graph sends of a contact, read: whole, odd, broken."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from adapters.graph.cards.hidden import MARK, Hidden, hidden_of, mark_of
from adapters.graph.cards.pages import page_of, sorted_out
from adapters.graph.cards.reading import checked, contact_of
from adapters.graph.client import json_body
from adapters.graph.wire import ExtendedProperty
from sync_core.contacts.contact import (
    Card,
    OutlookContact,
    PostalAddress,
    UnreadableContact,
)
from sync_core.failures import Unavailable
from tests.adapters.graph.canned import contact

STAMP = "String {6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10} Name RapportStamp"


def read(**fields: Any) -> OutlookContact:
    told = contact_of(checked(contact(**fields)))
    assert isinstance(told, OutlookContact), told
    return told


def problem(**fields: Any) -> str:
    told = contact_of(checked(contact(**fields)))
    assert isinstance(told, UnreadableContact)
    assert told.id == "AAMk/c+1=="
    return told.problem


def test_a_contact_is_read_with_everything_it_says() -> None:
    assert read() == OutlookContact(
        id=read().id,
        version='W/"CN1"',
        card=Card(
            given_name="Ana",
            surname="Client",
            title="Dr",
            display_name="Ana Client",
            company="Acme",
            job_title="Head",
            business_address=PostalAddress(street="1 High St", city="Porto", country="PT"),
            business_phones=("+351 1", "+351 2"),
            mobile_phone="+351 5",
            emails=read().card.emails,
            web_page="https://acme.test",
            birthday=date(1980, 2, 29),
            notes="Likes tea",
            categories=("Client",),
            is_private=True,
        ),
        stamp="5ta",
        created_at=datetime(2026, 11, 1, 8, tzinfo=UTC),
        modified_at=datetime(2026, 11, 2, 8, tzinfo=UTC),
    )
    assert read().card.emails == ("ana@client.test",)


def test_a_contact_of_which_nothing_is_told_is_blank() -> None:
    told = contact_of(checked({"id": "a"}))

    assert told == OutlookContact(id=read(id="a").id, version="", card=Card())


def test_what_is_null_is_blank() -> None:
    told = contact_of(checked({**dict.fromkeys(contact()), "id": "a"}))

    assert told == OutlookContact(id=read(id="a").id, version="", card=Card())


def test_the_version_is_made_of_the_change_key_where_no_etag_is_told() -> None:
    assert read(**{"@odata.etag": None}).version == 'W/"CN1"'


def test_empty_places_of_lists_are_passed_over() -> None:
    told = read(
        businessPhones=["", None, " ", "1"],
        homePhones=None,
        categories=["", "Client", None],
        emailAddresses=[None, {}, {"name": "", "address": None}, {"address": "b@x.test"}],
    )

    assert (told.card.business_phones, told.card.home_phones) == (("1",), ())
    assert told.card.categories == ("Client",)
    assert (told.card.emails, told.unusable_entries) == (("b@x.test",), 0)


def test_addresses_are_told_once_and_those_nobody_can_use_are_counted() -> None:
    told = read(
        emailAddresses=[
            {"name": "Old", "address": "/o=ExchangeLabs/ou=x/cn=ana"},
            {"name": "Ana", "address": "ANA@client.test"},
            {"name": "Only a name"},
            {"name": "Ana again", "address": "ana@Client.test"},
        ]
    )

    assert (told.card.emails, told.unusable_entries) == (("ana@client.test",), 2)


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("1980-02-29T00:00:00Z", date(1980, 2, 29)),
        ("1980-02-29T23:59:59.9999999Z", date(1980, 2, 29)),
        ("1980-02-29T00:00:00+02:00", date(1980, 2, 29)),
        ("1604-05-06T11:59:00Z", date(1604, 5, 6)),
        ("0001-01-01T00:00:00Z", None),
        ("4501-01-01T00:00:00Z", None),
        (None, None),
    ],
)
def test_a_birthday_is_its_day_and_a_date_that_stands_for_none_is_none(
    told: str | None, day: date | None
) -> None:
    assert read(birthday=told).card.birthday == day


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"birthday": "canary"}, "birthday"),
        ({"emailAddresses": 7}, "emailAddresses"),
        ({"emailAddresses": [{"address": 7}]}, "emailAddresses.0.address"),
        ({"displayName": ["canary"]}, "displayName"),
        ({"businessAddress": "canary"}, "businessAddress"),
        ({"homePhones": "canary"}, "homePhones"),
        ({"createdDateTime": "canary"}, "createdDateTime"),
    ],
)
def test_a_contact_of_another_shape_is_unreadable_with_its_field_and_no_content(
    fields: dict[str, Any], where: str
) -> None:
    told = problem(**fields)

    assert told.partition(":")[0] == where
    assert "canary" not in told


@pytest.mark.parametrize("item", [None, 7, [], {}, {"id": 7}, {"id": ""}, {"id": None}])
def test_what_has_no_id_stands_for_itself(item: Any) -> None:
    told = contact_of(checked(item))

    assert told.id == "without-id"


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        (None, Hidden()),
        ([], Hidden()),
        ([{"id": "Integer 0x36", "value": "0"}], Hidden()),
        ([{"id": "integer 0x0036", "value": "1"}], Hidden(is_private=True)),
        ([{"id": "Integer 0x36", "value": "3"}], Hidden(is_private=True)),
        ([{"id": "String 0x1A", "value": "IPM.Contact.Custom"}], Hidden()),
        ([{"id": "String 0x001a", "value": "IPM.DISTLIST"}], Hidden(is_list=True)),
        ([{"id": STAMP.lower(), "value": "5TA"}], Hidden(stamp="5TA")),
        ([{"id": None, "value": None}, {}], Hidden()),
    ],
)
def test_extended_properties_are_known_however_they_are_spelt(
    properties: list[ExtendedProperty] | None, told: Hidden
) -> None:
    assert hidden_of(properties) == told


@pytest.mark.parametrize(
    ("value", "count"), [("7", 7), ("0", 0), ("", 0), ("-1", 0), ("٣", 0), ("x", 0), ("9" * 40, 0)]
)
def test_a_mark_is_a_count_and_anything_else_is_none(value: str, count: int) -> None:
    assert mark_of([{"id": MARK, "value": value}]) == count
    assert mark_of(None) == 0


def test_a_page_of_changes_tells_ids_and_the_last_word_about_one_counts() -> None:
    removed = {"reason": "deleted"}
    items = [
        {"id": "a"},
        {"id": "b", "@removed": removed},
        {"id": "a", "@removed": removed},
        {"id": "c", "@odata.etag": 'W/"1"'},
        {"id": "b"},
        {"id": 7},
    ]

    there, gone = sorted_out(items)

    assert (sorted(there), gone) == (["b", "c", "without-id"], ("a",))


def test_a_text_cut_in_the_midst_of_a_character_is_mended() -> None:
    body = json_body({"value": [contact(displayName="Ana \ud83d")]})

    (told,) = page_of(body).contacts

    assert isinstance(told, OutlookContact)
    assert told.card.display_name == "Ana \ufffd"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"value": 7}'])
def test_an_answer_that_is_no_page_is_a_fault_that_passes(body: bytes) -> None:
    with pytest.raises(Unavailable):
        page_of(body)
