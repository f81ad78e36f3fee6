"""When failed things are tried again: values made here, obeyed elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync_core import limits
from sync_core.decisions import Reason, Verdict
from sync_core.mail import MessageId
from sync_core.seen import Retry, SeenKey


@dataclass(frozen=True, slots=True)
class Requeue:
    """Put the same work back, to be seen after a delay."""

    delay_seconds: int


def requeue(attempt: int, asked_seconds: float | None, spread: float) -> Requeue:
    """Return when work that could not be done is tried again.

    Args:
        attempt: how often it was put back before.
        asked_seconds: what the outside asked for (Retry-After); None doubles from a few seconds.
        spread: chance in 0..1 that keeps a thousand mailboxes from coming back in one second.
    """
    wait = 5.0 * 2 ** min(attempt, 10) if asked_seconds is None else max(asked_seconds, 1.0)
    jittered = wait * (1.0 + 0.25 * spread)
    return Requeue(delay_seconds=min(int(jittered) + 1, limits.REQUEUE_SECONDS_MAX))


def next_retry(
    message: MessageId, seen: SeenKey, reason: Reason, attempts: int, now: datetime
) -> Retry:
    """Return the record of an item that failed for the `attempts`-th time."""
    wait = min(limits.RETRY_FIRST_SECONDS * 2 ** (attempts - 1), limits.RETRY_SECONDS_MAX)
    gives_up = attempts >= limits.RETRY_ATTEMPTS_MAX
    due = None if gives_up else now + timedelta(seconds=wait)
    return Retry(message=message, seen=seen, reason=reason, attempts=attempts, due_at=due)


def standing(left: Sequence[Retry]) -> dict[str, datetime | int | None]:
    """Return the fields of a mailbox's record that tell of its failed items, soonest due first."""
    return {
        "retry_due_at": min((r.due_at for r in left if r.due_at), default=None),
        "failed_items": sum(r.reason.verdict is Verdict.FAILED for r in left),
    }
