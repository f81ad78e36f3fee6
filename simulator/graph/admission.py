"""Whether a request is let in: how many a mailbox has had in ten minutes, and how many are under way."""

from collections import deque
from dataclasses import dataclass, field

from simulator.graph.refusals import throttled
from simulator.graph.rules import ServerRules

_BUCKET_SECONDS = 10
_WINDOW_SECONDS = 600


@dataclass(slots=True)
class Admission:
    """One mailbox's count of requests, as Exchange keeps it for one application."""

    in_flight: int = 0
    _buckets: deque[list[int]] = field(default_factory=deque)
    """[ten-second bucket, requests], oldest first."""
    _total: int = 0

    def count(self, now: int, rules: ServerRules) -> None:
        """Count one request made at a second.

        Raises:
            Refusal: 429 where it is one too many; refused requests count too.
        """
        bucket = now // _BUCKET_SECONDS
        while self._buckets and self._buckets[0][0] <= bucket - _WINDOW_SECONDS // _BUCKET_SECONDS:
            self._total -= self._buckets.popleft()[1]
        if not self._buckets or self._buckets[-1][0] != bucket:
            self._buckets.append([bucket, 0])
        self._buckets[-1][1] += 1
        self._total += 1
        if self._total > rules.requests_per_ten_minutes:
            oldest = self._buckets[0][0] * _BUCKET_SECONDS + _WINDOW_SECONDS
            raise throttled("RequestRate", max(oldest - now, 1))

    def enter(self, rules: ServerRules) -> None:
        """Begin a request.

        Raises:
            Refusal: 429 where too many are under way; its Retry-After is nominal (facts: 1 second).
        """
        if self.in_flight >= rules.requests_at_once_max:
            raise throttled("MailboxConcurrency", 1)
        self.in_flight += 1

    def leave(self) -> None:
        """End a request."""
        self.in_flight -= 1
