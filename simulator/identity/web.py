"""The endpoint over HTTP: what IDENTITY_ENDPOINT and IDENTITY_HEADER of an app lead to.

Rules of Learn, "How to use managed identities for App Service", version 2019-08-01: the header proves the app,
and a client id names one of the identities that the app was given; another one is refused.
"""

import hmac
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from simulator.identity.issuing import PretendIdentity

_VERSION = "2019-08-01"


@asynccontextmanager
async def served(identity: PretendIdentity) -> AsyncIterator[dict[str, str]]:
    """Serve an identity on this machine; yield the settings that App Service gives the app."""
    header = secrets.token_hex(16)
    application = web.Application()
    application.router.add_get("/msi/token", _Endpoint(identity, header).answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/msi/token"
        yield {"IDENTITY_ENDPOINT": address, "IDENTITY_HEADER": header}
    finally:
        await runner.cleanup()


class _Endpoint:
    """Answers whoever asks for a token."""

    def __init__(self, identity: PretendIdentity, header: str) -> None:
        self._identity = identity
        self._header = header

    async def answer(self, request: web.Request) -> web.StreamResponse:
        shown = request.headers.get("X-IDENTITY-HEADER", "")
        if not hmac.compare_digest(shown.encode(), self._header.encode()):
            return _refused(401, "the identity header is missing or wrong")
        resource = request.query.get("resource", "")
        if request.query.get("api-version") != _VERSION or not resource:
            return _refused(400, f"expected api-version={_VERSION} and a resource")
        if request.query.get("client_id") != self._identity.client_id:
            return _refused(400, "no such identity has been assigned to the app")
        return web.json_response(self._identity.token(resource))


def _refused(status: int, why: str) -> web.Response:
    return web.json_response({"statusCode": status, "message": why}, status=status)
