"""Our subscriptions to change notifications: for a mailbox's messages of all folders, its events, its contacts."""

import re
from datetime import datetime

from adapters.graph.client import GraphClient, decoded, json_body
from adapters.graph.errors import Concern
from adapters.graph.http import Request
from adapters.graph.queries import instant, user_path
from adapters.graph.reading import utc
from adapters.graph.wire import SUBSCRIPTION, SUBSCRIPTIONS, WireSubscription
from flows.ports.tenant import Subscription
from sync_core import limits
from sync_core.failures import Unavailable
from sync_core.partner_topic import topic_address
from sync_core.subscriptions import Watched
from sync_core.work import MailboxId

_OF_A_USER = re.compile(r"/?users(?:/|\(')([^/']+)(?:'\))?/", re.IGNORECASE)

_CHANGES = {
    Watched.MESSAGES: "created,updated",
    Watched.EVENTS: "created,updated,deleted",
    Watched.CONTACTS: "created,updated,deleted",
}
"""A message that is deleted is nothing to capture; an event or a contact that is has a twin."""


class GraphSubscriptions:
    """Subscriptions as flows.ports.tenant.Subscriptions sees them.

    They are made with immutable ids, which notifications then carry (the client's preference does that).
    """

    def __init__(
        self, client: GraphClient, public_url: str, event_grid_topic: str | None = None
    ) -> None:
        self._client = client
        self._public_url = public_url.rstrip("/")
        self._topic = event_grid_topic

    @property
    def notification_url(self) -> str:
        """See the port."""
        return self._topic or f"{self._public_url}/api/notifications"

    async def existing(self) -> tuple[Subscription, ...]:
        """See the port."""
        found: list[Subscription] = []
        path: str | None = "/subscriptions"
        for _ in range(limits.PAGES_PER_ROUND_MAX):
            if path is None:
                return tuple(found)
            page = decoded(SUBSCRIPTIONS, await self._client.get(path, concern=Concern.TENANT))
            found.extend(map(_subscription, page["value"]))
            following = page.get("@odata.nextLink")
            path = self._client.relative(following) if following else None
        raise Unavailable("a list of subscriptions without an end")

    async def create(
        self,
        mailbox: MailboxId,
        client_state: str,
        expires_at: datetime,
        watched: Watched = Watched.MESSAGES,
    ) -> Subscription:
        """See the port. Graph reports a failed handshake as 400 ValidationError."""
        wanted = {
            "changeType": _CHANGES[watched],
            "notificationUrl": self.notification_url,
            "lifecycleNotificationUrl": self._topic or f"{self._public_url}/api/lifecycle",
            "resource": user_path(mailbox, watched.value).removeprefix("/"),
            "expirationDateTime": instant(expires_at),
            "clientState": client_state,
            "latestSupportedTlsVersion": "v1_2",
        }
        url = f"{self._client.url}/subscriptions"
        answer = await self._client.send(Request(method="POST", url=url, body=json_body(wanted)))
        body = self._client.succeeded(answer, Concern.MAILBOX)
        return _subscription(decoded(SUBSCRIPTION, body))

    async def renew(self, subscription_id: str, expires_at: datetime) -> bool:
        """See the port."""
        body = json_body({"expirationDateTime": instant(expires_at)})
        answer = await self._client.send(
            Request(method="PATCH", url=self._url(subscription_id), body=body)
        )
        if answer.status == 404:
            return False
        self._client.succeeded(answer, Concern.MAILBOX)
        return True

    async def delete(self, subscription_id: str) -> None:
        """See the port."""
        answer = await self._client.send(Request(method="DELETE", url=self._url(subscription_id)))
        if answer.status != 404:
            self._client.succeeded(answer, Concern.MAILBOX)

    def _url(self, subscription_id: str) -> str:
        """Return a subscription's address."""
        return f"{self._client.url}{_path(subscription_id)}"


def _path(subscription_id: str) -> str:
    """Return a subscription's path."""
    return user_path(MailboxId(subscription_id)).replace("/users/", "/subscriptions/", 1)


def _subscription(wire: WireSubscription) -> Subscription:
    """Return a subscription as the engine knows it; one that is no mailbox's names none."""
    owner = _OF_A_USER.match(wire["resource"])
    address = wire.get("notificationUrl") or ""
    return Subscription(
        id=wire["id"],
        mailbox=MailboxId(owner.group(1).lower() if owner else ""),
        resource=wire["resource"],
        expires_at=utc(wire["expirationDateTime"]),
        notification_url=topic_address(address) or address,
    )
