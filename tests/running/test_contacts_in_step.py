"""Contacts of the whole running system: host, queues, tables, the tenant over HTTP and a SQL CRM."""

import json
from typing import Any

import pytest

from sync_core.contacts.contact import CrmContact
from tests.running.addressbook import BookTold
from tests.running.story import Told

pytestmark = [pytest.mark.azurite, pytest.mark.slow]


@pytest.fixture
def book(told: Told) -> BookTold:
    """Return the contacts' part of what the firm left behind."""
    return told.book


def _in_outlook(book: BookTold, owner: str, name: str) -> dict[str, Any]:
    (found,) = [c for c in book.outlook[owner] if c["name"] == name]
    return found


def _in_list(book: BookTold, owner: str, name: str) -> CrmContact:
    (found,) = [entry for entry in book.lists[owner] if entry.card.name == name]
    return found


def _pairs(told: Told) -> list[dict[str, Any]]:
    rows = [json.loads(place.data)[0] for place in told.kept if place.name == "table memory"]
    return [row for row in rows if str(row["RowKey"]).startswith("pair.contacts.")]


def test_every_mailbox_is_subscribed_for_its_contacts_too(told: Told, book: BookTold) -> None:
    assert None not in book.subscribed
    assert len(set(book.subscribed)) == len(book.outlook)
    assert told.diary.subscriptions == 3 * len(book.outlook)


def test_what_is_edited_in_outlook_reaches_the_list_though_requests_were_refused_and_cursors_lost(
    book: BookTold,
) -> None:
    assert len(book.edited) == 2
    assert _in_list(book, "anna", book.kept[0].name).card.job_title == book.edited[-1]


def test_what_is_made_and_edited_in_the_crm_stands_in_outlook_once(book: BookTold) -> None:
    assert _in_outlook(book, "bo", book.entered)["job_title"] == book.title
    assert _in_list(book, "bo", book.entered).card.job_title == book.title


def test_who_is_surely_the_same_on_both_sides_is_there_once(book: BookTold) -> None:
    contact, entry = _in_outlook(book, "bo", book.same), _in_list(book, "bo", book.same)
    assert contact["emails"] == list(entry.card.emails)
    assert contact["company"] == entry.card.company != ""


def test_who_may_be_the_same_is_asked_about_and_stays_as_it_was_on_each_side(
    told: Told, book: BookTold
) -> None:
    outlook, crm = book.alike
    assert [outlook in c["emails"] for c in book.outlook["bo"]].count(True) == 1
    assert not any(crm in c["emails"] for c in book.outlook["bo"])
    assert not any(outlook in entry.card.emails for entry in book.lists["bo"])
    assert "likely_twin" in {row.get("reason") for row in _pairs(told) if row["state"] == "asked"}


def test_a_contact_written_over_by_somebody_else_is_held_by_the_identity_guard(
    told: Told, book: BookTold
) -> None:
    assert _in_outlook(book, "anna", book.became)["name"] == book.became
    entry = _in_list(book, "anna", book.former)
    assert book.kept[1].order["emails"][0]["address"] in entry.card.emails
    assert not any(e.card.name == book.became for e in book.lists["anna"])
    asked = {row.get("reason") for row in _pairs(told) if row["state"] == "asked"}
    assert "different_person" in asked


def test_what_the_firm_changes_once_is_seen_in_the_outlook_of_everybody_who_has_the_person(
    book: BookTold,
) -> None:
    for owner in ("anna", "bo"):
        assert _in_outlook(book, owner, book.shared)["job_title"] == book.firm_title
        assert _in_list(book, owner, book.shared).person is not None


def test_a_contact_whose_making_a_crash_cut_short_is_there_once_on_both_sides(
    book: BookTold,
) -> None:
    assert _in_outlook(book, "crashing", book.crashed)["name"] == book.crashed
    assert _in_list(book, "crashing", book.crashed).key is not None


def test_the_list_has_every_word_and_number_of_the_fields_that_flow(
    told: Told, book: BookTold
) -> None:
    words = {word for one in book.kept for word in one.for_the_crm}
    assert len(words) > 40
    changed = {book.kept[0].order["job_title"].split()[-1]}
    assert {w for w in words - changed if w.encode() not in told.crm} == set()


def test_a_users_own_notes_and_fields_that_nobody_maps_reach_not_even_the_crm(
    told: Told, book: BookTold
) -> None:
    words = {word for one in book.kept for word in one.for_nobody}
    assert len(words) > 10
    assert {w for w in words if w.encode() in told.crm} == set()


def test_contacts_that_are_left_out_reach_not_even_the_crm(told: Told, book: BookTold) -> None:
    words = {word for one in book.left_out for word in (*one.for_the_crm, *one.for_nobody)}
    assert len(words) > 40
    assert {w for w in words if w.encode() in told.crm} == set()


def test_every_outcome_of_a_contact_is_among_what_is_remembered(told: Told) -> None:
    rows = _pairs(told)
    assert {"linked", "left_out", "failed", "asked"} <= {row["state"] for row in rows}
    reasons = {row.get("reason") for row in rows}
    assert {"private", "distribution_list", "broken", "refused_by_crm"} <= reasons
    runs = b"".join(place.data for place in told.kept if place.name == "table runs")
    for told_of in (b"contacts.wake", b"contacts.share", b"crm.create", b"outlook.create"):
        assert told_of in runs, told_of
