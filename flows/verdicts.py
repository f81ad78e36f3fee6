"""What one page of items comes to: decisions, failures to retry and retries that are over."""

from collections.abc import Mapping
from datetime import datetime

from flows.ports.memory import Remembrance
from sync_core.decisions import Reason
from sync_core.mail import MessageId
from sync_core.retrying import next_retry
from sync_core.seen import Retry, Seen, SeenKey


class Verdicts:
    """Gathers decisions until they are remembered together."""

    def __init__(self, decided_at: datetime, attempts: Mapping[MessageId, int]) -> None:
        self._decided_at = decided_at
        self._attempts = attempts
        """How often items being retried failed before."""
        self._seen: list[Seen] = []
        self._retries: dict[SeenKey, Retry] = {}
        self._settled: list[SeenKey] = []

    def settle(
        self, key: SeenKey, message: MessageId, reason: Reason, activity_key: str = ""
    ) -> None:
        """Record a decision; an item that was being retried is over."""
        self._seen.append(
            Seen(key=key, reason=reason, decided_at=self._decided_at, activity_key=activity_key)
        )
        self.is_over(key, message)

    def retries(self, message: MessageId) -> bool:
        """Return whether an item is being retried."""
        return message in self._attempts

    def is_over(self, key: SeenKey, message: MessageId) -> None:
        """Note that an item being retried was decided for good meanwhile, by another stream."""
        if message in self._attempts:
            self._settled.append(key)

    def fail(self, key: SeenKey, message: MessageId, reason: Reason, now: datetime) -> None:
        """Record a failure and when it is tried again: durable before any cursor passes the item."""
        self._seen.append(Seen(key=key, reason=reason, decided_at=self._decided_at))
        self.try_again(key, message, reason, now)

    def try_again(self, key: SeenKey, message: MessageId, reason: Reason, now: datetime) -> None:
        """Record that an item is to be read again; a captured one keeps its good reason."""
        attempts = self._attempts.get(message, 0) + 1
        self._retries[key] = next_retry(message, key, reason, attempts, now)

    @property
    def reasons(self) -> list[Reason]:
        """The reason of each item decided."""
        return [row.reason for row in self._seen]

    @property
    def next_due(self) -> datetime | None:
        """When the first of the retries recorded here is due."""
        return min((r.due_at for r in self._retries.values() if r.due_at), default=None)

    def remembrance(self, cursors: Mapping[str, str]) -> Remembrance:
        """Return what is to be remembered of the page."""
        return Remembrance(
            seen=tuple(self._seen),
            retries=tuple(self._retries.values()),
            settled=tuple(k for k in self._settled if k not in self._retries),
            cursors=cursors,
        )
