"""Meetings for the pages: found by the database, shown whole in four statements however many there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql.database import Database
from adapters.crm.sql.event_reading import EventReading
from adapters.crm.sql.event_rows import attendees_of, event_of, guests_of
from adapters.crm.sql.ids import number
from adapters.crm.sql.schema import (
    UtcTime,
    event,
    event_attendee,
    event_relation,
    person,
    staff,
)
from flows.calendar_desk.store import Tally
from flows.ports.calendar_desk import Meeting, MeetingFilter
from sync_core.calendar.event import Answer, CrmEventId
from sync_core.calendar.window import Window
from sync_core.mail import CrmUserId, PersonId

_E = event.c
_ATTENDEE = event_attendee.c
_RELATION = event_relation.c


class MeetingLists:
    """The events of one database, as pages list and count them."""

    def __init__(self, database: Database, reading: EventReading) -> None:
        self._database = database
        self._reading = reading

    async def found(
        self,
        which: MeetingFilter,
        window: Window,
        limit: int,
        *,
        by_start: bool = False,
        newest_first: bool = False,
    ) -> tuple[Meeting, ...]:
        """Return single events and changed occurrences in a window, by start."""
        lies = _starts_in(window) if by_start else _lies_in(window)
        order = (_E.starts_at.desc(), _E.id.desc()) if newest_first else (_E.starts_at, _E.id)
        query = (
            sa.select(_E.id)
            .where(_E.rrule.is_(None), lies, *_conditions(which))
            .order_by(*order)
            .limit(limit)
        )
        return await self._shown(query)

    async def series(self, which: MeetingFilter, until: datetime) -> tuple[Meeting, ...]:
        """Return the events that repeat and begin before a time."""
        query = (
            sa.select(_E.id)
            .where(_E.rrule.is_not(None), _E.starts_at < until, *_conditions(which))
            .order_by(_E.id)
        )
        return await self._shown(query)

    async def by_id(self, ids: Sequence[CrmEventId]) -> tuple[Meeting, ...]:
        """Return events by id, in the order of ids."""
        async with self._database.reading() as connection:
            return await self._whole(connection, ids)

    async def tally(self, which: MeetingFilter, window: Window) -> Mapping[CrmUserId, Tally]:
        """Return how many single events and changed occurrences each user has in a window."""
        counted = sa.and_(
            _E.rrule.is_(None), _lies_in(window), _has_somebody(), *_conditions(which)
        )
        owned = sa.select(_E.id, _E.starts_at, _E.owner_id.label("user_id")).where(
            counted, _E.owner_id.is_not(None)
        )
        own = event_attendee.alias()  # the conditions look at the other attendees
        attended = (
            sa.select(_E.id, _E.starts_at, own.c.staff_id)
            .join(own, own.c.event_id == _E.id)
            .where(counted, own.c.staff_id.is_not(None), own.c.answer != Answer.DECLINED.value)
        )
        each = sa.union(owned, attended).subquery()
        starts = each.c.starts_at
        query = sa.select(
            each.c.user_id,
            sa.func.count(),
            sa.func.min(starts, type_=UtcTime),
            sa.func.max(starts, type_=UtcTime),
        ).group_by(each.c.user_id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return {
            CrmUserId(str(user)): Tally(meetings=meetings, first=first, last=last)
            for user, meetings, first, last in rows
        }

    async def _shown(self, query: sa.Select[Any]) -> tuple[Meeting, ...]:
        async with self._database.reading() as connection:
            ids = [CrmEventId(str(row.id)) for row in await connection.execute(query)]
            return await self._whole(connection, ids)

    async def _whole(
        self, connection: AsyncConnection, ids: Sequence[CrmEventId]
    ) -> tuple[Meeting, ...]:
        rows = {str(row.id): row for row in await self._reading.rows(connection, ids)}
        if not rows:
            return ()
        people = await _people(connection, [row.id for row in rows.values()])
        users = await connection.execute(sa.select(staff.c.id, staff.c.name))
        names = {str(user): name for user, name in users}
        return tuple(_meeting(rows[one], people[int(one)], names) for one in ids if one in rows)


async def _people(
    connection: AsyncConnection, events: Sequence[int]
) -> dict[int, list[tuple[PersonId, str]]]:
    """Return the people related to some events, by id, with their names."""
    attending = sa.select(_ATTENDEE.event_id, _ATTENDEE.person_id).where(
        _ATTENDEE.event_id.in_(events), _ATTENDEE.person_id.is_not(None)
    )
    by_hand = sa.select(_RELATION.event_id, _RELATION.person_id).where(
        _RELATION.event_id.in_(events)
    )
    related = sa.union(attending, by_hand).subquery()
    query = (
        sa.select(related.c.event_id, person.c.id, person.c.name)
        .join(person, person.c.id == related.c.person_id)
        .order_by(person.c.id)
    )
    found: dict[int, list[tuple[PersonId, str]]] = defaultdict(list)
    for one, number_of, name in await connection.execute(query):
        found[one].append((PersonId(str(number_of)), name))
    return found


def _meeting(row: Any, people: Sequence[tuple[PersonId, str]], users: dict[str, str]) -> Meeting:
    shown = event_of(row)
    return Meeting(
        event=shown,
        span=shown.content.span,
        guests=guests_of(attendees_of(row), dict(people), users),
        people=tuple(people),
    )


def _lies_in(window: Window) -> sa.ColumnElement[bool]:
    """Return the condition of Window.holds, of an event's own span."""
    return sa.or_(
        sa.and_(_E.starts_at < window.until, _E.ends_at > window.since),
        sa.and_(_E.starts_at == _E.ends_at, _starts_in(window)),
    )


def _starts_in(window: Window) -> sa.ColumnElement[bool]:
    return sa.and_(_E.starts_at >= window.since, _E.starts_at < window.until)


def _has_somebody() -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.exists().where(_ATTENDEE.event_id == _E.id),
        sa.exists().where(_RELATION.event_id == _E.id),
    )


def _conditions(which: MeetingFilter) -> list[sa.ColumnElement[bool]]:
    """Return what a filter asks of an event."""
    conditions: list[sa.ColumnElement[bool]] = []
    if not which.with_cancelled:
        conditions.append(sa.not_(_E.is_cancelled))
    if which.user is not None:
        user = number(which.user) or 0
        attended = sa.select(_ATTENDEE.event_id).where(_ATTENDEE.staff_id == user)
        conditions.append(sa.or_(_E.owner_id == user, _E.id.in_(attended)))
    if which.person is not None:
        conditions.append(_concerns(sa.select(sa.literal(number(which.person) or 0))))
    if which.client:
        client = sa.func.lower(person.c.client) == sa.func.lower(which.client)
        conditions.append(_concerns(sa.select(person.c.id).where(client)))
    return conditions


def _concerns(people: sa.Select[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that one of these people is related to an event."""
    attending = sa.select(_ATTENDEE.event_id).where(_ATTENDEE.person_id.in_(people))
    by_hand = sa.select(_RELATION.event_id).where(_RELATION.person_id.in_(people))
    return sa.or_(_E.id.in_(attending), _E.id.in_(by_hand))
