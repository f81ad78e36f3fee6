"""What is to be done about subscriptions: observed ones and the mailboxes that need one, compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from sync_core import limits
from sync_core.mailboxes import MailboxRecord
from sync_core.work import MailboxId


class Watched(StrEnum):
    """What of a mailbox a subscription tells of."""

    MESSAGES = "messages"
    EVENTS = "events"
    CONTACTS = "contacts"


_PREFIXES = {Watched.MESSAGES: "", Watched.EVENTS: "calendar_", Watched.CONTACTS: "contacts_"}
"""By what the fields of a mailbox's record begin that tell of a subscription."""


class Held(Protocol):
    """What has to be known of an existing subscription."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def mailbox(self) -> MailboxId:
        """The mailbox it watches."""

    @property
    def watched(self) -> Watched | None:
        """What of it; None: nothing that we ever ask for."""

    @property
    def expires_at(self) -> datetime:
        """When it ends by itself."""

    @property
    def notification_url(self) -> str:
        """Where it sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A subscription that is held but not, or wrongly, remembered."""

    mailbox: MailboxId
    watched: Watched
    subscription: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tending:
    """What to do so that every active mailbox has exactly one subscription for each thing it is watched for."""

    adopt: tuple[Adopted, ...]
    delete: tuple[str, ...]
    """Duplicates, those of what is not to be watched (any more), and those that send to a former address."""
    ask: tuple[MailboxId, ...]
    """Mailboxes that need one created or renewed, each once."""


def tend(
    held: Iterable[Held], records: Iterable[MailboxRecord], url: str, now: datetime
) -> Tending:
    """Return what to do.

    Only subscriptions that send to our own address count; another installation's are not ours to end. One that
    we remember and that sends elsewhere was made before our address changed: it is ended and made anew, since
    Graph cannot change where its lifecycle events go (facts: graph §4.1).
    Graph creates duplicates although it documents a refusal, and each delivers (facts: graph §4.1).
    """
    held, records = tuple(held), tuple(records)
    ours = [one for one in held if one.notification_url == url]
    having: dict[tuple[MailboxId, Watched | None], list[Held]] = {}
    for one in ours:
        having.setdefault((one.mailbox, one.watched), []).append(one)
    kept: set[str] = set()
    adopt: list[Adopted] = []
    ask: dict[MailboxId, None] = {}
    for record in records:
        for watched in watched_of(record) if record.is_active else ():
            keep = _best(having.get((record.id, watched), []), remembered(record, watched)[0])
            if keep is None or is_due(keep.expires_at, now):
                ask[record.id] = None
            if keep is not None:
                kept.add(keep.id)
                adopt += _adopted(keep, record, watched)
    delete = tuple(one.id for one in ours if one.id not in kept) + _moved(held, records, url)
    return Tending(adopt=tuple(adopt), delete=delete, ask=tuple(ask))


def _moved(held: tuple[Held, ...], records: tuple[MailboxRecord, ...], url: str) -> tuple[str, ...]:
    """Return the subscriptions we remember that send to another address than ours; one that tells none stays."""
    known = {remembered(record, watched)[0] for record in records for watched in Watched}
    return tuple(
        one.id for one in held if one.notification_url not in ("", url) and one.id in known
    )


def watched_of(record: MailboxRecord) -> tuple[Watched, ...]:
    """Return what of a mailbox is to be watched while it is active."""
    events = (Watched.EVENTS,) if record.calendar_enabled else ()
    contacts = (Watched.CONTACTS,) if record.contacts_enabled else ()
    return (Watched.MESSAGES, *events, *contacts)


def remembered(record: MailboxRecord, watched: Watched) -> tuple[str | None, datetime | None]:
    """Return the id and the end of the subscription a record tells of."""
    if watched is Watched.EVENTS:
        return record.calendar_subscription_id, record.calendar_subscription_until
    if watched is Watched.CONTACTS:
        return record.contacts_subscription_id, record.contacts_subscription_until
    return record.subscription_id, record.subscription_until


def noted(watched: Watched, subscription: str, until: datetime) -> Mapping[str, str | datetime]:
    """Return the fields of a record that remember a subscription."""
    prefix = _PREFIXES[watched]
    return {f"{prefix}subscription_id": subscription, f"{prefix}subscription_until": until}


def is_due(expires_at: datetime | None, now: datetime) -> bool:
    """Return whether a subscription is to be renewed now."""
    early = timedelta(minutes=limits.SUBSCRIPTION_RENEW_BEFORE_MINUTES)
    return expires_at is None or expires_at - now <= early


def new_expiry(now: datetime) -> datetime:
    """Return the expiry to ask for."""
    return now + timedelta(minutes=limits.SUBSCRIPTION_MINUTES)


def _adopted(keep: Held, record: MailboxRecord, watched: Watched) -> list[Adopted]:
    """Return the subscription where the record does not tell of it as it is."""
    if (keep.id, keep.expires_at) == remembered(record, watched):
        return []
    return [
        Adopted(mailbox=record.id, watched=watched, subscription=keep.id, until=keep.expires_at)
    ]


def _best(having: list[Held], known: str | None) -> Held | None:
    """Return the one to keep: the remembered one, else the one that lasts longest."""
    own = [h for h in having if h.id == known]
    return max(own or having, key=lambda h: (h.expires_at, h.id), default=None)
