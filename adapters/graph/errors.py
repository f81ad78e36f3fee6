"""Graph's refusals, sorted by what to do next: status first, then the code, case-insensitively.

Statuses and codes: Microsoft Graph "errors", "throttling", "delta-query-overview", and what services answer in
practice. A refusal's message may hold addresses: only codes and request ids go on.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any

from adapters.graph.http import Answer
from sync_core.failures import (
    ConsentNeeded,
    CursorLost,
    Failure,
    ParkReason,
    StopMailbox,
    Throttled,
    Unavailable,
)

_CURSOR_LOST = {"syncstatenotfound", "syncstateinvalid", "resyncrequired"}
_NO_MAILBOX = {
    "mailboxnotenabledforrestapi",
    "mailboxnotsupportedforrestapi",
    "mailboxnothostedinexchangeonline",
    "errorinvaliduser",
    "errornonexistentmailbox",
}
_NOT_FOUND = {"resourcenotfound", "request_resourcenotfound"}
_ITEM_GONE = {"erroritemnotfound", "itemnotfound", "errorfoldernotfound"}
_THROTTLED = {"applicationthrottled", "toomanyrequests", "activitylimitreached"}
_CHANGED_SINCE = {"errorirresolvableconflict", "resourcemodified", "errorstaleobject"}
_TAKEN = "errorduplicatetransactionid"
_VALUE_REFUSED = (400, 409, 413, 422)
_PERMISSIONS_GONE = "authorization_requestdenied"
"""Entra's word for an app that lacks the role: whichever mailbox was asked, an administrator's matter."""
_PLAIN = re.compile(r"[A-Za-z0-9_.\-]{1,80}")


class Concern(Enum):
    """Whom a call is about: decides whether a refusal parks one mailbox or stops the connector."""

    MAILBOX = "mailbox"
    TENANT = "tenant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer that is no success."""

    status: int
    code: str = ""
    """Graph's error code; empty where the body held none."""
    retry_after: str = ""
    request_id: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether the item or folder asked for is no longer there (the mailbox is)."""
        return self.status == 404 and self.code.lower() in _ITEM_GONE

    @property
    def is_conflict(self) -> bool:
        """Whether what was to be written was changed since it was read."""
        return self.status == 412 or (self.status == 409 and self.code.lower() in _CHANGED_SINCE)

    @property
    def is_made_already(self) -> bool:
        """Whether something was made under this transactionId before."""
        return self.status == 409 and self.code.lower() == _TAKEN

    @property
    def is_about_the_value(self) -> bool:
        """Whether Graph refuses what was to be written; an empty 400 says nothing and is a fault that passes."""
        return self.status in _VALUE_REFUSED and self.code != ""

    @property
    def detail(self) -> str:
        """Codes and ids only."""
        words = (str(self.status), self.code, f"request-id={self.request_id}")
        return " ".join(w for w in words if w and not w.endswith("="))


def refusal_of(answer: Answer) -> Refusal:
    """Return what an answer refuses."""
    return refusal(answer.status, answer.headers, _parsed(answer.body))


def refusal(status: int, headers: Mapping[str, str], body: Any) -> Refusal:
    """Return what a status, headers (any case) and a decoded body refuse."""
    named = {name.lower(): value for name, value in headers.items()}
    error = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else ""
    return Refusal(
        status=status,
        code=_plain(code),
        retry_after=str(named.get("retry-after", "")),
        request_id=_plain(named.get("request-id", "")),
    )


def failure_of(
    refused: Refusal, concern: Concern, now: datetime, follows_link: bool = False
) -> Failure:
    """Return the failure a refusal amounts to.

    Args:
        refused: what Graph answered.
        concern: whom the call was about.
        now: against which a Retry-After that is a date is read.
        follows_link: the call followed a stored link; a link that Graph no longer takes is a lost cursor.
    """
    code, seconds = refused.code.lower(), seconds_asked(refused.retry_after, now)
    if refused.status == 429 or refused.status == 509 or code in _THROTTLED:
        return Throttled(refused.detail, seconds)
    if refused.status == 410 or code in _CURSOR_LOST:
        return CursorLost(refused.detail)
    if follows_link and refused.status == 400 and code:
        return CursorLost(refused.detail)
    if refused.status == 401 or code == _PERMISSIONS_GONE:
        return ConsentNeeded(refused.detail)
    parked = _park_reason(refused.status, code)
    if parked is None:
        return Unavailable(refused.detail, seconds)
    if concern is Concern.MAILBOX:
        return StopMailbox(parked, refused.detail)
    denied = parked is ParkReason.ACCESS_DENIED
    return ConsentNeeded(refused.detail) if denied else Unavailable(refused.detail, seconds)


def seconds_asked(retry_after: str, now: datetime) -> float | None:
    """Return how long a Retry-After header asks to wait; None where it says nothing usable."""
    text = retry_after.strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", text, re.ASCII):
        return float(text)
    until = _http_date(text)
    return None if until is None else max((until - now).total_seconds(), 0.0)


def _park_reason(status: int, code: str) -> ParkReason | None:
    """Return why a refusal parks a mailbox, where it does."""
    if code in _NO_MAILBOX or (status == 404 and code in _NOT_FOUND):
        return ParkReason.NO_MAILBOX
    if code == "errormailboxmoveinprogress":
        return ParkReason.MAILBOX_MOVING
    return ParkReason.ACCESS_DENIED if status == 403 else None


def _http_date(text: str) -> datetime | None:
    """Return the instant an HTTP date names (RFC 9110 §5.6.7)."""
    try:
        told = parsedate_to_datetime(text)
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _parsed(body: bytes) -> Any:
    """Return a JSON body; None for a gateway's HTML page and the like."""
    try:
        return json.loads(body)
    except ValueError:
        return None


def _plain(word: Any) -> str:
    """Return a code or id, and nothing that is not shaped like one: it may be logged."""
    return word if isinstance(word, str) and _PLAIN.fullmatch(word) else ""
