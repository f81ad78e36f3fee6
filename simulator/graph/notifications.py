"""Notifications on their way: late, doubled, lost or out of order as the rules say; nothing is sent here.

Whoever delivers takes what is due, posts it, and tells how that went: a loop over HTTP (delivery.py),
or a simulation that hands the posts over itself.
"""

import heapq
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flows.ports.surroundings import Surroundings
from simulator.graph.identifiers import guid
from simulator.graph.rules import ServerRules
from simulator.graph.subscriptions import Reauthorization, Subscribed, SubscriptionBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One notification of one subscription."""

    subscription: str
    url: str
    content: dict[str, Any]
    first_due_at: datetime
    attempts: int = 0
    outlives_subscription: bool = False
    """A lifecycle event: it is delivered although the subscription is over or paused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What is posted at once to one address."""

    url: str
    notifications: tuple[Notification, ...]

    @property
    def body(self) -> bytes:
        """The notification collection as JSON."""
        return json.dumps({"value": [n.content for n in self.notifications]}).encode()

    @property
    def is_repeated(self) -> bool:
        """Whether one of its notifications was posted before."""
        return any(n.attempts for n in self.notifications)


class Outbox:
    """All notifications not yet delivered, by when they are due."""

    def __init__(self, surroundings: Surroundings, book: SubscriptionBook, tenant_id: str) -> None:
        self.counts: Counter[str] = Counter()
        """made, lost, doubled, delivered, failed, dropped: notifications."""
        self.on_added: Callable[[], None] = lambda: None
        """Called when something was added, for a delivery that waits."""
        self._surroundings = surroundings
        self._book = book
        self._tenant_id = tenant_id
        self._heap: list[tuple[datetime, int, Notification]] = []
        self._added = 0

    def __len__(self) -> int:
        return len(self._heap)

    def tell(
        self, to: Subscribed, change: str, item_id: str, etag: str, rules: ServerRules
    ) -> None:
        """Notify a subscription of an item's change, unless chance loses it."""
        self.counts["made"] += 1
        if self._strikes(rules.notification_lost_chance):
            self.counts["lost"] += 1
            if self._strikes(rules.missed_told_chance):
                self.tell_lifecycle(to, "missed")
            return
        twice = self._strikes(rules.notification_doubled_chance)
        self.counts["doubled"] += twice
        path = f"Users/{to.mailbox}/{to.kind}s/{item_id}"
        data = {"@odata.type": f"#Microsoft.Graph.{to.kind}", "@odata.id": path}
        if etag:
            data["@odata.etag"] = etag
        content = self._content(to) | {
            "changeType": change,
            "resource": path,
            "resourceData": data | {"id": item_id},
        }
        for _ in range(1 + twice):
            self._add(to, to.notification_url, content, self._delay(rules))

    def tell_lifecycle(self, to: Subscribed, event: str) -> None:
        """Send a lifecycle event; without an address for them it is lost for good."""
        if to.lifecycle_url is None:
            return
        content = self._content(to) | {"lifecycleEvent": event, "resource": to.resource}
        self._add(to, to.lifecycle_url, content, 0.0, lifecycle=True)

    def tend(self, now: datetime, rules: ServerRules) -> None:
        """End subscriptions whose time is over, and ask for reauthorisation where that is due."""
        self._book.expire(now)
        ahead = timedelta(minutes=rules.reauthorize_before_minutes)
        for held in self._book.all() if ahead else ():
            if held.expires_at - now > ahead or held.is_paused:
                continue
            if held.reauthorization is Reauthorization.NOT_ASKED:
                self.tell_lifecycle(held, "reauthorizationRequired")
                self._book.change(replace(held, reauthorization=Reauthorization.ASKED))
            elif (
                held.reauthorization is Reauthorization.ASKED and held.expires_at - now <= ahead / 2
            ):
                self._book.change(replace(held, is_paused=True))

    def next_due_at(self) -> datetime | None:
        """Return when the next notification is due."""
        return self._heap[0][0] if self._heap else None

    def take_due(self, now: datetime, rules: ServerRules) -> list[Post]:
        """Take out what is due, gathered by address over all mailboxes."""
        self.tend(now, rules)
        by_url: dict[str, list[Notification]] = {}
        while self._heap and self._heap[0][0] <= now:
            _, _, due = heapq.heappop(self._heap)
            if due.outlives_subscription or self._is_open(due.subscription):
                by_url.setdefault(due.url, []).append(due)
            else:
                self.counts["dropped"] += 1
        most = rules.notifications_per_post_max
        return [
            Post(url=url, notifications=tuple(told[start : start + most]))
            for url, told in by_url.items()
            for start in range(0, len(told), most)
        ]

    def delivered(self, post: Post) -> None:
        """Note that a post was taken."""
        self.counts["delivered"] += len(post.notifications)

    def failed(self, post: Post, now: datetime, rules: ServerRules) -> None:
        """Note that a post was not taken: it comes again later, until it is given up."""
        self.counts["failed"] += len(post.notifications)
        for told in post.notifications:
            wait = timedelta(seconds=rules.delivery_backoff_seconds * 2**told.attempts)
            given_up = told.first_due_at + timedelta(seconds=rules.delivery_given_up_seconds)
            if now + wait > given_up:
                self.counts["dropped"] += 1
            else:
                self._push(replace(told, attempts=told.attempts + 1), now + wait)

    def _is_open(self, subscription: str) -> bool:
        return self._book.known(subscription) and not self._book.get(subscription).is_paused

    def _strikes(self, chance: float) -> bool:
        return chance > 0 and self._surroundings.chance() < chance

    def _delay(self, rules: ServerRules) -> float:
        most = rules.notification_delay_seconds
        return most * self._surroundings.chance() if most > 0 else 0.0

    def _content(self, to: Subscribed) -> dict[str, Any]:
        return {
            "id": guid(self._surroundings.new_id()),
            "subscriptionId": to.id,
            "subscriptionExpirationDateTime": to.expires_at.isoformat(),
            "clientState": to.client_state,
            "tenantId": self._tenant_id,
        }

    def _add(
        self,
        to: Subscribed,
        url: str,
        content: dict[str, Any],
        delay_seconds: float,
        *,
        lifecycle: bool = False,
    ) -> None:
        due_at = self._surroundings.now() + timedelta(seconds=delay_seconds)
        told = Notification(
            subscription=to.id,
            url=url,
            content=content,
            first_due_at=due_at,
            outlives_subscription=lifecycle,
        )
        self._push(told, due_at)

    def _push(self, told: Notification, due_at: datetime) -> None:
        self._added += 1
        heapq.heappush(self._heap, (due_at, self._added, told))
        self.on_added()
