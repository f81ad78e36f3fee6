"""The tenant as a web server of its own, on aiohttp."""

from collections.abc import Callable
from dataclasses import dataclass
from ssl import SSLContext

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.graph.http.control import control_app
from simulator.graph.http.delivery import Delivery
from simulator.graph.http.face import GraphFace
from simulator.graph.http.outlook import outlook_app
from simulator.graph.http.posting import HttpPosting
from simulator.graph.http.records import Request
from simulator.graph.tenant import Tenant

_REQUEST_BYTES_MAX = 256 * 1024 * 1024  # a replay hands over whole mailboxes at once
_LINE_BYTES_MAX = 32_768  # delta links are long


@dataclass(frozen=True)
class Serving:
    """A server under way."""

    url: str
    """What stands for https://graph.microsoft.com/v1.0."""
    control_url: str | None
    outlook_url: str | None
    """Where its people act in the pretend Outlook; with the control address only."""
    _runner: web.AppRunner
    _delivery: Delivery
    _posting: HttpPosting

    async def stop(self) -> None:
        """Stop answering and delivering."""
        await self._delivery.stop()
        await self._posting.close()
        await self._runner.cleanup()


async def serve(
    tenant: Tenant,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    control: bool = False,
    recognises: Callable[[str], bool] | None = None,
    tls: SSLContext | None = None,
) -> Serving:
    """Serve a tenant over HTTP and deliver its notifications; port 0 takes a free one.

    Args:
        tenant: who is served.
        host: address to listen at; loopback, for callers are hardly checked.
        port: port to listen at.
        control: also serve /_control, by which traffic and faults are made, and the pages of /outlook.
        recognises: whether a token is let in; any is where this is not told.
        tls: to be served by https.
    """
    posting = HttpPosting()
    delivery = Delivery(tenant, posting.post)
    face = GraphFace(tenant, posting.post, recognises=recognises)
    app = web.Application(client_max_size=_REQUEST_BYTES_MAX)
    if control:
        app.add_subapp("/_control", control_app(tenant))
        app.add_subapp("/outlook", outlook_app(tenant))
    app.router.add_route("*", "/{path:.*}", _handler(face))
    runner = web.AppRunner(
        app,
        access_log=None,
        max_line_size=_LINE_BYTES_MAX,
        handler_cancellation=False,
        shutdown_timeout=1.0,
    )
    await runner.setup()
    site = web.TCPSite(runner, host, port, ssl_context=tls)
    await site.start()
    delivery.start()
    told = runner.addresses[0]
    root = f"{'https' if tls else 'http'}://{host}:{told[1]}"
    return Serving(
        f"{root}/v1.0",
        f"{root}/_control" if control else None,
        f"{root}/outlook/" if control else None,
        runner,
        delivery,
        posting,
    )


def _handler(face: GraphFace) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        asked = Request(
            request.method,
            f"{request.scheme}://{request.host}{request.raw_path}",
            {name.lower(): value for name, value in request.headers.items()},
            await request.read(),
        )
        answered = await face.handle(asked)
        return web.Response(
            status=answered.status, headers=dict(answered.headers), body=answered.body
        )

    return handle
