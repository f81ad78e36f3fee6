"""Of a message, an event and a contact nothing is kept: not in tables, queues, files, nor in any log at its most talkative."""

import hashlib
from collections.abc import Callable

import pytest

from sync_core.contacts.fields import phone_key
from tests.running.canaries import Canaries, hidden_forms, holds
from tests.running.places import Place
from tests.running.story import Told

pytestmark = [pytest.mark.azurite, pytest.mark.slow]


def _leaks(canaries: Canaries, kept: list[Place]) -> list[str]:
    return [f"{place.name}: {found}" for place in kept for found in canaries.found_in(place.data)]


def test_no_word_of_a_message_lies_in_any_table_queue_file_or_log(told: Told) -> None:
    assert _leaks(told.canaries, told.kept) == []


def test_no_word_of_a_message_lies_in_what_the_emulator_ever_wrote_to_disk(told: Told) -> None:
    assert _leaks(told.canaries, told.emulator) == []


def test_nothing_of_a_foreign_message_outlives_the_queue_it_was_put_into(told: Told) -> None:
    assert _leaks(told.foreign, told.kept) == []


def test_the_crm_received_every_word_that_the_policy_lets_it_have(told: Told) -> None:
    wanted = {word for letter in told.captured for word in letter.for_the_crm}
    assert len(wanted) > 30
    assert wanted - holds(told.crm, wanted) == set()
    assert told.canaries.found_in(told.crm) != []


def test_mail_that_is_left_out_reaches_not_even_the_crm(told: Told) -> None:
    unwanted = {word for letter in told.left_out for word in letter.for_the_crm}
    assert len(unwanted) > 30
    assert holds(told.crm, unwanted) == set()


def test_everything_that_was_to_happen_happened(told: Told) -> None:
    tables = {place.name for place in told.kept if place.name.startswith("table ")}
    assert {"table mailboxes", "table memory", "table runs", "table policy"} <= tables
    runs = b"".join(place.data for place in told.kept if place.name == "table runs")
    for outcome in (b"done", b"retry", b"poisoned"):
        assert outcome in runs, outcome
    assert b" DEBUG " in told.log
    for event in (b'"poisoned"', b'"work_item_dropped"', b'"notifications_dropped"', b"Traceback"):
        assert event in told.log, event
    reasons = b"".join(place.data for place in told.kept if place.name == "table memory")
    for reason in (b"internal", b"folder", b"private", b"never_log", b"meeting", b"internal_unr"):
        assert reason in reasons, reason
    for reason in (b"unreadable", b"refused_by_crm", b"matched", b"unmatched"):
        assert reason in reasons, reason


def test_no_secret_stands_in_a_log_a_table_or_a_queue(told: Told) -> None:
    settings = "file settings.json"  # what the host was started with: secrets belong there
    places = [place for place in (*told.kept, *told.emulator) if place.name != settings]
    for name, secret in told.secrets.items():
        assert [place.name for place in places if secret in place.data] == [], name


def test_the_search_finds_what_others_had_put_into_the_queues(told: Told) -> None:
    assert told.foreign.found_in(told.poison_seen) != []
    assert _leaks(told.foreign, told.emulator) != []


@pytest.mark.parametrize("form", sorted(hidden_forms("anyword1")))
def test_the_search_finds_a_leak_in_whatever_form(told: Told, form: str) -> None:
    row = next(place for place in told.kept if place.name == "table memory")
    word = told.canaries.word("leak")
    leaky = Place(row.name, row.data[:-1] + b'"' + hidden_forms(word)[form] + b'"]')
    assert _leaks(told.canaries, [row]) == []
    assert _leaks(told.canaries, [leaky]) != []


def test_the_search_finds_an_address_by_its_digest_without_a_key() -> None:
    canaries = Canaries(1, "mail")
    address = canaries.address("client.test").encode()
    for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256):
        assert canaries.found_in(digest(address, usedforsecurity=False).hexdigest().encode()) != []
    assert canaries.found_in(hashlib.sha256(b"another" + address).hexdigest().encode()) == []


@pytest.mark.parametrize(
    "hide",
    [
        lambda number: number.encode(),
        lambda number: phone_key(number).encode(),
        lambda number: number.replace(" ", "-").encode("utf-16"),
        lambda number: hashlib.sha256(phone_key(number).encode()).hexdigest().encode(),
    ],
)
def test_the_search_finds_a_phone_number_however_it_is_written(
    hide: Callable[[str], bytes],
) -> None:
    canaries = Canaries(1, "mail")
    number = canaries.number()
    assert canaries.found_in(b"a row: " + hide(number) + b".") != []
    assert canaries.found_in(b"a row: " + hide("+991 000 1111111") + b".") == []


def test_the_same_seed_plants_the_same_words() -> None:
    assert Canaries(7, "mail").word("x") == Canaries(7, "mail").word("x")
    assert Canaries(7, "mail").stem != Canaries(8, "mail").stem
