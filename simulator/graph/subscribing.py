"""What an application may ask about subscriptions; the handshake in between is the asker's to make."""

from dataclasses import dataclass, replace
from datetime import datetime

from simulator.graph.identifiers import guid
from simulator.graph.mailbox import Mailbox
from simulator.graph.mailstore import ChangeType
from simulator.graph.refusals import bad_request
from simulator.graph.service import Service
from simulator.graph.subscriptions import (
    CONTACT,
    Reauthorization,
    Resource,
    Subscribed,
    granted_until,
)

_CLIENT_STATE_CHARACTERS_MAX = 128  # page subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A subscription as asked for."""

    resource: str
    change_types: frozenset[ChangeType]
    notification_url: str
    lifecycle_url: str | None
    client_state: str | None
    expires_at: datetime
    has_immutable_ids: bool


class Subscribing:
    """Subscriptions as applications see them."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._tenant = service.tenant

    def wished(self, wish: Wish) -> Subscribed:
        """Return the subscription a wish amounts to; nothing is kept before the handshake succeeded.

        Raises:
            Refusal: what it watches does not exist, or cannot be watched.
        """
        resource = Resource.parse(wish.resource)
        box = self._service.open(resource.user)
        if not wish.change_types:
            raise bad_request("Invalid changeType.", "InvalidRequest")
        if wish.client_state and len(wish.client_state) > _CLIENT_STATE_CHARACTERS_MAX:
            raise bad_request("clientState exceeds 128 characters.", "InvalidRequest")
        now = self._tenant.surroundings.now()
        if wish.expires_at <= now:
            raise bad_request("Subscription expiration is in the past.", "InvalidRequest")
        return Subscribed(
            id=guid(self._tenant.surroundings.new_id()),
            mailbox=box.id,
            resource=wish.resource,
            kind=resource.kind,
            folder=_folder(box, resource),
            without_drafts=resource.without_drafts,
            change_types=wish.change_types,
            notification_url=wish.notification_url,
            lifecycle_url=wish.lifecycle_url,
            client_state=wish.client_state,
            expires_at=granted_until(wish.expires_at, now, self._tenant.rules),
            has_immutable_ids=wish.has_immutable_ids,
        )

    def keep(self, new: Subscribed) -> Subscribed:
        """Keep a subscription whose handshake succeeded.

        Raises:
            Refusal: 409 for a duplicate where the rules refuse it.
        """
        self._tenant.subscriptions.add(new, self._tenant.rules)
        return new

    def all(self) -> list[Subscribed]:
        """Return every subscription that has not expired."""
        self._tenant.outbox.tend(self._tenant.surroundings.now(), self._tenant.rules)
        return self._tenant.subscriptions.all()

    def one(self, subscription_id: str) -> Subscribed:
        """Return one subscription.

        Raises:
            Refusal: 404, unknown or expired.
        """
        self.all()
        return self._tenant.subscriptions.get(subscription_id)

    def renew(self, subscription_id: str, expires_at: datetime) -> Subscribed:
        """Extend a subscription.

        Raises:
            Refusal: 404, unknown or expired.
        """
        self.all()
        now = self._tenant.surroundings.now()
        until = granted_until(expires_at, now, self._tenant.rules)
        return self._tenant.subscriptions.renew(subscription_id, until)

    def reauthorize(self, subscription_id: str) -> None:
        """Take a subscription's authorisation as renewed; its end stays.

        Raises:
            Refusal: 404, unknown or expired.
        """
        held = self.one(subscription_id)
        self._tenant.subscriptions.change(
            replace(held, is_paused=False, reauthorization=Reauthorization.GIVEN)
        )


def _folder(box: Mailbox, resource: Resource) -> int | None:
    if not resource.folder:
        return None
    if resource.kind == CONTACT:
        return box.contacts.folder(resource.folder).number
    return box.mail.folder(resource.folder).number
