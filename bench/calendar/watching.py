"""The tenant's answers, watched: what they cost the tenant is not the engine's, and pages are kept."""

from time import process_time

import httpx

from simulator.graph import Tenant
from simulator.graph.http.transport import transport


class Watched(httpx.AsyncBaseTransport):
    """Answers as the tenant does, always anew: a calendar is written to, so nothing may be remembered."""

    def __init__(self, tenant: Tenant) -> None:
        self._inner = transport(tenant)
        self.tenant_cpu_seconds = 0.0
        """CPU spent on answers: the tenant's, not the engine's."""
        self.pages: list[bytes] = []
        """Every page of a calendar's changes that was answered."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        await request.aread()
        began = process_time()
        told = await self._inner.handle_async_request(request)
        body = await told.aread()
        self.tenant_cpu_seconds += process_time() - began
        if "calendarView/delta" in str(request.url):
            self.pages.append(body)
        return httpx.Response(told.status_code, headers=told.headers, content=body)
