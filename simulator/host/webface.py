"""The host's HTTP face: the app's routes, Event Grid's way in, and the host's admin endpoints as Core Tools open them locally."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from aiohttp import web
from azure.functions import meta
from azure.functions.http import HttpRequestConverter, HttpResponseConverter

from simulator.host.indexing import HostedFunction
from simulator.host.invoking import FunctionFailed, Invocations
from simulator.host.routes import RouteTable

REQUEST_BYTES_MAX = 100 * 1024 * 1024


class Administration(Protocol):
    """What the host's own endpoints ask of it."""

    def status(self) -> dict[str, Any]:
        """Return what the host tells of itself."""
        ...

    async def trigger(self, name: str, told: str) -> bool:
        """Call a function that is no HTTP function; return False when there is none of this name.

        The call is accepted when this returns; the function may still run.
        """
        ...

    async def deliver(self, name: str, event: Mapping[str, Any]) -> bool:
        """Call an Event Grid function with one event; return False when there is none of this name.

        Raises:
            FunctionFailed: the event was not taken.
        """
        ...


class WebFace:
    """Answers HTTP requests with the app's functions."""

    def __init__(
        self,
        functions: Iterable[HostedFunction],
        prefix: str,
        invocations: Invocations,
        administration: Administration,
    ) -> None:
        self._routes = RouteTable(
            (_template(f, prefix), [_method(m) for m in f.binding.get("methods") or ()], f)
            for f in functions
        )
        self._invocations = invocations
        self._administration = administration

    def application(self) -> web.Application:
        """Return the web application."""
        app = web.Application(client_max_size=REQUEST_BYTES_MAX)
        app.router.add_get("/admin/host/status", self._status)
        app.router.add_post("/admin/functions/{name}", self._trigger)
        app.router.add_post("/runtime/webhooks/EventGrid", self._event)
        app.router.add_route("*", "/{path:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        found = self._routes.find(request.method, request.rel_url.raw_path)
        if found is None:
            return web.Response(status=404)
        function, parameters = found
        told = await _trigger_request(request, parameters)
        try:
            answer = await self._invocations.call(function, told)
            return web.Response(status=204) if answer is None else _response(answer)
        except (FunctionFailed, NotImplementedError):
            return web.Response(status=500)

    async def _event(self, request: web.Request) -> web.Response:
        """Hand events over one by one: CloudEvents come alone, Event Grid's own schema as a list.

        Anything but a 2xx makes Event Grid deliver again. Its handshakes and its key are not here.
        """
        try:
            told = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        name = request.query.get("functionName", "")
        try:
            for event in told if isinstance(told, list) else [told]:
                if not await self._administration.deliver(name, event):
                    return web.Response(status=404)
        except FunctionFailed:
            return web.Response(status=500)
        return web.Response(status=202)

    async def _status(self, _: web.Request) -> web.Response:
        return web.json_response(self._administration.status())

    async def _trigger(self, request: web.Request) -> web.Response:
        try:
            told = json.loads(await request.read() or b"{}")
        except ValueError:
            return web.Response(status=400, text="expected a JSON object with the field input")
        given = told.get("input", "") if isinstance(told, dict) else ""
        known = await self._administration.trigger(request.match_info["name"], str(given))
        return web.Response(status=202 if known else 404)


def _template(function: HostedFunction, prefix: str) -> str:
    route = function.binding.get("route")
    return f"{prefix}/{function.name if route is None else route}"


def _method(method: object) -> str:
    return str(getattr(method, "value", method))


async def _trigger_request(request: web.Request, parameters: Mapping[str, str]) -> Any:
    """Return the request as azure.functions hands it to a function."""
    told = {
        "method": meta.Datum(request.method, "string"),
        "url": meta.Datum(str(request.url), "string"),
        "headers": {n.lower(): meta.Datum(v, "string") for n, v in request.headers.items()},
        "query": {n: meta.Datum(v, "string") for n, v in request.query.items()},
        "params": {n: meta.Datum(v, "string") for n, v in parameters.items()},
        "body": meta.Datum(await request.read(), "bytes"),
    }
    return HttpRequestConverter.decode(meta.Datum(told, "http"), trigger_metadata={})


def _response(answer: object) -> web.Response:
    """Return what the real host would send for what a function returned."""
    told = HttpResponseConverter.encode(answer, expected_type=None)
    if told.type == "string":
        return web.Response(text=told.value)
    value: Mapping[str, Any] = told.value
    response = web.Response(
        status=int(value["status_code"].value),
        body=value["body"].value,
        headers={name: datum.value for name, datum in value["headers"].items()},
    )
    for cookie in value["cookies"] or ():
        for morsel in cookie.values():
            response.headers.add("Set-Cookie", morsel.OutputString())
    return response
