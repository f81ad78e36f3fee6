"""The work item: what waits in a queue. Ids and times only; it says "look here" and is never the truth."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType, Self

from pydantic import TypeAdapter, ValidationError

MailboxId = NewType("MailboxId", str)
"""A mailbox's object id in the directory (a GUID in lower case), never its address."""
RunId = NewType("RunId", str)
"""One execution of one work item."""
TraceId = NewType("TraceId", str)
"""What one reason to look came to (32 hex digits): the same from the notification to the CRM's row."""


class Task(StrEnum):
    """What a work item asks for: the stream, then the verb."""

    MAIL_WAKE = "mail.wake"
    MAIL_SWEEP = "mail.sweep"
    MAIL_BACKFILL = "mail.backfill"
    MAIL_RETRY = "mail.retry"
    MAIL_RETRY_ALL = "mail.retry_all"
    """Retry on demand: items that were given up and items not due yet, too."""
    MAIL_RESYNC = "mail.resync"
    """Read a mailbox anew from end to end, because a person asks."""
    CALENDAR_WAKE = "calendar.wake"
    CALENDAR_SWEEP = "calendar.sweep"
    """Compare both sides whole, within the window."""
    CALENDAR_NOW = "calendar.now"
    """The same, because a person asks, whatever the schedule says."""
    CRM_FEED = "crm.feed"
    """Find whose events and contact lists changed in the CRM, and wake them."""
    CONTACTS_WAKE = "contacts.wake"
    CONTACTS_SWEEP = "contacts.sweep"
    """Compare both sides whole."""
    CONTACTS_NOW = "contacts.now"
    """The same, because a person asks, or answered."""
    CONTACTS_SHARE = "contacts.share"
    """Between a user's list and the firm's people: what is shared rises, what the firm changed comes down."""
    SUBSCRIBE = "subscriptions.tend"
    REMATCH = "people.rematch"
    DIRECTORY = "directory.refresh"
    PRUNE = "memory.prune"

    @classmethod
    def _missing_(cls, value: object) -> "Task | None":
        """Return the task that a former version named so: its messages may wait over an upgrade."""
        return cls.CRM_FEED if value == "calendar.feed" else None


class QueueName(StrEnum):
    """Two queues, so that neither back-fill nor whole comparisons delay what is live; each scales by itself."""

    WORK = "work"
    BULK = "bulk"


class Stream(StrEnum):
    """What one lease covers: runs of different streams of one mailbox may overlap."""

    MAIL_LIVE = "mail.live"
    MAIL_SWEEP = "mail.sweep"
    MAIL_BACKFILL = "mail.backfill"
    CALENDAR = "calendar"
    CRM_FEED = "crm.feed"
    CONTACTS = "contacts"
    SHARING = "sharing"
    SUBSCRIPTIONS = "subscriptions"
    FIRM = "firm"


_STREAM_OF = {
    Task.MAIL_WAKE: Stream.MAIL_LIVE,
    Task.MAIL_RETRY: Stream.MAIL_LIVE,
    Task.MAIL_RETRY_ALL: Stream.MAIL_LIVE,
    Task.MAIL_SWEEP: Stream.MAIL_SWEEP,
    Task.MAIL_RESYNC: Stream.MAIL_SWEEP,
    Task.MAIL_BACKFILL: Stream.MAIL_BACKFILL,
    Task.CALENDAR_WAKE: Stream.CALENDAR,
    Task.CALENDAR_SWEEP: Stream.CALENDAR,
    Task.CALENDAR_NOW: Stream.CALENDAR,
    Task.CRM_FEED: Stream.CRM_FEED,
    Task.CONTACTS_WAKE: Stream.CONTACTS,
    Task.CONTACTS_SWEEP: Stream.CONTACTS,
    Task.CONTACTS_NOW: Stream.CONTACTS,
    Task.CONTACTS_SHARE: Stream.SHARING,
    Task.SUBSCRIBE: Stream.SUBSCRIPTIONS,
    Task.REMATCH: Stream.FIRM,
    Task.DIRECTORY: Stream.FIRM,
    Task.PRUNE: Stream.FIRM,
}

_FOR_LATER = (Task.MAIL_BACKFILL, Task.CALENDAR_SWEEP, Task.CONTACTS_SWEEP)
"""Long work that nobody waits for: of all mailboxes at once when they are enrolled, or after an outage. A
comparison that a person asks for (CALENDAR_NOW) is not among it."""

FIRM = MailboxId("firm")
"""Stands in a work item's mailbox for work that concerns the whole firm."""


class UnreadableWorkItem(ValueError):
    """A queue message is not a work item of ours; it is dropped and counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One thing to look at."""

    task: Task
    mailbox: MailboxId
    woken_at: datetime
    """When the reason to look came up (UTC); older than a finished read means nothing is new."""
    attempt: int = 0
    """How often this same work was put back because of RetryAfter; sets the next delay."""
    trace: TraceId = TraceId("")
    """Given when the reason came up and kept by all that follows from it; empty in messages of older versions."""

    @property
    def stream(self) -> Stream:
        """The lease this item runs under."""
        return _STREAM_OF[self.task]

    @property
    def queue(self) -> QueueName:
        """The queue this item waits in."""
        return QueueName.BULK if self.task in _FOR_LATER else QueueName.WORK

    def again(self) -> Self:
        """Return the same work counted as one more attempt."""
        return replace(self, attempt=self.attempt + 1)

    def continued(self) -> Self:
        """Return the work that goes on where this one stopped: attempts start over."""
        return replace(self, attempt=0)

    def traced(self, trace: str) -> Self:
        """Return the same work under a trace; one that it has already stays."""
        return self if self.trace else replace(self, trace=TraceId(trace))

    def encode(self) -> str:
        """Return the queue message's text (JSON, well under one kibibyte)."""
        return _ADAPTER.dump_json(self).decode()

    @staticmethod
    def decode(text: str | bytes) -> "WorkItem":
        """Return the item a queue message holds.

        Raises:
            UnreadableWorkItem: the message is not one of ours; names the field, not its value.
        """
        try:
            item = _ADAPTER.validate_json(text)
        except ValidationError as bad:
            fields = ", ".join(".".join(map(str, e["loc"])) or "message" for e in bad.errors())
            raise UnreadableWorkItem(f"not a work item: {fields}") from None
        if not _OBJECT_ID.fullmatch(item.mailbox):
            raise UnreadableWorkItem("not a work item: mailbox is no object id")
        if item.woken_at.tzinfo is None:
            raise UnreadableWorkItem("not a work item: woken_at has no offset")
        if not _TRACE.fullmatch(item.trace):
            raise UnreadableWorkItem("not a work item: trace is no trace id")
        return item


_OBJECT_ID = re.compile(r"[0-9a-z-]{1,64}")
"""Whatever else stands there (an address, a text) is not ours to record."""
_TRACE = re.compile(r"(?:[0-9a-f]{32})?")
_ADAPTER = TypeAdapter(WorkItem)
