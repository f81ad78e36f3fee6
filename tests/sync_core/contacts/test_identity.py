"""Who is the same person: strong, likely, ambiguous, or nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_core.contacts.contact import Card
from sync_core.contacts.identity import Kind, Sign, crowded, identify
from sync_core.mail import Address
from tests.sync_core.contacts.making import PEOPLE, called

MAIL = "anna@acme.test"
ANNA = called("Anna", "Müller", email=MAIL)

STRONG = {
    "equal names": (ANNA, ANNA),
    "an umlaut written out": (ANNA, called("Anna", "Mueller", email=MAIL)),
    "an umlaut left out": (ANNA, called("ANNA", "Muller", email=MAIL)),
    "the other order": (ANNA, called("Müller", "Anna", email=MAIL)),
    "a shown name with a comma": (ANNA, called(shown="Müller, Anna", email=MAIL)),
    "a title": (ANNA, called(shown="Mag. Dr. Anna Müller", email=MAIL)),
    "a nickname": (
        called("Bob", "Smith", email="r@x.test"),
        called("Robert", "Smith", email="r@x.test"),
    ),
    "two nicknames": (
        called("Bob", "Smith", email="r@x.test"),
        called("Rob", "Smith", email="r@x.test"),
    ),
    "a middle name": (ANNA, called("Anna", "Müller", middle="Maria", email=MAIL)),
    "an initial": (ANNA, called("A.", "Müller", email=MAIL)),
    "a first name alone": (ANNA, called("Anna", email=MAIL)),
    "a surname alone": (ANNA, called(surname="Müller", email=MAIL)),
    "a double name parted": (
        called("Jean-Luc", "Roi", email="j@x.test"),
        called("Jeanluc", "Roi", email="j@x.test"),
    ),
    "no name on one side": (ANNA, called(email=MAIL)),
    "an address for a name": (ANNA, called(shown=MAIL, email=MAIL)),
    "another company": (
        called("Anna", "Müller", email=MAIL, company="Acme"),
        called("Anna", "Müller", email=MAIL, company="Beta"),
    ),
    "a birthday off by a day": (
        called("Anna", "Müller", email=MAIL, birthday="1970-04-01"),
        called("Anna", "Müller", email=MAIL, birthday="1970-04-02"),
    ),
}

PHONE = "+43 1 234 5678"
LIKELY = {
    "the address, another surname": (ANNA, called("Anna", "Berger", email=MAIL), 70),
    "the address, another first name": (ANNA, called("Otto", "Müller", email=MAIL), 50),
    "the address of a company of that name": (
        ANNA,
        called(company="Anna Müller", email=MAIL),
        40,
    ),
    "the address, another name": (ANNA, called("Otto", "Berger", email=MAIL), 40),
    "the address and name, another birthday": (
        called("Anna", "Müller", email=MAIL, birthday="1970-04-01"),
        called("Anna", "Müller", email=MAIL, birthday="1941-02-03"),
        60,
    ),
    "an office's address and the name": (
        called("Anna", "Müller", email="info@acme.test"),
        called("Anna", "Müller", email="info@acme.test"),
        85,
    ),
    "an office's address and a name like it": (
        called("Anna", "Müller", email="office.wien@acme.test"),
        called("A", "Müller", email="office.wien@acme.test"),
        75,
    ),
    "phone and name": (
        called("Anna", "Müller", phone=PHONE),
        called("Anna", "Müller", phone="0043 (0)1 2345678"),
        85,
    ),
    "phone without the country, and name": (
        called("Anna", "Müller", phone=PHONE),
        called("Anna", "Müller", phone="01/234 56 78"),
        85,
    ),
    "phone, name and company": (
        called("Anna", "Müller", phone=PHONE, company="Acme"),
        called("Anna", "Müller", phone=PHONE, company="ACME GmbH"),
        90,
    ),
    "phone and nickname": (
        called("Bob", "Smith", phone=PHONE),
        called("Robert", "Smith", phone=PHONE),
        75,
    ),
    "phone and surname": (
        called("Anna", "Müller", phone=PHONE),
        called("Otto", "Müller", phone=PHONE),
        45,
    ),
    "phone, and no name": (called("Anna", "Müller", phone=PHONE), called(phone=PHONE), 40),
    "name and company": (
        called("Anna", "Müller", company="Acme Ltd."),
        called("Anna", "Müller", company="Acme"),
        80,
    ),
    "initial and company": (
        called("Anna", "Müller", company="Acme"),
        called("A.", "Müller", company="Acme"),
        60,
    ),
    "the name alone": (called("Anna", "Müller"), called("Anna", "Müller"), 60),
    "the name, and the birthday": (
        called("Anna", "Müller", birthday="1970-04-01"),
        called("Anna", "Müller", birthday="1970-04-01"),
        65,
    ),
    "the name at another company": (
        called("Anna", "Müller", company="Acme"),
        called("Anna", "Müller", company="Beta"),
        45,
    ),
    "the name, and other addresses": (ANNA, called("Anna", "Müller", email="anna@home.test"), 60),
    "a nickname alone": (called("Bob", "Smith"), called("Robert", "Smith"), 50),
    "an organisation": (called(company="Acme GmbH"), called(company="Acme", shown="Acme"), 80),
}

NOBODY = {
    "nothing": (Card(), Card()),
    "other people": (ANNA, called("Otto", "Berger", email="otto@beta.test")),
    "the first name alone": (called("Anna", "Müller"), called("Anna", "Berger")),
    "a first name and nothing else": (called("Anna"), called("Anna")),
    "a first name in a longer one": (called("Anna"), called("Anna", "Müller")),
    "the initials alone": (called("A", "M"), called("Anna", "Müller")),
    "an initial and the surname": (called("A", "Müller"), called("Anna", "Müller")),
    "the surname alone": (called("Anna", "Müller"), called("Otto", "Müller")),
    "an office's address alone": (
        called("Anna", "Müller", email="info@acme.test"),
        called("Otto", "Berger", email="info@acme.test"),
    ),
    "an office's address, and no name": (
        called("Anna", "Müller", email="info@acme.test"),
        called(email="info@acme.test"),
    ),
    "the company alone": (
        called("Anna", "Müller", company="Acme"),
        called("Otto", "Berger", company="Acme"),
    ),
    "a switchboard's number alone": (
        called("Anna", "Müller", phone=PHONE),
        called("Otto", "Berger", phone=PHONE),
    ),
    "extensions of one number": (
        called("Anna", "Müller", phone=PHONE + " x12"),
        called("Otto", "Müller", phone=PHONE + " x13"),
    ),
    "a short number": (
        called("Anna", "Müller", phone="133"),
        called("Otto", "Müller", phone="133"),
    ),
    "the name, and another birthday": (
        called("Anna", "Müller", birthday="1970-04-01"),
        called("Anna", "Müller", birthday="1941-02-03"),
    ),
    "long forms of one nickname": (called("Alexander", "Bach"), called("Alexandra", "Bach")),
}


@pytest.mark.parametrize("told", STRONG)
def test_the_same_address_and_a_name_that_fits_are_the_same_person(told: str) -> None:
    one, other = STRONG[told]
    for a, b in ((one, other), (other, one)):
        found = identify(a, {"p": b})
        assert (found.kind, found.score, found.candidate) == (Kind.STRONG, 100, "p")
        assert Sign.SAME_ADDRESS in found.why


@pytest.mark.parametrize("told", LIKELY)
def test_less_is_likely_and_scored_the_same_both_ways(told: str) -> None:
    one, other, score = LIKELY[told]
    for a, b in ((one, other), (other, one)):
        found = identify(a, {"p": b})
        assert (found.kind, found.score, found.candidate) == (Kind.LIKELY, score, "p")
        assert found.why and all(sign.text.endswith(".") for sign in found.why)


@pytest.mark.parametrize("told", NOBODY)
def test_what_says_little_finds_nobody(told: str) -> None:
    one, other = NOBODY[told]
    for a, b in ((one, other), (other, one)):
        assert identify(a, {"p": b}).kind is Kind.NOBODY


def test_nobody_is_found_among_none() -> None:
    assert identify(ANNA, {}).kind is Kind.NOBODY


def test_an_address_that_two_candidates_have_is_strong_for_neither() -> None:
    both = identify(ANNA, {"p2": ANNA, "p1": ANNA})
    assert (both.kind, both.score, both.candidate) == (Kind.AMBIGUOUS, 85, None)
    assert both.among == ("p1", "p2")
    family = identify(ANNA, {"p1": called("Otto", "Müller", email=MAIL), "p2": ANNA})
    assert (family.kind, family.score, family.candidate) == (Kind.LIKELY, 85, "p2")
    assert Sign.SHARED_ADDRESS in family.why


def test_an_address_that_two_of_the_same_side_have_is_not_strong() -> None:
    shared = crowded([ANNA, called("Anna", "Müller", email=MAIL), called("Otto", email="o@x.test")])
    assert shared == {Address(MAIL)}
    assert identify(ANNA, {"p": ANNA}, shared).kind is Kind.LIKELY


def test_an_address_twice_on_one_card_is_shared_with_nobody() -> None:
    twice = Card(given_name="Anna", emails=(Address(MAIL), Address(MAIL)))
    assert crowded([twice]) == frozenset()


def test_one_personal_address_in_common_is_enough_beside_an_office_s() -> None:
    both = Card(given_name="Anna", surname="Müller", emails=(Address("info@a.test"), Address(MAIL)))
    assert identify(both, {"p": both}).kind is Kind.STRONG


def test_two_people_by_two_addresses_are_ambiguous() -> None:
    both = Card(given_name="Anna", emails=(Address(MAIL), Address("anna@home.test")))
    found = identify(both, {"a": ANNA, "b": called("Anna", email="anna@home.test")})
    assert (found.kind, found.score) == (Kind.AMBIGUOUS, 100)
    assert found.among == ("a", "b")


def test_the_strong_one_is_found_among_likely_ones() -> None:
    candidates = {str(n): called("Anna", "Müller", company=f"C{n}") for n in range(8)} | {"p": ANNA}
    assert identify(ANNA, candidates).candidate == "p"


def test_the_best_of_several_likely_ones_is_asked_about() -> None:
    candidates = {"a": called("Anna", "Müller"), "b": called("Anna", "Müller", phone=PHONE)}
    found = identify(called("Anna", "Müller", phone=PHONE), candidates)
    assert (found.kind, found.candidate, found.score) == (Kind.LIKELY, "b", 85)


def test_two_namesakes_are_ambiguous() -> None:
    found = identify(called("Anna", "Müller"), {"a": called("Anna", "Müller"), "b": ANNA})
    assert (found.kind, found.among, found.score) == (Kind.AMBIGUOUS, ("a", "b"), 60)


@given(one=PEOPLE, other=PEOPLE)
def test_likeness_is_the_same_both_ways(one: Card, other: Card) -> None:
    there, back = identify(one, {"p": other}), identify(other, {"p": one})
    assert there == back


@given(card=PEOPLE, others=st.lists(PEOPLE, max_size=4))
def test_the_order_of_candidates_makes_no_difference(card: Card, others: list[Card]) -> None:
    told = {str(n): other for n, other in enumerate(others)}
    turned = dict(reversed(told.items()))
    assert identify(card, told) == identify(card, turned)


@given(card=PEOPLE, others=st.lists(PEOPLE, max_size=4))
def test_what_is_found_is_whole(card: Card, others: list[Card]) -> None:
    told = {str(n): other for n, other in enumerate(others)}
    found = identify(card, told)
    assert 0 <= found.score <= 100
    assert (found.candidate is not None) == (found.kind in (Kind.STRONG, Kind.LIKELY))
    assert (len(found.among) > 1) == (found.kind is Kind.AMBIGUOUS)
    assert bool(found.why) == (found.kind is not Kind.NOBODY)
    if found.candidate is not None and found.kind is Kind.STRONG:
        assert set(card.emails) & set(told[found.candidate].emails)
        assert Sign.OTHER_NAME not in found.why


@given(card=PEOPLE, other=PEOPLE)
def test_offices_addresses_alone_never_make_it_strong(card: Card, other: Card) -> None:
    both = set(card.emails) & set(other.emails)
    if both <= {Address("info@acme.test")}:
        assert identify(card, {"p": other}).kind is not Kind.STRONG
