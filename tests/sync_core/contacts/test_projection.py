"""What Outlook can hold of a contact, and how what it tells is put into what the CRM holds."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_core.contacts.contact import Card, PostalAddress
from sync_core.contacts.fields import ContactField, canonical, is_blank
from sync_core.contacts.policy import ContactsPolicy, FieldFlow, FieldRule
from sync_core.contacts.projection import for_crm, for_outlook, made_in_outlook, rising
from sync_core.mail import Address
from tests.sync_core.contacts.making import CARDS

A, B, C, D, E = (Address(f"{letter}@x.test") for letter in "abcde")
BIRTHDAY = date(1970, 4, 1)
ALL = ContactsPolicy(notes=True, fields={ContactField.NOTES: FieldRule()})
"""Everything flows both ways and may be blanked."""


def policy(name: ContactField, **rule: FieldFlow | bool) -> ContactsPolicy:
    """Return a policy in which one field has a rule of its own."""
    return ContactsPolicy(notes=True, fields={name: FieldRule.model_validate(rule)})


def mail(*addresses: Address) -> Card:
    return Card(given_name="Anna", emails=addresses)


def test_outlook_holds_the_first_three_addresses_and_two_numbers_of_a_kind() -> None:
    card = Card(
        emails=(A, B, C, D), business_phones=("1", "2", "3"), home_phones=("4", "5", "6", "7")
    )
    held = for_outlook(card, ALL)
    assert (held.emails, held.business_phones, held.home_phones) == (
        (A, B, C),
        ("1", "2"),
        ("4", "5"),
    )


def test_entries_without_a_usable_address_keep_their_places_in_outlook() -> None:
    card = mail(A, B, C, D)
    assert for_outlook(card, ALL, unusable=1).emails == (A, B)
    assert for_outlook(card, ALL, unusable=3).emails == for_outlook(card, ALL, unusable=4).emails
    assert for_outlook(card, ALL, unusable=3).emails == ()
    assert for_outlook(replace(card, home_phones=("1", "2")), ALL, unusable=3).home_phones
    assert for_crm(mail(A, E), card, ALL, unusable=1).emails == (A, E, C, D)
    assert rising(mail(A, E), card, ALL, unusable=1) == frozenset()
    assert for_crm(mail(A), card, ALL, unusable=1).emails == (A, C, D)
    assert rising(mail(A), card, ALL, unusable=1) == {"emails"}


def test_a_number_told_twice_takes_one_place() -> None:
    card = Card(business_phones=("+43 1 234 5678", " ", "0043 (0)1 2345678", "+44 1"))
    assert for_outlook(card, ALL).business_phones == ("+43 1 234 5678", "+44 1")


def test_long_texts_are_cut_for_outlook_and_a_long_page_is_left_out() -> None:
    card = Card(
        department="d" * 300,
        notes="n" * 40_000,
        web_page="https://x.test/" + "p" * 300,
        home_address=PostalAddress(street="s" * 300, city="Wien"),
    )
    held = for_outlook(card, ALL)
    assert (len(held.department), len(held.notes), held.web_page) == (255, 30_000, "")
    assert (len(held.home_address.street), held.home_address.city) == (255, "Wien")


def test_a_fourth_address_keeps_its_place_in_the_crm() -> None:
    assert for_crm(mail(A, E, C), mail(A, B, C, D), ALL).emails == (A, E, C, D)
    assert for_crm(mail(C, B, A), mail(A, B, C, D), ALL).emails == (C, B, A, D)


def test_an_address_taken_away_in_outlook_is_taken_away_and_the_fourth_rises() -> None:
    told = for_crm(mail(A, B), mail(A, B, C, D), ALL)
    assert told.emails == (A, B, D)
    assert rising(mail(A, B), mail(A, B, C, D), ALL) == {"emails"}


def test_a_fourth_address_typed_in_outlook_stands_once() -> None:
    assert for_crm(mail(A, B, D), mail(A, B, C, D), ALL).emails == (A, B, D)
    assert rising(mail(A, B, D), mail(A, B, C, D), ALL) == frozenset()


def test_nothing_rises_where_outlook_is_full_or_the_crm_held_no_more() -> None:
    assert rising(mail(A, E, C), mail(A, B, C, D), ALL) == frozenset()
    assert rising(mail(A), mail(A, B, C), ALL) == frozenset()


def test_nothing_rises_into_a_field_that_does_not_flow_to_outlook() -> None:
    to_crm = policy(ContactField.EMAILS, flow=FieldFlow.TO_CRM)
    assert rising(mail(A, B), mail(A, B, C, D), to_crm) == frozenset()


def test_a_third_number_stays_and_a_number_written_otherwise_is_the_same() -> None:
    held = Card(business_phones=("+43 1 234 5678", "+44 1", "+44 2"))
    told = Card(business_phones=("0043 1 2345678", "+44 3"))
    assert for_crm(told, held, ALL).business_phones == ("0043 1 2345678", "+44 3", "+44 2")


def test_a_joined_card_with_more_than_outlook_holds_is_taken_whole() -> None:
    assert for_crm(mail(A, B, C, D, E), mail(A), ALL).emails == (A, B, C, D, E)


def test_a_text_that_outlook_holds_cut_stays_whole_in_the_crm() -> None:
    held = Card(
        department="d" * 300,
        web_page="https://x.test/" + "p" * 300,
        business_address=PostalAddress(street="s\n" * 200, city="Wien"),
    )
    seen = for_outlook(held, ALL)
    assert for_crm(seen, held, ALL) == held
    moved = replace(seen.business_address, city="Graz", street="s\r\n" * 127 + "s")
    told = for_crm(replace(seen, business_address=moved), held, ALL)
    assert told.business_address == replace(held.business_address, city="Graz")
    assert for_crm(replace(seen, department="new"), held, ALL).department == "new"


@pytest.mark.parametrize("name", list(ContactField))
def test_each_field_flows_as_its_rule_says(name: ContactField) -> None:
    full = _full()
    both, to_crm, to_outlook, none = (policy(name, flow=flow) for flow in FieldFlow)
    for rules, reaches_crm, is_made in (
        (both, True, True),
        (to_crm, True, False),
        (to_outlook, False, True),
        (none, False, False),
    ):
        told = for_crm(full, Card(), rules)
        assert is_blank(told, name) is not reaches_crm
        assert is_blank(made_in_outlook(full, rules), name) is not is_made
        others = [n for n in ContactField if n is not name]
        assert not any(is_blank(told, n) for n in others)
        assert not any(is_blank(made_in_outlook(full, rules), n) for n in others)


@pytest.mark.parametrize("name", list(ContactField))
def test_a_field_that_flows_no_way_is_not_shown_and_stays_in_the_crm(name: ContactField) -> None:
    rules = policy(name, flow=FieldFlow.NONE)
    assert is_blank(for_outlook(_full(), rules), name)
    held = for_crm(Card(), _full(), rules)
    assert getattr(held, name) == getattr(_full(), name)


@pytest.mark.parametrize("name", list(ContactField))
def test_a_value_is_replaced_by_nothing_unless_the_policy_forbids_it(name: ContactField) -> None:
    may, never = policy(name, never_blank=False), policy(name, never_blank=True)
    assert is_blank(for_crm(Card(), _full(), may), name)
    kept = for_crm(Card(), _full(), never)
    assert getattr(kept, name) == getattr(_full(), name)
    told = replace(_full(), surname="Berger", notes="other")
    assert canonical(for_crm(told, _full(), never))[name] == canonical(told)[name]


def test_notes_flow_only_where_the_policy_says_so_and_are_not_blanked_by_default() -> None:
    card = Card(given_name="Anna", notes="likes tea")
    off, on = ContactsPolicy(), ContactsPolicy(notes=True)
    assert for_outlook(card, off).notes == made_in_outlook(card, off).notes == ""
    assert for_crm(replace(card, notes="new"), card, off).notes == "likes tea"
    assert for_outlook(card, on).notes == "likes tea"
    assert for_crm(replace(card, notes="new"), card, on).notes == "new"
    assert for_crm(replace(card, notes=""), card, on).notes == "likes tea"


def test_a_mark_of_privacy_goes_both_ways_and_hides_nothing_from_its_user() -> None:
    card = replace(_full(), is_private=True)
    assert for_outlook(card, ALL).is_private
    assert for_outlook(card, ALL) == replace(for_outlook(_full(), ALL), is_private=True)
    assert not for_crm(replace(card, is_private=False), card, ALL).is_private
    assert for_crm(card, replace(card, is_private=False), ALL).is_private


@given(card=CARDS)
def test_projecting_twice_is_projecting_once(card: Card) -> None:
    once = for_outlook(card, ALL)
    assert for_outlook(once, ALL) == once
    assert len(once.emails) <= 3
    assert max(len(once.business_phones), len(once.home_phones)) <= 2


@given(held=CARDS)
def test_what_outlook_shows_unchanged_changes_nothing_in_the_crm(held: Card) -> None:
    back = for_crm(for_outlook(held, ALL), held, ALL)
    assert canonical(back) == canonical(held)


@given(told=CARDS, held=CARDS, unusable=st.integers(0, 4))
def test_what_outlook_tells_comes_back_as_it_is_unless_something_rises(
    told: Card, held: Card, unusable: int
) -> None:
    shown = for_outlook(told, ALL, unusable=unusable)
    whole = for_crm(shown, held, ALL, unusable=unusable)
    back = canonical(for_outlook(whole, ALL, unusable=unusable))
    risen = rising(shown, held, ALL, unusable=unusable)
    differing = {name for name, text in canonical(shown).items() if back[name] != text}
    assert differing == risen
    assert risen <= {"emails", "business_phones", "home_phones"}
    for name in risen:
        assert back[ContactField(name)].startswith(canonical(shown)[ContactField(name)])


@given(told=CARDS, held=CARDS)
def test_what_rose_is_written_once_and_then_all_is_at_rest(told: Card, held: Card) -> None:
    first = for_crm(for_outlook(told, ALL), held, ALL)
    shown = for_outlook(first, ALL)
    again = for_crm(shown, first, ALL)
    assert canonical(again) == canonical(first)
    assert rising(shown, first, ALL) == frozenset()


@given(told=CARDS, held=CARDS)
def test_nothing_is_lost_that_outlook_did_not_show(told: Card, held: Card) -> None:
    kept = for_crm(for_outlook(told, ALL), held, ALL)
    hidden = set(held.emails) - set(for_outlook(held, ALL).emails)
    assert hidden <= set(kept.emails)
    assert set(for_outlook(told, ALL).emails) <= set(kept.emails)


@given(told=CARDS, held=CARDS, name=st.sampled_from(list(ContactField)))
def test_fields_that_do_not_flow_to_the_crm_stay_as_they_are(
    told: Card, held: Card, name: ContactField
) -> None:
    rules = policy(name, flow=FieldFlow.TO_OUTLOOK)
    assert getattr(for_crm(told, held, rules), name) == getattr(held, name)


def _full() -> Card:
    """Return a card of which every field is filled."""
    texts = [n for n in ContactField if isinstance(getattr(Card(), n), str)]
    place = PostalAddress(street="Ring 1", city="Wien")
    card = Card(
        **{name.value: f"the {name}" for name in texts},
        business_address=place,
        home_address=place,
        other_address=place,
        business_phones=("+43 1 234 5678",),
        home_phones=("+43 1 234 5679",),
        emails=(A,),
        birthday=BIRTHDAY,
        categories=("Client",),
        is_private=True,
    )
    assert not any(is_blank(card, name) for name in ContactField)
    return card
