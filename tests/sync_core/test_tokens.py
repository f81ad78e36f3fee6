"""Which claims of a token let somebody in."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sync_core import limits
from sync_core.access import AppRole
from sync_core.tokens import BadToken, Registration, Why, by_access_token, by_id_token, key_id_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TENANT = "aaaaaaaa-0000-4000-8000-000000000001"
CLIENT = "bbbbbbbb-0000-4000-8000-000000000002"
SOMEBODY = "cccccccc-0000-4000-8000-000000000003"
OF = Registration(
    authority_url="https://login.microsoftonline.com", tenant_id=TENANT, client_id=CLIENT
)
SECONDS = int(NOW.timestamp())
MISSING = object()


def claims(**changed: Any) -> dict[str, Any]:
    """Return the claims of an ID token as Entra makes them, some changed."""
    told = {
        "ver": "2.0",
        "iss": f"https://login.microsoftonline.com/{TENANT}/v2.0",
        "aud": CLIENT,
        "tid": TENANT,
        "oid": SOMEBODY,
        "nbf": SECONDS,
        "exp": SECONDS + 3600,
        "nonce": "n",
        "roles": ["Rapport.Reader"],
    }
    return {name: value for name, value in (told | changed).items() if value is not MISSING}


def of_version_1(**changed: Any) -> dict[str, Any]:
    """Return the claims of an access token of version 1."""
    told = {
        "ver": "1.0",
        "iss": f"https://sts.windows.net/{TENANT}/",
        "aud": f"api://{CLIENT}",
        "appid": "dddddddd-0000-4000-8000-000000000004",
        "nonce": MISSING,
    }
    return claims(**(told | changed))


def test_who_signed_in_is_an_object_id_with_the_roles_that_mean_something_here() -> None:
    told = claims(oid=SOMEBODY.upper(), roles=["Rapport.Operator", "Other.Role", 7])

    signed_in = by_id_token(told, OF, "n", NOW)

    assert signed_in.object_id == SOMEBODY
    assert signed_in.roles == {AppRole.OPERATOR}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"iss": f"https://login.microsoftonline.com/{CLIENT}/v2.0"}, Why.ISSUER),
        ({"iss": f"https://login.microsoftonline.com.evil.test/{TENANT}/v2.0"}, Why.ISSUER),
        ({"iss": f"https://sts.windows.net/{TENANT}/"}, Why.ISSUER),
        ({"iss": MISSING}, Why.ISSUER),
        ({"ver": "1.0"}, Why.ISSUER),
        ({"ver": "3.0", "iss": None}, Why.ISSUER),
        ({"ver": MISSING, "iss": MISSING}, Why.ISSUER),
        ({"tid": CLIENT}, Why.TENANT),
        ({"tid": MISSING}, Why.TENANT),
        ({"aud": TENANT}, Why.AUDIENCE),
        ({"aud": [CLIENT]}, Why.AUDIENCE),
        ({"aud": "https://graph.microsoft.com"}, Why.AUDIENCE),
        ({"exp": SECONDS - limits.TOKEN_SKEW_SECONDS}, Why.EXPIRED),
        ({"exp": MISSING}, Why.EXPIRED),
        ({"exp": "4102444800"}, Why.EXPIRED),
        ({"exp": True}, Why.EXPIRED),
        ({"exp": float("nan")}, Why.EXPIRED),
        ({"nbf": SECONDS + limits.TOKEN_SKEW_SECONDS + 1}, Why.NOT_YET),
        ({"oid": MISSING}, Why.OBJECT_ID),
        ({"oid": "nia@northwind.test"}, Why.OBJECT_ID),
        ({"nonce": "m"}, Why.NONCE),
        ({"nonce": "\ud800"}, Why.NONCE),
        ({"nonce": MISSING}, Why.NONCE),
    ],
)
def test_a_token_for_somebody_else_somewhere_else_or_some_other_time_lets_nobody_in(
    changed: dict[str, Any], why: Why
) -> None:
    with pytest.raises(BadToken) as refused:
        by_id_token(claims(**changed), OF, "n", NOW)

    assert refused.value.why is why


def test_clocks_may_differ_by_minutes() -> None:
    skew = limits.TOKEN_SKEW_SECONDS
    late = claims(exp=SECONDS - skew + 1)
    early = claims(nbf=SECONDS + skew)

    assert by_id_token(late, OF, "n", NOW) == by_id_token(early, OF, "n", NOW)


@pytest.mark.parametrize("roles", [MISSING, [], "Rapport.Admin", ["rapport.admin"], {"a": 1}])
def test_roles_that_are_not_told_as_entra_tells_them_are_none(roles: Any) -> None:
    assert by_id_token(claims(roles=roles), OF, "n", NOW).roles == frozenset()


def test_an_access_token_of_either_version_lets_its_caller_in() -> None:
    newer = claims(azp="dddddddd-0000-4000-8000-000000000004", nonce=MISSING)

    assert by_access_token(newer, OF, NOW) == by_access_token(of_version_1(), OF, NOW)


@pytest.mark.parametrize(
    "told",
    [
        claims(),
        claims(nonce=MISSING),
        claims(azp="x"),
        of_version_1(appid=MISSING),
        of_version_1(appid=MISSING, azp="x"),
        of_version_1(appid=7),
    ],
)
def test_an_id_token_is_no_key_to_the_api(told: dict[str, Any]) -> None:
    with pytest.raises(BadToken) as refused:
        by_access_token(told, OF, NOW)

    assert refused.value.why is Why.WRONG_KIND


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "kid": "k"},
        {"alg": "HS256", "kid": "k"},
        {"alg": "RS512", "kid": "k"},
        {"kid": "k"},
        {"alg": "RS256", "kid": "k", "crit": ["x"]},
    ],
)
def test_only_the_algorithm_that_entra_uses_is_taken(header: dict[str, Any]) -> None:
    with pytest.raises(BadToken, match="algorithm"):
        key_id_of(header)


@pytest.mark.parametrize("key_id", [None, "", 7, "k" * (limits.KEY_ID_CHARACTERS_MAX + 1)])
def test_a_token_that_names_no_key_is_refused(key_id: Any) -> None:
    with pytest.raises(BadToken, match="unknown_key"):
        key_id_of({"alg": "RS256", "kid": key_id})
