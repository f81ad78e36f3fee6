"""Calls to Graph as the rest of this adapter makes them: answers in, failures sorted, the token renewed once."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from adapters.graph.errors import Concern, failure_of, refusal_of
from adapters.graph.http import Answer, Request
from adapters.graph.links import leads_to
from adapters.graph.mending import json_of
from flows.meter import Meter
from sync_core.failures import Unavailable

if TYPE_CHECKING:  # loaded by the first call only: they are heavy
    import httpx
    from azure.core.credentials_async import AsyncTokenCredential

    from adapters.graph.sdk import SdkConnection

T = TypeVar("T")


@runtime_checkable
class Renewable(Protocol):
    """A credential whose cached token can be dropped."""

    async def renew(self) -> None:
        """Forget the token, so that the next one is fresh."""
        ...


class GraphClient:
    """One tenant's Graph. Cheap to make; connects inside the event loop of its first call."""

    def __init__(
        self,
        url: str,
        credential: "AsyncTokenCredential",
        meter: Meter,
        transport: "httpx.AsyncBaseTransport | None" = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.url = url.rstrip("/")
        self.now = now
        self._credential = credential
        self.meter = meter
        self._transport = transport
        self._connection: SdkConnection | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def get(
        self, url: str, prefer: tuple[str, ...] = (), concern: Concern = Concern.MAILBOX
    ) -> bytes:
        """Return the body of what lies at a path (`/users...`).

        Raises:
            Failure: as errors.failure_of sorts the refusal.
        """
        request = Request(method="GET", url=self.url + url, prefer=prefer)
        return self.succeeded(await self.send(request), concern)

    async def send(self, request: Request) -> Answer:
        """Send a request; one that is refused for its token is sent once more with a fresh one.

        Raises:
            Unavailable: no answer came, or a request failed without saying why (an empty 400).
            ConsentNeeded: no token was to be had.
        """
        answer = await self._connected().exchange(request)
        if answer.status != 401:
            return answer
        if isinstance(self._credential, Renewable):
            await self._credential.renew()
        return await self._connected().exchange(request)

    def succeeded(self, answer: Answer, concern: Concern, follows_link: bool = False) -> bytes:
        """Return an answer's body.

        Raises:
            Failure: as errors.failure_of sorts the refusal.
        """
        if not answer.is_success:
            raise failure_of(refusal_of(answer), concern, self.now(), follows_link)
        return answer.body

    def relative(self, link: str) -> str:
        """Return a link of an answer just read as a path.

        Raises:
            Unavailable: it leads away from the configured Graph.
        """
        if not leads_to(self.url, link):
            raise Unavailable("foreign_link")
        parts = urlsplit(link)
        path = parts.path.removeprefix(urlsplit(self.url).path)
        return f"{path}?{parts.query}" if parts.query else path

    async def close(self) -> None:
        """Close connections and credential; the client may be used again afterwards."""
        connection, self._connection = self._connection, None
        if connection is not None and self._loop is asyncio.get_running_loop():
            await connection.close()
        await self._credential.close()

    def _connected(self) -> "SdkConnection":
        """Return this event loop's connection; one of another loop cannot be used here and is let go."""
        loop = asyncio.get_running_loop()
        if self._connection is None or self._loop is not loop:
            from adapters.graph.sdk import SdkConnection  # 0.4 s and 35 MB: not at import time

            self._connection = SdkConnection(
                self.url, self._credential, self.meter, self._transport
            )
            self._loop = loop
        return self._connection


def decoded(adapter: TypeAdapter[T], body: bytes) -> T:
    """Return an answer as its type.

    Raises:
        Unavailable: it is not shaped so; names the field, not its value.
    """
    try:
        return adapter.validate_python(json_of(body))
    except ValidationError as bad:
        where = ".".join(map(str, bad.errors(include_input=False)[0]["loc"]))
        raise Unavailable(f"an answer not as documented: {where or 'body'}") from None


def json_body(value: Any) -> bytes:
    """Return a request's body."""
    return json.dumps(value, separators=(",", ":")).encode()
