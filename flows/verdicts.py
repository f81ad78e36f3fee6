"""What one page of items comes to: decisions, failures to retry and retries that are over."""

from collections.abc import Mapping
from datetime import datetime

from flows.ports.remembrance import Remembrance
from sync_core.decisions import Reason, Verdict
from sync_core.digests import Digester
from sync_core.mail import Message, MessageId, Unreadable
from sync_core.retrying import next_retry
from sync_core.seen import Retry, Seen, SeenKey, seen_key


class Verdicts:
    """Gathers decisions until they are remembered together."""

    def __init__(self, decided_at: datetime, retried: Mapping[MessageId, Retry]) -> None:
        self._decided_at = decided_at
        self._retried = retried
        """What is recorded of items being retried."""
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
        return message in self._retried

    def key_of(self, item: Message | Unreadable, digester: Digester) -> SeenKey:
        """Return the row an item is decided in; one that cannot be read stays where it was recorded."""
        before = self._retried.get(item.id)
        return before.seen if before and isinstance(item, Unreadable) else seen_key(item, digester)

    def is_over(self, key: SeenKey, message: MessageId) -> None:
        """Note that an item being retried is decided for good, now or meanwhile by another stream.

        Where it was received anew since it failed (a draft was sent), it has another row now: what it
        was before is gone.
        """
        before = self._retried.get(message)
        if before is None:
            return
        self._settled.append(before.seen)
        if before.seen != key and before.reason.verdict is Verdict.FAILED:
            self._seen.append(
                Seen(key=before.seen, reason=Reason.GONE, decided_at=self._decided_at)
            )

    def fail(self, key: SeenKey, message: MessageId, reason: Reason, now: datetime) -> None:
        """Record a failure and when it is tried again: durable before any cursor passes the item."""
        self._seen.append(Seen(key=key, reason=reason, decided_at=self._decided_at))
        self.is_over(key, message)
        self.try_again(key, message, reason, now)

    def try_again(self, key: SeenKey, message: MessageId, reason: Reason, now: datetime) -> None:
        """Record that an item is to be read again; a captured one keeps its good reason."""
        before = self._retried.get(message)
        attempts = before.attempts + 1 if before else 1
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
