"""A CRM filled with very many people of the firm: its own tables, many rows at once."""

import sqlite3
from contextlib import closing
from pathlib import Path
from time import perf_counter

from bench.contacts.made_up import Somebody
from bench.mail.rig import NotQuiet
from sync_core.contacts.contact import Card
from sync_core.contacts.kept import keys_of

NAMESAKES_EACH = 1_000
"""One in so many people is called NAMESAKE: a thousand of a million."""
NAMESAKE = Card(given_name="Ana", surname="Silva", display_name="Ana Silva")
_CACHE_KIBIBYTES = 1_000_000
"""Addresses come in no order: an index of a million is written to all over, and is to lie in memory meanwhile."""
_FIRST_ID = 1_000_000
"""Beyond the few people that the CRM has anyway."""
_PERSON = """
INSERT INTO person (id, kind, name, client, segment, is_key, latest_sentiment, version, given_name, surname)
VALUES (?, 'contact', ?, ?, '', 0, 'none', 1, ?, ?)
"""
_ADDRESS = """
INSERT INTO person_address (person_id, kind, address, match_key, position) VALUES (?, 'email', ?, ?, 0)
"""
_KEY = "INSERT INTO person_key (kind, value, person_id) VALUES ('name', ?, ?)"
_Row = tuple[object, ...]


def fill(database: Path, count: int) -> float:
    """Add so many people, made_up's first ones, to a prepared CRM in SQLite; return the seconds that took.

    Raises:
        NotQuiet: the CRM finds people by other names than are written here.
    """
    for card in (Somebody(123_456).card, NAMESAKE):
        key = _name_key(card.given_name, card.surname)
        if ("name", key) not in keys_of(card):
            raise NotQuiet(f"{card.name} is not found by {key!r}")
    began = perf_counter()
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
        connection.executemany(_PERSON, map(_person, range(count)))
        connection.executemany(_ADDRESS, map(_address, range(count)))
        connection.executemany(_KEY, sorted(map(_key, range(count))))  # as the table lies on disk
    return perf_counter() - began


def _names(number: int) -> tuple[str, str]:
    """Return first and last name."""
    if number % NAMESAKES_EACH == NAMESAKES_EACH - 1:
        return NAMESAKE.given_name, NAMESAKE.surname
    return Somebody(number).given, Somebody(number).surname


def _person(number: int) -> _Row:
    given, surname = _names(number)
    company = Somebody(number).company
    return (_FIRST_ID + number, f"{given} {surname}", company, given, surname)


def _address(number: int) -> _Row:
    email = Somebody(number).email
    return (_FIRST_ID + number, email, email)


def _key(number: int) -> tuple[str, int]:
    return (_name_key(*_names(number)), _FIRST_ID + number)


def _name_key(given: str, surname: str) -> str:
    """Return the key of a name of two plain words (sync_core.contacts.names.name_keys)."""
    return " ".join(sorted((given.lower(), surname.lower())))
