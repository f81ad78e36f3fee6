"""The SDK's clients: one transport for tables and queues, counted, impatient and silent.

Imported on first use only: the SDKs take most of a second to load.
"""

import logging
from typing import Any

from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import ResourceExistsError
from azure.core.pipeline.transport import AioHttpTransport
from azure.data.tables.aio import TableServiceClient
from azure.storage.queue import TextBase64EncodePolicy
from azure.storage.queue.aio import QueueClient, QueueServiceClient

from adapters.storage.failing import failures_of_storage
from adapters.storage.sdk_table import SdkTable
from flows.meter import Cost, Meter
from sync_core import limits

for _name in ("azure.core.pipeline.policies.http_logging_policy", "azure.storage", "azure.data"):
    # At INFO they write two lines a request, with addresses and keys in them.
    logging.getLogger(_name).setLevel(logging.ERROR)


class CountingTransport(AioHttpTransport):  # type: ignore[misc] # azure-core loads it lazily, untyped
    """Sends requests and counts each, so that the SDK's own retries count as well."""

    def __init__(self, meter: Meter) -> None:
        super().__init__(
            connection_timeout=limits.STORAGE_CONNECT_SECONDS,
            read_timeout=limits.STORAGE_ANSWER_SECONDS,
        )
        self._meter = meter

    async def send(self, request: Any, **options: Any) -> Any:
        """Send one request."""
        self._meter.count(Cost.STORAGE_TRANSACTIONS)
        span = self._meter.telemetry.begin("storage", f"{request.method} {_service(request.url)}")
        failed = "no answer"
        try:
            answer = await super().send(request, **options)
            span.tell(status=answer.status_code)
            failed = ""  # a refusal may be what was asked for: a row that is not there
        finally:
            span.end(failed)
        return answer


def _service(url: str) -> str:
    """Return what an address asks of storage: its path names tables and mailboxes, and is not told."""
    return "queue" if "/messages" in url or ".queue." in url else "table"


class Clients:
    """Everything that belongs to one event loop."""

    def __init__(
        self,
        *,
        connection_string: str | None,
        queue_uri: str | None,
        table_uri: str | None,
        credential: AsyncTokenCredential | None,
        meter: Meter,
    ) -> None:
        self._transport = CountingTransport(meter)
        # A status is never retried here for tables: their SDK would sleep as long as Retry-After says.
        table_options: dict[str, Any] = {
            "transport": self._transport,
            "retry_total": limits.STORAGE_RETRIES_MAX,
            "retry_status": 0,
            "retry_backoff_factor": limits.STORAGE_RETRY_PAUSE_SECONDS,
            "retry_backoff_max": 1,
        }
        queue_options: dict[str, Any] = {
            "transport": self._transport,
            "retry_total": limits.STORAGE_RETRIES_MAX,
            "initial_backoff": limits.STORAGE_RETRY_PAUSE_SECONDS,
            "increment_base": 0,
            "random_jitter_range": limits.STORAGE_RETRY_PAUSE_SECONDS,
        }
        if connection_string is not None:
            self.tables = TableServiceClient.from_connection_string(
                connection_string, **table_options
            )
            self.queues = QueueServiceClient.from_connection_string(
                connection_string, **queue_options
            )
        else:
            self.tables = TableServiceClient(
                endpoint=table_uri or "", credential=credential, **table_options
            )
            self.queues = QueueServiceClient(queue_uri or "", credential, **queue_options)
        self._tables: dict[str, SdkTable] = {}
        self._queues: dict[str, QueueClient] = {}

    def table(self, name: str) -> SdkTable:
        """Return a table by its full name."""
        if name not in self._tables:
            self._tables[name] = SdkTable(self.tables.get_table_client(name))
        return self._tables[name]

    async def create_table(self, name: str) -> None:
        """Create a table unless it exists."""
        with failures_of_storage():
            await self.tables.create_table_if_not_exists(name)

    async def create_queue(self, name: str) -> None:
        """Create a queue unless it exists."""
        with failures_of_storage():
            try:
                await self._queue(name).create_queue()
            except ResourceExistsError:
                return  # with other metadata, which we neither set nor need

    async def put_message(self, queue: str, text: str, hidden_seconds: int) -> None:
        """Store a message that never expires and is hidden at first."""
        with failures_of_storage():
            await self._queue(queue).send_message(
                text, visibility_timeout=hidden_seconds, time_to_live=-1
            )

    async def queue_length(self, queue: str) -> int:
        """Return about how many messages lie in a queue."""
        with failures_of_storage():
            return (await self._queue(queue).get_queue_properties()).approximate_message_count or 0

    def _queue(self, name: str) -> QueueClient:
        """Return a queue by its full name; its messages go in base64, as host.json says."""
        if name not in self._queues:
            self._queues[name] = self.queues.get_queue_client(
                name, message_encode_policy=TextBase64EncodePolicy()
            )
        return self._queues[name]

    async def close(self) -> None:
        """Close the connections."""
        await self.tables.close()
        await self.queues.close()
        await self._transport.close()
