"""How calls are made: tokens renewed once, faults sorted, each request counted, one connection a loop."""

import asyncio
import subprocess
import sys

import httpx
import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError

from adapters.graph.credentials import LocalCredential, RenewableCredential, credential_for
from adapters.graph.tenant import GraphTenant
from flows.meter import Meter
from flows.ports.tenant import PageToken, What
from sync_core.failures import ConsentNeeded, Throttled, Unavailable
from tests.adapters.graph.canned import BOX, SINCE, URL, Graph, error, message, page

UNAUTHORIZED = error(401, "InvalidAuthenticationToken")


class Numbered(LocalCredential):
    """Each one made gives a token of its own and keeps to it, as azure-identity's cache does."""

    made = 0

    def __init__(self) -> None:
        Numbered.made += 1
        self._token = f"token-{Numbered.made}"
        self.closed = False

    async def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
        return AccessToken(self._token, 253_402_300_799)

    async def close(self) -> None:
        self.closed = True


class Broken(LocalCredential):
    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    async def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
        raise self._fault


def tokens(graph: Graph) -> list[str]:
    return [request.headers["Authorization"] for request in graph.asked]


async def test_a_refused_token_is_renewed_once_and_the_call_goes_on() -> None:
    Numbered.made = 0
    graph = Graph(UNAUTHORIZED, page(message()), credential=RenewableCredential(Numbered))

    read = await graph.tenant.mail.arrived(BOX, SINCE, What())

    assert len(read.messages) == 1
    assert tokens(graph) == ["Bearer token-1", "Bearer token-2"]
    assert graph.counted == 2


async def test_a_fresh_token_that_is_refused_too_asks_for_consent() -> None:
    graph = Graph(UNAUTHORIZED, credential=RenewableCredential(Numbered))

    with pytest.raises(ConsentNeeded):
        await graph.tenant.mail.arrived(BOX, SINCE, What())

    assert len(graph.asked) == 2


async def test_the_credential_before_last_is_closed_when_tokens_are_renewed() -> None:
    made: list[Numbered] = []

    def make() -> Numbered:
        made.append(Numbered())
        return made[-1]

    credential = RenewableCredential(make)
    for _ in range(3):
        await credential.get_token("scope")
        await credential.renew()
    await credential.get_token("scope")
    assert [one.closed for one in made] == [True, True, False, False]

    await credential.close()
    assert all(one.closed for one in made)


async def test_no_token_to_be_had_asks_for_consent() -> None:
    graph = Graph(page(), credential=Broken(ClientAuthenticationError("secret@client.test")))

    with pytest.raises(ConsentNeeded) as caught:
        await graph.tenant.mail.arrived(BOX, SINCE, What())

    assert graph.asked == []
    assert "client.test" not in str(caught.value)


async def test_a_token_service_that_cannot_be_reached_is_tried_again_later() -> None:
    graph = Graph(page(), credential=Broken(ServiceRequestError("no route")))

    with pytest.raises(Unavailable):
        await graph.tenant.mail.arrived(BOX, SINCE, What())


@pytest.mark.parametrize(
    "fault",
    [httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x")],
    ids=lambda fault: type(fault).__name__,
)
async def test_a_network_fault_is_tried_again_later_and_not_by_the_sdk(
    fault: httpx.HTTPError,
) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise fault

    graph = Graph(fail)

    with pytest.raises(Unavailable, match=type(fault).__name__):
        await graph.tenant.mail.arrived(BOX, SINCE, What())

    assert len(graph.asked) == 1


@pytest.mark.parametrize("status", [429, 503, 504])
async def test_the_sdk_does_not_retry_by_itself(status: int) -> None:
    graph = Graph(error(status, "", {"Retry-After": "17"}))

    with pytest.raises((Throttled, Unavailable)) as caught:
        await graph.tenant.mail.arrived(BOX, SINCE, What())

    assert len(graph.asked) == graph.counted == 1
    assert caught.value.seconds == 17.0


@pytest.mark.parametrize("status", [400, 500, 502])
async def test_an_answer_without_a_body_is_tried_again_later(status: int) -> None:
    graph = Graph(httpx.Response(status))

    with pytest.raises(Unavailable):
        await graph.tenant.mail.arrived(BOX, SINCE, What())


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"[]", b'{"value": 5}', b"null"])
async def test_an_answer_that_is_no_page_is_tried_again_later(body: bytes) -> None:
    graph = Graph(httpx.Response(200, content=body))

    with pytest.raises(Unavailable):
        await graph.tenant.mail.arrived(BOX, SINCE, What())


async def test_every_page_asks_for_immutable_ids_and_text_anew() -> None:
    graph = Graph(page(message(), following=f"{URL}/users/x/messages?$skip=1"), page())

    first = await graph.tenant.mail.arrived(BOX, SINCE, What(text=True))
    await graph.tenant.mail.arrived(BOX, SINCE, What(text=True), first.next)

    wanted = 'IdType="ImmutableId", outlook.body-content-type="text"'
    assert [r.headers["Prefer"] for r in graph.asked] == [wanted, wanted]
    assert str(graph.asked[1].url) == f"{URL}/users/x/messages?$skip=1"


def test_the_same_tenant_works_in_two_event_loops_in_a_row() -> None:
    graph = Graph(page(message()), credential=RenewableCredential(Numbered))

    async def read() -> int:
        return len((await graph.tenant.mail.arrived(BOX, SINCE, What())).messages)

    assert asyncio.run(read()) == 1
    assert asyncio.run(read()) == 1
    assert len(set(tokens(graph))) == 2


async def test_a_closed_tenant_may_be_used_again() -> None:
    graph = Graph(page())
    await graph.tenant.mail.arrived(BOX, SINCE, What())

    await graph.tenant.close()
    await graph.tenant.mail.arrived(BOX, SINCE, What())

    assert len(graph.asked) == 2


def test_importing_the_adapter_loads_neither_the_sdk_nor_azure_identity() -> None:
    script = (
        "import sys, adapters.graph, adapters.graph.credentials; "
        "print([m for m in ('msgraph', 'kiota_http', 'azure.identity', 'httpx') if m in sys.modules])"
    )

    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "[]"


def test_a_made_up_token_is_refused_for_an_address_outside_this_machine() -> None:
    with pytest.raises(ValueError, match="this machine"):
        GraphTenant.connect(
            url="https://graph.microsoft.com/v1.0",
            credential=LocalCredential(),
            public_url="https://rapport.test",
            meter=Meter(),
        )


def test_an_unknown_kind_of_credential_is_named() -> None:
    with pytest.raises(ValueError, match="managed_identity, certificate or local"):
        credential_for("password", None, "tenant", None)
    with pytest.raises(ValueError, match="certificate_path"):
        credential_for("certificate", "client", "tenant", None)


async def test_credentials_are_made_without_asking_anybody() -> None:
    identity = credential_for("managed_identity", "client", "tenant", None)
    await identity.close()

    assert isinstance(credential_for("local", None, "tenant", None), LocalCredential)


async def test_a_page_token_is_not_mistaken_for_the_first_page() -> None:
    graph = Graph(page())

    await graph.tenant.mail.history(BOX, SINCE, None, What(), PageToken(f"{URL}/users?$skip=4"))

    assert graph.asked[0].url.query == b"$skip=4"
