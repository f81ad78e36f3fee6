"""What Graph posts to us, read with suspicion: whose it is, whether it is genuine, what to look at.

Shapes: Microsoft Graph, "change notifications delivery" and "lifecycle events" (facts: graph §4.3, §4.4).
A notification is a hint that something changed; what it says of the item is not used.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sync_core import limits
from sync_core.digests import Digester
from sync_core.work import MailboxId, Task, WorkItem

_RESOURCE = re.compile(r"^/?users(?:/|\(')([0-9a-z-]{1,64})(?:'\))?/(\w+)", re.IGNORECASE)

_CALENDAR = (Task.CALENDAR_WAKE, Task.CALENDAR_SWEEP)
_CONTACTS = (Task.CONTACTS_WAKE, Task.CONTACTS_SWEEP)
_MAIL = (Task.MAIL_WAKE, Task.MAIL_SWEEP)
_LOOKS = {
    "events": _CALENDAR,
    "calendar": _CALENDAR,
    "calendars": _CALENDAR,
    "calendarview": _CALENDAR,
    "contacts": _CONTACTS,
    "contactfolders": _CONTACTS,
}
"""What to look at, by what a notification names below its user; whatever else is told is told of mail."""


class Lifecycle(StrEnum):
    """What Graph tells of a subscription itself."""

    REAUTHORIZE = "reauthorizationRequired"
    REMOVED = "subscriptionRemoved"
    MISSED = "missed"


class UnreadablePost(ValueError):
    """The post is no collection of notifications; nothing of it was used."""


class _Item(BaseModel):
    model_config = ConfigDict(extra="ignore")
    resource: str = Field(max_length=2_000)
    client_state: str = Field(alias="clientState", max_length=limits.CLIENT_STATE_CHARACTERS_MAX)
    tenant_id: str = Field(default="", alias="tenantId", max_length=64)
    lifecycle_event: str = Field(default="", alias="lifecycleEvent", max_length=64)


class _Post(BaseModel):
    value: list[Any] = Field(max_length=limits.NOTIFICATIONS_PER_POST_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a post comes to."""

    items: tuple[WorkItem, ...]
    """What to look at, each mailbox once a task."""
    accepted: int
    dropped: int
    """Forged, of another tenant, or not understood."""


def hear(body: bytes, tenant_id: str, digester: Digester, now: datetime) -> Heard:
    """Return the work a post asks for.

    Raises:
        UnreadablePost: the body is no collection of notifications, or holds too many.
    """
    try:
        post = _Post.model_validate_json(body)
    except ValidationError:
        raise UnreadablePost from None
    wanted: dict[tuple[Task, MailboxId], WorkItem] = {}
    accepted = 0
    for raw in post.value:
        tasks = _genuine(raw, tenant_id, digester)
        accepted += bool(tasks)
        for task, mailbox in tasks:
            wanted[task, mailbox] = WorkItem(task=task, mailbox=mailbox, woken_at=now)
    return Heard(
        items=tuple(wanted.values()), accepted=accepted, dropped=len(post.value) - accepted
    )


def _genuine(raw: Any, tenant_id: str, digester: Digester) -> list[tuple[Task, MailboxId]]:
    """Return what one notification asks for; nothing where it is not from our own subscription."""
    try:
        item = _Item.model_validate(raw)
    except ValidationError:
        return []
    place = _RESOURCE.match(item.resource)
    if place is None or (item.tenant_id and item.tenant_id.lower() != tenant_id.lower()):
        return []
    mailbox = MailboxId(place.group(1).lower())
    if not digester.is_client_state(item.client_state, mailbox):
        return []
    looks = _LOOKS.get(place.group(2).lower(), _MAIL)
    return [(task, mailbox) for task in _tasks(item.lifecycle_event, *looks)]


def _tasks(lifecycle_event: str, wake: Task, sweep: Task) -> tuple[Task, ...]:
    """Return what to do: an unknown lifecycle event is answered by looking everywhere."""
    if not lifecycle_event:
        return (wake,)
    if lifecycle_event == Lifecycle.REAUTHORIZE:
        return (Task.SUBSCRIBE,)
    if lifecycle_event == Lifecycle.REMOVED:
        return (Task.SUBSCRIBE, sweep)
    return (wake, sweep)
