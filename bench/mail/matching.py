"""Matching: a lookup of one page's addresses, with few and with very many addresses in the CRM."""

import sqlite3
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from adapters.crm.sql import SqlCrm
from bench.mail.figures import Figure, Figures
from bench.mail.rig import NotQuiet
from flows.meter import Meter
from sync_core.mail import Address
from sync_core.policy import Matching

WITHIN = 2.0
"""A hundred times the addresses take at most this many times as long."""
_PAGE_ADDRESSES = 600
"""Distinct outside addresses of a back-fill page of 400 messages; half of them are known."""
_LOOKUPS = 30
_INSERT_PEOPLE = """
INSERT INTO person (id, kind, name, client, segment, is_key, latest_sentiment, version)
VALUES (?, 'contact', 'Person', '', '', 0, 'none', 1)
"""
_INSERT_ADDRESSES = """
INSERT INTO person_address (person_id, kind, address, match_key) VALUES (?, 'email', ?, ?)
"""


async def matching_figures(few: int = 10_000, many: int = 1_000_000) -> Figures:
    """Return how long a lookup takes beside so many addresses; lookups of both alternate."""
    with TemporaryDirectory() as folder:
        crms = {count: await _crm(Path(folder) / f"{count}.db", count) for count in (few, many)}
        seconds: dict[int, list[float]] = {count: [] for count in crms}
        for n in range(_LOOKUPS):
            for count, crm in crms.items():
                seconds[count].append(await _lookup(crm, count, n))
        for crm in crms.values():
            await crm.close()
    ms = {count: median(each) * 1_000 for count, each in seconds.items()}
    figures = {
        f"matching_page_with_{count}_addresses_ms": Figure(measured=each, unit="ms")
        for count, each in ms.items()
    }
    ratio = Figure(measured=ms[many] / ms[few], unit="times", at_most=WITHIN)
    return figures | {f"matching_{many}_addresses_times_{few}": ratio}


async def _lookup(crm: SqlCrm, count: int, seed: int) -> float:
    """Return the seconds one lookup takes; each asks for other addresses than those before."""
    known = Random(seed).sample(range(count), _PAGE_ADDRESSES // 2)
    asked = [_address(n) for n in known] + [_address(count + n) for n in known]
    began = perf_counter()
    found = await crm.find_people(asked, Matching())
    seconds = perf_counter() - began
    if len(found) != len(known):
        raise NotQuiet(f"{len(found)} of {len(known)} known addresses found")
    return seconds


async def _crm(path: Path, addresses: int) -> SqlCrm:
    """Return a CRM that holds so many people with one address each."""
    crm = SqlCrm.connect(f"sqlite+aiosqlite:///{path}", Meter())
    await crm.prepare()
    with sqlite3.connect(path) as connection:
        connection.executemany(_INSERT_PEOPLE, ((n + 1,) for n in range(addresses)))
        rows = ((n + 1, _address(n), _address(n)) for n in range(addresses))
        connection.executemany(_INSERT_ADDRESSES, rows)
    connection.close()
    return crm


def _address(number: int) -> Address:
    """Return an address; neighbours in number do not stand together in an index."""
    return Address(f"{number * 2_654_435_761 % 4_294_967_296:08x}@customer{number % 997}.test")
