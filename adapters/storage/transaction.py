"""An entity-group transaction on the wire: one multipart request of up to a hundred writes.

Written and read by hand: the SDK builds an e-mail message of a hundred parts and parses it again, which
costs half a millisecond a row, more than all else the engine does with a message. Shape: Microsoft Learn,
"Performing entity group transactions".
"""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from adapters.storage.tables import Value, Verb, Write

CONTENT_TYPE = "multipart/mixed; boundary=batch_rapport"

# A JSON text has no line break in it, so that no row can hold a line that is a boundary.
_HEAD = "--batch_rapport\r\nContent-Type: multipart/mixed; boundary=changeset_rapport\r\n\r\n"
_FOOT = "--changeset_rapport--\r\n--batch_rapport--\r\n"
_PART = (
    "--changeset_rapport\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
)
_METHODS = {
    Verb.CREATE: "POST",
    Verb.MERGE: "PATCH",
    Verb.REPLACE: "PUT",
    Verb.PUT: "PUT",
    Verb.PUT_MERGE: "PATCH",
    Verb.DELETE: "DELETE",
}
_MUST_EXIST = frozenset({Verb.MERGE, Verb.REPLACE, Verb.DELETE})
_ANSWER = re.compile(rb"HTTP/1\.1 (\d{3})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)")
_ETAG = re.compile(rb"^ETag: *([^\r\n]+)", re.IGNORECASE | re.MULTILINE)
_INDEX = re.compile(r"(\d+):")


@dataclass(frozen=True, slots=True)
class PartRefused:
    """The service's answer to a transaction that it did not write."""

    status: int
    code: str
    index: int | None
    """Which write it refused, where it says so."""


def encoded(writes: Sequence[Write], table_url: str) -> bytes:
    """Return the request's content."""
    parts = [
        f"{_PART}Content-ID: {number}\r\n\r\n{_request(write, table_url)}"
        for number, write in enumerate(writes)
    ]
    return "".join((_HEAD, *parts, _FOOT)).encode()


def decoded(content: bytes) -> tuple[str, ...] | PartRefused:
    """Return each row's new etag (empty for a removed one), or what was refused."""
    etags = []
    for answer in _ANSWER.finditer(content):
        status = int(answer[1])
        if status >= 300:
            return _refusal(status, content[answer.end() :])
        etag = _ETAG.search(answer[2])
        etags.append(etag[1].decode() if etag else "")
    return tuple(etags)


def _request(write: Write, table_url: str) -> str:
    """Return one write as an HTTP request within the request."""
    address = table_url
    if write.verb is not Verb.CREATE:
        address += f"(PartitionKey='{_quoted(write.partition)}',RowKey='{_quoted(write.key)}')"
    etag = write.etag or ("*" if write.verb in _MUST_EXIST else None)
    lines = [f"{_METHODS[write.verb]} {address} HTTP/1.1", "DataServiceVersion: 3.0"]
    lines.append("Accept: application/json;odata=minimalmetadata")
    if etag is not None:
        lines.append(f"If-Match: {etag}")
    if write.verb is Verb.CREATE:
        lines.append("Prefer: return-no-content")
    if write.verb is Verb.DELETE:
        return "\r\n".join((*lines, "\r\n"))
    body = json.dumps(_entity(write))
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}", "", body, ""]
    return "\r\n".join(lines)


def _entity(write: Write) -> dict[str, Any]:
    """Return a row as JSON; whole numbers are always of 64 bits."""
    entity: dict[str, Any] = {"PartitionKey": write.partition, "RowKey": write.key}
    for name, value in write.values.items():
        entity[name], kind = _typed(value)
        if kind:
            entity[f"{name}@odata.type"] = kind
    return entity


def _typed(value: Value) -> tuple[str | bool, str]:
    """Return a value as JSON knows it, and the type it does not know."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode(), "Edm.Binary"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value), "Edm.Int64"
    return value, ""


def _quoted(key: str) -> str:
    """Return a key as it stands in an address."""
    return quote(key.replace("'", "''"), safe="")


def _refusal(status: int, rest: bytes) -> PartRefused:
    """Return what the answer to the refused write says."""
    body = rest[rest.find(b"{") : rest.rfind(b"}") + 1]
    try:
        error = json.loads(body)["odata.error"]
        code, text = str(error["code"]), str(error["message"]["value"])
    except (ValueError, KeyError, TypeError):
        code, text = "", ""
    index = _INDEX.match(text)
    return PartRefused(status, code, int(index[1]) if index else None)
