"""The port Subscriptions straight over the tenant; the handshake asks whoever stands at the address."""

from collections.abc import Callable
from datetime import datetime

from flows.ports.tenant import Subscription
from simulator.graph.direct.failures import as_failures, failure_of
from simulator.graph.mailstore import ChangeType
from simulator.graph.refusals import Refusal, validation_failed
from simulator.graph.service import Service
from simulator.graph.subscribing import Subscribing, Wish
from simulator.graph.subscriptions import Subscribed
from simulator.graph.tenant import Tenant
from sync_core.subscriptions import Watched
from sync_core.work import MailboxId

_CHANGES = {
    Watched.MESSAGES: frozenset((ChangeType.CREATED, ChangeType.UPDATED)),
    Watched.EVENTS: frozenset(ChangeType),
    Watched.CONTACTS: frozenset(ChangeType),
}
Handshake = Callable[[str], bool]
"""Asked with each of the two addresses; whether it answered as it must."""


def answered(url: str) -> bool:  # noqa: ARG001  the shape of a Handshake
    """Answer every handshake."""
    return True


class TenantSubscriptions:
    """Implements flows.ports.tenant.Subscriptions."""

    def __init__(
        self,
        tenant: Tenant,
        public_url: str = "https://rapport.test",
        handshake: Handshake = answered,
    ) -> None:
        self._tenant = tenant
        self._service = Service(tenant)
        self._subscribing = Subscribing(self._service)
        self._public_url = public_url.rstrip("/")
        self._handshake = handshake

    @property
    def notification_url(self) -> str:
        """See Subscriptions."""
        return f"{self._public_url}/api/notifications"

    async def existing(self) -> tuple[Subscription, ...]:
        """See Subscriptions."""
        with as_failures():
            self._service.admit("subscriptions")
        return tuple(_told(held) for held in self._subscribing.all())

    async def create(
        self,
        mailbox: MailboxId,
        client_state: str,
        expires_at: datetime,
        watched: Watched = Watched.MESSAGES,
    ) -> Subscription:
        """See Subscriptions."""
        wish = Wish(
            resource=f"users/{mailbox}/{watched.value}",
            change_types=_CHANGES[watched],
            notification_url=self.notification_url,
            lifecycle_url=f"{self._public_url}/api/lifecycle",
            client_state=client_state,
            expires_at=expires_at,
            has_immutable_ids=True,
        )
        with as_failures():
            self._service.admit("subscriptions.create")
            wished = self._subscribing.wished(wish)
            self._shake_hands(wished)
            return _told(self._subscribing.keep(wished))

    async def renew(self, subscription_id: str, expires_at: datetime) -> bool:
        """See Subscriptions."""
        try:
            self._service.admit("subscriptions.renew")
            self._subscribing.renew(subscription_id, expires_at)
        except Refusal as refusal:
            return self._absent(refusal)
        return True

    async def delete(self, subscription_id: str) -> None:
        """See Subscriptions."""
        try:
            self._service.admit("subscriptions.delete")
            self._tenant.subscriptions.remove(subscription_id)
        except Refusal as refusal:
            self._absent(refusal)

    def _absent(self, refusal: Refusal) -> bool:
        """Return False where the refusal says that the subscription does not exist.

        Raises:
            Failure: it says something else.
        """
        if refusal.status == 404:
            return False
        raise failure_of(refusal) from None

    def _shake_hands(self, wished: Subscribed) -> None:
        rules = self._tenant.rules
        for url in (wished.notification_url, wished.lifecycle_url):
            failed = self._tenant.strikes(rules.handshake_failure_chance)
            if url and (failed or not self._handshake(url)):
                raise validation_failed("The request timed out.")


def _told(held: Subscribed) -> Subscription:
    return Subscription(
        id=held.id,
        mailbox=held.mailbox,
        resource=held.resource,
        expires_at=held.expires_at,
        notification_url=held.notification_url,
    )
