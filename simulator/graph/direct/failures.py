"""A refusal of the tenant's as the failure the flows know: the same sorting as the real adapter's."""

from collections.abc import Iterator
from contextlib import contextmanager

from simulator.graph.refusals import Refusal
from sync_core.failures import (
    ConsentNeeded,
    CursorLost,
    Failure,
    ParkReason,
    StopMailbox,
    Throttled,
    Unavailable,
)

_BY_CODE = {
    "mailboxnotenabledforrestapi": ParkReason.NO_MAILBOX,
    "request_resourcenotfound": ParkReason.NO_MAILBOX,
    "erroraccessdenied": ParkReason.ACCESS_DENIED,
    "errormailboxmoveinprogress": ParkReason.MAILBOX_MOVING,
}
_LOST = frozenset(("syncstatenotfound", "syncstateinvalid", "resyncrequired"))


@contextmanager
def as_failures() -> Iterator[None]:
    """Let the tenant's refusals out as failures."""
    try:
        yield
    except Refusal as refusal:
        raise failure_of(refusal) from None


def failure_of(refusal: Refusal) -> Failure:
    """Return the failure a refusal amounts to."""
    code = refusal.code.lower()
    if refusal.status == 410 or code in _LOST:
        return CursorLost(refusal.code)
    if code in _BY_CODE:
        return StopMailbox(_BY_CODE[code], refusal.code)
    if refusal.status in (401, 403):
        return ConsentNeeded(refusal.code)
    if refusal.status == 429:
        return Throttled(refusal.code, refusal.retry_after_seconds)
    return Unavailable(refusal.code, refusal.retry_after_seconds)
