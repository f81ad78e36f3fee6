"""The tenant's answers, watched: what they cost the tenant is not the engine's, and pages are kept."""

from time import process_time

import httpx

from simulator.graph import Tenant
from simulator.graph.http.subscriptions import PostTo
from simulator.graph.http.transport import transport, unreachable


class Watched(httpx.AsyncBaseTransport):
    """Answers as the tenant does, always anew: it is written to, so nothing may be remembered.

    Answers to addresses that hold the text `keeps` are kept.
    """

    def __init__(
        self, tenant: Tenant, keeps: str = "calendarView/delta", post: PostTo = unreachable
    ) -> None:
        """`post` reaches the notification addresses of subscriptions that are created."""
        self._inner = transport(tenant, post)
        self._keeps = keeps
        self.tenant_cpu_seconds = 0.0
        """CPU spent on answers: the tenant's, not the engine's."""
        self.pages: list[bytes] = []
        """Every page of those kept that was answered."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        await request.aread()
        began = process_time()
        told = await self._inner.handle_async_request(request)
        body = await told.aread()
        self.tenant_cpu_seconds += process_time() - began
        if self._keeps in str(request.url):
            self.pages.append(body)
        return httpx.Response(told.status_code, headers=told.headers, content=body)
