"""Microsoft Graph's HTTP face: one request record in, one response record out."""

from asyncio import sleep
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from simulator.graph.http import batch, subscriptions
from simulator.graph.http.calls import Call
from simulator.graph.http.encoding import timestamp
from simulator.graph.http.records import Request, Response, refused
from simulator.graph.http.routes import Route, route_of
from simulator.graph.identifiers import guid
from simulator.graph.refusals import Refusal, no_token
from simulator.graph.service import Service
from simulator.graph.tenant import Tenant

Pause = Callable[[float], Awaitable[None]]


class GraphFace:
    """Answers requests for a tenant.

    While a request is under way it pauses for rules.service_seconds (at least one turn of the event
    loop), so that requests sent at once do overlap and the limit on them can be felt.
    """

    def __init__(
        self,
        tenant: Tenant,
        post: subscriptions.PostTo,
        pause: Pause = sleep,
        recognises: Callable[[str], bool] | None = None,
    ) -> None:
        """Any token is let in unless `recognises` says which."""
        self._service = Service(tenant)
        self._tenant = tenant
        self._post = post
        self._pause = pause
        self._recognises = recognises or bool

    async def handle(self, request: Request) -> Response:
        """Answer one request; an error is a response too."""
        request_id = guid(self._tenant.surroundings.new_id())
        try:
            response = await self._answered(request)
        except Refusal as refusal:
            date = timestamp(self._tenant.surroundings.now())[:-1]
            response = refused(refusal, request_id, date, request.base)
        echoed = request.headers.get("client-request-id", request_id)
        ids = {"request-id": request_id, "client-request-id": echoed}
        return Response(response.status, {**response.headers, **ids}, response.body)

    async def _answered(self, request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not self._recognises(token.strip()):
            raise no_token()
        route, names = route_of(request.method, request.path)
        self._service.admit(route.kind)
        call = Call(request, self._service, names)
        async with self._under_way(route, call):
            if route.handler is not None:
                return route.handler(call)
        if route.kind == "batch":
            return await batch.answer_all(request, self._handle_part)
        return await subscriptions.create(call, self._post)

    async def _handle_part(self, request: Request) -> Response:
        """Answer one request of a batch: it counts as a request, but came within another one."""
        self._tenant.requests["batch_parts"] += 1
        return await self.handle(request)

    @asynccontextmanager
    async def _under_way(self, route: Route, call: Call) -> AsyncIterator[None]:
        """Hold one of the mailbox's places while a request runs.

        Raises:
            Refusal: 429 where none is free, or what keeps the mailbox from being read.
        """
        if not route.is_mailbox:
            await self._pause(self._tenant.rules.service_seconds)
            yield
            return
        box = call.box
        try:
            box.admission.enter(self._tenant.rules)
        except Refusal:
            self._tenant.requests["throttled"] += 1
            raise
        try:
            await self._pause(self._tenant.rules.service_seconds)
            yield
        finally:
            box.admission.leave()
