"""The SDK's errors as ours, sorted by what to do next."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from azure.core.exceptions import AzureError, HttpResponseError

from sync_core.failures import Failure, Throttled, Unavailable

_CODE = re.compile(r"[A-Za-z0-9]{1,60}")


@contextmanager
def failures_of_storage() -> Iterator[None]:
    """Let what the SDK raises inside come out as one of our failures.

    The SDK's own error is not chained: its text holds addresses and keys.

    Raises:
        Throttled: 429, or the service says that it is busy; with its Retry-After where it has one.
        Unavailable: no connection, no answer in time, a fault of the service, or access refused.
        ValueError: the service finds the request malformed: a fault of this program.
    """
    try:
        yield
    except HttpResponseError as refused:
        raise failure_of(
            refused.status_code or 0, _code(refused), _asked_seconds(refused)
        ) from None
    except AzureError as broken:
        raise Unavailable(type(broken).__name__) from None


def failure_of(status: int, code: str, asked_seconds: float | None) -> Failure | ValueError:
    """Return what an answer of the service means.

    Args:
        status: HTTP status.
        code: the service's own error code.
        asked_seconds: Retry-After.
    """
    if status == 429 or code in ("ServerBusy", "OperationTimedOut"):
        return Throttled(f"{status} {code}", asked_seconds)
    if status in (400, 405, 411, 413, 414, 415):
        return ValueError(f"the storage account refused a request as malformed: {status} {code}")
    return Unavailable(f"{status} {code}")


def _code(refused: HttpResponseError) -> str:
    """Return the service's own error code, without anything that could hold content."""
    code = getattr(refused, "error_code", None)
    text = str(getattr(code, "value", code) or "")
    return text if _CODE.fullmatch(text) else ""


def _asked_seconds(refused: HttpResponseError) -> float | None:
    """Return what Retry-After asks for."""
    headers = getattr(refused.response, "headers", None) or {}
    text = str(headers.get("Retry-After", ""))
    return float(text) if text.isdigit() else None
