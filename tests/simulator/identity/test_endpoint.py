"""The endpoint hands its identity's tokens to the app alone, as the identity library asks for them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession
from azure.core.exceptions import ClientAuthenticationError
from azure.identity.aio import ManagedIdentityCredential

from simulator.identity import PretendIdentity, served

CLIENT, OTHER = (f"aaaaaaaa-0000-0000-0000-00000000000{n}" for n in (1, 2))
SCOPE, RESOURCE = "https://storage.azure.com/.default", "https://storage.azure.com"


@pytest.fixture
async def identity(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PretendIdentity]:
    made = PretendIdentity(client_id=CLIENT, tenant_id="t", now=lambda: datetime.now(UTC))
    async with served(made) as settings:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        yield made


async def test_the_identity_library_gets_a_token_that_is_recognised_for_its_resource(
    identity: PretendIdentity,
) -> None:
    async with ManagedIdentityCredential(client_id=CLIENT) as credential:
        token = (await credential.get_token(SCOPE)).token

    assert identity.recognises(token, RESOURCE)
    assert not identity.recognises(token, "https://graph.microsoft.com")
    assert identity.given == [RESOURCE]


@pytest.mark.parametrize("client_id", [OTHER, None])
async def test_an_identity_the_app_was_not_given_gets_no_token(
    identity: PretendIdentity, client_id: str | None
) -> None:
    async with ManagedIdentityCredential(client_id=client_id) as credential:
        with pytest.raises(ClientAuthenticationError):
            await credential.get_token(SCOPE)

    assert identity.given == []


async def test_whoever_does_not_know_the_header_gets_no_token(identity: PretendIdentity) -> None:
    async with served(identity) as settings, ClientSession() as client:
        asked = {"api-version": "2019-08-01", "resource": RESOURCE, "client_id": CLIENT}
        for headers in ({}, {"X-IDENTITY-HEADER": "guessed"}):
            async with client.get(
                settings["IDENTITY_ENDPOINT"], params=asked, headers=headers
            ) as answer:
                assert answer.status == 401

    assert identity.given == []


def test_neither_a_token_that_ended_nor_another_identitys_is_recognised() -> None:
    now = datetime.now(UTC)
    identity, other = (
        PretendIdentity(client_id=CLIENT, tenant_id="t", now=lambda: now) for _ in range(2)
    )
    good = identity.token(RESOURCE)["access_token"]
    identity.now = lambda: now - timedelta(days=3)
    ended = identity.token(RESOURCE)["access_token"]

    assert identity.recognises(good, RESOURCE)
    for wrong in (ended, other.token(RESOURCE)["access_token"], "", "made-up"):
        assert not identity.recognises(wrong, RESOURCE)
