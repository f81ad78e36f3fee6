"""What is to be done about subscriptions: observed ones and the mailboxes that need one, compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sync_core import limits
from sync_core.mailboxes import MailboxRecord
from sync_core.work import MailboxId


class Held(Protocol):
    """What has to be known of an existing subscription."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def mailbox(self) -> MailboxId:
        """The mailbox it watches."""

    @property
    def expires_at(self) -> datetime:
        """When it ends by itself."""

    @property
    def notification_url(self) -> str:
        """Where it sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tending:
    """What to do so that every active mailbox has exactly one subscription."""

    adopt: tuple[tuple[MailboxId, str, datetime], ...]
    """Mailbox, subscription id, expiry: held but not (or wrongly) remembered."""
    delete: tuple[str, ...]
    """Duplicates, and those of mailboxes that are not captured."""
    ask: tuple[MailboxId, ...]
    """Mailboxes that need one created or renewed."""


def tend(
    held: Iterable[Held], records: Iterable[MailboxRecord], url: str, now: datetime
) -> Tending:
    """Return what to do.

    Only subscriptions that send to our own address count; another installation's are not ours to end.
    Graph creates duplicates although it documents a refusal, and each delivers (facts: graph §4.1).
    """
    ours: dict[MailboxId, list[Held]] = {}
    for one in held:
        if one.notification_url == url:
            ours.setdefault(one.mailbox, []).append(one)
    adopt, delete, ask = [], [], []
    for record in records:
        having = ours.pop(record.id, [])
        keep = _best(having, record) if record.is_active else None
        delete += [h.id for h in having if keep is None or h.id != keep.id]
        if keep and (keep.id, keep.expires_at) != (
            record.subscription_id,
            record.subscription_until,
        ):
            adopt.append((record.id, keep.id, keep.expires_at))
        if record.is_active and (keep is None or is_due(keep.expires_at, now)):
            ask.append(record.id)
    delete += [h.id for strangers in ours.values() for h in strangers]
    return Tending(adopt=tuple(adopt), delete=tuple(delete), ask=tuple(ask))


def is_due(expires_at: datetime | None, now: datetime) -> bool:
    """Return whether a subscription is to be renewed now."""
    early = timedelta(minutes=limits.SUBSCRIPTION_RENEW_BEFORE_MINUTES)
    return expires_at is None or expires_at - now <= early


def new_expiry(now: datetime) -> datetime:
    """Return the expiry to ask for."""
    return now + timedelta(minutes=limits.SUBSCRIPTION_MINUTES)


def _best(having: list[Held], record: MailboxRecord) -> Held | None:
    """Return the one to keep: the remembered one, else the one that lasts longest."""
    remembered = [h for h in having if h.id == record.subscription_id]
    return max(remembered or having, key=lambda h: (h.expires_at, h.id), default=None)
