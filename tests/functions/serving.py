"""The app's HTTP functions on this machine, behind the local host's HTTP face; no queue, no timer."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from simulator.host.indexing import TriggerKind, hosted_functions
from simulator.host.invoking import Invocations
from simulator.host.webface import WebFace
from tests.app import app as function_app


class _Idle:
    """The host's own endpoints, which nothing here asks."""

    def status(self) -> dict[str, Any]:
        """See simulator.host.webface.Administration."""
        return {}

    async def trigger(self, name: str, told: str) -> bool:
        """See simulator.host.webface.Administration."""
        raise NotImplementedError(name, told)

    async def deliver(self, name: str, event: Mapping[str, Any]) -> bool:
        """See simulator.host.webface.Administration."""
        raise NotImplementedError(name, event)


@asynccontextmanager
async def served_app() -> AsyncIterator[str]:
    """Serve the HTTP functions of the app and yield their address."""
    function_app.functions_bindings = {}  # names are checked against those of an earlier call
    http = [f for f in hosted_functions(function_app) if f.kind is TriggerKind.HTTP]
    runner = web.AppRunner(WebFace(http, "", Invocations(60), _Idle()).application())
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
