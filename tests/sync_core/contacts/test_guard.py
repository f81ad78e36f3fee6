"""The identity guard, and what counts as a suspicious change."""

from dataclasses import replace

import pytest
from hypothesis import given

from sync_core.contacts.contact import Card
from sync_core.contacts.guard import is_somebody_else, is_suspicious
from sync_core.mail import Address
from tests.sync_core.contacts.making import PEOPLE, called

ANNA = replace(
    called("Anna", "Müller", email="anna@acme.test", company="Acme", shown="Anna Müller"),
    job_title="Partner",
    business_phones=("+43 1 234 5678",),
)
OTTO = replace(
    called("Otto", "Berger", email="otto@beta.test", company="Beta", shown="Otto Berger"),
    job_title="Partner",
)
NO_MAIL = replace(ANNA, emails=())
BARE = called("Anna", "Müller", phone="+43 1 234 5678")

SOMEBODY_ELSE = {
    "name and address replaced": (ANNA, OTTO),
    "name and address replaced, company kept": (ANNA, replace(OTTO, company="Acme")),
    "name replaced and address removed": (ANNA, replace(OTTO, emails=())),
    "surname and address replaced": (ANNA, called("Anna", "Berger", email="anna@beta.test")),
    "without addresses, name and company replaced": (NO_MAIL, OTTO),
    "without addresses, name replaced and company removed": (NO_MAIL, called("Otto", "Berger")),
    "without address and company, name and number replaced": (
        BARE,
        called("Otto", "Berger", phone="+43 1 999 9999"),
    ),
    "an organisation become another": (
        called(company="Acme", email="acme@x.test"),
        called(company="Beta", email="beta@x.test"),
    ),
    "the name shown alone, and the address": (
        called(shown="Anna Müller", email="anna@acme.test"),
        called(shown="Otto Berger", email="otto@acme.test"),
    ),
}

THE_SAME = {
    "nothing changed": (ANNA, ANNA),
    "a marriage": (ANNA, replace(ANNA, surname="Berger", display_name="Anna Berger")),
    "a new job": (
        ANNA,
        replace(ANNA, company="Beta", emails=(Address("a.m@beta.test"),), business_phones=()),
    ),
    "another name at the same address": (ANNA, replace(OTTO, emails=ANNA.emails)),
    "one of two addresses kept": (
        replace(ANNA, emails=(*ANNA.emails, Address("anna@home.test"))),
        replace(OTTO, emails=(Address("anna@home.test"),)),
    ),
    "a nickname and another address": (
        called("Robert", "Smith", email="r@x.test"),
        called("Bob", "Smith", email="bob@y.test"),
    ),
    "a middle name and another address": (
        ANNA,
        replace(OTTO, given_name="Anna Maria", surname="Müller", display_name=""),
    ),
    "the umlaut written out and another address": (
        ANNA,
        called("Anna", "Mueller", email="anna@beta.test"),
    ),
    "the names turned and another address": (ANNA, called("Müller", "Anna", email="x@beta.test")),
    "a name added": (called(email="a@x.test"), called("Otto", "Berger", email="o@y.test")),
    "the name taken away": (ANNA, called(email="otto@beta.test")),
    "without addresses, another name at the same company": (
        NO_MAIL,
        called("Otto", "Berger", company="ACME GmbH"),
    ),
    "without address and company, the number kept": (
        BARE,
        called("Otto", "Berger", phone="0043 1 2345678"),
    ),
    "nothing but a name": (called("Anna", "Müller"), called("Otto", "Berger")),
    "everything blanked": (ANNA, Card()),
}


@pytest.mark.parametrize("told", SOMEBODY_ELSE)
def test_who_changes_name_and_address_is_somebody_else(told: str) -> None:
    before, after = SOMEBODY_ELSE[told]
    assert is_somebody_else(before, after)
    assert is_suspicious(before, after)


@pytest.mark.parametrize("told", THE_SAME)
def test_who_keeps_one_of_them_is_not(told: str) -> None:
    assert not is_somebody_else(*THE_SAME[told])


@pytest.mark.parametrize(
    "after",
    [
        Card(),
        replace(ANNA, given_name="", surname="", display_name=""),
        replace(ANNA, company="", job_title="", emails=()),
        replace(ANNA, company=" ", job_title="\n", business_phones=(" ",)),
    ],
)
def test_a_contact_that_is_emptied_is_suspicious(after: Card) -> None:
    assert is_suspicious(ANNA, after)
    assert not is_somebody_else(ANNA, after)


@pytest.mark.parametrize(
    "after",
    [
        replace(ANNA, company="", job_title=""),
        replace(ANNA, surname="", display_name="Anna"),
        replace(ANNA, company="Beta", job_title="", emails=(), mobile_phone="12"),
        replace(ANNA, given_name="", surname=""),
    ],
)
def test_two_fields_blanked_with_a_name_left_are_not(after: Card) -> None:
    assert not is_suspicious(ANNA, after)


def test_a_contact_that_loses_its_only_name_is_suspicious() -> None:
    assert is_suspicious(called("Anna", company="Acme"), called(company="Acme"))
    assert not is_suspicious(called("Anna", "Müller"), called("Anna"))
    assert not is_suspicious(called(company="Acme", email="a@x.test"), called(company="Acme"))


def test_a_mark_of_privacy_taken_off_is_no_field_blanked() -> None:
    before = replace(ANNA, is_private=True)
    assert not is_suspicious(before, replace(ANNA, company="", job_title=""))


def test_an_organisation_without_a_name_stays_one() -> None:
    acme = Card(company="Acme", emails=(Address("acme@x.test"),), web_page="acme.test")
    assert not is_suspicious(acme, replace(acme, web_page=""))


@given(card=PEOPLE)
def test_nobody_is_somebody_else_than_oneself(card: Card) -> None:
    assert not is_suspicious(card, card)


@given(before=PEOPLE, after=PEOPLE)
def test_whoever_keeps_an_address_is_not_somebody_else(before: Card, after: Card) -> None:
    if set(before.emails) & set(after.emails):
        assert not is_somebody_else(before, after)


@given(before=PEOPLE, after=PEOPLE)
def test_whoever_keeps_the_whole_name_is_not_somebody_else(before: Card, after: Card) -> None:
    kept = replace(
        after,
        given_name=before.given_name,
        middle_name=before.middle_name,
        surname=before.surname,
        display_name=before.display_name,
        company=before.company,
    )
    assert not is_somebody_else(before, kept)
