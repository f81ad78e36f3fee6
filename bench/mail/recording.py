"""The tenant's answers, recorded: asked again they cost nothing, so that what is timed is the engine's."""

from collections.abc import Callable
from time import process_time

import httpx

from simulator.graph import Tenant
from simulator.graph.http.transport import transport


class Recorded(httpx.AsyncBaseTransport):
    """Answers as the tenant does, and a listing that was asked for before from memory."""

    def __init__(self, tenant: Tenant, on_request: Callable[[], object] | None = None) -> None:
        """`on_request` is called before each answer; with it nothing is answered from memory."""
        self._inner = transport(tenant)
        self._on_request = on_request
        self._answers: dict[tuple[str, str], bytes] = {}
        self.tenant_cpu_seconds = 0.0
        """CPU spent on answers that were not recorded: the tenant's, not the engine's."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        if self._on_request is not None:
            self._on_request()
            return await self._from_tenant(request)
        key = (str(request.url), request.headers.get("prefer", ""))
        if request.method == "GET" and key in self._answers:
            return httpx.Response(200, content=self._answers[key])
        told = await self._from_tenant(request)
        if request.method == "GET" and told.status_code == 200:
            self._answers[key] = told.content
        return told

    async def _from_tenant(self, request: httpx.Request) -> httpx.Response:
        began = process_time()
        told = await self._inner.handle_async_request(request)
        body = await told.aread()
        self.tenant_cpu_seconds += process_time() - began
        return httpx.Response(told.status_code, content=body)

    @property
    def pages(self) -> list[bytes]:
        """Every recorded page that lists messages with their text."""
        return [body for (url, _), body in self._answers.items() if "/messages?" in url]
