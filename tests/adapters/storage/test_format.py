"""Tables that a newer version wrote in another form are refused before anything is read or written."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import pytest

from adapters.storage import StorageAccount
from adapters.storage.format import FORMAT_READ_MAX, FORMAT_WRITTEN
from adapters.storage.tables import TableName, Verb, Write
from flows.meter import Cost, Meter
from sync_core.failures import StorageTooNew, Unavailable
from sync_core.work import QueueName
from tests.contracts.memory_rows import DIGESTER

pytestmark = pytest.mark.azurite
_numbered = count(1)


@asynccontextmanager
async def _account(azurite: str, prefix: str) -> AsyncIterator[StorageAccount]:
    made = StorageAccount.connect(
        connection_string=azurite, meter=Meter(), digester=DIGESTER, prefix=prefix
    )
    try:
        yield made
    finally:
        await made.close()


@pytest.fixture
def prefix() -> str:
    return f"v{next(_numbered)}x"


async def _noted(account: StorageAccount) -> object:
    row = await account.table(TableName.MAILBOXES).get("format", "format")
    return row and row.values["number"]


async def _note(account: StorageAccount, number: int) -> None:
    row = Write(Verb.PUT, "format", "format", {"number": number, "of_tomorrow": "x"})
    await account.table(TableName.MAILBOXES).write(row)


async def test_the_first_start_notes_the_format_and_later_ones_only_look(
    azurite: str, prefix: str
) -> None:
    async with _account(azurite, prefix) as account:
        await account.prepare()
        assert await _noted(account) == FORMAT_WRITTEN
    meter = Meter()
    again = StorageAccount.connect(
        connection_string=azurite, meter=meter, digester=DIGESTER, prefix=prefix
    )
    await again.prepare()
    made = len(TableName) + 2 * len(QueueName)
    assert meter.read()[Cost.STORAGE_TRANSACTIONS.value] == made + 1
    await again.close()


async def test_processes_that_start_at_once_agree(azurite: str, prefix: str) -> None:
    async with _account(azurite, prefix) as one, _account(azurite, prefix) as other:
        await asyncio.gather(one.prepare(), other.prepare())
        assert await _noted(one) == FORMAT_WRITTEN


async def test_tables_of_a_newer_format_stop_the_start_and_nothing_is_written(
    azurite: str, prefix: str
) -> None:
    async with _account(azurite, prefix) as account:
        await account.prepare()
        await _note(account, FORMAT_READ_MAX + 1)
    async with _account(azurite, prefix) as account:
        with pytest.raises(StorageTooNew, match="deploy that version again.*format 2") as refused:
            await account.prepare()
        assert f"up to {FORMAT_READ_MAX}" in str(refused.value)
        assert await _noted(account) == FORMAT_READ_MAX + 1


async def test_no_queue_is_made_beside_tables_of_a_newer_format(azurite: str, prefix: str) -> None:
    async with _account(azurite, prefix) as account:
        for table in TableName:
            await account._open().create_table(f"{prefix}{table.value}")
        await _note(account, FORMAT_READ_MAX + 1)
        with pytest.raises(StorageTooNew):
            await account.prepare()
        with pytest.raises(Unavailable, match="404"):
            await account.queue.waiting(QueueName.WORK)


def test_a_program_reads_what_it_writes() -> None:
    assert FORMAT_WRITTEN <= FORMAT_READ_MAX <= FORMAT_WRITTEN + 1
