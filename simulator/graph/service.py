"""What an application may ask of the tenant, under the server's rules: shared by HTTP and direct ports."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from simulator.graph.delta import Collection, DeltaPage, DeltaReader
from simulator.graph.directory import User
from simulator.graph.folders import Folder
from simulator.graph.identifiers import guid
from simulator.graph.mail import MailItem
from simulator.graph.mailbox import Mailbox
from simulator.graph.mailstore import ChangeType
from simulator.graph.refusals import (
    Refusal,
    access_denied,
    bad_request,
    consent_revoked,
    mailbox_moving,
    no_mailbox,
    no_token,
    server_fault,
    throttled,
)
from simulator.graph.rules import Consent, MailboxState
from simulator.graph.subscriptions import Reauthorization, Resource, Subscribed, granted_until
from simulator.graph.tenant import Tenant

_STATES = {
    MailboxState.NO_LICENCE: no_mailbox,
    MailboxState.ACCESS_DENIED: access_denied,
    MailboxState.MOVING: mailbox_moving,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Which messages are asked for, one page of them."""

    folder: Folder | None
    """None: all folders."""
    first: int | None
    """Earliest second received (see timeline); None leaves the end open, likewise below."""
    last: int | None
    newest_first: bool
    skip: int
    top: int


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page of a listing."""

    items: list[MailItem]
    next_skip: int | None
    """Where the next page begins; None at the end."""


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


class Service:
    """The tenant as its applications see it."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant

    # Letting requests in

    def admit(self, kind: str) -> None:
        """Count a request and let it in, or not.

        Raises:
            Refusal: consent, chance throttling or a fault of the server's own.
        """
        tenant, rules = self.tenant, self.tenant.rules
        tenant.requests[kind] += 1
        if rules.consent is not Consent.GRANTED:
            tenant.requests["refused"] += 1
            raise no_token() if rules.consent is Consent.TOKEN_REFUSED else consent_revoked()
        if tenant.strikes(rules.throttle_chance):
            raise self._throttling(throttled("RequestRate", rules.retry_after_seconds))
        if tenant.strikes(rules.fault_chance):
            tenant.requests["faults"] += 1
            raise server_fault((500, 502, 503, 504)[int(tenant.surroundings.chance() * 4) % 4])

    def open(self, name: str) -> Mailbox:
        """Return the mailbox of a user (object id or principal name), its request counted.

        Raises:
            Refusal: no such user, no mailbox, no access, moving, or too many requests.
        """
        box = self.tenant.mailbox(self.tenant.users.find(name).id)
        self.tenant.requests_by_mailbox[box.id] += 1
        try:
            box.admission.count(self.tenant.now_seconds(), self.tenant.rules)
        except Refusal as refusal:
            raise self._throttling(refusal) from None
        refuse = _STATES.get(box.state)
        if refuse:
            self.tenant.requests["refused"] += 1
            raise refuse()
        return box

    def _throttling(self, refusal: Refusal) -> Refusal:
        self.tenant.requests["throttled"] += 1
        return refusal

    # Mail

    def listed(self, box: Mailbox, what: Listing) -> ListedPage:
        """Return one page of messages in order of the time received."""
        rules = self.tenant.rules
        if self.tenant.strikes(rules.empty_page_chance):
            return ListedPage([], what.skip)
        timeline = what.folder.timeline if what.folder else box.mail.timeline
        count = min(what.top, rules.page_items_max)
        numbers = timeline.page(
            what.first, what.last, what.skip, count + 1, newest_first=what.newest_first
        )
        goes_on = len(numbers) > count
        items = [box.mail.items[n] for n in numbers[:count]]
        return ListedPage(items, what.skip + count if goes_on else None)

    def message_delta(
        self,
        box: Mailbox,
        folder: Folder,
        token: str | None,
        options: Mapping[str, str],
        size: int | None,
        first: int | None = None,
    ) -> DeltaPage:
        """Return one page of what changed in a folder; `first` filters the first round by time.

        Raises:
            Refusal: the cursor is lost.
        """
        what = Collection(
            scope=folder.id,
            log=folder.log,
            location=f"/users/{box.id}/mailFolders/{folder.id}/messages/delta",
            timeline=folder.timeline,
            is_endless=box.has_endless_rounds,
        )
        return self._reader(box).page(what, token, options, size, first)

    def folder_delta(
        self, box: Mailbox, token: str | None, options: Mapping[str, str], size: int | None
    ) -> DeltaPage:
        """Return one page of what changed in the mailbox's folder tree.

        Raises:
            Refusal: the cursor is lost.
        """
        what = Collection(
            scope="folders",
            log=box.mail.folder_log,
            location=f"/users/{box.id}/mailFolders/delta",
        )
        return self._reader(box).page(what, token, options, size)

    # Directory

    def users_from(self, skip: int, top: int) -> tuple[list[User], int | None]:
        """Return users in a constant order, and where the next page begins."""
        everybody = self.tenant.users.all()
        end = skip + min(top, self.tenant.rules.page_items_max)
        return everybody[skip:end], end if end < len(everybody) else None

    def user_delta(
        self, token: str | None, options: Mapping[str, str], size: int | None
    ) -> DeltaPage:
        """Return one page of what changed in the directory; the token `latest` begins from now.

        Raises:
            Refusal: the cursor is lost.
        """
        what = Collection(
            scope="users", log=self.tenant.users.log, location="/users/delta", page_items=100
        )
        reader = DeltaReader(self.tenant.user_rounds, self.tenant.rules, self.tenant.surroundings)
        if token == "latest":  # noqa: S105  Graph's own word for a cursor that begins now
            return reader.latest(what, options)
        return reader.page(what, token, options, size)

    # Subscriptions

    def subscription_wished(self, wish: Wish) -> Subscribed:
        """Return the subscription a wish amounts to; nothing is kept before the handshake succeeded.

        Raises:
            Refusal: what it watches does not exist, or cannot be watched.
        """
        resource = Resource.parse(wish.resource)
        box = self.open(resource.user)
        if not wish.change_types:
            raise bad_request("Invalid changeType.", "InvalidRequest")
        if wish.client_state and len(wish.client_state) > 128:
            raise bad_request("clientState exceeds 128 characters.", "InvalidRequest")
        now = self.tenant.surroundings.now()
        if wish.expires_at <= now:
            raise bad_request("Subscription expiration is in the past.", "InvalidRequest")
        return Subscribed(
            id=guid(self.tenant.surroundings.new_id()),
            mailbox=box.id,
            resource=wish.resource,
            kind=resource.kind,
            folder=box.mail.folder(resource.folder).number if resource.folder else None,
            without_drafts=resource.without_drafts,
            change_types=wish.change_types,
            notification_url=wish.notification_url,
            lifecycle_url=wish.lifecycle_url,
            client_state=wish.client_state,
            expires_at=granted_until(wish.expires_at, now, self.tenant.rules),
            has_immutable_ids=wish.has_immutable_ids,
        )

    def subscribe(self, new: Subscribed) -> Subscribed:
        """Keep a subscription whose handshake succeeded.

        Raises:
            Refusal: 409 for a duplicate where the rules refuse it.
        """
        self.tenant.subscriptions.add(new, self.tenant.rules)
        return new

    def held(self) -> list[Subscribed]:
        """Return every subscription that has not expired."""
        self.tenant.outbox.tend(self.tenant.surroundings.now(), self.tenant.rules)
        return self.tenant.subscriptions.all()

    def subscription(self, subscription_id: str) -> Subscribed:
        """Return one subscription.

        Raises:
            Refusal: 404, unknown or expired.
        """
        self.held()
        return self.tenant.subscriptions.get(subscription_id)

    def renew(self, subscription_id: str, expires_at: datetime) -> Subscribed:
        """Extend a subscription.

        Raises:
            Refusal: 404, unknown or expired.
        """
        self.held()
        now = self.tenant.surroundings.now()
        until = granted_until(expires_at, now, self.tenant.rules)
        return self.tenant.subscriptions.renew(subscription_id, until)

    def reauthorize(self, subscription_id: str) -> None:
        """Take a subscription's authorisation as renewed; its end stays.

        Raises:
            Refusal: 404, unknown or expired.
        """
        held = self.subscription(subscription_id)
        self.tenant.subscriptions.change(
            replace(held, is_paused=False, reauthorization=Reauthorization.GIVEN)
        )

    def _reader(self, box: Mailbox) -> DeltaReader:
        return DeltaReader(box.rounds, self.tenant.rules, self.tenant.surroundings)
