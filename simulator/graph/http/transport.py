"""The tenant within a process, for any client made on httpx."""

import httpx

from simulator.graph.http.face import GraphFace
from simulator.graph.http.records import Request
from simulator.graph.http.subscriptions import NoReply, PostTo, Reply
from simulator.graph.tenant import Tenant


async def unreachable(url: str, body: bytes, content_type: str, seconds: float) -> Reply:  # noqa: ARG001  the shape of a PostTo
    """Reach nobody: every handshake fails."""
    raise NoReply(url)


class _TenantTransport(httpx.AsyncBaseTransport):
    def __init__(self, face: GraphFace) -> None:
        self._face = face

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = Request(
            request.method,
            str(request.url),
            {name.lower(): value for name, value in request.headers.items()},
            await request.aread(),
        )
        answered = await self._face.handle(asked)
        return httpx.Response(
            answered.status, headers=dict(answered.headers), content=answered.body
        )


def transport(tenant: Tenant, post: PostTo = unreachable) -> httpx.AsyncBaseTransport:
    """Return a transport that answers for Microsoft Graph, at whatever host is asked, below /v1.0.

    Args:
        tenant: who is asked.
        post: how notification addresses are reached for the handshake.
    """
    return _TenantTransport(GraphFace(tenant, post))
