"""A storage account for one test: tables and queues of its own in the session's Azurite."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from adapters.storage import StorageAccount
from flows.meter import Meter
from tests.contracts.memory_rows import DIGESTER

_numbered = count(1)


@asynccontextmanager
async def storage_account(
    connection_string: str, meter: Meter | None = None
) -> AsyncIterator[StorageAccount]:
    """Yield a prepared account that nothing was ever stored in."""
    account = StorageAccount.connect(
        connection_string=connection_string,
        meter=meter or Meter(),
        digester=DIGESTER,
        prefix=f"t{next(_numbered)}x",
    )
    await account.prepare()
    try:
        yield account
    finally:
        await account.close()
