"""A CRM's calendar as the flows see it.

Every method may raise Unavailable, Throttled or CrmStopped (sync_core.failures).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from flows.ports.crm import KnownAddress
from flows.ports.crm_feed import ChangedItems, ChangedOwners
from sync_core.calendar.event import (
    Content,
    CrmAttendee,
    CrmEvent,
    CrmEventId,
    EventKey,
    Origin,
)
from sync_core.calendar.window import Window
from sync_core.mail import Address, CrmUserId
from sync_core.policy import PlusTags


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmEventDraft:
    """An event to be written to the CRM."""

    key: EventKey
    owner: CrmUserId | None
    content: Content
    attendees: tuple[CrmAttendee, ...]
    """The same people as content.attendees, in the same order, as matched."""
    attendees_total: int
    organiser: Address | None
    origin: Origin = Origin.SYNC
    series: CrmEventId | None = None
    original_start: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmEventChange:
    """Some fields of an event to be written on the version they were decided on."""

    id: CrmEventId
    version: int
    fields: frozenset[str]
    """Names of sync_core.calendar.fields; empty where only the key is set."""
    content: Content
    """The values of these fields; the others are not looked at."""
    attendees: tuple[CrmAttendee, ...] = ()
    """With the field `attendees`: the people, as matched."""
    attendees_total: int = 0
    key: EventKey | None = None
    """Set where the record has no key yet."""


class Wrote(StrEnum):
    """What became of one write."""

    WRITTEN = "written"
    ALREADY_THERE = "already_there"
    """An event with this key, or in this slot of its series, was there: nothing was written, it is returned."""
    CONFLICT = "conflict"
    """Changed since it was read, or its key belongs to another event: nothing was written."""
    GONE = "gone"
    REFUSED = "refused"
    """The CRM refuses the values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The CRM's answer to one write."""

    result: Wrote
    event: CrmEvent | None = None
    """As the CRM holds it now; None where there is none."""


class CrmCalendar(Protocol):
    """The firm's calendar in the CRM."""

    async def events(self, ids: Sequence[CrmEventId]) -> Mapping[CrmEventId, CrmEvent]:
        """Return events by id in one round trip; one that does not exist is left out, which is proof."""
        ...

    async def events_by_key(self, keys: Sequence[EventKey]) -> Mapping[EventKey, CrmEvent]:
        """Return events by key in one round trip; one that does not exist is left out."""
        ...

    async def deleted_by_key(self, keys: Sequence[EventKey]) -> Mapping[EventKey, datetime]:
        """Return when events of these keys were deleted, in one round trip, by anybody but delete_events.

        A key that an event has now, or never had, is left out. What delete_events removes was deleted in
        Outlook: should it be there again, nobody minds it here.
        """
        ...

    async def overrides(
        self, series: Sequence[CrmEventId]
    ) -> Mapping[CrmEventId, tuple[CrmEvent, ...]]:
        """Return the changed and cancelled occurrences of series, in one round trip, by their slots."""
        ...

    async def events_of(
        self, owner: CrmUserId, window: Window, after: CrmEventId | None, limit: int
    ) -> tuple[CrmEvent, ...]:
        """Return a user's events in a window, series whose occurrences may lie in it too, by id after `after`."""
        ...

    async def changed_events(
        self, owner: CrmUserId, cursor: str, limit: int
    ) -> ChangedItems[CrmEventId]:
        """Return what changed among a user's events since the cursor; an empty cursor begins now."""
        ...

    async def changed_owners(self, cursor: str, limit: int) -> ChangedOwners:
        """Return whose events changed since the cursor, each once; an empty cursor begins now."""
        ...

    async def create_events(self, drafts: Sequence[CrmEventDraft]) -> tuple[Written, ...]:
        """Write events in one round trip; answers in the same order, never an exception for one item."""
        ...

    async def update_events(self, changes: Sequence[CrmEventChange]) -> tuple[Written, ...]:
        """Write fields of events in one round trip; answers in the same order."""
        ...

    async def delete_events(self, those: Sequence[tuple[CrmEventId, int]]) -> tuple[Written, ...]:
        """Delete events (id, version) in one round trip; one already gone answers GONE."""
        ...

    async def resources(self) -> Mapping[str, tuple[str, ...]]:
        """Return the CRM's resources: case-folded name -> ids; more than one id is a clash."""
        ...

    async def relate_past(
        self, known: Sequence[KnownAddress], plus_tags: PlusTags = PlusTags.EXACT
    ) -> int:
        """Relate events to people whose addresses became known; return how many attendees became people.

        An attendee who is nobody's, no user's and no room's is from now on the person who has the
        address; of several people the first by id. With PlusTags.IGNORE ana+news@x.test is ana@x.test
        too. Repeating it changes nothing. Versions and feeds stay as they are: nothing of an event that
        is compared with Outlook changes.
        """
        ...
