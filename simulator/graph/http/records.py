"""A request and a response as plain records, free of any web framework."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from simulator.graph.refusals import Refusal, bad_request

JSON_TYPE = (
    "application/json;odata.metadata=minimal;odata.streaming=true;"
    "IEEE754Compatible=false;charset=utf-8"
)
API = "/v1.0"


@dataclass(frozen=True)
class Request:
    """One HTTP request."""

    method: str
    url: str
    """Absolute, as sent (escapes kept)."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""

    @cached_property
    def base(self) -> str:
        """Scheme, host and API version: what the server's own links begin with."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{API}"

    @cached_property
    def path(self) -> str:
        """The path below the API version, escapes kept."""
        path = urlsplit(self.url).path
        return path.removeprefix(API) or "/"

    @cached_property
    def query(self) -> Mapping[str, str]:
        """Query options by name."""
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object.

        Raises:
            Refusal: 400, it is none.
        """
        try:
            found = json.loads(self.body)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise bad_request("Unable to read JSON request payload.", "RequestBodyRead")
        return found


@dataclass(frozen=True)
class Response:
    """One HTTP response."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def answer(
    document: Mapping[str, Any] | bytes, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a JSON response; bytes are JSON already."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Response(status, {"content-type": JSON_TYPE, **(headers or {})}, body)


def refused(refusal: Refusal, request_id: str, date: str, base: str) -> Response:
    """Return the response for a refusal, in Graph's form of an error."""
    inner = {"date": date, "request-id": request_id, "client-request-id": request_id}
    headers = {}
    if refusal.retry_after_seconds is not None:
        headers["retry-after"] = str(refusal.retry_after_seconds)
    if refusal.location is not None:
        headers["location"] = base + refusal.location
    error = {"code": refusal.code, "message": refusal.message, "innerError": inner}
    return answer({"error": error}, refusal.status, headers)
