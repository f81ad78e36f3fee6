"""Asking the router as a browser or a program would."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from admin import PageRequest, PageResponse, handle
from tests.admin.firm import Firm

PAGES = (
    "/",
    "/emails",
    "/emails?tab=unmatched",
    "/emails?tab=all",
    "/calendar",
    "/calendar/new",
    "/calendar/meetings",
    "/calendar/rooms",
    "/contacts",
    "/contacts/new",
    "/contacts/review",
    "/held",
    "/people",
    "/policy",
    "/explain",
)
HTMX = {"HX-Request": "true", "Host": "rapport.test", "Sec-Fetch-Site": "same-origin"}


async def ask(
    firm: Firm, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> PageResponse:
    """Return the answer to any request."""
    request = PageRequest.read(method=method, url=url, headers=headers or {}, body=body)
    return await handle(request, firm.console)


async def get(firm: Firm, url: str, headers: Mapping[str, str] | None = None) -> str:
    """Return a page that must be there."""
    answer = await ask(firm, "GET", url, headers)
    assert answer.status == 200, (url, answer.status, answer.body)
    return answer.body.decode()


async def submit(firm: Firm, url: str, fields: list[tuple[str, str]]) -> PageResponse:
    """Return the answer to a form that a page of the console sends by htmx."""
    headers = HTMX | {"Content-Type": "application/x-www-form-urlencoded"}
    return await ask(firm, "POST", url, headers, urlencode(fields).encode())


async def call(
    firm: Firm,
    method: str,
    url: str,
    document: Any = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, Any]:
    """Return status and document of a call of the JSON API by a program."""
    body = b"" if document is None else json.dumps(document).encode()
    answer = await ask(
        firm, method, url, {"Content-Type": "application/json", **(headers or {})}, body
    )
    return answer.status, json.loads(answer.body)
