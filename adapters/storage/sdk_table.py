"""One table through azure-data-tables."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.core.rest import HttpRequest
from azure.data.tables import EdmType, EntityProperty, TableEntity, UpdateMode
from azure.data.tables.aio import TableClient

from adapters.storage.failing import failure_of, failures_of_storage
from adapters.storage.limits import check_key, check_transaction, check_write
from adapters.storage.tables import Page, Refusal, Refused, Row, Value, Verb, Write
from adapters.storage.transaction import CONTENT_TYPE, PartRefused, decoded, encoded
from sync_core import limits

_RANGE = "PartitionKey eq @partition and RowKey ge @low and RowKey "
_REFUSALS = frozenset(refusal.value for refusal in Refusal)
_MODES = {
    Verb.MERGE: UpdateMode.MERGE,
    Verb.REPLACE: UpdateMode.REPLACE,
    Verb.PUT: UpdateMode.REPLACE,
    Verb.PUT_MERGE: UpdateMode.MERGE,
}
_GONE_CODES = frozenset({"ResourceNotFound", "EntityNotFound"})


class SdkTable:
    """A Table (adapters.storage.tables)."""

    def __init__(self, client: TableClient) -> None:
        self._client = client

    async def get(self, partition: str, key: str) -> Row | None:
        """Return one row."""
        check_key(partition, "partition key")
        check_key(key, "row key")
        with failures_of_storage():
            try:
                return _row(await self._client.get_entity(partition, key))
            except ResourceNotFoundError as missing:
                if not _is_row_missing(missing):
                    raise
        return None

    async def page(
        self, partition: str, low: str, high: str, top: int, token: str | None = None
    ) -> Page:
        """Return up to `top` rows with low <= key <= high."""
        check_key(partition, "partition key")
        with failures_of_storage():
            found = self._client.query_entities(
                f"{_RANGE}le @high",
                parameters={"partition": partition, "low": low, "high": high},
                results_per_page=top,
            )
            pages: Any = found.by_page(token)
            rows = [_row(entity) async for page in _first(pages) async for entity in page]
            return Page(tuple(rows), pages.continuation_token)

    async def rows(
        self, partition: str, low: str, high: str, where: str = ""
    ) -> AsyncIterator[Row]:
        """Yield all rows with low <= key < high."""
        check_key(partition, "partition key")
        query = f"{_RANGE}lt @high" + (f" and ({where})" if where else "")
        told = {"partition": partition, "low": low, "high": high}
        with failures_of_storage():
            found = self._client.query_entities(
                query, parameters=told, results_per_page=limits.STORAGE_PAGE_ROWS
            )
            async for entity in found:
                yield _row(entity)

    async def before(self, partition: str) -> AsyncIterator[Row]:
        """Yield all rows of partitions before this one, keys only."""
        with failures_of_storage():
            found = self._client.query_entities(
                "PartitionKey lt @partition",
                parameters={"partition": partition},
                results_per_page=limits.STORAGE_PAGE_ROWS,
                select=["PartitionKey", "RowKey"],
            )
            async for entity in found:
                yield Row(str(entity["PartitionKey"]), str(entity["RowKey"]), {}, "")

    async def write(self, write: Write) -> str | Refused:
        """Write one row and return its new etag."""
        check_write(write)
        with failures_of_storage():
            try:
                written = await self._send(write)
            except HttpResponseError as refused:
                return _refused(refused)
        return str((written or {}).get("etag", ""))

    async def transact(self, writes: Sequence[Write]) -> tuple[str, ...] | Refused:
        """Write rows of one partition, all or none, and return their new etags in order."""
        check_transaction(writes)
        account_url = self._client.url
        request = HttpRequest(
            "POST",
            f"{account_url}/$batch",
            headers={
                "Content-Type": CONTENT_TYPE,
                "Accept": "application/json",
                "DataServiceVersion": "3.0",
                "MaxDataServiceVersion": "3.0;NetFx",
                "x-ms-version": self._client.api_version,
            },
            content=encoded(writes, f"{account_url}/{self._client.table_name}"),
        )
        with failures_of_storage():
            # The SDK's own pipeline signs and sends it; its public method costs seven times the CPU.
            response: Any = await self._client._client.send_request(request, stream=True)  # noqa: SLF001
            content = await response.read()
            if response.status_code != 202:
                raise HttpResponseError(response=response)
        told = decoded(content)
        return _part_refused(told) if isinstance(told, PartRefused) else told

    async def _send(self, write: Write) -> dict[str, Any] | None:
        """Send one write outside a transaction."""
        entity, condition = _entity(write), _condition(write)
        match write.verb:
            case Verb.CREATE:
                return dict(await self._client.create_entity(entity))
            case Verb.DELETE:
                await self._client.delete_entity(entity, **condition)
                return None
            case Verb.MERGE | Verb.REPLACE:
                mode = _MODES[write.verb]
                return dict(await self._client.update_entity(entity, mode, **condition))
            case Verb.PUT | Verb.PUT_MERGE:
                mode = _MODES[write.verb]
                return dict(await self._client.upsert_entity(entity, mode))


async def _first(pages: Any) -> AsyncIterator[Any]:
    """Yield the first page only."""
    async for page in pages:
        yield page
        return


def _condition(write: Write) -> dict[str, Any]:
    if write.etag is None:
        return {}
    return {"etag": write.etag, "match_condition": MatchConditions.IfNotModified}


def _entity(write: Write) -> dict[str, Any]:
    """Return a row as the SDK takes it: whole numbers always as 64 bits."""
    told: dict[str, Any] = {"PartitionKey": write.partition, "RowKey": write.key}
    for name, value in write.values.items():
        whole = isinstance(value, int) and not isinstance(value, bool)
        told[name] = EntityProperty(value, EdmType.INT64) if whole else value
    return told


def _row(entity: TableEntity) -> Row:
    values: dict[str, Value] = {}
    for name, value in entity.items():
        if name not in ("PartitionKey", "RowKey"):
            values[name] = value.value if isinstance(value, EntityProperty) else value
    etag = str(entity.metadata["etag"])
    return Row(str(entity["PartitionKey"]), str(entity["RowKey"]), values, etag)


def _part_refused(told: PartRefused) -> Refused:
    """Return which row's state refused a transaction; anything else is a failure."""
    missing_table = told.status == 404 and told.code not in _GONE_CODES
    if told.status not in _REFUSALS or told.index is None or missing_table:
        raise failure_of(told.status, told.code, None)
    return Refused(told.index, Refusal(told.status))


def _refused(refused: HttpResponseError) -> Refused:
    """Return why a write was not done; anything but a row's state is raised on."""
    status = refused.status_code
    if status not in _REFUSALS or (status == 404 and not _is_row_missing(refused)):
        raise refused
    return Refused(0, Refusal(status))


def _is_row_missing(refused: HttpResponseError) -> bool:
    """Return whether a 404 speaks of the row, not of its table."""
    code = getattr(refused, "error_code", None)
    return str(getattr(code, "value", code)) in _GONE_CODES
