"""The Graph SDK's client, set up for us: the only module that imports msgraph, and it is imported late.

Its own retrying and redirecting are off: a work item that must wait goes back to its queue instead of sleeping
in a paid-for process, and a token is not carried to where a redirect points.
"""

from collections.abc import Awaitable, Callable
from typing import cast

import httpx
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, ClientAuthenticationError
from kiota_abstractions.method import Method
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_abstractions.request_information import RequestInformation
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)
from kiota_http.middleware.options import (
    RedirectHandlerOption,
    ResponseHandlerOption,
    RetryHandlerOption,
)
from msgraph.graph_request_adapter import GraphRequestAdapter, options
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core import GraphClientFactory  # type: ignore[import-untyped] # ships no types

from adapters.graph.http import Answer, Request
from adapters.graph.shapes import shape_of
from flows.meter import Cost, Meter
from sync_core import limits
from sync_core.failures import ConsentNeeded, Failure, Unavailable

_TOO_MANY = 429


class SdkConnection:
    """The SDK's client with its connections; belongs to the event loop it was made in."""

    def __init__(
        self,
        url: str,
        credential: AsyncTokenCredential,
        meter: Meter,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._meter = meter
        self._transport = transport or httpx.AsyncHTTPTransport(http2=True)
        self._http = httpx.AsyncClient(
            transport=self._transport,
            timeout=httpx.Timeout(
                limits.GRAPH_ANSWER_SECONDS, connect=limits.GRAPH_CONNECT_SECONDS
            ),
            event_hooks={"request": [_counting(meter)]},
        )
        adapter = GraphRequestAdapter(_authentication(url, credential), _equipped(self._http))
        adapter.base_url = url
        self._adapter = GraphServiceClient(request_adapter=adapter).request_adapter

    async def exchange(self, request: Request) -> Answer:
        """Send one request and return its answer, whatever its status.

        Raises:
            Unavailable: no answer came.
            ConsentNeeded: no token was to be had.
        """
        span = self._meter.telemetry.begin("graph", f"{request.method} {shape_of(request.url)}")
        failed = "CancelledError"
        try:
            answer = await self._answer(request)
            span.tell(status=answer.status)
            failed = "" if answer.is_success else str(answer.status)
        except Failure as failure:
            failed = type(failure).__name__
            raise
        finally:
            span.end(failed)
        if answer.status == _TOO_MANY:
            self._meter.count(Cost.GRAPH_THROTTLED)
        return answer

    async def _answer(self, request: Request) -> Answer:
        try:
            response: object = await self._adapter.send_primitive_async(
                _information(request), "bytes", {}
            )
        except httpx.HTTPError as broken:
            raise Unavailable(type(broken).__name__) from None
        except AzureError as refused:
            raise _without_token(refused) from None
        told = cast(httpx.Response, response)  # what the native response handler hands through
        headers = {name.lower(): value for name, value in told.headers.items()}
        return Answer(status=told.status_code, headers=headers, body=told.content)

    async def close(self) -> None:
        """Close the connections; the SDK's own transport closes nothing of the one it wraps."""
        await self._http.aclose()
        await self._transport.aclose()


def _counting(meter: Meter) -> Callable[[httpx.Request], Awaitable[None]]:
    """Return a hook that counts each request as it is sent, the SDK's own second tries too."""

    async def count(_: httpx.Request) -> None:
        meter.count(Cost.GRAPH_REQUESTS)

    return count


def _authentication(
    url: str, credential: AsyncTokenCredential
) -> AzureIdentityAuthenticationProvider:
    """Return what puts the token on requests: to the configured host alone."""
    host = httpx.URL(url).host
    return AzureIdentityAuthenticationProvider(credential, allowed_hosts=[host])


def _equipped(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """Return the client with the SDK's middleware, its retrying and redirecting switched off."""
    ours = {
        RetryHandlerOption.get_key(): RetryHandlerOption(max_retries=0, should_retry=False),
        RedirectHandlerOption.get_key(): RedirectHandlerOption(should_redirect=False),
    }
    equipped: httpx.AsyncClient = GraphClientFactory.create_with_default_middleware(
        client=client, options={**options, **ours}
    )
    return equipped


def _information(request: Request) -> RequestInformation:
    """Return a request in the SDK's form, its answer to be handed through as it came."""
    told = RequestInformation(Method(request.method))
    told.url = request.url
    for name, value in request.headers.items():
        told.headers.add(name, value)
    told.content = request.body
    told.add_request_options([ResponseHandlerOption(NativeResponseHandler())])
    return told


def _without_token(refused: AzureError) -> Failure:
    """Return what it means that no token was given: a fault that passes, or an administrator's matter."""
    status = getattr(refused, "status_code", None)
    passes = status is not None and (status >= 500 or status == 429)
    if isinstance(refused, ClientAuthenticationError) and not passes:
        return ConsentNeeded(f"token {type(refused).__name__}")
    return Unavailable(f"token {type(refused).__name__}")
