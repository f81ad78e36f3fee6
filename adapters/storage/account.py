"""The storage account of one firm: its tables and queues, connected on first use."""

import asyncio
import re
from typing import TYPE_CHECKING

from adapters.storage.format import agree
from adapters.storage.memory import TableMemory
from adapters.storage.policies import TablePolicyStore
from adapters.storage.queue import POISON_SUFFIX, StorageWorkQueue
from adapters.storage.tables import Table, TableName
from flows.meter import Meter
from sync_core.digests import Digester
from sync_core.work import QueueName

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential

    from adapters.storage.clients import Clients

_PREFIX = re.compile(r"([a-z][a-z0-9]{0,20})?")


class StorageAccount:
    """Memory, policies and work queue in one storage account. Made by `connect`."""

    def __init__(
        self,
        *,
        connection_string: str | None,
        queue_uri: str | None,
        table_uri: str | None,
        credential: "AsyncTokenCredential | None",
        meter: Meter,
        digester: Digester,
        prefix: str,
    ) -> None:
        self._connection_string = connection_string
        self._queue_uri = queue_uri
        self._table_uri = table_uri
        self._credential = credential
        self._meter = meter
        self._prefix = prefix
        self._clients: Clients | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.memory = TableMemory(self, digester)
        self.policies = TablePolicyStore(self)
        self.queue = StorageWorkQueue(self)

    @classmethod
    def connect(
        cls,
        *,
        connection_string: str | None = None,
        queue_uri: str | None = None,
        table_uri: str | None = None,
        credential: "AsyncTokenCredential | None" = None,
        meter: Meter,
        digester: Digester,
        prefix: str = "",
    ) -> "StorageAccount":
        """Return the account; nothing is sent, and no SDK is loaded, before its first use.

        Args:
            connection_string: with a key; or else both addresses and a credential.
            queue_uri: address of the queue service.
            table_uri: address of the table service.
            credential: an identity with the roles Storage Queue and Table Data Contributor.
            meter: counts each request sent.
            digester: finds a decision by an item's id.
            prefix: before every table's and queue's name: lower-case letters and digits.

        Raises:
            ValueError: names the argument that is missing or malformed.
        """
        if not connection_string and not (queue_uri and table_uri and credential):
            raise ValueError(
                "storage account: expected a connection_string, or queue_uri, table_uri and credential"
            )
        if not _PREFIX.fullmatch(prefix):
            raise ValueError(
                "prefix: expected up to 21 lower-case letters and digits, a letter first"
            )
        return cls(
            connection_string=connection_string or None,
            queue_uri=queue_uri,
            table_uri=table_uri,
            credential=credential,
            meter=meter,
            digester=digester,
            prefix=prefix,
        )

    async def prepare(self) -> None:
        """Create tables and queues that do not exist yet. 1 transaction each, and 1 for the tables' format.

        Raises:
            StorageTooNew: a newer version wrote what this one would misread; no queue was made.
        """
        clients = self._open()
        for table in TableName:
            await clients.create_table(f"{self._prefix}{table.value}")
        await agree(self.table(TableName.MAILBOXES))
        for queue in QueueName:
            await clients.create_queue(f"{self._prefix}{queue.value}")
            await clients.create_queue(f"{self._prefix}{queue.value}{POISON_SUFFIX}")

    async def close(self) -> None:
        """Close the connections of this event loop, the credential's too; a later use opens new ones."""
        clients, self._clients = self._clients, None
        if clients is not None:
            await clients.close()
        if self._credential is not None:
            await self._credential.close()

    def table(self, name: TableName) -> Table:
        """Return one of the account's tables."""
        return self._open().table(f"{self._prefix}{name.value}")

    async def put(self, queue: str, text: str, hidden_seconds: int) -> None:
        """Store a queue message. 1 transaction."""
        await self._open().put_message(f"{self._prefix}{queue}", text, hidden_seconds)

    async def length(self, queue: str) -> int:
        """Return about how many messages lie in a queue. 1 transaction."""
        return await self._open().queue_length(f"{self._prefix}{queue}")

    def _open(self) -> "Clients":
        """Return the clients of the running event loop: connections do not move between loops."""
        loop = asyncio.get_running_loop()
        if self._clients is None or self._loop is not loop:
            from adapters.storage.clients import Clients

            self._clients = Clients(
                connection_string=self._connection_string,
                queue_uri=self._queue_uri,
                table_uri=self._table_uri,
                credential=self._credential,
                meter=self._meter,
            )
            self._loop = loop
        return self._clients
