"""Whether a token of Entra ID lets somebody in, judged by its claims. The signature is proved before, elsewhere.

Claims and their forms: Microsoft Learn, "ID token claims reference" and "Access token claims reference".
Two kinds come: the ID token a browser brings back from signing in, and the access token a script shows.
Either may be of version 1 or 2 (the registration's requestedAccessTokenVersion), with another issuer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hmac import compare_digest
from math import isfinite
from typing import Any, TypeGuard

from sync_core import limits
from sync_core.access import SignedIn, roles_told

ALGORITHM = "RS256"
"""The only one Entra signs with. "none", and a symmetric one keyed with the public key, are what forgers try."""
_V1_ISSUER = "https://sts.windows.net/"
_OBJECT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Why(StrEnum):
    """Why a token does not let anybody in."""

    NOT_A_TOKEN = "not_a_token"  # noqa: S105 - a reason, not a secret
    ALGORITHM = "algorithm"
    UNKNOWN_KEY = "unknown_key"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    TENANT = "tenant"
    AUDIENCE = "audience"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    OBJECT_ID = "object_id"
    NONCE = "nonce"
    WRONG_KIND = "wrong_kind"


class BadToken(ValueError):
    """The token lets nobody in; says why by a code, never by what the token holds."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """The app registration that tokens must be meant for, and whose tenant they must be of."""

    authority_url: str
    """Where Entra is, without a slash at the end: https://login.microsoftonline.com."""
    tenant_id: str
    client_id: str

    @property
    def issuer(self) -> str:
        """Who signs tokens of version 2."""
        return f"{self.authority_url}/{self.tenant_id.lower()}/v2.0"

    @property
    def former_issuer(self) -> str:
        """Who signs tokens of version 1."""
        return f"{_V1_ISSUER}{self.tenant_id.lower()}/"


def key_id_of(header: Mapping[str, Any]) -> str:
    """Return the id of the key a token says it is signed with.

    Raises:
        BadToken: it is signed otherwise than Entra signs, or names no key.
    """
    if header.get("alg") != ALGORITHM or "crit" in header:
        raise BadToken(Why.ALGORITHM)
    key_id = header.get("kid")
    if not isinstance(key_id, str) or not 0 < len(key_id) <= limits.KEY_ID_CHARACTERS_MAX:
        raise BadToken(Why.UNKNOWN_KEY)
    return key_id


def by_id_token(claims: Mapping[str, Any], of: Registration, nonce: str, now: datetime) -> SignedIn:
    """Return who signed in at this browser; they may have no role.

    Raises:
        BadToken: the token is not for us, not valid now, or was asked for by another browser.
    """
    signed_in = _judged(claims, of, now)
    told = claims.get("nonce")
    if not isinstance(told, str) or not compare_digest(
        told.encode(errors="replace"), nonce.encode()
    ):
        raise BadToken(Why.NONCE)
    return signed_in


def by_access_token(claims: Mapping[str, Any], of: Registration, now: datetime) -> SignedIn:
    """Return who calls; they may have no role.

    An ID token is no key to the API, though its audience is the same: it names no calling application.

    Raises:
        BadToken: the token is not for us, not valid now, or no access token.
    """
    signed_in = _judged(claims, of, now)
    caller = claims.get("appid" if claims.get("ver") == "1.0" else "azp")
    if "nonce" in claims or not isinstance(caller, str) or not caller:
        raise BadToken(Why.WRONG_KIND)
    return signed_in


def _judged(claims: Mapping[str, Any], of: Registration, now: datetime) -> SignedIn:
    issuer = _issuer(claims, of)
    if issuer is None or claims.get("iss") != issuer:
        raise BadToken(Why.ISSUER)
    if str(claims.get("tid", "")).lower() != of.tenant_id.lower():
        raise BadToken(Why.TENANT)
    if claims.get("aud") not in (of.client_id, f"api://{of.client_id}"):
        raise BadToken(Why.AUDIENCE)
    _check_times(claims, now)
    object_id = claims.get("oid")
    if not isinstance(object_id, str) or not _OBJECT_ID.fullmatch(object_id):
        raise BadToken(Why.OBJECT_ID)
    roles = claims.get("roles")
    told = roles if isinstance(roles, list) else []
    return SignedIn(object_id=object_id.lower(), roles=roles_told(told))


def _issuer(claims: Mapping[str, Any], of: Registration) -> str | None:
    """Return who must have issued a token of its version; None for no version known."""
    return {"1.0": of.former_issuer, "2.0": of.issuer}.get(str(claims.get("ver")))


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    ends, begins = claims.get("exp"), claims.get("nbf", 0)
    if not (_is_time(ends) and _is_time(begins)):
        raise BadToken(Why.EXPIRED)
    moment, skew = now.timestamp(), limits.TOKEN_SKEW_SECONDS
    if moment >= ends + skew:
        raise BadToken(Why.EXPIRED)
    if moment < begins - skew:
        raise BadToken(Why.NOT_YET)


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
