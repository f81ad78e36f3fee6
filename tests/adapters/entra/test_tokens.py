"""Signatures: which keys they are proved by, and where those keys are read."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.entra import EntraTokens
from simulator.entra import Authority, Somebody, served
from simulator.memory import ManualSurroundings
from sync_core import limits
from sync_core.failures import Unavailable
from sync_core.tokens import BadToken, Registration, Why

TENANT = "aaaaaaaa-0000-4000-8000-000000000001"
START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CLIENT = "bbbbbbbb-0000-4000-8000-000000000002"
NIA = Somebody("cccccccc-0000-4000-8000-000000000003", "Nia", ("Rapport.Reader",))


KEYS = [rsa.generate_private_key(65_537, 2_048) for _ in range(4)]
"""Made once: making a key is what takes time here."""


@pytest.fixture
def surroundings() -> ManualSurroundings:
    return ManualSurroundings(1, START)


@pytest.fixture
async def entra(surroundings: ManualSurroundings) -> AsyncIterator[Authority]:
    made = authority(surroundings, *KEYS[:3])
    async with served(made):
        yield made


def authority(surroundings: ManualSurroundings, *keys: rsa.RSAPrivateKey) -> Authority:
    return Authority(
        tenant_id=TENANT,
        client_id=CLIENT,
        now=surroundings.now,
        make_key=iter(keys).__next__,
    )


def tokens_of(entra: Authority, surroundings: ManualSurroundings) -> EntraTokens:
    of = Registration(authority_url=entra.url, tenant_id=TENANT, client_id=CLIENT)
    return EntraTokens(of, surroundings.now)


async def why_refused(tokens: EntraTokens, token: str) -> Why:
    with pytest.raises(BadToken) as refused:
        await tokens.claims(token)
    return refused.value.why


async def test_a_token_that_entra_signed_is_read_with_keys_fetched_once(
    entra: Authority, surroundings: ManualSurroundings
) -> None:
    tokens = tokens_of(entra, surroundings)

    for _ in range(3):
        assert (await tokens.claims(entra.id_token(NIA, "n")))["oid"] == NIA.object_id
    assert entra.documents_read == 2


async def test_a_key_rolled_over_is_read_when_its_first_token_comes(
    entra: Authority, surroundings: ManualSurroundings
) -> None:
    tokens, former = tokens_of(entra, surroundings), entra.id_token(NIA, "n")
    await tokens.claims(former)
    entra.roll_over()
    surroundings.advance(limits.SIGNING_KEYS_REREAD_SECONDS)

    await tokens.claims(entra.id_token(NIA, "n"))
    await tokens.claims(former)
    assert entra.documents_read == 4


async def test_invented_keys_make_nobody_read_again_and_again(
    entra: Authority, surroundings: ManualSurroundings
) -> None:
    tokens = tokens_of(entra, surroundings)
    await tokens.claims(entra.id_token(NIA, "n"))

    for number in range(20):
        invented = entra.signed({"oid": NIA.object_id}, key_id=f"invented-{number}")
        assert await why_refused(tokens, invented) is Why.UNKNOWN_KEY
    assert entra.documents_read == 2


async def test_a_key_that_was_withdrawn_is_forgotten_within_a_day(
    entra: Authority, surroundings: ManualSurroundings
) -> None:
    tokens, former = tokens_of(entra, surroundings), entra.id_token(NIA, "n")
    await tokens.claims(former)
    entra.roll_over()
    entra.roll_over()
    surroundings.advance(limits.SIGNING_KEYS_SECONDS)

    assert await why_refused(tokens, former) is Why.UNKNOWN_KEY


async def test_keys_already_read_outlive_an_entra_that_does_not_answer(
    entra: Authority, surroundings: ManualSurroundings
) -> None:
    tokens = tokens_of(entra, surroundings)
    await tokens.claims(entra.id_token(NIA, "n"))
    entra.is_away = True
    surroundings.advance(limits.SIGNING_KEYS_SECONDS)

    await tokens.claims(entra.id_token(NIA, "n"))
    await tokens.claims(entra.id_token(NIA, "n"))
    assert entra.documents_read == 3


async def test_without_any_key_nobody_is_let_in_and_entra_is_asked_seldom(
    entra: Authority, surroundings: ManualSurroundings
) -> None:
    tokens, token = tokens_of(entra, surroundings), entra.id_token(NIA, "n")
    entra.is_away = True
    for _ in range(3):
        with pytest.raises(Unavailable):
            await tokens.claims(token)
    assert entra.documents_read == 1

    entra.is_away = False
    surroundings.advance(limits.SIGNING_KEYS_RETRY_SECONDS)
    await tokens.claims(token)


async def test_keys_are_read_from_the_authority_alone(
    entra: Authority, surroundings: ManualSurroundings
) -> None:
    evil = authority(surroundings, KEYS[3])
    async with served(evil):
        entra.jwks_url = f"{evil.url}/{TENANT}/discovery/v2.0/keys"
        with pytest.raises(Unavailable, match="another host"):
            await tokens_of(entra, surroundings).claims(evil.id_token(NIA, "n"))

        entra.jwks_url = ""
        entra.redirects_to = f"{evil.url}/{TENANT}/v2.0/.well-known/openid-configuration"
        with pytest.raises(Unavailable, match="302"):
            await tokens_of(entra, surroundings).claims(evil.id_token(NIA, "n"))
        assert evil.documents_read == 0


async def test_metadata_of_another_issuer_is_not_believed(
    entra: Authority, surroundings: ManualSurroundings
) -> None:
    entra.url, url = "https://login.evil.test", entra.url
    of = Registration(authority_url=url, tenant_id=TENANT, client_id=CLIENT)

    with pytest.raises(Unavailable, match="issuer"):
        await EntraTokens(of, surroundings.now).claims(entra.id_token(NIA, "n"))


async def test_a_token_signed_by_somebody_else_or_changed_is_refused(
    entra: Authority, surroundings: ManualSurroundings
) -> None:
    tokens, true = tokens_of(entra, surroundings), entra.id_token(NIA, "n")
    evil = authority(surroundings, KEYS[3])
    head, _, seal = true.split(".")
    claims = json.dumps({"oid": NIA.object_id, "roles": ["Rapport.Admin"]}).encode()
    changed = base64.urlsafe_b64encode(claims).decode().rstrip("=")

    for token in (evil.id_token(NIA, "n"), f"{head}.{changed}.{seal}", f"{true[:-9]}AAAAAAAAA"):
        assert await why_refused(tokens, token) is Why.SIGNATURE


async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(
    entra: Authority, surroundings: ManualSurroundings
) -> None:
    tokens = tokens_of(entra, surroundings)
    (key_id,) = (k["kid"] for k in entra.keys()["keys"] if k.get("n"))
    unsigned = jwt.encode({"oid": "x"}, "", algorithm="none", headers={"kid": key_id})
    symmetric = jwt.encode({"oid": "x"}, "k" * 64, algorithm="HS256", headers={"kid": key_id})

    for token in (unsigned, symmetric):
        assert await why_refused(tokens, token) is Why.ALGORITHM
    assert entra.documents_read == 0


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\ud800.a.b", "é.é.é", "x" * 20_000, "." * 9])
async def test_what_is_no_token_is_refused_without_asking_anybody(
    entra: Authority, surroundings: ManualSurroundings, token: str
) -> None:
    assert await why_refused(tokens_of(entra, surroundings), token) is Why.NOT_A_TOKEN
    assert entra.documents_read == 0


async def test_a_key_too_short_to_prove_anything_is_not_used(
    surroundings: ManualSurroundings,
) -> None:
    short = authority(surroundings, rsa.generate_private_key(65_537, 1_024))  # noqa: S505 - what is refused
    async with served(short):
        with pytest.warns(match="below"):
            token = short.id_token(NIA, "n")
        assert await why_refused(tokens_of(short, surroundings), token) is Why.UNKNOWN_KEY
