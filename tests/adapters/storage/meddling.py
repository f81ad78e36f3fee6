"""A table in whose way somebody steps: another writer just before a write
or the reading of many rows, or a crash instead of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from adapters.storage.tables import Page, Refused, Row, Table, TableName, Tables, Write

Meddler = Callable[[], Awaitable[None]]


class Crash(Exception):
    """The process ended here."""


class Meddled:
    """Tables that call a meddler before each write and each reading of many rows: it may write too, or raise Crash."""

    def __init__(self, tables: Tables, meddle: Meddler) -> None:
        self._tables = tables
        self._meddle = meddle

    def table(self, name: TableName) -> Table:
        return _MeddledTable(self._tables.table(name), self._meddle)


class _MeddledTable:
    def __init__(self, table: Table, meddle: Meddler) -> None:
        self._table = table
        self._meddle = meddle

    async def get(self, partition: str, key: str) -> Row | None:
        return await self._table.get(partition, key)

    async def page(
        self, partition: str, low: str, high: str, top: int, token: str | None = None
    ) -> Page:
        return await self._table.page(partition, low, high, top, token)

    async def rows(
        self, partition: str, low: str, high: str, where: str = ""
    ) -> AsyncIterator[Row]:
        await self._meddle()
        async for row in self._table.rows(partition, low, high, where):
            yield row

    def before(self, partition: str) -> AsyncIterator[Row]:
        return self._table.before(partition)

    async def write(self, write: Write) -> str | Refused:
        await self._meddle()
        return await self._table.write(write)

    async def transact(self, writes: Sequence[Write]) -> tuple[str, ...] | Refused:
        await self._meddle()
        return await self._table.transact(writes)


def crash_at(number: int) -> Meddler:
    """Return a meddler that lets so many writes through and then crashes."""
    done = 0

    async def meddle() -> None:
        nonlocal done
        if done == number:
            raise Crash
        done += 1

    return meddle


def once(act: Callable[[], Awaitable[object]]) -> Meddler:
    """Return a meddler that acts before the first write only."""
    acted = False

    async def meddle() -> None:
        nonlocal acted
        if not acted:
            acted = True
            await act()

    return meddle
