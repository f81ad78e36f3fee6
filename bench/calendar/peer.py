"""vdirsyncer beside the engine: its own sync, on storages in memory, of the same events as calendar files.

https://github.com/pimutils/vdirsyncer. It lists every item of both sides each time (href and etag) and
copies whole items; its status lies in SQLite, here in memory. Nothing is asked over a network on either
side, no attendee is matched and no rule is asked, so its CPU is what the bare task costs.
"""

import gc
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import closing
from time import process_time
from typing import Any

from vdirsyncer.storage.memory import MemoryStorage
from vdirsyncer.sync import sync
from vdirsyncer.sync.status import SqliteStatus
from vdirsyncer.vobject import Item

from bench.calendar.made_up import appointments
from bench.mail.rig import NotQuiet
from simulator.graph.calendar.appointment import Appointment

_TIME = "%Y%m%dT%H%M%SZ"


class CountingStorage(MemoryStorage):  # type: ignore[misc]  # the package ships no types
    """A storage in memory that counts what is asked of it."""

    def __init__(self) -> None:
        super().__init__(fileext=".ics")
        self.asked: Counter[str] = Counter()

    async def list(self) -> AsyncIterator[tuple[str, str]]:
        """Yield every item's name and etag."""
        self.asked["listings"] += 1
        async for named in super().list():
            self.asked["items_listed"] += 1
            yield named

    async def get(self, href: str) -> Any:
        """Return one item; a remote storage would gather several."""
        self.asked["items_read"] += 1
        return await super().get(href)

    async def upload(self, item: Any) -> Any:
        """Add an item."""
        self.asked["items_written"] += 1
        return await super().upload(item)

    async def update(self, href: str, item: Any, etag: str) -> Any:
        """Replace an item."""
        self.asked["items_written"] += 1
        return await super().update(href, item, etag)


async def vdirsyncer(count: int, rounds: int = 1) -> dict[str, dict[str, float]]:
    """Return what its sync costs, by the names of changes.py and `unchanged`; the least CPU of some rounds.

    CPU is in milliseconds, counts are of both storages together.
    """
    told: dict[str, dict[str, float]] = {}
    for _ in range(rounds):
        for name, cost in (await _round(count)).items():
            before = told.setdefault(name, cost)
            told[name] = {**cost, "cpu_ms": min(before["cpu_ms"], cost["cpu_ms"])}
    return told


async def _round(count: int) -> dict[str, dict[str, float]]:
    with closing(SqliteStatus()) as status:
        return await _lived(count, status)


async def _lived(count: int, status: SqliteStatus) -> dict[str, dict[str, float]]:
    here, there = CountingStorage(), CountingStorage()
    await _added(here, "a", appointments(count))
    await sync(here, there, status)
    told = {"unchanged": await _cost(here, there, status)}
    await _added(here, "b", appointments(count, seed=9))
    told["new_in_outlook"] = await _cost(here, there, status)
    await _renamed(here, count, "Renamed here")
    told["changed_in_outlook"] = await _cost(here, there, status)
    await _renamed(there, count, "Renamed there")
    told["changed_in_crm"] = await _cost(here, there, status)
    await _added(there, "c", appointments(count, seed=3))
    told["new_in_crm"] = await _cost(here, there, status)
    if not len(here.items) == len(there.items) == 3 * count:
        raise NotQuiet(f"vdirsyncer: {len(here.items)} and {len(there.items)} items")
    return told


async def _cost(
    here: CountingStorage, there: CountingStorage, status: SqliteStatus
) -> dict[str, float]:
    here.asked.clear()
    there.asked.clear()
    gc.collect()
    began = process_time()
    await sync(here, there, status)
    cpu = process_time() - began
    return {"cpu_ms": cpu * 1_000, **(here.asked + there.asked)}


async def _added(storage: CountingStorage, prefix: str, those: Iterable[Appointment]) -> None:
    for number, says in enumerate(those):
        await storage.upload(Item(calendar_file(says, f"{prefix}{number}@bench.test")))


async def _renamed(storage: CountingStorage, count: int, text: str) -> None:
    """Give the last so many items another subject, as an application on that side would."""
    for number, (href, (etag, item)) in enumerate(list(storage.items.items())[-count:]):
        lines = item.raw.splitlines()
        changed = [f"SUMMARY:{text} {number}" if x.startswith("SUMMARY:") else x for x in lines]
        await storage.update(href, Item("\r\n".join(changed)), etag)


def calendar_file(says: Appointment, uid: str) -> str:
    """Return a single event as a calendar file (RFC 5545), its lines not folded."""
    return "\r\n".join(
        (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//northwind.test//bench//EN",
            "BEGIN:VEVENT",
            f"UID:{uid}",
            f"DTSTART:{says.span.start.strftime(_TIME)}",
            f"DTEND:{says.span.end.strftime(_TIME)}",
            f"SUMMARY:{says.subject}",
            f"LOCATION:{says.places[0].name}",
            f"DESCRIPTION:{says.body}",
            *(f"ATTENDEE;CN={a.who.name}:mailto:{a.address}" for a in says.attendees),
            "END:VEVENT",
            "END:VCALENDAR",
        )
    )
