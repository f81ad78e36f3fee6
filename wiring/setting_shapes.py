"""What a setting's text may look like: each shape says what was expected, never what was found."""

import base64
import binascii
import re
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator

from sync_core.ncrontab import BadSchedule, Schedule
from sync_core.partner_topic import topic_address

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DATABASE = re.compile(r"sqlite(\+aiosqlite)?:///.+|postgres(ql)?(\+psycopg)?://.+", re.DOTALL)
_LANGUAGE_DOMAINS = (
    ".cognitiveservices.azure.com",
    ".cognitiveservices.azure.us",
    ".cognitiveservices.azure.cn",
)
"""Where Azure AI Language is, in Azure's clouds (Learn, "custom subdomain names")."""
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def is_loopback(url: str) -> bool:
    """Return whether an address is on this machine."""
    host = urlsplit(url).hostname
    if host is None:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _key(value: str | bytes) -> bytes:
    try:
        key = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < 32:
        raise ValueError("expected base64 of at least 32 random bytes")
    return key


def _guid(value: str) -> str:
    if not _GUID.fullmatch(value.lower()):
        raise ValueError("expected an id of Entra, a GUID")
    return value.lower()


def _address(value: str) -> str:
    parts = _parted(value)
    if parts is None or (parts.scheme != "https" and not is_loopback(value)):
        raise ValueError("expected an https address (http only on this machine)")
    return value.rstrip("/")


def _of_language(value: str) -> str:
    """Texts and a token go there: nowhere else than to Azure itself."""
    if is_loopback(value):
        return value
    parts = _parted(value)
    is_azure = parts is not None and (parts.hostname or "").endswith(_LANGUAGE_DOMAINS)
    if parts is None or parts.scheme != "https" or not is_azure:
        told = " or ".join(domain[1:] for domain in _LANGUAGE_DOMAINS)
        raise ValueError(f"expected an https address of {told}")
    return value


def _topic(value: str) -> str:
    address = topic_address(value)
    if address is None:
        raise ValueError(
            "expected EventGrid:?azuresubscriptionid=GUID&resourcegroup=NAME&partnertopic=NAME&location=REGION, "
            "the region by its name (westeurope)"
        )
    return address


def _database(value: str) -> str:
    if not _DATABASE.fullmatch(value):
        raise ValueError("expected sqlite+aiosqlite:///PATH or postgresql+psycopg://HOST/NAME")
    return value


def _schedule(value: str) -> str:
    """The host takes five fields too and means another time by them: here there are always six."""
    if len(value.split()) != 6:
        raise ValueError("expected six fields: second minute hour day month weekday")
    try:
        Schedule.parse(value).next_after(_ANY_DAY)
    except BadSchedule as bad:
        raise ValueError(bad.expected) from None
    return value


def _parted(value: str) -> SplitResult | None:
    """Return the parts of an address that names a host and nothing but a path on it; else None."""
    try:
        parts = urlsplit(value)
        is_plain = parts.port != 0 and not (parts.query or parts.fragment or "@" in parts.netloc)
    except ValueError:
        return None
    return parts if parts.hostname and is_plain else None


DigestKey = Annotated[bytes, BeforeValidator(_key)]
Guid = Annotated[str, AfterValidator(_guid)]
Address = Annotated[str, AfterValidator(_address)]
LanguageAddress = Annotated[str, AfterValidator(_of_language)]
TopicAddress = Annotated[str, AfterValidator(_topic)]
DatabaseAddress = Annotated[str, AfterValidator(_database)]
TimerSchedule = Annotated[str, AfterValidator(_schedule)]
