"""What a calendar desk needs of the store behind it. Failures are those of flows.ports.calendar_desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from flows.ports.calendar_desk import Meeting, MeetingFilter
from flows.ports.crm_calendar import CrmEventChange, CrmEventDraft
from flows.ports.desk import StaffMember
from sync_core.calendar.event import CrmAttendee, CrmEvent, CrmEventId
from sync_core.calendar.window import Window
from sync_core.mail import Address, CrmUserId, PersonId, PersonRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One event whole, as it is written on."""

    event: CrmEvent
    attendees: tuple[CrmAttendee, ...]
    by_hand: tuple[PersonId, ...] = ()
    """People related without attending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many meetings one user has, and from when to when they begin."""

    meetings: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWrite:
    """One act of a user: done whole, or not at all."""

    expects: tuple[tuple[CrmEventId, int], ...] = ()
    """Events with the versions they must have."""
    drafts: tuple[CrmEventDraft, ...] = ()
    """New events; a changed occurrence must find its slot free."""
    drafted_people: tuple[tuple[PersonId, ...], ...] = ()
    """Of each draft in turn: the people related without attending."""
    changes: tuple[CrmEventChange, ...] = ()
    slots: Mapping[CrmEventId, datetime] = field(default_factory=dict)
    """Changed occurrences that are to stand for another slot of their series."""
    removed: tuple[CrmEventId, ...] = ()
    relations: tuple[tuple[CrmEventId, PersonId], ...] = ()


class DeskStore(Protocol):
    """Where a desk's events, people and rooms are kept."""

    async def found(
        self,
        which: MeetingFilter,
        window: Window,
        limit: int,
        *,
        by_start: bool = False,
        newest_first: bool = False,
    ) -> tuple[Meeting, ...]:
        """Return single events and changed occurrences in a window, by start.

        Args:
            which: the filter.
            window: where they lie; by_start: where they begin.
            limit: how many at most, of the first, or of the last (newest_first).
            by_start: see window.
            newest_first: the order.
        """
        ...

    async def series(self, which: MeetingFilter, until: datetime) -> tuple[Meeting, ...]:
        """Return the events that repeat and begin before a time, once each with their own span."""
        ...

    async def meetings_by_id(self, ids: Sequence[CrmEventId]) -> tuple[Meeting, ...]:
        """Return events by id, in the order of ids; one that does not exist is left out."""
        ...

    async def overrides(
        self, series: Sequence[CrmEventId]
    ) -> Mapping[CrmEventId, tuple[CrmEvent, ...]]:
        """Return the changed and cancelled occurrences of series."""
        ...

    async def tally(self, which: MeetingFilter, window: Window) -> Mapping[CrmUserId, Tally]:
        """Return how many single events and changed occurrences each user has in a window.

        Users own or attend them and did not decline; cancelled ones, and those with nobody else in
        them, do not count.
        """
        ...

    async def record(self, event: CrmEventId) -> Record | None:
        """Return one event whole."""
        ...

    async def users(self) -> Mapping[CrmUserId, StaffMember]:
        """Return all users."""
        ...

    async def people(
        self, ids: Sequence[PersonId]
    ) -> Mapping[PersonId, tuple[str, Address | None, str]]:
        """Return people by id: name, main address (None: has none) and the kind of field it stands in."""
        ...

    async def known(
        self, addresses: Sequence[Address]
    ) -> tuple[Mapping[Address, PersonRef], Mapping[Address, CrmUserId]]:
        """Return the person, and the user, each address belongs to; of several people the first."""
        ...

    async def write(self, what: DeskWrite) -> tuple[CrmEventId, ...]:
        """Do one act whole and return the ids of its drafts."""
        ...

    async def resource_names(self) -> Mapping[str, str]:
        """Return all resources: id -> name as entered."""
        ...

    async def add_resource(self, name: str) -> str | None:
        """Add a resource unless its name is taken (case-folded); return its id, None where taken."""
        ...
