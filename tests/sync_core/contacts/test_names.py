"""What somebody is looked for by: keys of names and numbers."""

import pytest
from hypothesis import given

from sync_core.contacts.contact import Card
from sync_core.contacts.identity import emails_of, name_keys, phone_keys
from sync_core.mail import Address
from tests.sync_core.contacts.making import PEOPLE


@pytest.mark.parametrize(
    "card",
    [
        Card(given_name="Anna", surname="Müller"),
        Card(given_name="ANNA", surname="MUELLER"),
        Card(given_name="Anna", surname="Mu\u0308ller"),
        Card(given_name="Müller", surname="Anna"),
        Card(display_name="Müller, Anna"),
        Card(display_name="Dr. Anna Müller"),
        Card(display_name="Anna Müller (Acme)"),
        Card(display_name="  'Anna'  Müller, PhD "),
    ],
)
def test_one_name_has_one_key_however_it_was_written(card: Card) -> None:
    assert name_keys(card) == ("anna muller",)


def test_a_name_is_found_whole_without_its_middle_and_as_shown() -> None:
    card = Card(
        given_name="Jean-Luc", middle_name="P.", surname="O’Brien", display_name="Captain Jean"
    )
    assert name_keys(card) == ("jean luc obrien p", "jean luc obrien", "captain jean")


@pytest.mark.parametrize(
    "card",
    [Card(), Card(company="Acme"), Card(display_name="anna@acme.test"), Card(given_name=" -, ")],
)
def test_who_has_no_name_has_no_key(card: Card) -> None:
    assert name_keys(card) == ()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Łukasz Øre", "lukasz ore"),
        ("Strauß", "strauss"),
        ("Æsa Þórr", "asa thorr"),
        ("İnci", "inci"),
        ("李 小龍", "小龍 李"),
        ("Иван", "иван"),
        ("Dr.", "dr"),
    ],
)
def test_names_of_any_script_have_a_key(name: str, key: str) -> None:
    assert name_keys(Card(display_name=name)) == (key,)


def test_only_numbers_that_tell_people_apart_are_looked_for() -> None:
    card = Card(
        mobile_phone="+44 (0)20 7946 0018",
        business_phones=("0044 20 7946 0018", "4711 x 12345678"),
        home_phones=("555 01 23", "555 012", "ring the bell"),
    )
    assert phone_keys(card) == ("+442079460018", "5550123")


def test_an_address_is_looked_for_once() -> None:
    anna = Address("anna@acme.test")
    assert emails_of(Card(emails=(anna, anna))) == (anna,)


@given(card=PEOPLE)
def test_keys_are_few_and_in_one_form(card: Card) -> None:
    keys = name_keys(card)
    assert len(keys) == len(set(keys)) <= 3
    for key in keys:
        assert key and key == " ".join(sorted(key.split()))
        assert key == key.casefold()
    turned = Card(given_name=card.surname, middle_name=card.middle_name, surname=card.given_name)
    assert set(name_keys(turned)) <= set(keys)
