"""Subscriptions to change notifications: who is told of what, until when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import unquote

from simulator.graph.mailstore import ChangeType
from simulator.graph.refusals import Refusal, bad_request, no_subscription
from simulator.graph.rules import ServerRules
from sync_core.work import MailboxId

_RESOURCE = re.compile(
    r"^/?users(?:/(?P<user>[^/()]+)|\('(?P<user2>[^']+)'\))"
    r"(?:/(?P<within>mailFolders|contactFolders)(?:/(?P<folder>[^/()]+)|\('(?P<folder2>[^']+)'\)))?"
    r"/(?P<kind>\w+)(?P<filter>\?\$filter=isDraft eq false)?$",
    re.IGNORECASE,
)
MESSAGE = "Message"
EVENT = "Event"
CONTACT = "Contact"
_KINDS = {"messages": MESSAGE, "events": EVENT, "contacts": CONTACT}
"""What can be subscribed to, and the type its notifications carry."""
_FOLDERS = {MESSAGE: "mailfolders", CONTACT: "contactfolders"}
"""The folders whose items can be watched alone."""


class Reauthorization(Enum):
    """How it stands with the authorisation behind a subscription that nears its end."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What a subscription watches."""

    user: str
    folder: str | None
    kind: str
    without_drafts: bool

    @staticmethod
    def parse(text: str) -> "Resource":
        """Return what a subscription's resource means.

        Raises:
            Refusal: 400, not a resource that can be watched.
        """
        found = _RESOURCE.match(unquote(text))
        kind = _KINDS.get(found["kind"].lower()) if found else None
        within = (found["within"] or "").lower() if found else ""
        is_odd = bool(within) and within != _FOLDERS.get(kind or "")
        if found is None or kind is None or is_odd or (kind != MESSAGE and found["filter"]):
            raise bad_request(f"Unsupported resource: '{text}'.", "ExtensionError")
        return Resource(
            user=found["user"] or found["user2"],
            folder=found["folder"] or found["folder2"],
            kind=kind,
            without_drafts=found["filter"] is not None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """One subscription."""

    id: str
    mailbox: MailboxId
    resource: str
    kind: str
    """Type of its items in a notification's resourceData: Message, Event or Contact."""
    folder: int | None
    """Number of the folder it watches; None: the whole mailbox."""
    without_drafts: bool
    change_types: frozenset[ChangeType]
    notification_url: str
    lifecycle_url: str | None
    client_state: str | None
    expires_at: datetime
    has_immutable_ids: bool
    """The id format of its notifications: that of the request which created it."""
    is_paused: bool = False
    """Reauthorisation was asked for and not given: nothing is delivered."""
    reauthorization: Reauthorization = Reauthorization.NOT_ASKED


class SubscriptionBook:
    """All subscriptions of the application."""

    def __init__(self) -> None:
        self._by_id: dict[str, Subscribed] = {}
        self._by_mailbox: dict[MailboxId, dict[str, None]] = {}

    def add(self, new: Subscribed, rules: ServerRules) -> None:
        """Keep a subscription.

        Raises:
            Refusal: 409 where the same one exists and the rules refuse duplicates.
        """
        if rules.duplicates_refused and any(_is_same(new, s) for s in self.of(new.mailbox)):
            message = "Subscription already exists for the requested combination."
            raise Refusal(409, "Conflict", message)
        self._by_id[new.id] = new
        self._by_mailbox.setdefault(new.mailbox, {})[new.id] = None

    def of(self, mailbox: MailboxId) -> Iterator[Subscribed]:
        """Return the subscriptions of one mailbox."""
        return (self._by_id[s] for s in self._by_mailbox.get(mailbox, ()))

    def all(self) -> list[Subscribed]:
        """Return every subscription, oldest first."""
        return list(self._by_id.values())

    def get(self, subscription_id: str) -> Subscribed:
        """Return one subscription.

        Raises:
            Refusal: 404 where there is none.
        """
        found = self._by_id.get(subscription_id)
        if found is None:
            raise no_subscription()
        return found

    def known(self, subscription_id: str) -> bool:
        """Return whether a subscription still exists."""
        return subscription_id in self._by_id

    def change(self, changed: Subscribed) -> None:
        """Keep a subscription's new state."""
        self._by_id[changed.id] = changed

    def renew(self, subscription_id: str, expires_at: datetime) -> Subscribed:
        """Extend a subscription, which reauthorises it too.

        Raises:
            Refusal: 404 where there is none.
        """
        former = self.get(subscription_id)
        renewed = replace(
            former,
            expires_at=expires_at,
            is_paused=False,
            reauthorization=Reauthorization.NOT_ASKED,
        )
        self._by_id[subscription_id] = renewed
        return renewed

    def remove(self, subscription_id: str) -> Subscribed:
        """End a subscription.

        Raises:
            Refusal: 404 where there is none.
        """
        found = self.get(subscription_id)
        del self._by_id[subscription_id], self._by_mailbox[found.mailbox][subscription_id]
        return found

    def expire(self, now: datetime) -> None:
        """End those whose time is over."""
        for old in [s.id for s in self._by_id.values() if s.expires_at <= now]:
            self.remove(old)


def granted_until(asked: datetime, now: datetime, rules: ServerRules) -> datetime:
    """Return until when a subscription lives: what was asked, raised and cut to the limits."""
    least = now + timedelta(minutes=rules.subscription_minutes_min)
    most = now + timedelta(minutes=rules.subscription_minutes_max)
    return min(max(asked, least), most)


def _is_same(one: Subscribed, other: Subscribed) -> bool:
    return (one.resource.lower(), one.change_types) == (other.resource.lower(), other.change_types)
