"""Entra's two public documents: where its keys are (OpenID metadata), and the keys (JWKS).

They are read from the configured authority alone: the metadata may name no other host, redirects are not
followed, and neither document may be larger than such a document ever is. Shapes: OpenID Connect Discovery
1.0 §3 and RFC 7517; addresses: Microsoft Learn, "OpenID Connect on the Microsoft identity platform".
"""

from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationError

from sync_core import limits
from sync_core.failures import Unavailable
from sync_core.tokens import Registration

T = TypeVar("T", bound=BaseModel)


class SigningKey(BaseModel):
    """One public key, as far as it is used."""

    kid: str = Field(min_length=1, max_length=limits.KEY_ID_CHARACTERS_MAX)
    kty: str
    n: str
    e: str
    use: str = "sig"


class _Metadata(BaseModel):
    issuer: str
    jwks_uri: str


class _Listed(BaseModel):
    keys: list[dict[str, Any]]


async def read_keys(of: Registration) -> dict[str, SigningKey]:
    """Return the tenant's signing keys by their ids; one of another kind than RSA is left out.

    Raises:
        Unavailable: a document did not come, is none, or leads away from the authority.
    """
    told = await _metadata(of)
    if told.issuer != of.issuer:
        raise Unavailable("entra: the metadata is another issuer's")
    if _origin(told.jwks_uri) != _origin(of.authority_url):
        raise Unavailable("entra: the metadata leads to another host")
    keys = [_key(raw) for raw in _read(_Listed, await _document(told.jwks_uri)).keys]
    return {key.kid: key for key in keys if key is not None}


async def _metadata(of: Registration) -> _Metadata:
    url = f"{of.authority_url}/{of.tenant_id}/v2.0/.well-known/openid-configuration"
    return _read(_Metadata, await _document(url))


async def _document(url: str) -> bytes:
    import aiohttp  # 0.15 s: by the first token, not by the webhook's start

    waited = aiohttp.ClientTimeout(total=limits.SIGNING_KEYS_ANSWER_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=waited) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            body = await answer.content.read(limits.SIGNING_KEYS_BYTES_MAX + 1)
            while len(body) <= limits.SIGNING_KEYS_BYTES_MAX and not answer.content.at_eof():
                body += await answer.content.read(limits.SIGNING_KEYS_BYTES_MAX + 1 - len(body))
    except (aiohttp.ClientError, TimeoutError, OSError) as broken:
        raise Unavailable(f"entra: {type(broken).__name__}") from None
    if answer.status != 200:
        raise Unavailable(f"entra: status {answer.status}")
    if len(body) > limits.SIGNING_KEYS_BYTES_MAX:
        raise Unavailable("entra: a document larger than any of its kind")
    return body


def _read(kind: type[T], body: bytes) -> T:
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        raise Unavailable("entra: a document not as documented") from None


def _key(raw: dict[str, Any]) -> SigningKey | None:
    """Return a key that may sign tokens; None for any other."""
    try:
        key = SigningKey.model_validate(raw)
    except ValidationError:
        return None
    return key if key.kty == "RSA" and key.use == "sig" else None


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()
