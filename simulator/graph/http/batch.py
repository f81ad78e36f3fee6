"""`$batch`: up to twenty requests in one, each with its own answer, in any order."""

import json
from asyncio import Semaphore, gather
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from simulator.graph.http.records import Request, Response, answer
from simulator.graph.refusals import bad_request

REQUESTS_MAX = 20
_AT_ONCE = 4  # facts §5: Outlook runs up to four of a batch in parallel

Handle = Callable[[Request], Awaitable[Response]]


@dataclass
class _Batch:
    """A batch on its way: what was asked, and what was answered so far, latest first."""

    asked: dict[str, dict[str, Any]]
    outer: Request
    handle: Handle
    places: Semaphore = field(default_factory=lambda: Semaphore(_AT_ONCE))
    answered: dict[str, Response] = field(default_factory=dict)

    async def run(self) -> None:
        """Answer everything: what depends on nothing at once, the rest as its turn comes."""
        waiting = dict(self.asked)
        while waiting:
            ready = [n for n, r in waiting.items() if _needs(r) <= self.answered.keys()]
            if not ready:
                raise bad_request("The batch's dependencies form a circle.")
            for name in ready:
                del waiting[name]
            await gather(*(self._one(name) for name in ready))

    async def _one(self, name: str) -> None:
        asked = self.asked[name]
        if any(self.answered[n].status >= 400 for n in _needs(asked)):
            error = {"error": {"code": "FailedDependency", "message": "A dependency failed."}}
            self.answered[name] = answer(error, 424)
            return
        async with self.places:
            self.answered[name] = await self.handle(_inner(asked, self.outer))


async def answer_all(outer: Request, handle: Handle) -> Response:
    """Return the answer to a batch: 200 whatever its parts ended with.

    Raises:
        Refusal: 400, the batch itself is malformed.
    """
    batch = _Batch(_asked(outer), outer, handle)
    await batch.run()
    parts = [_part(name, response) for name, response in reversed(batch.answered.items())]
    return answer(b'{"responses":[' + b",".join(parts) + b"]}")


def _asked(outer: Request) -> dict[str, dict[str, Any]]:
    """Return a batch's requests by id.

    Raises:
        Refusal: 400, names what is wrong.
    """
    requests = outer.json().get("requests")
    if not isinstance(requests, list) or not requests:
        raise bad_request("The batch holds no requests.")
    if len(requests) > REQUESTS_MAX:
        raise bad_request(f"The batch holds more than {REQUESTS_MAX} requests.")
    asked: dict[str, dict[str, Any]] = {}
    for request in requests:
        _check(request, asked)
        asked[request["id"]] = request
    unknown = {n for r in requests for n in _needs(r)} - asked.keys()
    if unknown:
        raise bad_request("dependsOn names a request that is not in the batch.")
    return asked


def _check(request: Any, before: dict[str, dict[str, Any]]) -> None:
    texts = [request.get(n) for n in ("id", "method", "url")] if isinstance(request, dict) else [0]
    if not all(isinstance(t, str) and t for t in texts):
        raise bad_request("Each request of a batch needs an id, a method and a url.")
    if request["id"] in before:
        raise bad_request("Two requests of the batch have one id.")
    if "://" in request["url"]:
        raise bad_request("A batch's urls are relative.")
    headers = {name.lower() for name in request.get("headers") or {}}
    if request.get("body") is not None and "content-type" not in headers:
        raise bad_request("A request with a body needs a Content-Type header.")


def _needs(request: dict[str, Any]) -> set[str]:
    return set(request.get("dependsOn") or ())


def _inner(asked: dict[str, Any], outer: Request) -> Request:
    """Return one request of a batch: its headers are its own, only the access token is shared."""
    own = {name.lower(): str(value) for name, value in (asked.get("headers") or {}).items()}
    body = asked.get("body")
    parts = urlsplit(outer.base)
    root = f"{parts.scheme}://{parts.netloc}{parts.path}"
    return Request(
        asked["method"].upper(),
        f"{root}/{asked['url'].lstrip('/')}",
        {"authorization": outer.headers.get("authorization", ""), **own},
        b"" if body is None else json.dumps(body).encode(),
    )


def _part(name: str, response: Response) -> bytes:
    shown = {n.title(): v for n, v in response.headers.items() if "request-id" not in n}
    start = json.dumps({"id": name, "status": response.status, "headers": shown}).encode()
    return start[:-1] + b',"body":' + response.body + b"}" if response.body else start
